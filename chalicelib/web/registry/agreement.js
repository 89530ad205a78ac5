/* Second looks: how much was drawn at each level, how much of it somebody has looked at, and how
   far those agree with the first decision. The seed stands there, so that anybody can draw again. */

import { api } from "../shared/api.js";
import { button, h, render } from "../shared/dom.js";
import { instant, number, percent } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { areaPicker } from "./areapicker.js";

const COLUMNS = ["level", "rate", "drawn", "checked", "share", "kappa"];

/** Show the section in `root`; returns `{draw, close}`. */
export function openAgreement(root, context) {
  const scope = context.scopes.find((one) => one.area_id === context.area);
  const view = { picker: areaPicker(scope), place: h("div"), turn: 0, report: null };
  const draw = () => {
    if (view.report) render(view.place, shown(view.report));
    render(
      root,
      h("h1", null, t("registry.agreement")),
      h("p", { class: "muted" }, t("agreement.what")),
      h(
        "div",
        { class: "pattern-form" },
        view.picker.element,
        button(t("patterns.show"), () => load(view), { tone: "primary", id: "show-agreement" }),
      ),
      view.place,
    );
  };
  load(view);
  return {
    draw,
    close: () => {
      view.turn = Infinity;
    },
  };
}

async function load(view) {
  view.turn += 1;
  const { turn } = view;
  render(view.place, h("p", { class: "loading muted" }, t("shell.loading")));
  try {
    const path = `/v1/agreement/${encodeURIComponent(view.picker.value())}`;
    const { body } = await api("GET", path);
    if (turn !== view.turn) return;
    view.report = body;
    render(view.place, shown(body));
  } catch (error) {
    if (turn !== view.turn) return;
    render(view.place, banner("bad", sentence(error), button(t("shell.again"), () => load(view))));
  }
}

function shown(report) {
  const head = (name) => h("th", { scope: "col" }, t(`agreement.${name}`));
  return [
    h("h2", null, pick(report.names)),
    h(
      "div",
      { class: "table-frame" },
      h(
        "table",
        { class: "below-table agreement-table" },
        h("thead", null, h("tr", null, COLUMNS.map(head))),
        h("tbody", null, report.levels.map(row)),
      ),
    ),
    h("p", { class: "muted small" }, t("agreement.kappa_means")),
    h("p", { class: "small" }, t("agreement.seed"), " ", h("code", null, report.seed)),
    h("p", { class: "muted small" }, t("agreement.as_of", { at: instant(report.as_of) })),
    report.is_whole ? null : banner("warn", t("agreement.not_whole")),
  ];
}

function row(level) {
  const known = (value, form) => (value === null ? "–" : form(value));
  return h(
    "tr",
    { "data-level": level.level },
    h("th", { scope: "row" }, coded("level", level.level)),
    h("td", { class: "numbers" }, percent(level.rate)),
    h("td", { class: "numbers" }, number(level.drawn)),
    h("td", { class: "numbers" }, number(level.checked)),
    h("td", { class: "numbers" }, known(level.share, percent)),
    h("td", { class: "numbers" }, known(level.kappa, (value) => value.toFixed(2))),
  );
}
