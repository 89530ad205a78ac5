/* Work that is done again now and then, and rests while nobody can see the page. */

const AGAIN_MS = 30_000;

/** Run a job every half minute while the page can be seen, and when it is seen again; returns a
    function that stops it. */
export function whileVisible(job) {
  const run = () => document.visibilityState === "visible" && job();
  const timer = setInterval(run, AGAIN_MS);
  document.addEventListener("visibilitychange", run);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", run);
  };
}
