/* A list of the service, page by page, with what to say when it is empty or does not come. Rows
   are drawn once and stay: what happens to one does not touch the others. */

import { api } from "../shared/api.js";
import { button, h, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";

/* A page of the service may be empty although the list goes on. */
const MOST_EMPTY_PAGES = 5;

/** `{element, draw, reload, put, close}`. `path` is the list's address, `query` what to ask for,
    `row(item)` draws one item as a `<li>`, `empty` is a key of words, and `learn(items)` fetches
    what the rows need. `put(item)` shows an item above the others. */
export function pagedList({ path, query, row, empty, learn = async () => {} }) {
  const list = { path, query, row, empty, learn, items: [], cursor: null, turn: 0 };
  list.rows = h("ol", { class: "list" });
  list.after = h("div", { class: "list-after" });
  list.element = h("div", { class: "paged" }, list.rows, list.after);
  load(list);
  return {
    element: list.element,
    draw: () => draw(list),
    reload: () => load(list),
    put: (item) => {
      list.items.unshift(item);
      list.rows.prepend(row(item));
      end(list);
    },
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
    const page = await nextPage(list);
    await list.learn(page.items);
    if (turn !== list.turn) return;
    list.cursor = page.cursor;
    list.items.push(...page.items);
    Object.assign(list, { error: null, isLoading: false });
    if (more) add(list, page.items);
    else draw(list);
  } catch (error) {
    if (turn !== list.turn) return;
    Object.assign(list, { error, isLoading: false });
    end(list);
  }
}

async function nextPage(list) {
  let { cursor } = list;
  for (let turns = MOST_EMPTY_PAGES; ; turns -= 1) {
    const asked = new URLSearchParams({ ...list.query, ...(cursor ? { cursor } : {}) });
    const { body } = await api("GET", `${list.path}?${asked}`);
    cursor = body.next_cursor;
    if (body.items.length || !cursor || turns === 1) return { items: body.items, cursor };
  }
}

function draw(list) {
  render(list.rows, list.items.map(list.row));
  end(list);
}

function add(list, items) {
  const rows = items.map(list.row);
  list.rows.append(...rows);
  // The button that was pressed is gone; whoever reads by keyboard goes on at the first new row.
  rows[0]?.querySelector("a, button, summary")?.focus({ preventScroll: true });
  end(list);
}

function end(list) {
  list.rows.hidden = list.items.length === 0;
  render(list.after, ending(list));
}

function ending(list) {
  const goOn = () => load(list, { more: list.items.length > 0 });
  if (list.error) return banner("bad", sentence(list.error), button(t("shell.again"), goOn));
  if (list.isLoading) return h("p", { class: "loading muted" }, t("shell.loading"));
  if (list.cursor) return button(t("shell.more"), () => load(list, { more: true }));
  return list.items.length ? null : h("p", { class: "empty muted" }, t(list.empty));
}
