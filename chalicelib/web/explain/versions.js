/* The verdicts beside each other: in which checks they differ, and what each of them was. */

import { h } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { pick, t } from "../shared/i18n.js";
import { numbers } from "./findings.js";
import { verdictChip } from "../console/labels.js";
import { mark } from "./labels.js";

const MOST_COLUMNS = 6;

/** The versions, the newest first; null while there is one at most. */
export function versions({ verdicts }) {
  if (verdicts.length < 2) return null;
  return [table(verdicts.slice(0, MOST_COLUMNS).reverse()), verdicts.slice(1).map(earlier)];
}

function table(shown) {
  const checks = new Map();
  for (const verdict of shown.slice(1)) {
    for (const one of verdict.differs) checks.set(one.check, one.title);
  }
  return h(
    "div",
    { class: "wide", tabindex: "0", role: "group", "aria-label": t("explain.part.versions") },
    h(
      "table",
      { class: "versions" },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("explain.check")), shown.map(top))),
      h(
        "tbody",
        null,
        [...checks].map(([check, title]) => line(check, title, shown)),
        facts("files", shown, (verdict) => verdict.media.length),
        facts("policy", shown, (verdict) => verdict.policy_number),
      ),
    ),
  );
}

function top(verdict) {
  return h(
    "th",
    { scope: "col" },
    h("span", { class: "numbers" }, t("explain.number", { n: verdict.number })),
    verdictChip(verdict.verdict),
    h("span", { class: "muted small" }, instant(verdict.reached_at)),
  );
}

function facts(name, shown, ask) {
  return h(
    "tr",
    null,
    h("th", { scope: "row" }, t(`explain.versions.${name}`)),
    shown.map((verdict) => h("td", { class: "numbers" }, String(ask(verdict)))),
  );
}

function line(check, title, shown) {
  const outcome = (verdict) => verdict.findings.find((one) => one.check === check)?.outcome;
  return h(
    "tr",
    { "data-check": check },
    h("th", { scope: "row" }, pick(title)),
    shown.map((verdict) => h("td", null, mark(outcome(verdict)))),
  );
}

function earlier(verdict) {
  const doubts = verdict.findings.filter((one) => one.outcome !== "pass");
  return h(
    "details",
    { class: "earlier no-print" },
    h("summary", null, t("explain.earlier", { n: verdict.number, at: instant(verdict.reached_at) })),
    doubts.length === 0 && h("p", { class: "muted" }, t("explain.all_passed")),
    h(
      "ul",
      { class: "findings" },
      doubts.map((one) =>
        h(
          "li",
          { class: "finding" },
          mark(one.outcome),
          h(
            "div",
            { class: "finding-body" },
            h("p", null, h("strong", null, pick(one.title)), " ", pick(one.text)),
            numbers(one),
          ),
        ),
      ),
    ),
  );
}
