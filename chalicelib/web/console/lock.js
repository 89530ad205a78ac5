/* The time left on a claim. Counted from the answer's own clock, so that a wrong clock in this
   machine neither frightens nor misleads. */

import { announce } from "../shared/dom.js";
import { countdown } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { html, useEffect, useReducer, useRef } from "../shared/ui.js";
import { Chip } from "./marks.js";

const WARN_AT_MS = 60_000;

/** A chip that counts down. */
export function LockClock({ held }) {
  const [, tick] = useReducer((n) => n + 1, 0);
  const warned = useRef(null);
  useEffect(() => {
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, []);
  const left = held.ends_at - performance.now();
  const isShort = left <= WARN_AT_MS;
  if (isShort && left > 0 && warned.current !== held) {
    warned.current = held;
    announce(t("review.one_minute"));
  }
  return html`<${Chip} tone=${`lock-left ${isShort ? "warn" : "accent"}`} sign="lock" role="timer">
    <span class="numbers">${t("review.yours_for", { time: countdown(left) })}</span>
  <//>`;
}
