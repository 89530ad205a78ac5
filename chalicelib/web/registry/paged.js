/* A list of the service, page by page, with what to say when it is empty or does not come. Rows
   are drawn once and stay: what happens to one does not touch the others. */

import { api } from "../shared/api.js";
import { button, h, render } from "../shared/dom.js";
import { tableDownloads } from "../shared/download.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { inOrder } from "./datatable.js";

/* A page of the service may be empty although the list goes on. */
const MOST_EMPTY_PAGES = 5;
/* What is asked for again by itself; who has looked further down reads on undisturbed. */
const MOST_REFRESHED = 200;

/** `{element, draw, reload, refresh, put, items, close}`. `path` is the list's address, `query` what to ask
    for, `row(item)` draws one item as a `<li>`, `empty` is a key of words, and `learn(items)` fetches
    what the rows need. `key(item)` tells items apart for `refresh()`, which asks again and touches
    what changed. `order(items)` returns a page's items in the order in which they stand. `sheet` is
    `{name(), columns: [{title(), value(item)}]}`, what is saved as a file. `put(item)` shows an item
    above the others. */
export function pagedList({ path, query, row, empty, key, sheet, order, learn = async () => {} }) {
  const list = { path, query, row, empty, key, sheet, order, learn, items: [], cursor: null, turn: 0 };
  list.known = new Map();
  list.rows = h("ol", { class: "list" });
  list.after = h("div", { class: "list-after" });
  list.files = h("div", { class: "list-files" });
  list.element = h("div", { class: "paged" }, list.rows, list.after, list.files);
  load(list);
  return {
    element: list.element,
    draw: () => draw(list),
    reload: () => load(list),
    refresh: () => refresh(list),
    put: (item) => {
      list.items.unshift(item);
      list.rows.prepend(rowOf(list, item));
      end(list);
    },
    items: () => list.items,
    close: () => {
      list.turn = Infinity;
    },
  };
}

async function load(list, { more = false } = {}) {
  list.turn += 1;
  const { turn } = list;
  if (!more) Object.assign(list, { items: [], cursor: null, error: null, isLoading: true });
  // What is shown already stays until the new page comes.
  if (!list.rows.childElementCount) end(list);
  try {
    const page = await nextPage(list, list.cursor);
    await list.learn(page.items);
    if (turn !== list.turn) return;
    list.cursor = page.cursor;
    list.items.push(...inTurn(list, page.items));
    Object.assign(list, { error: null, isLoading: false });
    if (more) add(list, inTurn(list, page.items));
    else draw(list);
  } catch (error) {
    if (turn !== list.turn) return;
    Object.assign(list, { error, isLoading: false });
    end(list);
  }
}

function inTurn({ order }, items) {
  return order ? order(items) : items;
}

async function nextPage(list, from) {
  let cursor = from;
  for (let turns = MOST_EMPTY_PAGES; ; turns -= 1) {
    const asked = new URLSearchParams({ ...list.query, ...(cursor ? { cursor } : {}) });
    const { body } = await api("GET", `${list.path}?${asked}`);
    cursor = body.next_cursor;
    if (body.items.length || !cursor || turns === 1) return { items: body.items, cursor };
  }
}

/* Ask again for what is shown. An item that somebody is busy with stays as it is. */
async function refresh(list) {
  if (list.isLoading || list.error || list.items.length > MOST_REFRESHED) return;
  const { turn } = list;
  let items;
  let cursor;
  try {
    ({ items, cursor } = await asManyAsShown(list));
    await list.learn(items);
  } catch {
    return; // what is shown stays true for now
  }
  if (turn !== list.turn || list.isLoading) return;
  Object.assign(list, { items: inTurn(list, items), cursor });
  merge(list);
  end(list);
}

async function asManyAsShown(list) {
  const items = [];
  let cursor = null;
  do {
    const page = await nextPage(list, cursor);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor && items.length < list.items.length);
  return { items, cursor };
}

function merge(list) {
  const names = new Set(list.items.map(list.key));
  for (const [name, { element }] of list.known) {
    if (names.has(name)) continue;
    if (isBusy(element)) continue;
    element.remove();
    list.known.delete(name);
  }
  inOrder(list.rows, list.items.map((item) => standing(list, item) ?? rowOf(list, item)));
}

function standing(list, item) {
  const known = list.known.get(list.key(item));
  if (!known) return null;
  if (known.said === JSON.stringify(item) || isBusy(known.element)) return known.element;
  known.element.remove();
  return null;
}

/* Focused, opened, or what she has just done there, which she may still want to read. */
function isBusy(element) {
  const isOpen = element.querySelector("details[open], .banner, button:disabled");
  return element.contains(document.activeElement) || "done" in element.dataset || Boolean(isOpen);
}

function rowOf(list, item) {
  const element = list.row(item);
  if (list.key) list.known.set(list.key(item), { said: JSON.stringify(item), element });
  return element;
}

function draw(list) {
  list.known.clear();
  render(list.rows, list.items.map((item) => rowOf(list, item)));
  render(list.files, list.sheet ? tableDownloads(() => sheetOf(list)) : null);
  end(list);
}

function sheetOf({ sheet, items }) {
  return {
    name: sheet.name(),
    header: sheet.columns.map((column) => column.title()),
    rows: items.map((item) => sheet.columns.map((column) => column.value(item))),
  };
}

function add(list, items) {
  const rows = items.map((item) => rowOf(list, item));
  list.rows.append(...rows);
  // The button that was pressed is gone; whoever reads by keyboard goes on at the first new row.
  rows[0]?.querySelector("a, button, summary")?.focus({ preventScroll: true });
  end(list);
}

function end(list) {
  list.rows.hidden = list.rows.childElementCount === 0;
  list.files.hidden = list.items.length === 0;
  render(list.after, ending(list));
}

function ending(list) {
  const goOn = () => load(list, { more: list.items.length > 0 });
  if (list.error) return banner("bad", sentence(list.error), button(t("shell.again"), goOn));
  if (list.isLoading) return h("p", { class: "loading muted" }, t("shell.loading"));
  if (list.cursor) return button(t("shell.more"), () => load(list, { more: true }));
  return list.items.length ? null : h("p", { class: "empty muted" }, t(list.empty));
}
