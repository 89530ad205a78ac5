/* What goes out, and what must go: the publications of an area by where they are, those that a person
   has to see to first. `#outgoing/<show>/<channel>` shows one state or group, on one channel. */

import { api } from "../shared/api.js";
import { learnAreas } from "../shared/areas.js";
import { h, render } from "../shared/dom.js";
import { tableDownloads } from "../shared/download.js";
import { coded, t } from "../shared/i18n.js";
import { tickClocks } from "../posts/takedown.js";
import { areaPicker } from "./areapicker.js";
import { campaignOf } from "./campaign.js";
import { outgoingRow } from "./outgoingrow.js";
import { sheetOf } from "./outgoingsheet.js";
import { pagedList } from "./paged.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 15_000;
const CLOCKS_MS = 20_000;
const GROUPS = {
  attention: ["unconfirmed", "takedown_due", "takedown_failed", "failed"],
  coming: ["held", "scheduled", "posting"],
  out: ["posted"],
  over: ["taken_down", "cancelled"],
};
const STATES = Object.values(GROUPS).flat();
const LAST = "9999";

/** Show the section in `root`; returns `{draw, close}`. */
export function openOutgoing(root, context, [show = "", channelId = ""]) {
  const view = { root, context, show, channelId, areaId: null, lists: [], channels: [], zone: null };
  view.known = learnOnce(view);
  const stop = keepAsking(() => refresh(view), EVERY_MS);
  const clocks = setInterval(() => tickClocks(root), CLOCKS_MS);
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
      closeLists(view);
      clearInterval(clocks);
      stop();
    },
  };
}

/* The lists wait for the campaign's clock, and not for the channels' names. */
async function learnOnce(view) {
  view.zone = (await campaignOf(view.context.me.campaign_id)).zone;
}

async function learnChannels(view, select) {
  try {
    view.channels = (await api("GET", "/v1/channels")).body.items;
  } catch {
    return; // a list without this choice is still a list
  }
  if (!view.isClosed) fillChannels(view, select);
}

function refresh(view) {
  return Promise.all(view.lists.map(({ list }) => list.refresh()));
}

function closeLists(view) {
  for (const { list } of view.lists) list.close();
}

function draw(view) {
  view.areaId = null;
  const top = view.context.scopes.find((scope) => scope.area_id === view.context.area);
  const picker = areaPicker(top);
  picker.element.addEventListener("change", () => {
    view.areaId = picker.value();
    begin(view);
  });
  view.body = h("div", { class: "outgoing-lists" });
  render(
    view.root,
    h("h1", null, t("registry.outgoing")),
    h("p", { class: "muted" }, t("outgoing.what")),
    h(
      "div",
      { class: "outgoing-filter" },
      choice("outgoing-show", t("outgoing.show"), showChoice(view)),
      choice("outgoing-channel", t("outgoing.channel"), channelChoice(view)),
      h("fieldset", null, h("legend", null, t("registry.area")), picker.element),
    ),
    view.body,
    tableDownloads(() => sheetOf(view)),
  );
  begin(view);
}

function choice(id, label, select) {
  select.id = id;
  return h("div", { class: "field" }, h("label", { for: id }, label), select);
}

function showChoice(view) {
  const groups = Object.keys(GROUPS).map((name) => h("option", { value: name }, coded("outgoing_group", name)));
  const states = STATES.map((name) => h("option", { value: name }, coded("publication", name)));
  return h(
    "select",
    { value: view.show, onchange: ({ target }) => changeTo(view, { show: target.value }) },
    h("option", { value: "" }, t("outgoing.everything")),
    h("optgroup", { label: t("outgoing.groups") }, groups),
    h("optgroup", { label: t("outgoing.states") }, states),
  );
}

function channelChoice(view) {
  const select = h("select", { onchange: ({ target }) => changeTo(view, { channelId: target.value }) });
  fillChannels(view, select);
  if (!view.channels.length) learnChannels(view, select);
  return select;
}

function fillChannels(view, select) {
  const named = view.channels.map((one) => h("option", { value: one.channel_id }, one.name));
  const isMissing = view.channelId && !view.channels.some((one) => one.channel_id === view.channelId);
  const own = isMissing && h("option", { value: view.channelId }, view.channelId);
  render(select, h("option", { value: "" }, t("outgoing.every_channel")), own, named);
  select.value = view.channelId;
}

/* The address follows, so that what is shown can be sent to a colleague; nothing is opened anew. */
function changeTo(view, changes) {
  Object.assign(view, changes);
  const parts = ["outgoing", view.show, view.channelId].map(encodeURIComponent);
  history.replaceState(null, "", `#${parts.join("/").replace(/\/+$/, "")}`);
  begin(view);
}

function begin(view) {
  closeLists(view);
  const groups = GROUPS[view.show] ? [view.show] : Object.keys(GROUPS);
  view.lists = STATES.includes(view.show)
    ? [listOf(view, view.show, [view.show], coded("publication", view.show))]
    : groups.map((name) => listOf(view, name, GROUPS[name], coded("outgoing_group", name)));
  render(view.body, view.lists.map(({ section }) => section));
}

function listOf(view, name, states, title) {
  const query = { state: states.join(","), area: view.areaId ?? view.context.area, limit: "20" };
  const list = pagedList({
    path: "/v1/publications",
    query: { ...query, ...(view.channelId && { channel: view.channelId }) },
    row: (item) => outgoingRow(item, { ...view, refresh: () => refresh(view) }),
    empty: name === "attention" ? "outgoing.none_waits" : "outgoing.none",
    key: (item) => `${item.testimonial_id}/${item.channel_id}`,
    order: byUrgency,
    learn: (items) => learn(view, items),
  });
  const id = `outgoing-${name}`;
  const section = h(
    "section",
    { class: "below outgoing-group", "data-group": name, "aria-labelledby": id },
    h("h2", { id }, title),
    list.element,
  );
  return { list, section };
}

async function learn(view, items) {
  const lanes = items.map((item) => item.chosen?.lane).filter(Boolean);
  await Promise.all([view.known, learnAreas([...items.map((item) => item.area_id), ...lanes], view.context.scopes)]);
}

/* What has a clock first, then what only a person can settle, then what we go on with. */
function byUrgency(items) {
  return items
    .map((item) => [urgency(item), item])
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, item]) => item);
}

function urgency({ state, takedown, needs_a_person: needs, due_at: due }) {
  const isGoing = state === "takedown_due" || state === "takedown_failed";
  if (isGoing && takedown?.deadline_at) return `0 ${takedown.deadline_at}`;
  if (needs) return state === "unconfirmed" ? "1" : "2";
  if (isGoing) return "3";
  return state === "failed" ? "4" : `5 ${due ?? LAST}`;
}
