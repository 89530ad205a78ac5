/* The table of the areas right below: sorted by any column, a press on a name goes there. */

import { button, h, icon } from "../shared/dom.js";
import { language, pick, t } from "../shared/i18n.js";
import { bar, figure, flagChip } from "./figures.js";
import { progressHash } from "./progresshead.js";

/* What a column shows of a child, and how it is compared. Those after `share` need a wide screen. */
const ALWAYS = ["planned", "visited"];
const WIDE = ["contacted", "calls", "photos", "videos", "consents", "posted"];
const VALUES = {
  name: (child) => pick(child.names),
  planned: (child) => child.planned,
  share: (child) => child.share ?? -1,
  "today.visited": (child) => child.today.visited ?? 0,
};

/** The table, or nothing for an area without any below; `redraw` runs after a sort. */
export function belowTable(view, redraw) {
  const { data, day } = view;
  if (!data.children.length) return null;
  // With one day picked, the counts are of that day.
  const columns = [...ALWAYS, "share", ...(day ? [] : ["today.visited"]), ...WIDE];
  const heads = ["name", ...columns].map((name) => head(name, view, redraw));
  return h(
    "section",
    { class: "below", "aria-labelledby": "below-title" },
    h("h2", { id: "below-title" }, t("progress.below")),
    silentNote(data),
    h(
      "div",
      { class: "table-frame" },
      h(
        "table",
        { class: "below-table" },
        h("thead", null, h("tr", null, heads)),
        h("tbody", null, inOrder(view).map((child) => row(child, columns, view))),
      ),
    ),
  );
}

/** The areas below as they are sorted now. */
export function inOrder({ data, sort }) {
  if (!sort.by) return data.children;
  const value = VALUES[sort.by] ?? ((child) => child.counts[sort.by] ?? 0);
  const compare = new Intl.Collator(language(), { numeric: true }).compare;
  const rising = (a, b) =>
    sort.by === "name" ? compare(value(a), value(b)) : value(a) - value(b);
  return [...data.children].sort((a, b) => (sort.isDown ? rising(b, a) : rising(a, b)));
}

function silentNote(data) {
  const silent = data.children.filter((child) => child.flags.includes("silent")).length;
  if (!silent) return null;
  return h(
    "p",
    { class: "silent-note" },
    icon("warn"),
    t("progress.silent_below", { n: silent, of: data.children.length }),
  );
}

function head(name, view, redraw) {
  const { sort } = view;
  const isSorted = sort.by === name;
  const onclick = () => {
    // Names begin with A, numbers with the least: those areas need somebody first.
    view.sort = { by: name, isDown: isSorted && !sort.isDown };
    redraw();
  };
  const sorted = isSorted ? (sort.isDown ? "descending" : "ascending") : null;
  const label = button(t(`count.${name}`), onclick, { tone: "sort", id: `sort-${name}` });
  return h("th", { scope: "col", class: classOf(name), "aria-sort": sorted }, label);
}

function row(child, columns, view) {
  const id = `area-${child.area_id}`;
  return h(
    "tr",
    { "data-area": child.area_id },
    h(
      "th",
      { scope: "row" },
      h("a", { id, href: progressHash(child.area_id, view.day) }, pick(child.names)),
      child.flags.map(flagChip),
    ),
    columns.map((name) => cell(child.area_id, name, view.data)),
  );
}

function cell(id, name, data) {
  const shown = [figure(data, id, name), name === "share" ? bar(data, id) : null];
  return h("td", { class: classOf(name) }, shown);
}

function classOf(name) {
  if (WIDE.includes(name) || name === "today.visited") return "number wide-only";
  return name === "name" ? null : `number column-${name}`;
}
