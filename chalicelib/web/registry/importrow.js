/* One import: where it is, how many of its rows were taken, and the list of those that were not.
   One that is on its way asks for itself again, more slowly the longer nothing moves. */

import { api } from "../shared/api.js";
import { button, h, icon, render } from "../shared/dom.js";
import { instant, number } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { saveFrom } from "../shared/saving.js";
import { keepAsking } from "./watch.js";

const LOOKS = {
  offered: ["", "clock"],
  running: ["accent", "refresh"],
  done: ["good", "check"],
  failed: ["bad", "cross"],
  abandoned: ["", "dash"],
};
const UNDER_WAY = ["offered", "running"];
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;

/** A `<li>`; while the import is under way, `stops` holds the function that ends its asking. */
export function importRow(item, stops) {
  const element = h("li", { class: "import", "data-import": item.import_id });
  const watch = { item, element, pause_ms: FIRST_PAUSE_MS };
  show(watch);
  if (UNDER_WAY.includes(item.state)) stops.add(keepAsking(() => ask(watch), () => pause(watch)));
  return element;
}

async function ask(watch) {
  try {
    const before = JSON.stringify({ ...watch.item, errors_url: null });
    watch.item = await fresh(watch.item.import_id);
    if (JSON.stringify({ ...watch.item, errors_url: null }) === before) return;
    watch.pause_ms = FIRST_PAUSE_MS;
    show(watch);
  } catch {
    // What is shown stays true for now; the next turn asks again.
  }
}

async function fresh(importId) {
  return (await api("GET", `/v1/imports/${encodeURIComponent(importId)}`)).body;
}

function pause(watch) {
  if (!UNDER_WAY.includes(watch.item.state)) return null;
  watch.pause_ms = Math.min(LONGEST_PAUSE_MS, watch.pause_ms * 1.3);
  return watch.pause_ms;
}

function show({ item, element }) {
  const [tone, sign] = LOOKS[item.state] ?? ["", "question"];
  element.dataset.state = item.state;
  render(
    element,
    h(
      "div",
      { class: "import-head" },
      h("strong", null, coded("kind", item.kind)),
      h("span", { class: `chip ${tone}` }, icon(sign), coded("import_state", item.state)),
      h("span", { class: "muted small" }, instant(item.granted_at)),
    ),
    bar(item),
    h("p", { class: "numbers", role: "status" }, said(item)),
    item.reason ? h("p", { class: "import-reason" }, pick(item.reason_text) || item.reason) : null,
    item.errors_url ? refused(item) : null,
  );
}

function bar({ state, rows_total: total, rows_done: done, rows_refused: refused }) {
  if (!UNDER_WAY.includes(state) || !total) return null;
  return h("progress", {
    class: "bar-share",
    max: String(total),
    value: done + refused,
    "aria-label": t("imports.rows_read"),
  });
}

function said(item) {
  if (item.state === "offered") return t("imports.waiting");
  if (item.rows_total === null) return item.state === "running" ? t("imports.looking") : "";
  const counts = {
    done: number(item.rows_done),
    total: number(item.rows_total),
    changed: number(item.rows_changed),
    refused: number(item.rows_refused),
  };
  const taken = t("imports.taken", counts);
  return item.rows_refused ? `${taken} ${t("imports.refused", counts)}` : taken;
}

/* The address of the list lives for minutes, so a fresh one is asked for when it is wanted. */
function refused(item) {
  const trouble = h("div");
  const download = async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    try {
      saveFrom((await fresh(item.import_id)).errors_url);
      render(trouble);
    } catch (error) {
      render(trouble, banner("bad", sentence(error)));
    }
    pressed.disabled = false;
  };
  const words = t(item.rows_refused ? "imports.errors" : "imports.notes");
  return h("div", { class: "import-errors" }, button(words, download, { sign: "down" }), trouble);
}
