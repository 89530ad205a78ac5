/* A quiet word after a long time of looking without a pause. */

import { t } from "../shared/i18n.js";
import { html, useEffect, useReducer, useRef } from "../shared/ui.js";
import { Button, Strip } from "./marks.js";
import { settings } from "./settings.js";

const PAUSE_MS = 5 * 60_000;
const LATER_MS = 10 * 60_000;
const CHECK_MS = 15_000;

/** The reminder, once she has looked for as long as she set without a pause. */
export function BreakReminder() {
  const [, tick] = useReducer((n) => n + 1, 0);
  const pace = useRef({ since: performance.now(), last: performance.now(), quiet_until: 0 });
  useEffect(() => {
    const onLife = () => noteLife(pace.current);
    const timer = setInterval(tick, CHECK_MS);
    for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, onLife);
    return () => {
      clearInterval(timer);
      for (const name of ["pointerdown", "keydown"]) document.removeEventListener(name, onLife);
    };
  }, []);
  const minutes = settings().break_minutes;
  const now = performance.now();
  const isDue = minutes && now - pace.current.since >= minutes * 60_000;
  if (!isDue || now < pace.current.quiet_until) return null;
  const later = () => {
    pace.current.quiet_until = performance.now() + LATER_MS;
    tick();
  };
  const taken = () => {
    Object.assign(pace.current, { since: performance.now(), last: performance.now() });
    tick();
  };
  return html`<${Strip} kind="note" name="break" text=${t("break.now", { n: minutes })}>
    <${Button} onclick=${later}>${t("break.later")}<//>
    <${Button} onclick=${taken}>${t("break.taken")}<//>
  <//>`;
}

function noteLife(pace) {
  const now = performance.now();
  if (now - pace.last > PAUSE_MS) pace.since = now;
  pace.last = now;
}
