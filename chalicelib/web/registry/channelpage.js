/* One channel: how it stands, its next slots, what waits from which districts, and how it is set up. */

import { api } from "../shared/api.js";
import { dialogButtons, openDialog } from "../shared/dialogs.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { Problem } from "../shared/errors.js";
import { clock, number } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { campaignOf } from "./campaign.js";
import { channelHash, networkOf, standing } from "./channelcard.js";
import { dataTable, saying } from "./datatable.js";
import { lasting } from "./durations.js";
import { freezesNow } from "./freezelist.js";
import { isThere, living } from "./living.js";
import { mayFreeze, stopButton, stopOf } from "./stopping.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 15_000;

/** Show a channel's page in `root`; returns `{draw, close}`. */
export function openChannel(root, context, id) {
  const view = { root, context, id, told: null, error: null };
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
    const path = `/v1/channels/${encodeURIComponent(view.id)}/plan`;
    const [list, plan, freezes, campaign] = await Promise.all([
      api("GET", "/v1/channels"),
      api("GET", path),
      freezesNow(view.context),
      campaignOf(view.context.me.campaign_id),
    ]);
    const channel = list.body.items.find((one) => one.channel_id === view.id);
    if (!channel) throw new Problem(404, { type: "/problems/not-found" });
    const world = { at: list.served_at_ms, freezes, campaign };
    Object.assign(view, { told: { channel, plan: plan.body, world }, error: null });
  } catch (error) {
    if (!view.error) announce(sentence(error));
    view.error = error;
  }
  if (!view.isClosed) fill(view);
}

function draw(view) {
  const name = saying();
  const network = saying("muted");
  const stands = standing();
  const tools = living(h("div", { class: "row" }), (told) => toolsOf(view, told));
  const slots = living(h("div"), slotsOf);
  const lanes = dataTable({
    label: t("lanes.title"),
    columns: laneColumns(),
    key: (lane) => lane.area_id,
    name: () => `${t("lanes.title")} ${view.told?.channel.name ?? ""}`,
  });
  const whole = living(h("div"), (isWhole) => !isWhole && h("p", { class: "muted" }, t("lanes.not_whole")));
  const none = h("p", { class: "empty muted card" }, t("lanes.nothing"));
  const files = lanes.downloads();
  const rules = living(h("dl", { class: "pairs card" }), (all) => all.map(([key, value]) => h("div", null, h("dt", null, key), h("dd", null, value))));
  const asOf = saying();
  const trouble = h("div", { class: "section-trouble" });
  const body = h(
    "div",
    { class: "channel-page" },
    h("section", { class: "card channel", "aria-label": t("channels.stands") }, stands.elements, tools.element),
    h("section", { class: "below", "aria-labelledby": "slots-title" }, h("h2", { id: "slots-title" }, t("lanes.next_slots")), slots.element),
    h(
      "section",
      { class: "below", "aria-labelledby": "lanes-title" },
      h("h2", { id: "lanes-title" }, t("lanes.title")),
      h("p", { class: "muted" }, t("lanes.what")),
      none, lanes.element, whole.element, files,
    ),
    h("section", { class: "below", "aria-labelledby": "rules-title" }, h("h2", { id: "rules-title" }, t("channels.set_up")), rules.element),
    h("p", { class: "muted small" }, asOf.element),
  );
  view.parts = { name, network, stands, tools, slots, lanes, whole, none, files, rules, asOf, trouble, body };
  render(
    view.root,
    h("p", null, h("a", { class: "back", href: "#channels" }, icon("back"), t("channels.all"))),
    h("div", null, h("h1", null, name.element), network.element),
    trouble, body,
  );
  fill(view);
}

function fill(view) {
  const { parts, told, error } = view;
  if (!parts) return;
  if (!isThere(parts, told, error)) {
    parts.name.element.textContent = t("channels.name");
    return;
  }
  const { channel, plan, world } = told;
  const { zone } = world.campaign;
  parts.name.say(channel.name);
  parts.network.say(networkOf(channel));
  parts.stands.show(channel, world);
  const stop = stopOf(world.freezes, channel.channel_id);
  parts.tools.show({ kind: channel.kind, name: channel.name, standing: channel.connection.standing, stop: Boolean(stop) });
  const isHeld = Boolean(stop || plan.obstacle);
  parts.slots.show(isHeld ? null : plan.next_slots.map((at) => [at, zone.instant(at)]));
  parts.none.hidden = plan.lanes.length > 0;
  parts.lanes.element.hidden = !plan.lanes.length;
  parts.files.hidden = !plan.lanes.length;
  parts.lanes.show(plan.lanes);
  parts.whole.show(plan.is_whole);
  parts.rules.show(rulesOf(channel, zone));
  parts.asOf.element.textContent = t("progress.as_of", { at: clock(plan.as_of) });
}

