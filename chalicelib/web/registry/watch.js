/* Asking again from time to time, never while the page is hidden and never twice at once. */

/** Run `ask` now, again `everyMs` after each time it ended, and when the page is seen again.
    `everyMs` may be a function, called for each pause; null from it ends the watch. Returns the
    function that stops it. */
export function keepAsking(ask, everyMs) {
  const pause = typeof everyMs === "function" ? everyMs : () => everyMs;
  let timer = null;
  let isAsking = false;
  let isOver = false;

  const turn = async () => {
    clearTimeout(timer);
    if (isOver || isAsking || document.hidden) return;
    isAsking = true;
    await ask();
    isAsking = false;
    const ms = pause();
    if (ms === null) stop();
    else if (!isOver) timer = setTimeout(turn, ms);
  };
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", turn);
  };

  document.addEventListener("visibilitychange", turn);
  turn();
  return stop;
}
