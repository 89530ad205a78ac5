/* Reports from outside the dates or the booth, or from somebody not trained: each waits for a
   person who steers the area to admit it or to dismiss it for good. */

import { api } from "../shared/api.js";
import { areaNames, learnAreas } from "../shared/areas.js";
import { dialogButtons, openDialog } from "../shared/dialogs.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { instant, moment } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { pagedList } from "./paged.js";
import { personLine } from "./person.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 30_000;
const LOOKS = { admitted: ["good", "check"], dismissed: ["", "cross"] };

/** Show the section in `root`; returns `{draw, close}`. */
export function openHeld(root, context) {
  const list = pagedList({
    path: "/v1/held",
    query: { area: context.area, limit: "20" },
    row: heldRow,
    empty: "held.none",
    key: (item) => item.held_id,
    sheet: { name: () => t("registry.held"), columns: COLUMNS },
    learn: (items) => learnAreas(items.map((item) => item.area_id), context.scopes),
  });
  const draw = () => {
    list.draw();
    render(
      root,
      h("h1", null, t("registry.held")),
      h("p", { class: "muted" }, t("held.what")),
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
  { title: () => t("held.what_came"), value: (item) => coded("held_type", item.type) },
  { title: () => t("registry.area"), value: (item) => pick(areaNames(item.area_id)) || item.area_id },
  { title: () => t("held.at"), value: (item) => moment(item.at ?? item.received_at) },
  {
    title: () => t("held.why"),
    value: (item) => item.reasons.map((reason) => coded("held_reason", reason)).join(" · "),
  },
];

function heldRow(item) {
  const row = h("li", { class: "held", "data-held": item.held_id });
  const ask = (decision) => () => confirm(decision, item, row);
  render(
    row,
    head(item),
    h("p", { class: "held-about" }, personLine(item.beneficiary_id)),
    h(
      "ul",
      { class: "held-reasons" },
      item.reasons.map((reason) => h("li", null, coded("held_reason", reason))),
    ),
    h(
      "div",
      { class: "row" },
      button(t("held.admit"), ask("admit"), { sign: "check", "data-decide": "admit" }),
      button(t("held.dismiss"), ask("dismiss"), { tone: "danger", sign: "cross", "data-decide": "dismiss" }),
    ),
    h("div", { class: "held-trouble" }),
  );
  return row;
}

function head(item, ...more) {
  return h(
    "div",
    { class: "held-head" },
    h("strong", null, coded("held_type", item.type)),
    h("span", { class: "muted" }, pick(areaNames(item.area_id)) || item.area_id),
    h("span", { class: "muted" }, instant(item.at ?? item.received_at)),
    more,
  );
}

function confirm(decision, item, row) {
  const go = (event) => {
    event.target.closest("dialog").close();
    decide(decision, item, row);
  };
  const tone = decision === "dismiss" ? "danger" : "primary";
  openDialog(
    h(
      "div",
      { class: "ask" },
      h("h2", null, t(`held.${decision}.ask`)),
      h("p", null, t(`held.${decision}.then`)),
      dialogButtons(button(t(`held.${decision}`), go, { tone, "data-confirm": decision })),
    ),
  );
}

async function decide(decision, item, row) {
  const buttons = row.querySelectorAll("button");
  for (const one of buttons) one.disabled = true;
  let state;
  try {
    const path = `/v1/held/${encodeURIComponent(item.held_id)}/${decision}`;
    state = (await api("POST", path)).body.state;
  } catch (error) {
    for (const one of buttons) one.disabled = false;
    const words = sentence(error, { isWrite: true });
    render(row.querySelector(".held-trouble"), banner("bad", words));
    return;
  }
  const [tone, sign] = LOOKS[state] ?? ["", "question"];
  row.dataset.done = state;
  render(row, head(item, h("span", { class: `chip ${tone}` }, icon(sign), coded("held_state", state))));
  announce(coded("held_state", state));
}
