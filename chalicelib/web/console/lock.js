/* The time left on a claim. Counted from the answer's own clock, so that a wrong clock in this
   machine neither frightens nor misleads. */

import { announce, h, icon } from "../shared/dom.js";
import { countdown } from "../shared/format.js";
import { t } from "../shared/i18n.js";

const WARN_AT_MS = 60_000;

/** `{element, stop}`; runs `onEnd` once when the time is over. */
export function lockClock({ lock_ms: total, lock_from: from }, onEnd) {
  const text = h("span", { class: "numbers" });
  const element = h("span", { class: "chip accent lock-left", role: "timer" }, icon("lock"), text);
  let has_warned = false;

  function tick() {
    const left = total - (performance.now() - from);
    text.textContent = t("review.yours_for", { time: countdown(left) });
    element.classList.toggle("warn", left <= WARN_AT_MS);
    element.classList.toggle("accent", left > WARN_AT_MS);
    if (left <= WARN_AT_MS && left > 0 && !has_warned) {
      has_warned = true;
      announce(t("review.one_minute"));
    }
    if (left > 0) return;
    stop();
    onEnd();
  }

  const timer = setInterval(tick, 500);
  const stop = () => clearInterval(timer);
  if (total - (performance.now() - from) > 0) tick();
  return { element, stop };
}
