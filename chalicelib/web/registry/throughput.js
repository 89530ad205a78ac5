/* How much review gets done in an area: what waits, what was decided day by day, and by whom on days
   that are over. Asked again while the page is seen; only what changed is touched then. */

import { api } from "../shared/api.js";
import { announce, button, h, render } from "../shared/dom.js";
import { clock, day as shownDay, number, percent, waited } from "../shared/format.js";
import { pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { areaPicker } from "./areapicker.js";
import { dataTable, saying } from "./datatable.js";
import { dayBars } from "./daybars.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 15_000;
const KINDS = ["approve", "reject", "has_issues", "escalate", "undone"];

/** Show the section in `root`; returns `{draw, close}`. */
export function openThroughput(root, context) {
  const scope = context.scopes.find((one) => one.area_id === context.area);
  const view = { root, scope, picker: areaPicker(scope), data: null, people: null, error: null, turn: 0 };
  view.picker.element.addEventListener("change", () => ask(view, { isNew: true }));
  const stop = keepAsking(() => ask(view), EVERY_MS);
  return {
    draw: () => draw(view),
    close: () => {
      view.turn = Infinity;
      view.parts?.bars.close();
      stop();
    },
  };
}

/* An answer that comes after the area was changed is of another area. */
async function ask(view, { isNew = false } = {}) {
  if (isNew) view.turn += 1;
  const { turn } = view;
  const area = encodeURIComponent(view.picker.value());
  try {
    const answers = await Promise.all([
      api("GET", `/v1/throughput/${area}`),
      api("GET", `/v1/reviewers/${area}`),
    ]);
    if (turn !== view.turn) return;
    const [data, people] = answers.map((answer) => answer.body);
    Object.assign(view, { data, people, error: null });
  } catch (error) {
    if (turn !== view.turn) return;
    if (!view.error) announce(sentence(error));
    view.error = error;
  }
  fill(view);
}

function draw(view) {
  view.parts?.bars.close();
  view.parts = partsOf(view);
  const { parts } = view;
  render(
    view.root,
    h("h1", null, t("registry.throughput")),
    h("p", { class: "muted" }, t("throughput.what")),
    h("div", { class: "pattern-form" }, view.picker.element),
    parts.trouble,
    parts.body,
  );
  fill(view);
}

function partsOf(view) {
  const parts = {
    trouble: h("div", { class: "section-trouble" }),
    waiting: saying("numbers"),
    oldest: saying("numbers"),
    sure: h("p", { class: "muted small" }, t("throughput.oldest_unsure")),
    whole: h("div", null, banner("warn", t("throughput.not_whole"))),
    deskless: h("div", null, banner("note", t("throughput.below_desk"))),
    bars: dayBars(t("throughput.chart")),
    days: dataTable({
      label: t("throughput.days"),
      columns: dayColumns(),
      key: (row) => row.day,
      name: () => `${t("registry.throughput")} ${nameOf(view)}`,
    }),
    people: dataTable({
      label: t("throughput.people"),
      columns: peopleColumns(),
      key: (row) => row.user_id,
      name: () => `${t("throughput.people")} ${nameOf(view)}`,
    }),
    until: saying(),
    nobody: h("p", { class: "empty muted" }, t("throughput.nobody")),
    asOf: saying(),
  };
  parts.body = h("div", { class: "throughput" }, bodyOf(parts));
  return parts;
}

function bodyOf(parts) {
  const large = (name, { element }) =>
    h("div", null, h("dt", null, t(`throughput.${name}`)), h("dd", null, element));
  const section = (name, ...content) =>
    h("section", { class: "below", "data-section": name }, h("h2", null, t(`throughput.${name}`)), content);
  return [
    h(
      "section",
      { class: "card overview", "aria-label": t("throughput.queue") },
      h("dl", { class: "overview-numbers" }, large("waiting", parts.waiting), large("oldest", parts.oldest)),
      parts.sure,
    ),
    parts.deskless,
    parts.whole,
    section("days", parts.bars.element, parts.days.element, parts.days.downloads()),
    section(
      "people",
      h("p", { class: "muted small" }, t("throughput.people_what"), " ", parts.until.element),
      parts.people.element,
      parts.nobody,
      h("p", { class: "muted small" }, t("agreement.kappa_means")),
      parts.people.downloads(),
    ),
    h("p", { class: "muted small" }, parts.asOf.element),
  ];
}

function fill(view) {
  const { parts, data, people, error } = view;
  if (!parts) return;
  const again = () => ask(view);
  const isSaid = parts.trouble.childElementCount > 0;
  if (error && !isSaid) render(parts.trouble, banner("bad", sentence(error), button(t("shell.again"), again)));
  if (!error && isSaid) render(parts.trouble);
  if (!data && !error && !isSaid) render(parts.trouble, h("p", { class: "loading muted" }, t("shell.loading")));
  parts.body.hidden = !data;
  if (!data) return;
  parts.waiting.say(number(data.waiting));
  parts.oldest.say(data.oldest_since ? waited(data.oldest_since) : "–");
  parts.sure.hidden = data.is_oldest_sure;
  parts.whole.hidden = data.is_whole && people.is_whole;
  parts.deskless.hidden = data.desks > 0;
  parts.bars.show(data.days);
  parts.days.show([...data.days].reverse());
  parts.people.show(people.people);
  parts.people.element.hidden = !people.people.length;
  parts.nobody.hidden = people.people.length > 0;
  parts.until.say(t("throughput.until", { day: shownDay(people.until) }));
  parts.asOf.element.textContent = t("progress.as_of", { at: clock(data.as_of) });
}

function nameOf(view) {
  const chosen = [...view.picker.element.querySelectorAll("select")].filter((one) => one.value).at(-1);
  return chosen ? chosen.selectedOptions[0].textContent : pick(view.scope.names);
}

const kindColumns = () =>
  KINDS.map((kind) => ({
    title: t(`decided.${kind}`),
    value: (row) => row.counts[kind] ?? 0,
    isNumber: true,
  }));

function dayColumns() {
  return [
    { title: t("progress.day"), value: (row) => row.day, text: shownDay },
    { title: t("throughput.decided"), value: (row) => row.decided, isNumber: true },
    ...kindColumns(),
    { title: t("throughput.who"), value: (row) => row.people, isNumber: true },
    { title: t("throughput.minutes"), value: (row) => Math.round(row.looked_s / 60), isNumber: true },
  ];
}

function peopleColumns() {
  const share = (value) => percent(value);
  const kappa = (value) => value.toFixed(2);
  return [
    { title: t("throughput.name"), value: (row) => row.name || row.user_id },
    { title: t("throughput.decided"), value: (row) => row.decided, isNumber: true },
    ...kindColumns(),
    { title: t("throughput.seconds"), value: (row) => row.seconds_per_item, isNumber: true },
    { title: t("agreement.checked"), value: (row) => row.agreement.checked, isNumber: true },
    { title: t("agreement.share"), value: (row) => row.agreement.share, text: share, isNumber: true },
    { title: t("agreement.kappa"), value: (row) => row.agreement.kappa, text: kappa, isNumber: true },
  ];
}
