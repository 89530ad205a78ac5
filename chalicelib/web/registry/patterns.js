/* What workers' visits of a day have in common, booth by booth: hints for whoever goes and looks,
   never a judgement. Each hint leads to the visits that it is made of. */

import { button, h, icon, render } from "../shared/dom.js";
import { number, percent } from "../shared/format.js";
import { pick, t } from "../shared/i18n.js";
import { areaPicker } from "./areapicker.js";
import { pagedList } from "./paged.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 60_000;
const MOST_LINKS = 8;

/** Show the section in `root`; returns `{draw, close}`. */
export function openPatterns(root, context) {
  const scope = context.scopes.find((one) => one.area_id === context.area);
  const view = { day: today(), list: null, picker: areaPicker(scope), place: h("div") };
  const draw = () => {
    view.list?.draw();
    render(
      root,
      h("h1", null, t("registry.patterns")),
      h("p", { class: "muted" }, t("patterns.what")),
      form(view),
      view.place,
    );
  };
  // A day that is over stays as it is.
  const stop = keepAsking(async () => {
    if (view.shown === today()) await view.list.refresh();
  }, EVERY_MS);
  return {
    draw,
    close: () => {
      view.list?.close();
      stop();
    },
  };
}

function form(view) {
  const onchange = (event) => {
    view.day = event.target.value || today();
  };
  return h(
    "div",
    { class: "pattern-form" },
    view.picker.element,
    h(
      "label",
      { for: "pattern-day" },
      t("progress.day"),
      h("input", { id: "pattern-day", type: "date", value: view.day, onchange }),
    ),
    button(t("patterns.show"), () => show(view), { tone: "primary", id: "show-patterns" }),
  );
}

function show(view) {
  view.list?.close();
  view.shown = view.day;
  view.list = pagedList({
    path: `/v1/patterns/${encodeURIComponent(view.picker.value())}`,
    query: { day: view.day },
    row: workerRow,
    empty: "patterns.none",
    key: (worker) => worker.worker_id,
    sheet: { name: () => `${t("registry.patterns")} ${view.shown}`, columns: COLUMNS },
  });
  render(view.place, view.list.element);
}

const COLUMNS = [
  { title: () => t("patterns.worker"), value: (worker) => worker.name },
  { title: () => t("progress.day"), value: (worker) => worker.day },
  { title: () => t("patterns.met_count"), value: (worker) => worker.met },
  { title: () => t("patterns.hint_count"), value: (worker) => worker.hints },
  { title: () => t("patterns.seen"), value: seenIn },
];

function seenIn(worker) {
  const seen = worker.patterns.filter((pattern) => pattern.count);
  return seen.map((pattern) => `${pick(pattern.text)} ${ofVisits(pattern)}`).join(" ");
}

function ofVisits(pattern) {
  const of = { n: number(pattern.count), of: number(pattern.of), share: percent(pattern.share) };
  return t("patterns.of", of);
}

function workerRow(worker) {
  const hints = worker.patterns.filter((pattern) => pattern.is_hint);
  const others = worker.patterns.filter((pattern) => !pattern.is_hint && pattern.count);
  const met = t("patterns.met", { n: number(worker.met) });
  return h(
    "li",
    { class: "worker-day", "data-worker": worker.worker_id },
    h(
      "div",
      { class: "worker-day-head" },
      h("strong", null, worker.name),
      h("span", { class: "muted" }, met),
      hints.length
        ? h("span", { class: "chip warn" }, icon("warn"), t("patterns.hints", { n: hints.length }))
        : h("span", { class: "chip good" }, icon("check"), t("patterns.no_hint")),
      worker.is_whole ? null : h("span", { class: "chip warn" }, icon("warn"), t("patterns.not_whole")),
    ),
    hints.length ? h("ul", { class: "patterns" }, hints.map(patternRow)) : null,
    others.length
      ? h(
          "details",
          null,
          h("summary", null, t("patterns.single", { n: number(others.length) })),
          h("ul", { class: "patterns" }, others.map(patternRow)),
        )
      : null,
  );
}

function patternRow(pattern) {
  return h(
    "li",
    { "data-abuse": pattern.abuse },
    h("span", null, pick(pattern.text)),
    h("span", { class: "numbers" }, ofVisits(pattern)),
    h(
      "span",
      { class: "pattern-visits small" },
      pattern.visits.slice(0, MOST_LINKS).map(visitLink),
      pattern.visits.length > MOST_LINKS ? "…" : null,
    ),
  );
}

function visitLink(visitId, index) {
  const name = t("patterns.visit", { n: number(index + 1) });
  return h("a", { href: `explain?id=${encodeURIComponent(visitId)}`, target: "_blank" }, name);
}

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
