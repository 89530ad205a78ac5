/* Chips for the codes of the service; the page of a testimonial's story uses them too. */

import { h, icon } from "../shared/dom.js";
import { coded, t } from "../shared/i18n.js";

/** `[tone, icon]` of a verdict. */
export const VERDICTS = {
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

/** Outcomes of which nothing follows by themselves. */
export const QUIET = ["unknown", "pass"];

/** Worst first: what failed, what looks odd, what nobody could tell, what is well. */
export const OUTCOME_ORDER = Object.keys(OUTCOMES);

/** A chip for a verdict; an item without one is still being checked. */
export function verdictChip(verdict) {
  if (!verdict) return h("span", { class: "chip" }, icon("clock"), t("verdict.none"));
  const [tone, sign] = VERDICTS[verdict] ?? ["", "question"];
  return h("span", { class: `chip ${tone}` }, icon(sign), coded("verdict", verdict));
}

/** A chip for a testimonial's state. */
export function stateChip(state) {
  return h("span", { class: "chip accent" }, coded("state", state));
}

/** `[tone, icon]` of a finding's outcome. */
export function outcomeLook(outcome) {
  return OUTCOMES[outcome] ?? OUTCOMES.unknown;
}

/** Whether a finding asks for somebody's eyes: it failed or warned, or has to be known and is not.
    Of some thirty checks nearly all say nothing, and are there for whoever asks. */
export function needsEyes(finding) {
  return Boolean(finding.leads_to) || !QUIET.includes(finding.outcome);
}

/** `[tone, icon]` of a finding: what has to be known and is not stands out like a warning. */
export function findingLook(finding) {
  const [tone, sign] = outcomeLook(finding.outcome);
  return [tone === "unknown" && needsEyes(finding) ? "warn" : tone, sign];
}
