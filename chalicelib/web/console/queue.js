/* The list of testimonials in one state, and the button that takes the next one waiting. The
   count is of the rows shown: the service pages its lists and never counts them. */

import { api } from "../shared/api.js";
import { areaNames, learnAreas } from "../shared/areas.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { waited } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { verdictChip } from "./labels.js";
import { reelChip } from "./members.js";
import { takeNext } from "./take.js";

/** The states a moderator looks through, in the order of a testimonial's life. */
export const STATES = [
  "pending_review",
  "has_issues",
  "approved",
  "publishing",
  "published",
  "rejected",
  "refused",
  "withdrawn",
];

const PAGE_SIZE = 25;

/** Show the list in `root`; returns `{draw, close}`. */
export function openQueue(root, state, context) {
  const view = { root, state, context, items: null, cursor: null, error: null, note: context.note };
  Object.assign(context, { note: null, last: null });
  const onVisible = () => {
    // Somebody who has come down several pages keeps her place.
    const isFirstPage = (view.items?.length ?? 0) <= PAGE_SIZE;
    if (document.visibilityState === "visible" && isFirstPage) load(view);
  };
  document.addEventListener("visibilitychange", onVisible);
  draw(view);
  load(view);
  return {
    draw: () => draw(view),
    close: () => {
      view.closed = true;
      document.removeEventListener("visibilitychange", onVisible);
    },
  };
}

async function load(view, { more = false } = {}) {
  view.turn = (view.turn ?? 0) + 1;
  const { turn } = view;
  const query = new URLSearchParams({ state: view.state, limit: String(PAGE_SIZE) });
  if (view.context.area) query.set("area", view.context.area);
  if (more && view.cursor) query.set("cursor", view.cursor);
  try {
    const { body } = await api("GET", `/v1/testimonials?${query}`);
    const areaIds = body.items.map((item) => item.area_id);
    await learnAreas(areaIds, readingScopes(view.context.me));
    if (turn !== view.turn) return;
    view.items = more ? [...view.items, ...body.items] : body.items;
    view.cursor = body.next_cursor;
    view.error = null;
  } catch (error) {
    if (turn === view.turn) view.error = error;
  }
  if (view.closed) return;
  fill(view);
  if (view.items) announce(t("queue.shown", { n: view.items.length }));
}

function draw(view) {
  const { root, state } = view;
  view.tabs = h("nav", { class: "tabs", "aria-label": t("queue.states") });
  view.list = h("section", { "aria-label": coded("state", state), class: "rows" });
  view.filled_with = null;
  render(
    root,
    h(
      "div",
      { class: "queue" },
      h(
        "div",
        { class: "queue-top" },
        h("h1", null, t("queue.title")),
        areaChoice(view),
        view.context.decides ? takeButton(view) : null,
      ),
      view.note ? banner(view.note.kind, view.note.text) : null,
      view.tabs,
      view.list,
    ),
  );
  fill(view);
}

/* Only what a load brings is drawn again, and only when it differs: a button under a finger, and
   the focus of somebody who reads with the keyboard, stay where they are. */
function fill(view) {
  const waits = view.items?.map(sinceWhen);
  const print = JSON.stringify([
    view.items,
    waits,
    !view.cursor,
    view.error && sentence(view.error),
  ]);
  if (print === view.filled_with) return;
  view.filled_with = print;
  render(
    view.tabs,
    STATES.map((one) => tab(one, view)),
  );
  render(view.list, view.error ? failed(view) : null, rows(view));
  const current = view.tabs.querySelector("[aria-current]");
  view.tabs.scrollLeft = current.offsetLeft - (view.tabs.clientWidth - current.offsetWidth) / 2;
}

function takeButton(view) {
  const onclick = (event) => take(view, event);
  return button(t("queue.take"), onclick, { tone: "primary take", sign: "next" });
}

function tab(one, view) {
  const current = one === view.state;
  const count = view.items ? `${view.items.length}${view.cursor ? "+" : ""}` : "…";
  return h(
    "a",
    { class: "tab", href: `#queue/${one}`, "aria-current": current ? "page" : null },
    coded("state", one),
    current ? h("span", { class: "count numbers" }, count) : null,
  );
}

function areaChoice(view) {
  const areas = new Map();
  for (const scope of readingScopes(view.context.me)) areas.set(scope.area_id, pick(scope.names));
  if (areas.size === 0) return null;
  if (areas.size === 1) return h("p", { class: "muted area-only" }, [...areas.values()][0]);
  const choose = (event) => {
    view.context.area = event.target.value || null;
    load(view);
  };
  const option = ([id, name]) => h("option", { value: id }, name || id);
  return h(
    "select",
    { "aria-label": t("queue.area"), value: view.context.area ?? "", onchange: choose },
    option(["", t("queue.all_areas")]),
    [...areas].map(option),
  );
}

/* A moderator may also be a worker at some booth, which gives her nothing to read here. */
function readingScopes(me) {
  return me.scopes.filter((scope) => scope.role !== "worker");
}

function rows(view) {
  if (!view.items)
    return view.error ? null : h("p", { class: "muted loading" }, t("shell.loading"));
  if (!view.items.length) return h("p", { class: "empty muted" }, t(`queue.empty.${view.state}`));
  return [
    h(
      "ol",
      { class: "list" },
      view.items.map((item) => h("li", null, row(item))),
    ),
    view.cursor
      ? button(t("shell.more"), () => load(view, { more: true }))
      : h("p", { class: "muted small end" }, t("queue.shown", { n: view.items.length })),
  ];
}

function row(item) {
  return h(
    "a",
    { class: "row-link", href: `#item/${encodeURIComponent(item.testimonial_id)}` },
    h(
      "span",
      { class: "row-who" },
      h("strong", null, pick(areaNames(item.area_id)) || t("queue.no_area")),
      h("span", { class: "muted" }, t("queue.files", { n: item.media.length })),
    ),
    h("span", { class: "row-wait numbers" }, icon("clock"), h("span", null, sinceWhen(item))),
    h("span", { class: "row-verdict" }, reelChip(item), verdictChip(item.verdict), lockChip(item)),
    icon("next"),
  );
}

function sinceWhen(item) {
  const since = item.waiting_since ?? item.history?.at(-1)?.at;
  return since ? waited(since) : t("queue.wait_unknown");
}

function lockChip(item) {
  if (!item.lock) return null;
  const words = item.lock.mine ? "queue.yours" : "queue.taken";
  return h("span", { class: item.lock.mine ? "chip accent" : "chip" }, icon("lock"), t(words));
}

function failed(view) {
  const again = button(t("shell.again"), () => load(view));
  return banner("bad", sentence(view.error), again);
}

async function take(view, event) {
  event.currentTarget.disabled = true;
  const outcome = await takeNext(view.context);
  if (outcome === "taken" || view.closed) return;
  view.note = view.context.note;
  view.context.note = null;
  draw(view);
  view.root.querySelector(".take").focus();
}
