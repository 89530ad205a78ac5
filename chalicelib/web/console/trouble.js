/* One plain sentence for everything that can go wrong here: what happened, and what to do now.
   The service's own `detail` is shown only where no sentence of ours fits. */

import { Offline, Problem } from "../shared/errors.js";
import { knows, t } from "../shared/i18n.js";

/* After these the item on the screen is not what the service has; only a fresh load helps. */
const OUTDATED = ["stale-version", "conflict", "precondition-missing"];
/* After these there is nothing left to do on this item for this person. */
const GONE = ["not-your-claim", "not-found"];

/** What to tell the person about an error of `api`. Without an answer to a write nobody knows
    whether it was done, which is another sentence than a list that did not come. */
export function sentence(error, { isWrite = false } = {}) {
  if (error instanceof Offline) return t(isWrite ? "trouble.offline_write" : "trouble.offline");
  if (!(error instanceof Problem)) return t("trouble.page");
  for (const key of [`trouble.${error.slug}`, `trouble.${error.status}`]) {
    if (knows(key)) return t(key);
  }
  return error.status >= 500 ? t("trouble.fault") : t("trouble.other", { detail: error.message });
}

/** What helps: `reload` the item, go to the `next` one, or `again` the same thing. */
export function remedy(error) {
  if (!(error instanceof Problem)) return "again";
  if (GONE.includes(error.slug) || error.status === 404) return "next";
  if (OUTDATED.includes(error.slug) || error.status === 412 || error.status === 409)
    return "reload";
  return "again";
}
