/* Missed calls that fit no visit: when, why, and the visits they most likely belong to. Who the
   visits were to is fetched when somebody opens a call, since most lists are only looked over. */

import { api } from "../shared/api.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { instant, moment, number } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { pagedList } from "./paged.js";
import { personLine } from "./person.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 30_000;

/** Show the section in `root`; returns `{draw, close}`. */
export function openCalls(root, context) {
  const list = pagedList({
    path: "/v1/calls",
    query: { area: context.area },
    row: callRow,
    empty: "calls.none",
    key: (call) => call.call_id,
    sheet: { name: () => t("registry.calls"), columns: COLUMNS },
  });
  const draw = () => {
    list.draw();
    render(
      root,
      h("h1", null, t("registry.calls")),
      h("p", { class: "muted" }, t("calls.what")),
      list.element,
    );
  };
  const stop = keepAsking(list.refresh, EVERY_MS);
  return {
    draw,
    close: () => {
      list.close();
      stop();
    },
  };
}

const COLUMNS = [
  { title: () => t("calls.number"), value: (call) => call.phone || t("calls.withheld") },
  { title: () => t("calls.at"), value: (call) => moment(call.at) },
  { title: () => t("calls.reason"), value: (call) => coded("unmatched", reasonOf(call)) },
  { title: () => t("calls.how_likely"), value: (call) => call.likely.length },
];

function reasonOf(call) {
  return call.state === "withdrawal" ? call.state : (call.reason ?? call.state);
}

function callRow(call) {
  const likely = h("div", { class: "likely" });
  const row = h("li", { class: "call", "data-call": call.call_id });
  const ontoggle = ({ target }) => {
    if (target.open && !likely.childElementCount) showLikely(likely, call, row);
  };
  const takesBack = call.state === "withdrawal";
  const reason = reasonOf(call);
  render(
    row,
    h(
      "div",
      { class: "call-head" },
      h("strong", { class: "numbers" }, call.phone || t("calls.withheld")),
      h("span", { class: "muted" }, instant(call.at)),
      h("span", { class: "chip" }, icon("question"), coded("unmatched", reason)),
    ),
    h("p", { class: "small" }, coded("unmatched_why", reason)),
    call.likely.length
      ? h(
          "details",
          { ontoggle },
          h("summary", null, t("calls.likely", { n: number(call.likely.length) })),
          likely,
        )
      : h("p", { class: "muted small" }, t(takesBack ? "calls.take_back" : "calls.no_likely")),
  );
  return row;
}

function showLikely(root, call, row) {
  const trouble = h("div");
  const one = (visit) =>
    h(
      "li",
      { "data-visit": visit.visit_id },
      personLine(visit.beneficiary_id),
      h("span", { class: "numbers" }, t("calls.apart", { n: number(visit.minutes_apart) })),
      visit.same_phone
        ? h("span", { class: "chip good" }, icon("phone"), t("calls.same_phone"))
        : null,
      button(t("calls.this_one"), () => match(call, visit, row, trouble), { sign: "check" }),
    );
  render(root, h("ol", { class: "likely-list" }, call.likely.map(one)), trouble);
}

async function match(call, visit, row, trouble) {
  const buttons = row.querySelectorAll("button");
  for (const one of buttons) one.disabled = true;
  const path = `/v1/calls/${encodeURIComponent(call.provider)}/${encodeURIComponent(call.call_id)}`;
  try {
    await api("POST", `${path}/match`, { body: { visit_id: visit.visit_id } });
  } catch (error) {
    for (const one of buttons) one.disabled = false;
    render(trouble, banner("bad", sentence(error, { isWrite: true })));
    return;
  }
  row.dataset.done = "matched";
  render(
    row,
    h(
      "div",
      { class: "call-head", tabindex: "-1" },
      h("strong", { class: "numbers" }, call.phone),
      h("span", { class: "muted" }, instant(call.at)),
      h("span", { class: "chip good" }, icon("check"), t("calls.matched")),
      personLine(visit.beneficiary_id),
    ),
  );
  row.firstElementChild.focus();
  announce(t("calls.matched"));
}
