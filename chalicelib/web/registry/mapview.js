/* The areas right below one as a map of rectangles: each as large as its roll, the fuller the more of
   it was visited, and a link down. What is too small for words is said by its title, and stands in
   the table below the map. */

import { h } from "../shared/dom.js";
import { number, percent } from "../shared/format.js";
import { language, pick, t } from "../shared/i18n.js";
import { progressHash } from "./progresshead.js";
import { fitted, rem } from "./fitted.js";
import { cut, s } from "./svg.js";
import { squarified } from "./treemap.js";

/* More would be dust; the table has them all. */
const MOST_CELLS = 150;
const OTHERS = "others";
const SHADES = 5;
const GAP = 2;
const BAR = 6;

/** The picture, or nothing where no area has a roll: `{element, changed, close}`. */
export function areaMap(view) {
  if (!withRoll(view.data).length) return null;
  const picture = fitted((width) => drawn(view, width));
  const element = h("figure", { class: "area-map" }, picture.element, legend());
  return {
    element,
    // While the rolls stay, only shades, bars and words change.
    changed: () => update(view, element),
    close: picture.close,
  };
}

/** What the layout depends on. */
export function mapShape(data) {
  return withRoll(data).map((child) => [child.area_id, child.planned]);
}

function withRoll(data) {
  return data.children.filter((child) => child.planned > 0);
}

function cellsOf(data) {
  const largest = withRoll(data).sort((a, b) => b.planned - a.planned);
  const rest = largest.slice(MOST_CELLS);
  if (!rest.length) return largest;
  const planned = rest.reduce((sum, child) => sum + child.planned, 0);
  const visited = rest.reduce((sum, child) => sum + (child.counts.visited ?? 0), 0);
  const others = { area_id: OTHERS, planned, share: visited / planned, flags: [], count: rest.length };
  return [...largest.slice(0, MOST_CELLS), others];
}

function drawn(view, width) {
  const cells = cellsOf(view.data);
  const height = heightFor(width, cells.length);
  const weights = cells.map((cell) => cell.planned);
  const places = squarified(weights, { x: 0, y: 0, width, height });
  return s(
    "svg",
    { class: "map", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": t("map.title") },
    s("defs", null, hatch()),
    cells.map((cell, index) => cellView(view, cell, places[index])),
  );
}

/* Upright on a phone, wide on a desk, never higher than the screen's middle part. */
function heightFor(width, count) {
  const wide = Math.min(width * 0.42, rem() * 34);
  return Math.round(width < rem() * 36 ? Math.max(width * 0.9, Math.min(count, 30) * rem()) : wide);
}

/* Nobody visited yet: lines that are seen without colour too. */
function hatch() {
  const line = s("path", { d: "M0 8L8 0M-2 2L2 -2M6 10L10 6", class: "hatch-line" });
  return s("pattern", { id: "map-none", width: 8, height: 8, patternUnits: "userSpaceOnUse" }, line);
}

function cellView(view, cell, { x, y, width, height }) {
  const box = {
    x: x + GAP / 2,
    y: y + GAP / 2,
    width: Math.max(1, width - GAP),
    height: Math.max(1, height - GAP),
  };
  const isLink = cell.area_id !== OTHERS;
  const shown = s(
    isLink ? "a" : "g",
    {
      class: "cell",
      id: `cell-${cell.area_id}`,
      "data-cell": cell.area_id,
      href: isLink ? progressHash(cell.area_id, view.day) : null,
    },
    s("title"),
    s("rect", { class: "cell-ground", ...box }),
    s("rect", { class: "cell-none", ...box, fill: "url(#map-none)" }),
    s("rect", { class: "cell-bar", x: box.x, y: box.y + box.height - barOf(box), height: barOf(box) }),
    words(cell, box),
  );
  shown.dataset.width = box.width;
  say(shown, cell);
  return shown;
}

function barOf(box) {
  return Math.min(BAR, box.height / 4);
}

/* Name above, share below it; only what fits. */
function words(cell, box) {
  const size = rem() * 0.875;
  const font = `600 ${size}px ${getComputedStyle(document.body).fontFamily}`;
  const inside = box.width - size;
  const lines = Math.floor((box.height - barOf(box) - size * 0.5) / (size * 1.35));
  const name = lines > 0 ? cut(nameOf(cell), font, inside, language()) : "";
  if (!name) return null;
  const at = { x: box.x + size / 2, "font-size": size };
  const first = s("text", { class: "cell-name", ...at, y: box.y + size * 1.4 }, name);
  const hasRoom = lines > 1 && inside > size * 3;
  return [first, hasRoom ? s("text", { class: "cell-share", ...at, y: box.y + size * 2.75 }) : null];
}

function nameOf(cell) {
  if (cell.area_id === OTHERS) return t("map.others", { n: number(cell.count) });
  return pick(cell.names) || cell.area_id;
}

function update(view, element) {
  const known = new Map(cellsOf(view.data).map((cell) => [cell.area_id, cell]));
  for (const shown of element.querySelectorAll("[data-cell]")) {
    const cell = known.get(shown.dataset.cell);
    if (cell) say(shown, cell);
  }
}

function say(shown, cell) {
  const share = Math.max(0, Math.min(1, cell.share ?? 0));
  const told = percent(cell.share ?? 0);
  const params = { name: nameOf(cell), share: told, n: number(cell.planned) };
  const whole = t(cell.flags.length ? "map.cell_silent" : "map.cell", params);
  if (shown.dataset.said === whole) return;
  shown.dataset.said = whole;
  shown.dataset.shade = share ? Math.min(SHADES, 1 + Math.floor(share * SHADES)) : 0;
  shown.classList.toggle("is-silent", cell.flags.length > 0);
  shown.querySelector("title").textContent = whole;
  // What has words of its own is called by them.
  const isBare = !shown.querySelector(".cell-name");
  if (shown.localName === "a" && isBare) shown.setAttribute("aria-label", whole);
  shown.querySelector(".cell-bar").setAttribute("width", (Number(shown.dataset.width) * share).toFixed(1));
  const line = shown.querySelector(".cell-share");
  if (line) line.textContent = told;
}

function legend() {
  const one = (shade) => {
    const label = shade ? `${(shade - 1) * 20}–${shade * 20}%` : t("map.nobody");
    return h("li", null, h("span", { class: "swatch", "data-shade": shade }), label);
  };
  return h(
    "figcaption",
    { class: "small" },
    h("p", null, t("map.what")),
    h("ul", { class: "map-legend" }, [0, 1, 2, 3, 4, 5].map(one)),
  );
}
