/* Months with a bar per freeze. The list below the calendar says the same in words, so the days are
   for the eye alone; the bars are links, each reached once by keyboard. */

import { button, h, icon, render } from "../shared/dom.js";
import { locale } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { KINDS, kindSign, spanOf, titleOf } from "./freezelist.js";

const DAY_MS = 86_400_000;
const WEEK = 7;
/* On a phone the second one is left out. */
const MONTHS = 2;
const MOST_LANES = 4;
const DONE = ["over", "lifted"];

/** `{element, show({items, month, zone, at})}`; `onMonth("2026-11")` runs for another first month. */
export function calendar(onMonth) {
  const months = h("div", { class: "months" });
  const state = { month: null };
  const step = (by) => () => onMonth(monthAfter(state.month, by));
  const today = button(t("calendar.today"), () => onMonth(state.today), { id: "calendar-today" });
  const element = h(
    "section",
    { class: "calendar", "aria-label": t("calendar.title") },
    h(
      "div",
      { class: "row calendar-tools" },
      button(t("calendar.earlier"), step(-1), { sign: "back", id: "calendar-earlier" }),
      today,
      h("button", { type: "button", class: "button", id: "calendar-later", onclick: step(1) }, t("calendar.later"), icon("next")),
    ),
    months,
    legend(),
  );
  const show = ({ items, month, zone, at }) => {
    const day = zone.day(new Date(at).toISOString());
    const said = JSON.stringify([items, month, day]);
    Object.assign(state, { month, today: day.slice(0, 7) });
    if (said === state.said) return;
    state.said = said;
    const focused = document.activeElement?.dataset?.bar;
    render(months, Array.from({ length: MONTHS }, (_, index) => monthOf(monthAfter(month, index), items, zone, day)));
    if (focused) months.querySelector(`[data-bar="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };
  return { element, show };
}

function legend() {
  const one = (kind) => h("li", null, h("span", { class: "bar-swatch", "data-kind": kind }, kindSign(kind)), coded("freeze_kind", kind));
  return h("ul", { class: "calendar-legend small" }, KINDS.map(one));
}

function monthAfter(month, by) {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/* Days are whole numbers here, counted from 1970; a week begins on a Sunday, as in Indian calendars. */
function dayNumber(day) {
  return Date.parse(`${day}T00:00Z`) / DAY_MS;
}

function monthOf(month, items, zone, today) {
  const first = dayNumber(`${month}-01`);
  const last = dayNumber(`${monthAfter(month, 1)}-01`) - 1;
  const begin = first - ((first + 4) % WEEK); // the first day of 1970 was a Thursday
  const bars = barsOf(items, zone, first, last);
  const weeks = [];
  for (let day = begin; day <= last; day += WEEK) weeks.push(weekOf(day, { first, last, bars, today: dayNumber(today), zone }));
  const named = (options) => new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options });
  const id = `month-${month}`;
  const weekday = (index) => h("span", null, named({ weekday: "short" }).format((begin + index) * DAY_MS));
  return h(
    "section",
    { class: "month card", "aria-labelledby": id },
    h("h2", { id }, named({ month: "long", year: "numeric" }).format(first * DAY_MS)),
    h("div", { class: "weekdays", "aria-hidden": "true" }, Array.from({ length: WEEK }, (_, index) => weekday(index))),
    weeks,
    !bars.length && h("p", { class: "visually-hidden" }, t("calendar.nothing")),
  );
}

/* What a month shows, those that begin first on top; each keeps its lane from week to week. */
function barsOf(items, zone, first, last) {
  const spans = items.map((freeze) => {
    const from = dayNumber(zone.day(freeze.from));
    // What was lifted held posts up until then, and what ends at midnight ends the day before.
    const ends = [freeze.until, freeze.lifted_at].filter(Boolean).map((at) => Date.parse(at));
    const end = ends.length ? dayNumber(zone.day(new Date(Math.min(...ends) - 1).toISOString())) : Infinity;
    return { freeze, from, to: Math.max(from, end) };
  });
  const within = spans.filter(({ from, to }) => from <= last && to >= first);
  within.sort((a, b) => a.from - b.from || b.to - a.to);
  const free = [];
  for (const bar of within) {
    const lane = free.findIndex((until) => until < bar.from);
    bar.lane = lane < 0 ? free.length : lane;
    free[bar.lane] = bar.to;
  }
  return within;
}

function weekOf(begin, { first, last, bars, today, zone }) {
  const number = (day) => new Date(day * DAY_MS).getUTCDate();
  const days = Array.from({ length: WEEK }, (_, index) => begin + index).map((day, index) => {
    const isIn = day >= first && day <= last;
    const name = ["day", isIn || "is-outside", day === today && "is-today"].filter((one) => typeof one === "string").join(" ");
    return placed(h("span", { class: name, "aria-hidden": "true" }, isIn ? number(day) : ""), index + 1, index + 2, 1);
  });
  const from = Math.max(begin, first);
  const to = Math.min(begin + WEEK - 1, last);
  const here = bars.filter((bar) => bar.from <= to && bar.to >= from);
  const shown = here.filter((bar) => bar.lane < MOST_LANES);
  const more = here.length - shown.length;
  return h(
    "div",
    { class: "week" },
    days,
    shown.map((bar) => barOf(bar, { begin, from, to, first, zone })),
    more > 0 && placed(h("span", { class: "bar-more small muted" }, t("calendar.more", { n: more })), 1, WEEK + 1, MOST_LANES + 2),
  );
}

function barOf({ freeze, from: starts, to: ends, lane }, { begin, from, to, first, zone }) {
  const start = Math.max(starts, from);
  const end = Math.min(ends, to);
  // It goes on from the week before: the same link once more, for the mouse alone.
  const isAgain = starts < from && from > first;
  const shape = ["bar-span", starts < from && "goes-back", ends > to && "goes-on", DONE.includes(freeze.state) && "is-done"];
  const name = shape.filter(Boolean).join(" ");
  const isLink = freeze.kind !== "blackout";
  const props = {
    class: name, "data-kind": freeze.kind, "data-bar": isAgain ? null : freeze.freeze_id, title: titleOf(freeze),
    ...(isLink && { href: `#freezes/${encodeURIComponent(freeze.freeze_id)}` }),
    ...(isAgain && { tabindex: isLink ? "-1" : null, "aria-hidden": "true" }),
  };
  const more = `, ${spanOf(freeze, zone)}, ${coded("freeze_state", freeze.state)}`;
  const bar = h(
    isLink ? "a" : "span",
    props,
    kindSign(freeze.kind), h("span", { class: "bar-words" }, titleOf(freeze)), h("span", { class: "visually-hidden" }, more),
  );
  return placed(bar, start - begin + 1, end - begin + 2, lane + 2);
}

/* The policy allows no style in markup; a script may set one. */
function placed(element, from, to, row) {
  element.style.gridColumn = `${from} / ${to}`;
  element.style.gridRow = String(row);
  return element;
}
