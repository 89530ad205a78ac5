/* The calendar of freezes: when and where nothing is posted, as months, and as a list below them.
   `#freezes/<id>` is one freeze's page. */

import { areaNames, pathTo } from "../shared/areas.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { tableDownloads } from "../shared/download.js";
import { clock, number } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { areaPicker } from "./areapicker.js";
import { campaignOf } from "./campaign.js";
import { saying } from "./datatable.js";
import { calendar } from "./freezecalendar.js";
import { openFreezeForm } from "./freezeform.js";
import { kindSign, readFreezes, spanOf, stateChip, titleOf } from "./freezelist.js";
import { openFreezePage } from "./freezepage.js";
import { isThere, living, livingList } from "./living.js";
import { mayFreeze, stopButton, stopOf } from "./stopping.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 15_000;
const GROUPS = { now: ["on", "lift_asked"], coming: ["planned"], over: ["over", "lifted"] };

/** Show the section in `root`; returns `{draw, close}`. */
export function openFreezes(root, context, [id]) {
  if (id) return openFreezePage(root, context, id);
  const view = { root, context, told: null, error: null, areaId: null, month: null };
  const stop = keepAsking(() => ask(view), EVERY_MS);
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
      stop();
    },
  };
}

async function ask(view) {
  try {
    const [found, campaign] = await Promise.all([readFreezes(view.context), campaignOf(view.context.me.campaign_id)]);
    Object.assign(view, { told: { ...found, campaign }, error: null });
  } catch (error) {
    if (!view.error) announce(sentence(error));
    view.error = error;
  }
  if (!view.isClosed) fill(view);
}

function draw(view) {
  const top = view.context.scopes.find((scope) => scope.area_id === view.context.area);
  const picker = areaPicker(top);
  picker.element.addEventListener("change", () => pickArea(view, picker, top));
  view.areaId = null;
  const months = calendar((month) => {
    view.month = month;
    fill(view);
  });
  const lists = Object.fromEntries(Object.keys(GROUPS).map((name) => [name, groupOf(name, view)]));
  const none = h("p", { class: "empty muted card" }, t("freezes.none"));
  const whole = living(h("div"), (isWhole) => !isWhole && banner("note", t("freezes.not_whole")));
  const stopped = living(h("span"), (isStopped) => !isStopped && stopButton(view.context));
  const asOf = saying();
  const trouble = h("div", { class: "section-trouble" });
  const groups = Object.values(lists).map((list) => list.section);
  const body = h(
    "div",
    { class: "freezes" },
    months.element, none, groups, whole.element, tableDownloads(() => sheetOf(view)),
    h("p", { class: "muted small" }, asOf.element),
  );
  const zone = saying();
  view.parts = { months, lists, none, whole, stopped, asOf, zone, trouble, body, area: h("p", { class: "visually-hidden", role: "status" }) };
  render(
    view.root,
    h(
      "div",
      { class: "section-head" },
      h("h1", null, t("registry.freezes")),
      mayFreeze(view.context.me)
        && h("div", { class: "row" }, stopped.element, button(t("freezes.put_up"), () => putUp(view), { tone: "primary", id: "new-freeze" })),
    ),
    h("p", { class: "muted" }, t("freezes.what")),
    h("p", { class: "muted small" }, zone.element),
    trouble,
    h("fieldset", { class: "freeze-filter" }, h("legend", null, t("freezes.filter")), picker.element),
    view.parts.area,
    body,
  );
  fill(view);
}

async function putUp(view) {
  try {
    openFreezeForm(view.context, await campaignOf(view.context.me.campaign_id));
  } catch (error) {
    render(view.parts.trouble, banner("bad", sentence(error)));
  }
}

async function pickArea(view, picker, top) {
  const chosen = picker.value();
  view.areaId = chosen === top.area_id ? null : chosen;
  view.areaPath = view.areaId ? (await pathTo(chosen, top.area_id)).map((area) => area.area_id) : null;
  if (!view.isClosed) fill(view);
  const n = number(shownOf(view).length);
  view.parts.area.textContent = t("freezes.shown", { n, name: pick(areaNames(chosen)) || chosen });
}

