/* Signs for verdicts and outcomes: a shape and a word, never a colour alone. */

import { h, icon } from "../shared/dom.js";
import { coded, t } from "../shared/i18n.js";

const VERDICTS = {
  verified: ["good", "check"],
  needs_review: ["warn", "warn"],
  refused: ["bad", "cross"],
};
const OUTCOMES = {
  fail: ["bad", "cross"],
  warn: ["warn", "warn"],
  unknown: ["unknown", "question"],
  pass: ["good", "check"],
};

/** Worst first: what failed, what looks odd, what nobody could tell, what is well. */
export const OUTCOME_ORDER = Object.keys(OUTCOMES);

/** A chip for a verdict, or for none. */
export function verdictChip(verdict) {
  if (!verdict) return h("span", { class: "chip" }, icon("clock"), t("verdict.none"));
  const [tone, sign] = VERDICTS[verdict] ?? ["", "question"];
  return h("span", { class: `chip ${tone}` }, icon(sign), coded("verdict", verdict));
}

/** A mark for an outcome, with its word for those who do not see it; none for a check not run. */
export function mark(outcome) {
  const [tone, sign] = outcome ? (OUTCOMES[outcome] ?? ["unknown", "question"]) : ["", "dash"];
  const words = outcome ? coded("outcome", outcome) : t("explain.not_run");
  return h(
    "span",
    { class: `mark ${tone}`, title: words },
    icon(sign),
    h("span", { class: "visually-hidden" }, words),
  );
}
