/**
 * Her people: a booth picker if she has several, a search, a filter, and one row for each person
 * with what was done and what is missing in words.
 */

import { h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { callMark, coded, guardianOf, listed, nameOf, outcomeChip } from "./labels.js";
import { boothsOf, isDone, overlaid } from "./lists.js";
import * as outbox from "./outbox.js";
import { openReturned } from "./returnedcards.js";
import { listen } from "./signals.js";
import * as uploads from "./uploads.js";
import * as visits from "./visits.js";

const FILTERS = {
  all: () => true,
  left: (item) => !isDone(item),
  done: isDone,
};

/** Open the list in `root`; `{update, close}`. */
export function openPeople(root, context) {
  const parts = {
    news: h("div"),
    returned: h("div", { class: "returned-place" }),
    count: h("p", { class: "muted", role: "status" }),
    rows: h("ul", { class: "people" }),
  };
  const drawReturned = openReturned(parts.returned, context);
  const draw = () => drawRows(parts, context);
  const drawBoth = () => Promise.all([draw(), drawReturned()]);
  render(
    root,
    h(
      "div",
      { class: "column stack" },
      h(
        "div",
        { class: "people-head" },
        h("h1", null, t("field.people")),
        h("a", { class: "button quiet", href: "#attend" }, icon("check"), t("attend.link")),
      ),
      boothPicker(context),
      parts.returned,
      searchField(context, draw),
      filters(context, draw),
      parts.news,
      parts.count,
      parts.rows,
    ),
  );
  const stops = [listen("outbox", draw), listen("uploads", drawBoth)];
  void drawBoth();
  return { update: drawBoth, close: () => stops.forEach((stop) => stop()) };
}

function boothPicker(context) {
  const booths = boothsOf(context.me);
  if (booths.length === 1)
    return h("p", { class: "muted" }, `${t("field.booth")}: ${pick(booths[0].names)}`);
  const options = booths.map(({ area_id, names }) => h("option", { value: area_id }, pick(names)));
  const onchange = (event) => void context.useBooth(event.target.value);
  return h(
    "div",
    { class: "field" },
    h("label", { for: "booth" }, t("field.booth")),
    h("select", { id: "booth", value: context.booth, onchange }, options),
  );
}

function searchField(context, draw) {
  const oninput = (event) => {
    context.search = event.target.value;
    draw();
  };
  return h(
    "div",
    { class: "field" },
    h("label", { for: "search" }, t("field.search")),
    h("input", {
      id: "search",
      type: "search",
      autocomplete: "off",
      spellcheck: "false",
      value: context.search,
      oninput,
    }),
  );
}

function filters(context, draw) {
  const one = (name) =>
    h(
      "label",
      { class: "segment" },
      h("input", {
        type: "radio",
        name: "filter",
        value: name,
        checked: context.filter === name,
        onchange: () => {
          context.filter = name;
          draw();
        },
      }),
      h("span", null, t(`field.filter.${name}`)),
    );
  return h(
    "fieldset",
    { class: "segments" },
    h("legend", { class: "visually-hidden" }, t("field.filter")),
    Object.keys(FILTERS).map(one),
  );
}

async function drawRows(parts, context) {
  render(parts.news, news(context));
  if (context.list === null) {
    render(parts.rows, !context.failed && h("li", { class: "loading muted" }, t("field.loading")));
    return;
  }
  const items = await withMine(context);
  const shown = items.filter(FILTERS[context.filter]).filter(matching(context.search));
  parts.count.textContent = t("field.count", {
    all: items.length,
    done: items.filter(isDone).length,
  });
  const nobody = () =>
    h("li", { class: "muted" }, t(context.search ? "field.nobody_found" : "field.nobody"));
  render(parts.rows, shown.length > 0 ? shown.map(row) : nobody());
}

/** The list with what this phone knows laid over it. */
export async function withMine(context) {
  const userId = context.me.user_id;
  const [mine, sent, unsent] = await Promise.all([
    visits.list(userId),
    uploads.list(),
    outbox.unsent(),
  ]);
  return overlaid(context.list.items, { visits: mine, uploads: sent, unsent });
}

function news(context) {
  const again = () =>
    h("button", { type: "button", class: "button", onclick: context.reload }, t("field.again"));
  if (context.failed === null) return null;
  if (context.list === null) return banner("bad", context.failed, again());
  return banner("note", t("field.as_of", { when: instant(context.list.fetched_at) }), again());
}

function matching(search) {
  const wanted = plain(search);
  return (item) => wanted === "" || searchable(item).some((name) => plain(name).includes(wanted));
}

function searchable(item) {
  const names = [item.names, item.guardian_names].flatMap((both) => Object.values(both ?? {}));
  return [item.name, item.guardian_name, ...names].filter(Boolean);
}

/**
 * Letters as people type them: no case, no nukta (most type फ for फ़), single spaces.
 */
function plain(text) {
  return text.normalize("NFD").replaceAll("\u093c", "").toLowerCase().replace(/\s+/g, " ").trim();
}

function row(item) {
  const guardian = guardianOf(item);
  return h(
    "li",
    null,
    h(
      "a",
      { class: "card person", href: `#person/${encodeURIComponent(item.beneficiary_id)}` },
      h("span", { class: "person-name" }, nameOf(item)),
      guardian && h("span", { class: "muted small" }, t("field.guardian", { name: guardian })),
      h(
        "span",
        { class: "muted small" },
        h("span", { class: "numbers" }, item.phone ?? t("field.no_phone")),
        item.schemes.length > 0 && ` · ${item.schemes.join(", ")}`,
      ),
      h("span", { class: "person-state" }, outcomeChip(item.outcome), missing(item)),
      item.call === "matched" && callMark(),
      item.waits && h("span", { class: "person-waits small" }, icon("up"), t("field.waits")),
      icon("next"),
    ),
  );
}

function missing(item) {
  if (!item.outcome || item.outcome === "not_home") return null;
  if (isDone(item))
    return item.outcome === "met" && h("span", { class: "small good-text" }, t("field.complete"));
  const what = listed(item.missing.map((code) => coded("missing", code)));
  return h("span", { class: "small warn-text" }, t("field.missing", { what }));
}
