/* The workshops of an area by time: who came, which are late, the code for the wall, a new one. */

import { api } from "../shared/api.js";
import { areaNames, learnAreas } from "../shared/areas.js";
import { button, h, icon, render } from "../shared/dom.js";
import { day, instant, moment, number } from "../shared/format.js";
import { pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { pagedList } from "./paged.js";
import { openPlan } from "./plan.js";
import { openWall } from "./wall.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 30_000;

/** Show the section in `root`; returns `{draw, close}`. */
export function openWorkshops(root, context) {
  const list = pagedList({
    path: "/v1/workshops",
    query: { area: context.area, limit: "20" },
    row: workshopRow,
    empty: "workshops.none",
    key: (item) => item.workshop_id,
    sheet: { name: () => t("registry.workshops"), columns: COLUMNS },
    learn: (items) => learnAreas(items.map((item) => item.area_id), context.scopes),
  });
  const stop = keepAsking(list.refresh, EVERY_MS);
  const plan = () => openPlan(context, list.reload);
  const draw = () => {
    list.draw();
    render(
      root,
      h(
        "div",
        { class: "section-head" },
        h("h1", null, t("registry.workshops")),
        button(t("workshops.plan"), plan, { tone: "primary", id: "plan-workshop" }),
      ),
      list.element,
    );
  };
  return {
    draw,
    close: () => {
      list.close();
      stop();
    },
  };
}

const COLUMNS = [
  { title: () => t("workshops.title"), value: (item) => pick(item.titles) },
  { title: () => t("workshops.starts_at"), value: (item) => moment(item.starts_at) },
  { title: () => t("plan.place"), value: (item) => item.place },
  { title: () => t("registry.area"), value: (item) => pick(areaNames(item.area_id)) || item.area_id },
  { title: () => t("workshops.came"), value: (item) => item.attended },
  { title: () => t("plan.capacity"), value: (item) => item.capacity },
  { title: () => t("plan.finish_by"), value: (item) => item.finish_by },
  { title: () => t("workshops.held"), value: (item) => (item.held_at ? moment(item.held_at) : "") },
  { title: () => t("workshops.cancelled"), value: (item) => item.is_cancelled },
];

function workshopRow(workshop) {
  const row = h("li", { class: "workshop", "data-workshop": workshop.workshop_id });
  show(row, workshop);
  return row;
}

function show(row, workshop) {
  const isOpen = !workshop.is_cancelled;
  render(
    row,
    h(
      "div",
      { class: "workshop-what" },
      h("strong", null, pick(workshop.titles)),
      h("span", null, [instant(workshop.starts_at), workshop.place].join(" · ")),
      h("span", { class: "muted small" }, details(workshop)),
    ),
    h("div", { class: "workshop-came" }, came(workshop)),
    h("div", { class: "workshop-marks" }, marks(workshop)),
    isOpen
      ? h(
          "div",
          { class: "row" },
          button(t("workshops.code"), () => openWall(workshop), { sign: "enlarge", "data-do": "code" }),
          workshop.held_at
            ? null
            : button(t("workshops.was_held"), (event) => held(event, row, workshop), {
                sign: "check",
                "data-do": "held",
              }),
        )
      : null,
    h("div", { class: "workshop-trouble" }),
  );
}

function details(workshop) {
  const area = pick(areaNames(workshop.area_id)) || workshop.area_id;
  if (!workshop.finish_by) return area;
  return `${area} · ${t("workshops.finish_by", { day: day(workshop.finish_by) })}`;
}

function came({ attended, capacity }) {
  const n = h("strong", { class: "numbers" }, number(attended));
  const words = capacity
    ? t("workshops.came_of", { of: number(capacity) })
    : t("workshops.came");
  return [n, h("span", { class: "muted small" }, words)];
}

function marks(workshop) {
  return [
    workshop.is_late && h("span", { class: "chip warn" }, icon("warn"), t("workshops.late")),
    workshop.is_cancelled && h("span", { class: "chip" }, icon("cross"), t("workshops.cancelled")),
    workshop.held_at && h("span", { class: "chip good" }, icon("check"), t("workshops.held")),
  ];
}

/* The version in If-Match makes sure that nobody's change in the meantime is lost. */
async function held(event, row, workshop) {
  event.currentTarget.disabled = true;
  const path = `/v1/workshops/${encodeURIComponent(workshop.workshop_id)}`;
  try {
    const read = await api("GET", path);
    const body = { ...read.body, held_at: new Date().toISOString() };
    show(row, (await api("PUT", path, { body, headers: { "If-Match": read.etag } })).body);
  } catch (error) {
    show(row, workshop);
    const words = sentence(error, { isWrite: true });
    render(row.querySelector(".workshop-trouble"), banner("bad", words));
  }
}
