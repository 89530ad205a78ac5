/* What stands around the numbers of progress: the way up, the day, the downloads, and how fresh
   it all is. */

import { file } from "../shared/api.js";
import { h, icon, render } from "../shared/dom.js";
import { downloadButtons } from "../shared/download.js";
import { day as shownDay } from "../shared/format.js";
import { coded, language, pick, t } from "../shared/i18n.js";
import { saveBlob } from "../shared/saving.js";
import { go } from "../shared/signedin.js";
import { figure } from "./figures.js";

/** The address of an area's progress, of one day or of all. */
export function progressHash(area, day) {
  return `#progress/${encodeURIComponent(area)}${day ? `/${day}` : ""}`;
}

/** The areas above as links, the shown one as the heading. */
export function breadcrumb({ data, path, day }) {
  const above = path.filter((area) => area.area_id !== data.area_id);
  const step = (area) => {
    const id = `above-${area.area_id}`;
    const link = h("a", { id, href: progressHash(area.area_id, day) }, pick(area.names));
    return h("li", null, link, icon("next"));
  };
  return h(
    "div",
    { class: "where" },
    above.length
      ? h("nav", { "aria-label": t("progress.above") }, h("ol", { class: "above" }, above.map(step)))
      : null,
    h(
      "h1",
      null,
      pick(data.names),
      " ",
      h("span", { class: "level" }, coded("level", data.level)),
    ),
  );
}

/** All days, or one of those on which something happened. */
export function dayChoice(view) {
  const onchange = (event) => go(progressHash(view.area, event.target.value));
  view.days = h("select", { id: "day-choice", onchange });
  newDays(view);
  return h(
    "div",
    { class: "tool" },
    h("label", { for: "day-choice" }, t("progress.day")),
    view.days,
  );
}

/** Put days that a new answer speaks of among those to choose from. */
export function newDays({ data, day, days }) {
  const all = new Set([...data.by_day.map((one) => one.day), ...(day ? [day] : [])]);
  if (days.options.length === all.size + 1) return;
  const option = (value) => h("option", { value }, shownDay(value));
  const everyDay = h("option", { value: "" }, t("progress.all_days"));
  render(days, everyDay, [...all].sort().map(option));
  days.value = day ?? "";
}

/** The same counts as a file: one row per area, or per area and day. The service makes it, since
    this page knows the days of the area shown alone. */
export function downloads(view) {
  const by = h(
    "select",
    { id: "download-by" },
    h("option", { value: "area" }, t("download.by_area")),
    h("option", { value: "day" }, t("download.by_day")),
  );
  return h(
    "div",
    { class: "tool tool-download" },
    h("label", { for: by.id }, t("download.rows")),
    by,
    downloadButtons((ending) => download(view, ending, by.value)),
  );
}

async function download(view, ending, by) {
  const query = new URLSearchParams({ by, language: language(), ...(view.day && { day: view.day }) });
  const blob = await file(`/v1/progress/${encodeURIComponent(view.area)}.${ending}?${query}`);
  saveBlob(blob, `${pick(view.data.names)} ${view.day ?? view.data.as_of.slice(0, 10)}.${ending}`);
}

/** When these numbers were counted. */
export function freshness({ data }) {
  const [before, after] = t("progress.as_of").split("{at}");
  return h("p", { class: "muted small" }, before, figure(data, data.area_id, "as_of"), after);
}
