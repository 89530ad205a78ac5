/* Second looks: how much was drawn at each level, how much of it somebody has looked at, and how
   far those agree with the first decision. The seed stands there, so that anybody can draw again.
   Asked again while the page is seen; only what changed is touched then. */

import { api } from "../shared/api.js";
import { announce, button, h, render } from "../shared/dom.js";
import { instant, percent } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { areaPicker } from "./areapicker.js";
import { dataTable } from "./datatable.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 60_000;

/** Show the section in `root`; returns `{draw, close}`. */
export function openAgreement(root, context) {
  const scope = context.scopes.find((one) => one.area_id === context.area);
  const view = {
    picker: areaPicker(scope), place: h("div"), turn: 0, area: context.area, report: null, table: null,
  };
  const draw = () => {
    if (view.report) build(view);
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
  render(view.place, h("p", { class: "loading muted" }, t("shell.loading")));
  const stop = keepAsking(() => ask(view), EVERY_MS);
  return {
    draw,
    close: () => {
      view.turn = Infinity;
      stop();
    },
  };
}

async function load(view) {
  // What is chosen counts from the press on: until then the area shown is asked for again.
  Object.assign(view, { area: view.picker.value(), report: null, table: null });
  render(view.place, h("p", { class: "loading muted" }, t("shell.loading")));
  await ask(view);
}

/* Another answer for the same area goes into the table that stands there. */
async function ask(view) {
  view.turn += 1;
  const { turn } = view;
  try {
    const path = `/v1/agreement/${encodeURIComponent(view.area)}`;
    const { body } = await api("GET", path);
    if (turn === view.turn) take(view, body);
  } catch (error) {
    if (turn !== view.turn || view.report) return;
    render(view.place, banner("bad", sentence(error), button(t("shell.again"), () => load(view))));
    announce(sentence(error));
  }
}

function take(view, body) {
  const isSame = view.table && view.report.area_id === body.area_id && view.report.seed === body.seed;
  view.report = body;
  if (isSame) fill(view);
  else build(view);
}

function build(view) {
  view.table = dataTable({
    label: t("registry.agreement"),
    columns: columns(),
    key: (level) => level.level,
    name: () => `${t("registry.agreement")} ${pick(view.report.names)}`,
    className: "agreement-table",
  });
  view.asOf = h("p", { class: "muted small" });
  view.part = h("div", null, banner("warn", t("agreement.not_whole")));
  render(
    view.place,
    h("h2", null, pick(view.report.names)),
    view.table.element,
    h("p", { class: "muted small" }, t("agreement.kappa_means")),
    h("p", { class: "small" }, t("agreement.seed"), " ", h("code", null, view.report.seed)),
    view.asOf,
    view.table.downloads(),
    view.part,
  );
  fill(view);
}

function fill({ report, table, asOf, part }) {
  table.show(report.levels);
  asOf.textContent = t("agreement.as_of", { at: instant(report.as_of) });
  part.hidden = report.is_whole;
}

function columns() {
  const numeric = (name, text) => ({
    title: t(`agreement.${name}`), value: (level) => level[name], text, isNumber: true,
  });
  return [
    { title: t("agreement.level"), value: (level) => level.level, text: (level) => coded("level", level) },
    numeric("rate", percent),
    numeric("drawn"),
    numeric("checked"),
    numeric("share", percent),
    numeric("kappa", (value) => value.toFixed(2)),
  ];
}
