/* The numbers of progress. Each one on the page carries the name of what it shows, so that a new
   answer can be written into the page without building anything again. */

import { h, icon } from "../shared/dom.js";
import { clock, number, percent } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";

/* The counts in the order of the journey, as groups of figures. */
const GROUPS = {
  door: ["contacted", "not_home", "refused", "moved", "deceased"],
  given: ["leaflets", "stickers", "calls"],
  media: ["photos", "videos", "consents"],
  posts: ["pending_review", "approved", "posted", "withdrawn", "views", "reactions"],
};

/** A number that follows `name` of the area `id`; `today.visited` is a name too. */
export function figure(data, id, name) {
  const key = `${id}:${name}`;
  return h("span", { class: "numbers", "data-figure": key }, textOf(data, key));
}

/** A bar from nothing to all planned people, with its label for those who do not see it. */
export function bar(data, id) {
  const area = areaOf(data, id);
  return h("progress", {
    class: "bar-share",
    max: "1",
    value: Math.min(1, area.share ?? 0),
    "data-bar": id,
    "aria-label": t("progress.bar"),
  });
}

/** Write a new answer's numbers into what is shown under `root`. */
export function changed(root, data) {
  for (const cell of root.querySelectorAll("[data-figure]")) {
    const text = textOf(data, cell.dataset.figure);
    if (cell.textContent === text) continue;
    cell.textContent = text;
    mark(cell);
  }
  for (const one of root.querySelectorAll("[data-bar]")) {
    one.value = Math.min(1, areaOf(data, one.dataset.bar).share ?? 0);
  }
}

/* The mark fades by itself; taking the class off and on begins it anew. The time of day changes
   with every answer, which is no news. */
function mark(cell) {
  if (cell.dataset.figure.endsWith(":as_of")) return;
  cell.classList.remove("is-new");
  void cell.offsetWidth;
  cell.classList.add("is-new");
}

function textOf(data, key) {
  const [id, name] = key.split(":");
  const area = areaOf(data, id);
  if (name === "as_of") return clock(data.as_of);
  if (name === "share") return area.share === null ? "–" : percent(area.share);
  if (name === "planned") return number(area.planned);
  if (name.startsWith("today.")) return number(area.today[name.slice(6)] ?? 0);
  return number(area.counts[name] ?? 0);
}

function areaOf(data, id) {
  return id === data.area_id ? data : data.children.find((child) => child.area_id === id);
}

/** Visited of planned people in large type, with the bar. */
export function overview({ data }) {
  const id = data.area_id;
  return h(
    "section",
    { class: "card overview", "aria-label": t("progress.overview") },
    h(
      "dl",
      { class: "overview-numbers" },
      large("visited", figure(data, id, "visited")),
      large("planned", figure(data, id, "planned")),
      data.target === null ? null : large("target", number(data.target)),
      large("share", figure(data, id, "share")),
    ),
    bar(data, id),
    data.flags.map(flagChip),
  );
}

function large(name, value) {
  return h("div", { class: `large-${name}` }, h("dt", null, coded("count", name)), h("dd", null, value));
}

/** All other counts, in groups. */
export function figures({ data }) {
  const one = (name) =>
    h(
      "div",
      null,
      h("dt", null, coded("count", name)),
      h("dd", null, figure(data, data.area_id, name)),
    );
  const group = ([name, names]) =>
    h(
      "section",
      { class: "card figures-group" },
      h("h2", null, coded("figures", name)),
      h("dl", { class: "figures" }, names.map(one)),
    );
  return h("div", { class: "figures-groups" }, Object.entries(GROUPS).map(group));
}

/** What the service noticed about an area, in words. */
export function flagChip(flag) {
  return h("span", { class: "chip warn" }, icon("warn"), coded("flag", flag));
}
