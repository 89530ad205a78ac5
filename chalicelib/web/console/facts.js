/* What is known about an item: the findings with their evidence, the consent that carries it, the
   person and the visit, and how the item came here. Everything is read, nothing is decided. */

import { h, icon } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { coded, language, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { factsOf, recordWords } from "./evidence.js";
import { OUTCOME_ORDER, QUIET, findingLook, needsEyes } from "./labels.js";

const PURPOSES = ["record", "contact", "photo", "video", "publish"];

/** A part of the side column with a heading. */
export function panel(name, ...children) {
  const id = `panel-${name}`;
  return h(
    "section",
    { class: `panel panel-${name}`, "aria-labelledby": id },
    h("h2", { id }, t(`panel.${name}`)),
    children,
  );
}

/** The findings, worst first, as chips that open their evidence. */
export function findingsPanel(item) {
  const findings = [...(item.findings ?? [])].sort(
    (a, b) => OUTCOME_ORDER.indexOf(a.outcome) - OUTCOME_ORDER.indexOf(b.outcome),
  );
  if (!findings.length) return panel("findings", h("p", { class: "muted" }, t("findings.none")));
  const doubts = findings.filter(needsEyes);
  const quiet = (outcome) => findings.filter((one) => one.outcome === outcome && !needsEyes(one));
  return panel(
    "findings",
    doubts.length
      ? h("div", { class: "findings" }, doubts.map(finding))
      : h("p", { class: "muted" }, t("findings.no_doubt")),
    QUIET.map((outcome) => folded(outcome, quiet(outcome))),
  );
}

function folded(outcome, findings) {
  if (!findings.length) return null;
  return h(
    "details",
    { class: "finding-group", "data-quiet": outcome },
    h("summary", null, t(`findings.quiet_${outcome}`, { n: findings.length })),
    h("div", { class: "findings" }, findings.map(finding)),
  );
}

function finding(one) {
  const [tone, sign] = findingLook(one);
  return h(
    "details",
    { class: "finding", "data-check": one.check, "data-outcome": one.outcome },
    h(
      "summary",
      { class: `chip ${tone}` },
      icon(sign),
      h("span", { class: "visually-hidden" }, `${coded("outcome", one.outcome)}: `),
      chipWords(one),
    ),
    evidence(one),
  );
}

/* What asks for nothing needs two words; what does needs its sentence before anybody opens it. */
function chipWords(one) {
  return needsEyes(one) ? pick(one.text) : pick(one.title);
}

function evidence(one) {
  return h(
    "dl",
    { class: "pairs small" },
    needsEyes(one) ? null : pair(t("findings.says"), pick(one.text)),
    pair(t("findings.changes"), pick(one.changes)),
    pair(t("findings.outcome"), coded("outcome", one.outcome)),
    pair(t("findings.rule"), `${pick(one.title)} · v${one.version}`),
    factsOf(one).map(([name, words]) => pair(name, words)),
    (one.links ?? []).map(record),
  );
}

/* What was matched is opened beside: whoever decides goes on where she was. */
function record(link) {
  const [name, end] = recordWords(link);
  const isOpened = link.kind === "testimonial" && !location.hash.endsWith(link.id);
  const href = `console#item/${encodeURIComponent(link.id)}`;
  return pair(name, isOpened ? h("a", { href, target: "_blank" }, end) : h("code", null, end));
}

/** A term and its description; without a value there is nothing to show. */
export function pair(term, value) {
  if (value === null || value === undefined || value === "") return null;
  return h("div", null, h("dt", null, term), h("dd", null, value));
}

/** Which purposes were agreed to, by which notice and how. */
export function consentPanel({ consent }) {
  if (!consent) return panel("consent", banner("bad", t("consent.none")));
  return panel(
    "consent",
    consent.withdrawn_at
      ? banner("bad", t("consent.withdrawn", { at: instant(consent.withdrawn_at) }))
      : null,
    h(
      "ul",
      { class: "purposes" },
      PURPOSES.map((one) => purpose(one, consent)),
    ),
    h(
      "dl",
      { class: "pairs" },
      pair(t("consent.method"), coded("method", consent.method)),
      pair(t("consent.notice"), noticeWords(consent.notice)),
      pair(t("consent.given_at"), instant(consent.given_at)),
      pair(t("consent.shown_name"), consent.shown_name || t("consent.no_name")),
    ),
  );
}

/* `purposes` are those that stand today; what she gave and took back is told apart from what she
   never gave. */
function purpose(name, { purposes, given_purposes: given }) {
  const [tone, sign, words] = purposes.includes(name)
    ? ["good", "check", "consent.agreed"]
    : given?.includes(name)
      ? ["bad", "cross", "consent.taken_back"]
      : ["lacking", "dash", "consent.not_agreed"];
  return h(
    "li",
    { class: `chip ${tone}` },
    icon(sign),
    coded("purpose", name),
    h("span", { class: "visually-hidden" }, t(words)),
  );
}

function noticeWords(notice) {
  if (!notice) return null;
  return t("consent.notice_words", {
    version: notice.version,
    language: coded("language", notice.language),
  });
}

/** The beneficiary and the visit. */
export function personPanel({ beneficiary, visit }) {
  return panel(
    "person",
    h(
      "dl",
      { class: "pairs" },
      pair(t("person.name"), bothNames(beneficiary?.names)),
      pair(t("person.phone"), beneficiary?.phone),
      pair(t("person.schemes"), (beneficiary?.schemes ?? []).join(", ")),
      pair(t("person.outcome"), visit?.outcome ? coded("visit_outcome", visit.outcome) : null),
      pair(t("person.visited_at"), instant(visit?.started_at)),
    ),
  );
}

function bothNames(names) {
  if (!names) return null;
  const other = language() === "hi" ? names.en : names.hi;
  const first = pick(names);
  return other && other !== first ? `${first} (${other})` : first;
}

/** The states the item went through. */
export function historyPanel({ history }) {
  if (!history?.length) return null;
  return panel(
    "history",
    h(
      "ol",
      { class: "steps" },
      history.map((one) =>
        h(
          "li",
          null,
          h("strong", null, coded("state", one.to)),
          h(
            "span",
            { class: "muted small" },
            `${instant(one.at)} · ${coded("role", one.by ?? "system")}`,
          ),
        ),
      ),
    ),
  );
}
