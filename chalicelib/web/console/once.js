/* What several parts of the screen ask for is asked for once, and again when it has grown old. */

import { api } from "../shared/api.js";
import { useEffect, useState } from "../shared/ui.js";

/* Shorter than signed addresses in an answer are good for. */
const GOOD_FOR_MS = 8 * 60_000;
const MOST_KEPT = 40;
const kept = new Map();

/** The body of `GET path`; what did not come is asked for again the next time. */
export function once(path) {
  const known = kept.get(path);
  if (known && performance.now() - known.since < GOOD_FOR_MS) return known.asked;
  const asked = api("GET", path).then((answer) => answer.body);
  asked.catch(() => kept.delete(path));
  kept.delete(path);
  kept.set(path, { asked, since: performance.now() });
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return asked;
}

/** `{body, error}` of `GET path`, both null while it is asked for; nothing is asked without one. */
export function useOnce(path) {
  return useAsked(path ? () => once(path) : null, path);
}

/** The same of whatever `ask()` promises; asked anew when `name` is another. */
export function useAsked(ask, name) {
  const [found, setFound] = useState({ name: null, body: null, error: null });
  useEffect(() => {
    if (!ask) return undefined;
    let isGone = false;
    const set = (part) => isGone || setFound({ name, body: null, error: null, ...part });
    ask().then(
      (body) => set({ body }),
      (error) => set({ error }),
    );
    return () => {
      isGone = true;
    };
  }, [name]);
  return found.name === name ? found : { body: null, error: null };
}
