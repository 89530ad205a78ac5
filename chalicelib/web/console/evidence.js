/* What a finding keeps, in words: its numbers and codes, and the records that it names. */

import { coded, knows, t } from "../shared/i18n.js";

/* Codes with words of their own family; all others are a fact's. */
const OWN_FAMILY = ["hints", "laid"];
const SHOWN_OF_AN_ID = 6;

/** `[[name, what it says]]` for people; what says nothing is left out, and so are records. */
export function factsOf(finding) {
  return Object.entries(finding.evidence ?? {})
    .filter(([name]) => !/_ids?$/.test(name))
    .map(([name, value]) => [coded("evidence", name), said(name, value)])
    .filter(([, words]) => words);
}

function said(name, value) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return t(value ? "fact.yes" : "fact.no");
  const family = OWN_FAMILY.includes(name) ? name : "fact_code";
  return [value].flat().map((each) => coded(family, each)).join(", ");
}

/** `[what kind of record it is, the end of its id]` for a link of a finding. */
export function recordWords(link) {
  const names = [`${link.rel}_ids`, `${link.rel}_id`];
  const name = names.find((one) => knows(`evidence.${one}`)) ?? link.rel;
  return [coded("evidence", name), `…${link.id.slice(-SHOWN_OF_AN_ID)}`];
}
