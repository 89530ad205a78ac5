/* A booth's workers: who has a phone, fresh cards for those who are ticked, and the end of a phone
   that was lost. Making a card makes the worker's older ones void, so it is never done unasked. */

import { api } from "../shared/api.js";
import { address } from "../shared/config.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { dialogButtons, openDialog } from "../shared/dialogs.js";
import { instant } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { cards } from "./cards.js";

const MOST_PAGES = 20; // A booth has a handful of workers; this only stops a runaway cursor.

/** Show the workers of a booth in `body`; returns `{draw}`. */
export function openWorkers(body, booth) {
  const state = { workers: null, ticked: new Set(), made: [], leftOut: [] };
  Object.assign(state, { trouble: null, busy: false });
  const draw = () => render(body, content());

  async function load() {
    state.workers = await everyPage((query) => api("GET", `/v1/users?${query}`), booth);
    const without = state.workers.filter((worker) => !worker.enrolled);
    state.ticked = new Set(without.map((worker) => worker.user_id));
  }

  async function doing(work, words = {}) {
    Object.assign(state, { busy: true, trouble: null });
    draw();
    try {
      await work();
    } catch (error) {
      state.trouble = sentence(error, words);
    }
    state.busy = false;
    draw();
  }

  async function make() {
    const ids = [...state.ticked];
    const made = [];
    const leftOut = [];
    for (let cursor, page = 0; page < MOST_PAGES && (page === 0 || cursor); page += 1) {
      const asked = { booth_id: booth.area_id, user_ids: ids, field_page: address("/field") };
      const answer = await api("POST", "/v1/enrolments", { body: { ...asked, cursor } });
      made.push(...answer.body.items);
      leftOut.push(...answer.body.left_out);
      cursor = answer.body.next_cursor;
    }
    Object.assign(state, { made, leftOut });
    announce(t("sheet.made", { n: made.length }));
  }

  async function signOut(worker) {
    await api("POST", `/v1/users/${encodeURIComponent(worker.user_id)}/revoke`);
    state.made = state.made.filter((card) => card.user_id !== worker.user_id);
    await load();
    announce(t("sheet.lost_done", { name: worker.name }));
  }

  function content() {
    const retry = button(t("shell.again"), () => doing(load));
    const trouble = state.trouble && banner("bad", state.trouble, retry);
    if (state.workers === null) {
      return trouble || h("p", { class: "loading muted" }, t("shell.loading"));
    }
    return [
      h("section", { class: "stack no-print" }, trouble, list(), makeButton(), notes()),
      state.made.length > 0 && cards(state.made, booth),
    ];
  }

  function list() {
    if (state.workers.length === 0) return h("p", { class: "muted" }, t("sheet.nobody"));
    return h("ul", { class: "list workers" }, state.workers.map(row));
  }

  function row(worker) {
    const tick = h("input", {
      type: "checkbox",
      checked: state.ticked.has(worker.user_id),
      onchange: (event) => {
        if (event.target.checked) state.ticked.add(worker.user_id);
        else state.ticked.delete(worker.user_id);
        draw();
        document.querySelector(`[data-worker="${worker.user_id}"] input`).focus();
      },
    });
    const props = { tone: "danger small-button", disabled: state.busy };
    const lost = button(t("sheet.lost"), () => ask(worker), props);
    return h(
      "li",
      { class: "worker", "data-worker": worker.user_id },
      h("label", { class: "worker-who" }, tick, who(worker)),
      chip(worker),
      lost,
    );
  }

  function ask(worker) {
    const yes = () => {
      dialog.close();
      void doing(() => signOut(worker), { isWrite: true });
    };
    const dialog = openDialog(
      h(
        "div",
        { class: "ask" },
        h("h2", null, t("sheet.lost_ask", { name: worker.name })),
        h("p", null, t("sheet.lost_what")),
        h("p", null, t("sheet.lost_kept")),
        dialogButtons(button(t("sheet.lost_yes"), yes, { tone: "danger", id: "lost-yes" })),
      ),
    );
  }

  function makeButton() {
    const count = state.ticked.size;
    const words = count === 0 ? t("sheet.make_none") : t("sheet.make", { n: count });
    const props = { tone: "primary", id: "make", disabled: state.busy || count === 0 };
    return h(
      "div",
      { class: "row" },
      button(words, () => void doing(make, { isWrite: true }), props),
      state.made.length > 0 && button(t("sheet.print"), () => window.print(), { id: "print" }),
    );
  }

  function notes() {
    const names = state.leftOut.map((worker) => worker.name).join(", ");
    return [
      state.made.length === 0 && h("p", { class: "muted small" }, t("sheet.void")),
      state.made.length > 0 && banner("warn", t("sheet.once", { n: state.made.length })),
      names && banner("note", t("sheet.left_out", { names })),
    ];
  }

  draw();
  void doing(load);
  return { draw };
}

function who(worker) {
  const about = [worker.reference, worker.phone].filter(Boolean).join(" · ");
  return h(
    "span",
    null,
    h("strong", null, worker.name),
    h("span", { class: "muted small" }, about),
  );
}

function chip(worker) {
  if (worker.enrolled) return h("span", { class: "chip good" }, icon("check"), t("sheet.enrolled"));
  if (worker.signed_out_at) {
    const when = instant(worker.signed_out_at);
    return h("span", { class: "chip warn" }, icon("lock"), t("sheet.signed_out", { when }));
  }
  return h("span", { class: "chip" }, icon("dash"), t("sheet.not_enrolled"));
}

/** All items of a list that comes in pages, for a booth. */
export async function everyPage(ask, booth, more = {}) {
  const items = [];
  for (let cursor, page = 0; page < MOST_PAGES && (page === 0 || cursor); page += 1) {
    const query = new URLSearchParams({ booth: booth.area_id, ...more, ...(cursor && { cursor }) });
    const { body } = await ask(query);
    items.push(...body.items);
    cursor = body.next_cursor;
  }
  return items;
}
