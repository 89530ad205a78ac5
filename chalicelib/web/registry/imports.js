/* Bringing files in: what a file needs, the way of its bytes, and what became of earlier ones. */

import { api } from "../shared/api.js";
import { h, render } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sendForm } from "./sendform.js";
import { importRow } from "./importrow.js";
import { pagedList } from "./paged.js";

/** Show the section in `root`; returns `{draw, close}`. */
export function openImports(root, context) {
  const stops = new Set();
  const row = (item) => importRow(item, stops);
  const list = pagedList({
    path: "/v1/imports",
    query: { limit: "20" },
    row,
    empty: "imports.none",
    sheet: { name: () => t("registry.imports"), columns: COLUMNS },
  });
  const onSent = async (importId) => {
    const { body } = await api("GET", `/v1/imports/${encodeURIComponent(importId)}`);
    list.put(body);
  };
  const form = sendForm(context.me, onSent);
  const draw = () => {
    stopAll(stops);
    form.draw();
    list.draw();
    render(
      root,
      h("h1", null, t("registry.imports")),
      form.element,
      h(
        "section",
        { class: "earlier", "aria-labelledby": "earlier" },
        h("h2", { id: "earlier" }, t("imports.earlier")),
        list.element,
      ),
    );
  };
  return {
    draw,
    close: () => {
      list.close();
      form.close();
      stopAll(stops);
    },
  };
}

const COLUMNS = [
  { title: () => t("imports.column.kind"), value: (item) => coded("kind", item.kind) },
  { title: () => t("imports.column.state"), value: (item) => coded("import_state", item.state) },
  { title: () => t("imports.column.at"), value: (item) => moment(item.granted_at) },
  { title: () => t("imports.column.total"), value: (item) => item.rows_total },
  { title: () => t("imports.column.done"), value: (item) => item.rows_done },
  { title: () => t("imports.column.changed"), value: (item) => item.rows_changed },
  { title: () => t("imports.column.not_taken"), value: (item) => item.rows_refused },
];

function stopAll(stops) {
  for (const stop of stops) stop();
  stops.clear();
}