/* What concerns an area lies around it or inside it. */
function shownOf({ told, areaId, areaPath }) {
  const items = told?.items ?? [];
  if (!areaId) return items;
  const isAround = ({ path, area_id: id }) => !path.length || areaPath.includes(id);
  return items.filter((item) => isAround(item) || item.path.includes(areaId));
}

function fill(view) {
  const { parts, told, error } = view;
  if (!parts) return;
  if (!isThere(parts, told, error)) return;
  const { zone } = told.campaign;
  const items = shownOf(view);
  view.month ??= zone.day(new Date(told.at).toISOString()).slice(0, 7);
  parts.zone.say(t("freezes.zone", { zone: zone.name }));
  parts.months.show({ items, month: view.month, zone, at: told.at });
  for (const [name, states] of Object.entries(GROUPS)) {
    parts.lists[name].show(items.filter((item) => states.includes(item.state)), zone);
  }
  parts.none.hidden = items.length > 0;
  parts.whole.show(told.isWhole);
  parts.stopped.show(Boolean(stopOf(told.items, null)));
  parts.asOf.element.textContent = t("progress.as_of", { at: clock(told.at) });
}

function groupOf(name, view) {
  const title = `freezes-${name}`;
  const list = livingList(h("ul", { class: "list" }), { key: (one) => one.freeze_id, part: rowOf });
  const count = saying("muted numbers");
  const section = h(
    "section",
    { class: "below", "aria-labelledby": title },
    h("h2", { id: title }, t(`freezes.${name}`), " ", count.element),
    list.element,
  );
  const show = (items, zone) => {
    section.hidden = !items.length;
    count.say(number(items.length));
    list.show(items.map((item) => ({ ...item, span: spanOf(item, zone), me: view.context.me.user_id })));
  };
  return { section, show };
}

function rowOf({ freeze_id: id, kind }) {
  const one = living(h("li", { class: "freeze", "data-freeze": id, "data-kind": kind }), (freeze) => [
    h(
      "div",
      { class: "freeze-head" },
      h("span", { class: "freeze-sign" }, kindSign(freeze.kind)),
      // A blackout was declared with the campaign: there is nothing more to tell of it.
      freeze.kind === "blackout"
        ? h("strong", null, titleOf(freeze))
        : h("a", { href: `#freezes/${encodeURIComponent(id)}` }, h("strong", null, titleOf(freeze))),
      stateChip(freeze),
      freeze.channel_id && h("span", { class: "chip" }, t("freeze.one_channel")),
      freeze.state === "lift_asked" && freeze.may_lift && h("span", { class: "chip accent" }, icon("person"), t("freeze.your_turn")),
    ),
    h("p", { class: "numbers" }, freeze.span),
    h("p", null, freeze.reason),
    freeze.kind !== "blackout" && h("p", { class: "muted small" }, t("freeze.held_n", { n: number(freeze.held) })),
  ]);
  return one;
}

function sheetOf(view) {
  const { zone } = view.told.campaign;
  const columns = [
    [t("freeze.kind"), (one) => coded("freeze_kind", one.kind)],
    [t("registry.area"), (one) => pick(one.area_names) || one.area_id],
    [t("freeze.channel"), (one) => one.channel_id ?? t("freeze.all_channels")],
    [t("freeze.from"), (one) => zone.instant(one.from)],
    [t("freeze.until"), (one) => zone.instant(one.until)],
    [t("freeze.state"), (one) => coded("freeze_state", one.state)],
    [t("freeze.reason"), (one) => one.reason],
    [t("freeze.held"), (one) => one.held],
  ];
  return {
    name: t("registry.freezes"),
    header: columns.map(([title]) => title),
    rows: shownOf(view).map((one) => columns.map(([, value]) => value(one))),
  };
}
