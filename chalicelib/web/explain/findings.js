/* What the newest verdict found, worst first: each with its sentence, its numbers, what it names and
   what would change it. What nothing follows from is told briefly, and opened when somebody asks. */

import { factsOf, recordWords } from "../console/evidence.js";
import { OUTCOME_ORDER, QUIET, needsEyes } from "../console/labels.js";
import { h } from "../shared/dom.js";
import { pick, t } from "../shared/i18n.js";
import { addressOf } from "./choice.js";
import { mark } from "./labels.js";
import { sideBySide } from "./pictures.js";

const LEADS = ["refuse", "review", "note", null];

/** The findings of the newest verdict: in full what something follows from. */
export function findings(story) {
  const newest = story.verdicts[0];
  if (!newest) return null;
  const sorted = [...newest.findings].sort((a, b) => rank(a) - rank(b));
  const doubts = sorted.filter(needsEyes);
  const brief = (outcome) => sorted.filter((one) => one.outcome === outcome && !doubts.includes(one));
  return [
    doubts.length > 0 && h("ul", { class: "findings" }, doubts.map((one) => finding(one, story))),
    QUIET.map((outcome) => briefly(outcome, brief(outcome))),
  ];
}

/* First by how it ended, then by what follows from it. */
function rank(one) {
  return OUTCOME_ORDER.indexOf(one.outcome) * LEADS.length + LEADS.indexOf(one.leads_to ?? null);
}

function finding(one, story) {
  return h(
    "li",
    { class: "finding", "data-check": one.check, "data-outcome": one.outcome },
    mark(one.outcome),
    h(
      "div",
      { class: "finding-body" },
      h("p", { class: "finding-title" }, h("strong", null, pick(one.title)), leads(one)),
      h("p", null, pick(one.text)),
      numbers(one),
      named(one, story),
      one.changes && h("p", { class: "changes" }, t("explain.changes", { what: pick(one.changes) })),
      sideBySide(one, story),
    ),
  );
}

function leads({ leads_to: action }) {
  if (!action) return null;
  return h("span", { class: `lead lead-${action}` }, t(`explain.leads.${action}`));
}

/** The numbers and codes of a finding; its records are named by links. */
export function numbers(one) {
  const told = factsOf(one);
  if (!told.length) return null;
  return h(
    "dl",
    { class: "numbers" },
    told.map(([name, say]) => h("div", null, h("dt", null, name), h("dd", null, say))),
  );
}

function named(one, story) {
  const links = (one.links ?? []).filter((link) => link.kind !== "media");
  if (!links.length) return null;
  return h(
    "p",
    { class: "named small" },
    links.map((link) => namedOne(link, story.testimonial_id)),
  );
}

/* A testimonial leads to its own story; of other records the end of the id is told. */
function namedOne(link, own) {
  const words = recordWords(link).join(": ");
  const leadsAway = link.kind === "testimonial" && link.id !== own;
  const props = { class: "named-one", title: link.id };
  return leadsAway ? h("a", { ...props, href: addressOf(link.id) }, words) : h("span", props, words);
}

/* On paper one line has to do. */
function briefly(outcome, all) {
  if (!all.length) return null;
  const heading = t(`explain.brief.${outcome}`, { n: all.length });
  const titles = all.map((one) => pick(one.title)).join(", ");
  return [
    h(
      "details",
      { class: "told-briefly no-print", "data-outcome": outcome },
      h("summary", null, mark(outcome), heading),
      h("ul", null, all.map(brieflyOne)),
    ),
    h("p", { class: "print-only" }, `${heading}: ${titles}`),
  ];
}

function brieflyOne(one) {
  const title = h("strong", null, pick(one.title));
  return h("li", { "data-check": one.check }, title, " ", pick(one.text), numbers(one));
}
