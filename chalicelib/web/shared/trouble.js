/* One plain sentence for everything that can go wrong with a call: what happened, and what to do
   now. The service's own `detail` is shown only where no sentence of ours fits. */

import { Offline, Outdated, Problem } from "./errors.js";
import { knows, t } from "./i18n.js";

/** What to tell the person about an error of `api`. Without an answer to a write nobody knows
    whether it was done, which is another sentence than a list that did not come. */
export function sentence(error, { isWrite = false } = {}) {
  if (error instanceof Offline) return t(isWrite ? "trouble.offline_write" : "trouble.offline");
  if (error instanceof Outdated) return t("trouble.outdated");
  if (!(error instanceof Problem)) return t("trouble.page");
  for (const key of [`trouble.${error.slug}`, `trouble.${error.status}`]) {
    if (knows(key)) return t(key);
  }
  return error.status >= 500 ? t("trouble.fault") : t("trouble.other", { detail: error.message });
}