function slotsOf(slots) {
  if (!slots) return h("p", { class: "muted" }, t("lanes.no_slots"));
  if (!slots.length) return h("p", { class: "muted" }, t("channels.none_known"));
  // Those of one minute are told as one.
  const counts = new Map();
  for (const [at, words] of slots) counts.set(words, { at, n: (counts.get(words)?.n ?? 0) + 1 });
  const one = ([words, { at, n }]) =>
    h("li", { class: "chip" }, h("time", { datetime: at }, words), n > 1 && h("span", { class: "numbers" }, `× ${number(n)}`));
  return h("ol", { class: "slots" }, [...counts].map(one));
}

function laneColumns() {
  return [
    { title: t("lanes.district"), value: (lane) => pick(lane.name) || lane.area_id },
    { title: t("channels.waiting"), value: (lane) => lane.waiting, isNumber: true },
    { title: t("lanes.turns"), value: (lane) => lane.turns, isNumber: true },
  ];
}

function toolsOf(view, told) {
  const isAdmin = view.context.me.roles.includes("admin");
  const needs = told.standing === "needs_reconnect";
  const takesCredential = told.kind !== "practice";
  const link = (what, words, tone = "") =>
    h("a", { class: `button ${tone}`.trim(), href: channelHash(view.id, what), "data-do": what }, words);
  return [
    isAdmin && takesCredential && link("connect", t(needs ? "channels.reconnect" : "channels.new_credential"), needs ? "primary" : ""),
    isAdmin && link("change", t("channels.change")),
    isAdmin && takesCredential && !needs
      && button(t("channels.disconnect"), () => askToDisconnect(view, told.name), { tone: "danger", "data-do": "disconnect" }),
    mayFreeze(view.context.me) && !told.stop && stopButton(view.context, { channel_id: view.id, name: told.name }),
  ];
}

function askToDisconnect(view, name) {
  const trouble = h("div");
  const go = async (event) => {
    const { currentTarget: pressed } = event;
    pressed.disabled = true;
    try {
      await api("DELETE", `/v1/channels/${encodeURIComponent(view.id)}/credential`);
      pressed.closest("dialog").close();
      announce(t("channels.disconnected"));
      await ask(view);
    } catch (error) {
      pressed.disabled = false;
      render(trouble, banner("bad", sentence(error, { isWrite: true })));
    }
  };
  openDialog(
    h(
      "div",
      { class: "ask" },
      h("h2", null, t("channels.disconnect_ask", { name })),
      h("p", null, t("channels.disconnect_then")),
      trouble,
      dialogButtons(button(t("channels.disconnect"), go, { tone: "danger", "data-confirm": "disconnect" })),
    ),
  );
}

function rulesOf(channel, zone) {
  const quota = (one) => t("channels.quota", { most: number(one.most), time: lasting(one.window_s) });
  const { quiet } = channel;
  return [
    [t("channels.posts"), t(channel.enabled ? "channels.on" : "channels.off")],
    [t("channels.address"), channel.base_url || "–"],
    [t("channels.quotas"), channel.quotas.map(quota).join(" · ") || t("channels.no_rule")],
    [t("channels.spacing"), channel.min_spacing_s ? lasting(channel.min_spacing_s) : "–"],
    [t("channels.quiet"), quiet ? t("channels.quiet_hours", { ...quiet, zone: zone.name }) : "–"],
    [t("channels.languages"), channel.caption_languages.map((one) => coded("language", one)).join(", ")],
    [t("channels.limit"), number(channel.caption_limit)],
    [t("channels.template"), channel.caption_template],
    [t("channels.hashtags"), channel.hashtags.map((one) => `#${one}`).join(" ") || "–"],
    [t("channels.kids"), t(channel.made_for_kids ? "channels.yes" : "channels.no")],
    [t("channels.edition"), editionOf(channel.edition)],
  ];
}

function editionOf({ cut, lower_third: hasLower, cards }) {
  const parts = [coded("cut", cut), hasLower && t("edition.lower_third"), cards && t("edition.cards")];
  return parts.filter(Boolean).join(", ");
}
