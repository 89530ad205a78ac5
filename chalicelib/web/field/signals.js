/**
 * One small noticeboard: parts that change what is stored say so, parts that show it listen.
 * Topics: "outbox", "uploads", "clock", "corrected" (what she corrected has reached the roll),
 * "progress" (bytes of one upload; frequent, never announced), "network".
 */

const board = new EventTarget();

/** Tell every listener of `topic`; `detail` may name what changed. */
export function tell(topic, detail = null) {
  board.dispatchEvent(new CustomEvent(topic, { detail }));
}

/** Call `react(detail)` on every change of `topic`; returns the function that stops it. */
export function listen(topic, react) {
  const handler = (event) => react(event.detail);
  board.addEventListener(topic, handler);
  return () => board.removeEventListener(topic, handler);
}
