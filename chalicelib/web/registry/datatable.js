/* A table of numbers that stays in place: a new answer changes the cells that say something else,
   adds the rows that are new and takes away those that are gone. It can be saved as a file. */

import { tableDownloads } from "../shared/download.js";
import { h, render } from "../shared/dom.js";
import { number } from "../shared/format.js";

/** `{element, show, downloads}`. A column is `{title, value(row), text(value), node(row)}`: what it
    says to a file, to a reader, and as an element where words are not enough; the first is the row's
    heading. `key(row)` tells rows apart, `label` names the table, `name()` the file. */
export function dataTable({ label, columns, key, name, className = "" }) {
  const head = columns.map((column, index) => {
    return h("th", { scope: "col", class: index && column.isNumber ? "number" : null }, column.title);
  });
  const body = h("tbody");
  const table = { columns, key, body, rows: [], lines: new Map(), isNew: true };
  const element = h(
    "div",
    // Whoever has no mouse scrolls it with the arrow keys.
    { class: "table-frame", tabindex: "0", role: "region", "aria-label": label },
    h("table", { class: `data-table ${className}`.trim() }, h("thead", null, h("tr", null, head)), body),
  );
  const sheet = () => ({
    name: name(),
    header: columns.map((column) => column.title),
    rows: table.rows.map((row) => columns.map((column) => column.value(row))),
  });
  return {
    element,
    show: (rows) => show(table, rows),
    downloads: () => tableDownloads(sheet),
  };
}

function show(table, rows) {
  const lines = new Map(rows.map((row) => [table.key(row), lineOf(table, row)]));
  for (const [key, line] of table.lines) if (!lines.has(key)) line.element.remove();
  inOrder(table.body, [...lines.values()].map((line) => line.element));
  Object.assign(table, { rows, lines, isNew: false });
}

/** Put elements into `root` in this order, moving none that stands right already. */
export function inOrder(root, elements) {
  let next = root.firstChild;
  for (const element of elements) {
    if (element === next) next = next.nextSibling;
    else root.insertBefore(element, next);
  }
}

function lineOf(table, row) {
  const known = table.lines.get(table.key(row));
  const line = known ?? newLine(table, row);
  for (const [index, column] of table.columns.entries()) write(table, line, index, column, row);
  return line;
}

function newLine({ columns, key }, row) {
  const cells = columns.map((column, index) =>
    index === 0
      ? h("th", { scope: "row" })
      : h("td", { class: column.isNumber ? "number numbers" : null }),
  );
  return { cells, said: [], element: h("tr", { "data-row": key(row) }, cells) };
}

function write(table, line, index, column, row) {
  const value = column.value(row);
  const said = column.node ? JSON.stringify(value) : wordsOf(column, value);
  if (line.said[index] === said) return;
  render(line.cells[index], column.node ? column.node(row) : said);
  if (!table.isNew) mark(line.cells[index]);
  line.said[index] = said;
}

function wordsOf(column, value) {
  if (value === null || value === undefined) return "–";
  if (column.text) return column.text(value);
  return typeof value === "number" ? number(value) : String(value);
}

/** Let something that has changed light up for a moment. */
export function mark(element) {
  element.classList.remove("is-new");
  void element.offsetWidth;
  element.classList.add("is-new");
}

/** A word or number that changes in place: `{element, say(text)}`. */
export function saying(className = null) {
  const element = h("span", { class: className });
  const say = (text) => {
    if (element.textContent === text) return;
    const isFirst = !element.textContent;
    element.textContent = text;
    if (!isFirst) mark(element);
  };
  return { element, say };
}
