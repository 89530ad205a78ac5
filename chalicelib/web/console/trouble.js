/* What helps after a call went wrong: the console's own remedies. */

import { Problem } from "../shared/errors.js";

/* After these the item on the screen is not what the service has; only a fresh load helps. */
const OUTDATED = ["stale-version", "conflict", "precondition-missing"];
/* After these there is nothing left to do on this item for this person. */
const GONE = ["not-your-claim", "not-found"];

/** What helps: `reload` the item, go to the `next` one, or `again` the same thing. */
export function remedy(error) {
  if (!(error instanceof Problem)) return "again";
  if (GONE.includes(error.slug) || error.status === 404) return "next";
  if (OUTDATED.includes(error.slug) || error.status === 412 || error.status === 409)
    return "reload";
  return "again";
}
