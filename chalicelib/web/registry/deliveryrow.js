/* One message to a webhook: what it told, every try, and when the next one is. */

import { api } from "../shared/api.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { instant, moment, number } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";

const LOOKS = { waiting: ["warn", "clock"], delivered: ["good", "check"], failed: ["bad", "cross"] };

/** The row of a message; `view` is `{path, again()}`. */
export function deliveryRow(item, view) {
  const row = h("li", { class: "delivery", "data-delivery": item.delivery_id });
  show(row, item, view);
  return row;
}

function show(row, item, view) {
  const [tone, sign] = LOOKS[item.state] ?? ["", "question"];
  row.dataset.state = item.state;
  render(
    row,
    h(
      "div",
      { class: "delivery-head" },
      h("strong", null, coded("event", item.type)),
      h("code", { class: "mono muted" }, item.type),
      h("span", { class: `chip ${tone}` }, icon(sign), coded("delivery_state", item.state)),
      h("span", { class: "muted" }, instant(item.made_at)),
      item.state === "waiting" && item.tries.length > 0 && item.next_try_at
        && h("span", { class: "muted" }, t("deliveries.next", { at: instant(item.next_try_at) })),
    ),
    last(item),
    h(
      "details",
      null,
      h("summary", null, t("deliveries.tries", { n: number(item.tries.length) })),
      item.tries.length ? h("ol", { class: "tries" }, [...item.tries].reverse().map(one)) : h("p", { class: "muted" }, t("deliveries.no_try")),
      h("h3", null, t("deliveries.data")),
      h("dl", { class: "pairs small" }, [["webhook-id", item.delivery_id], ...Object.entries(item.data)].map(([name, value]) =>
        h("div", null, h("dt", { class: "mono" }, name), h("dd", { class: "mono" }, value === null ? "null" : String(value))))),
    ),
    h("div", { class: "row" }, button(t("deliveries.replay"), (event) => replay(event.currentTarget, row, item, view), { sign: "refresh", "data-do": "replay" })),
  );
}

function last({ state, tries }) {
  const newest = tries.at(-1);
  if (!newest || state === "delivered") return null;
  return h("p", { class: "small" }, endOf(newest));
}

function endOf({ status, reason }) {
  if (status === null) return coded("try_reason", reason);
  return status >= 200 && status < 300 ? t("deliveries.taken", { status }) : t("deliveries.answered", { status });
}

function one(tried) {
  return h(
    "li",
    null,
    h("span", { class: "muted numbers" }, moment(tried.at)),
    h("span", null, endOf(tried)),
    h("span", { class: "muted numbers" }, t("deliveries.took", { ms: number(tried.took_ms) })),
  );
}

async function replay(pressed, row, item, view) {
  pressed.disabled = true;
  try {
    const path = `${view.path}/deliveries/${encodeURIComponent(item.delivery_id)}/replay`;
    const { body } = await api("POST", path);
    show(row, body, view);
    announce(t("deliveries.replayed"));
    view.again();
  } catch (error) {
    pressed.disabled = false;
    pressed.after(banner("bad", sentence(error, { isWrite: true })));
  }
}
