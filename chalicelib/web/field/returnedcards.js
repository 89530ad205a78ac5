/**
 * Draws what came back from the desk: above her list, and on the page of the person it is about.
 * Why and what to do are said in words of this page; what the moderator wrote stands apart, as a
 * quotation in its own direction.
 */

import { announce, button, h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { pick, t } from "../shared/i18n.js";
import { openAsking } from "./asking.js";
import { coded, nameOf } from "./labels.js";
import { boothsOf } from "./lists.js";
import { inSight, isTakenAgain, mayPutAway, putAway, standingOf } from "./returned.js";
import * as uploads from "./uploads.js";

const MOST_AT_ONCE = 3; // The rest is folded away, or her list would lie far below.
const TONES = {
  sent_back: ["warn", "back"],
  rejected: ["bad", "cross"],
  asked: ["accent", "clock"],
  final: ["", "cross"],
  accepted: ["good", "check"],
};

/** Returns how to draw what came back of the booth that is shown into `root`. */
export function openReturned(root, context) {
  const view = { root, context, says: null, isUnfolded: false };
  return () => drawAll(view);
}

/** Returns how to draw what came back of one visit into `root`, on its person's page. */
export function openReturnedOf(root, context) {
  const view = { root, context, says: null };
  return (visit) => drawOne(view, visit);
}

async function drawOne(view, visit) {
  const item = ofVisit(view.context, visit);
  const rows = await uploads.list();
  const says = item ? [item, isTakenAgain(item, rows)] : [];
  const title = () => h("h2", null, t("field.returned.this"));
  const ask = () => item.may_ask_again && askButton(view.context, item);
  renewed(view, says, () => item && card({ item, rows }, title(), ask()));
}

/** Drawn anew only when it says something else, for the focus's sake. */
function renewed(view, what, build) {
  const says = JSON.stringify(what);
  if (says !== view.says) render(view.root, build());
  view.says = says;
}

async function drawAll(view) {
  const { context } = view;
  const all = await inSight(context.me.user_id, context.returned ?? []);
  const rows = await uploads.list();
  const shown = all.filter(({ booth_id }) => booth_id === context.booth).sort(toDoFirst);
  const elsewhere = boothsOf(context.me).filter(({ area_id }) => isOther(area_id, all, context));
  const cards = shown.map((item) => ({ item, person: personOf(item, context), rows }));
  const says = cards.map(({ item, person }) => [item, person?.names, isTakenAgain(item, rows)]);
  const booths = elsewhere.map(({ area_id }) => area_id);
  renewed(view, [says, booths], () => section(view, cards, elsewhere));
}

function toDoFirst(one, other) {
  return Number(mayPutAway(one)) - Number(mayPutAway(other));
}

function isOther(booth, all, context) {
  return booth !== context.booth && all.some(({ booth_id }) => booth_id === booth);
}

function personOf(item, context) {
  const items = context.list?.items ?? [];
  return items.find(({ beneficiary_id }) => beneficiary_id === item.beneficiary_id);
}

function section(view, cards, elsewhere) {
  if (cards.length + elsewhere.length === 0) return null;
  return h(
    "section",
    { class: "returned-all stack", "aria-labelledby": "returned-title" },
    h("h2", { id: "returned-title", tabindex: "-1" }, t("field.returned")),
    cardList(view, cards.slice(0, MOST_AT_ONCE)),
    cards.length > MOST_AT_ONCE && folded(view, cards.slice(MOST_AT_ONCE)),
    elsewhere.map(boothButton),
  );
}

function cardList(view, cards) {
  if (cards.length === 0) return null;
  return h(
    "ul",
    { class: "people" },
    cards.map((about) => h("li", null, listed(view, about))),
  );
}

function folded(view, cards) {
  const ontoggle = (event) => {
    view.isUnfolded = event.target.open;
  };
  return h(
    "details",
    { class: "stack", open: view.isUnfolded, ontoggle },
    h("summary", null, t("field.returned.more", { n: cards.length })),
    cardList(view, cards),
  );
}

/** Chooses another booth as the picker above does. */
function boothButton({ area_id, names }) {
  const choose = () => {
    const picker = document.getElementById("booth");
    picker.value = area_id;
    picker.dispatchEvent(new Event("change"));
  };
  return h("p", null, button(t("field.returned.elsewhere", { booth: pick(names) }), choose));
}

/** One of the cards above the list: it leads to the person, and can be put away. */
function listed(view, about) {
  const { item, person } = about;
  const away = async () => {
    await putAway(view.context.me.user_id, item);
    await drawAll(view);
    (view.root.querySelector("#returned-title") ?? document.getElementById("main")).focus();
  };
  const name = person ? nameOf(person) : t("field.returned.nobody");
  return card(
    about,
    h("h3", { class: "person-name" }, name),
    person && personLink(item),
    item.may_ask_again && askButton(view.context, item),
    mayPutAway(item) && button(t("field.returned.away"), () => void away(), { tone: "quiet" }),
  );
}

function personLink(item) {
  const isToDo = standingOf(item) === "sent_back";
  const key = isToDo ? "field.returned.take_again" : "field.returned.open";
  const href = `#person/${encodeURIComponent(item.beneficiary_id)}`;
  return h("a", { class: `button ${isToDo ? "primary" : ""}`, href }, t(key));
}

/** Whether the desk has sent this visit back, to be done better. */
export function isSentBack(context, visit) {
  const item = ofVisit(context, visit);
  return item !== undefined && standingOf(item) === "sent_back";
}

function ofVisit({ returned }, { visit_id }) {
  return (returned ?? []).find(({ testimonial_id }) => testimonial_id === visit_id);
}

function card({ item, rows }, title, ...actions) {
  const standing = standingOf(item);
  const [tone, sign] = TONES[standing];
  return h(
    "article",
    {
      class: `card stack returned ${tone}`,
      tabindex: "-1",
      "data-standing": standing,
      "data-id": item.testimonial_id,
    },
    title,
    h(
      "p",
      { class: "person-state" },
      h("span", { class: `chip ${tone}` }, icon(sign), t(`field.returned.${standing}`)),
      h("span", { class: "muted small" }, instant(item.at)),
    ),
    item.reason_code && h("p", null, t("field.returned.why", { why: why(item) })),
    item.note && quotation("field.returned.note", item.note),
    next(item, standing, rows),
    item.appeal && asked(item.appeal),
    h("div", { class: "returned-actions" }, actions),
  );
}

function why({ reason_code: code }) {
  return coded("returned.why", code);
}

function next(item, standing, rows) {
  if (standing !== "sent_back") return h("p", null, t(`field.returned.${standing}.then`));
  if (isTakenAgain(item, rows))
    return h("p", { class: "with-icon good-text" }, icon("up"), t("field.returned.taken"));
  return h("p", null, coded("returned.do", item.reason_code ?? "other"));
}

/** Words of somebody else: in a block of their own, whatever direction they are written in. */
function quotation(key, text) {
  return h(
    "div",
    null,
    h("p", { class: "small muted" }, t(key)),
    h("blockquote", { class: "said", dir: "auto" }, text),
  );
}

function asked({ by, at, note }) {
  const key = by === "worker" ? "field.returned.you_asked" : "field.returned.she_asked";
  return [
    h("p", { class: "small muted" }, t(key, { when: instant(at) })),
    note && quotation("field.returned.your_note", note),
  ];
}

function cardOf({ testimonial_id: id }) {
  return [...document.querySelectorAll(".returned")].find(({ dataset }) => dataset.id === id);
}

function askButton(context, item) {
  const onAsked = async (news) => {
    await context.takeReturned(news);
    cardOf(news)?.focus();
    announce(t("field.returned.asked.then"));
  };
  const open = () => openAsking(item, { onAsked, onRefused: context.reload });
  return button(t("field.returned.ask"), open, { class: "button ask-again" });
}
