/* The channels: how each one's account stands, when it is free again and how long its queue takes.
   `#channels/<id>` is one channel's page, `#channels/<id>/change` and `#channels/new` the form that
   sets one up, `#channels/<id>/connect` the one that connects its account. */

import { api } from "../shared/api.js";
import { announce, h, render } from "../shared/dom.js";
import { tableDownloads } from "../shared/download.js";
import { clock } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { campaignOf } from "./campaign.js";
import { channelHash, drainOf, networkOf, nextOf, standing } from "./channelcard.js";
import { openChannelForm } from "./channelform.js";
import { openChannel } from "./channelpage.js";
import { openConnecting } from "./connecting.js";
import { saying } from "./datatable.js";
import { freezesNow } from "./freezelist.js";
import { isThere, living, livingList } from "./living.js";
import { mayFreeze, stopButton, stopOf } from "./stopping.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 15_000;

/** Show the section in `root`; returns `{draw, close}`. */
export function openChannels(root, context, [id, what]) {
  if (id === "new" || what === "change") return openChannelForm(root, context, id === "new" ? null : id);
  if (what === "connect") return openConnecting(root, context, id);
  if (id) return openChannel(root, context, id);
  const view = { root, context, items: null, world: null, error: null };
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
    const [answer, freezes, campaign] = await Promise.all([
      api("GET", "/v1/channels"),
      freezesNow(view.context),
      campaignOf(view.context.me.campaign_id),
    ]);
    const world = { at: answer.served_at_ms, freezes, campaign };
    Object.assign(view, { items: answer.body.items, world, error: null });
  } catch (error) {
    if (!view.error) announce(sentence(error));
    view.error = error;
  }
  if (!view.isClosed) fill(view);
}

function draw(view) {
  const isAdmin = view.context.me.roles.includes("admin");
  const list = livingList(h("ul", { class: "channel-cards" }), {
    key: (channel) => channel.channel_id,
    part: (channel) => card(view, channel, isAdmin),
  });
  const stopped = living(h("div", { class: "channels-stopped" }), (freeze) => freeze && stoppedAll(view, freeze));
  const stop = living(h("span"), (isOpen) => isOpen && stopButton(view.context));
  const asOf = saying();
  const trouble = h("div", { class: "section-trouble" });
  const none = h("p", { class: "empty muted card" }, t("channels.none"));
  const body = h(
    "div",
    { class: "below" },
    none, list.element, tableDownloads(() => sheetOf(view)), h("p", { class: "muted small" }, asOf.element),
  );
  view.parts = { list, stop, stopped, asOf, trouble, none, body };
  const add = h("a", { class: "button primary", href: "#channels/new", id: "new-channel" }, t("channels.add"));
  render(
    view.root,
    h(
      "div",
      { class: "section-head" },
      h("h1", null, t("registry.channels")),
      h("div", { class: "row" }, stop.element, isAdmin && add),
    ),
    h("p", { class: "muted" }, t("channels.what")),
    trouble, stopped.element, body,
  );
  fill(view);
}

function fill({ parts, context, items, world, error }) {
  if (!parts) return;
  if (!isThere(parts, items, error)) return;
  parts.none.hidden = items.length > 0;
  parts.list.element.hidden = !items.length;
  parts.list.show(items.map((item) => ({ ...item, world })));
  const stop = stopOf(world.freezes, null);
  parts.stop.show(Boolean(items.length && !stop && mayFreeze(context.me)));
  parts.stopped.show(stop && { freeze_id: stop.freeze_id, from: stop.from });
  parts.asOf.element.textContent = t("progress.as_of", { at: clock(world.at) });
}

function stoppedAll(view, { freeze_id: id, from }) {
  const href = `#freezes/${encodeURIComponent(id)}`;
  const at = view.world.campaign.zone.instant(from);
  return banner("bad", t("stop.all_since", { at }), h("a", { class: "button", href }, t("stop.again")));
}

function card(view, { channel_id: id }, isAdmin) {
  const head = living(h("div", { class: "channel-head" }), ({ name, network }) => [
    h("h2", null, h("a", { href: channelHash(id) }, name)),
    h("p", { class: "muted" }, network),
  ]);
  const told = standing();
  const tools = living(h("div", { class: "row" }), (tool) => [
    h("a", { class: "button", href: channelHash(id), "data-do": "open" }, t("channels.open")),
    isAdmin && tool.needs && h("a", { class: "button primary", href: channelHash(id, "connect") }, t("channels.reconnect")),
    tool.mayStop && stopButton(view.context, { channel_id: id, name: tool.name }),
  ]);
  const element = h("li", { class: "card channel", "data-channel": id }, head.element, told.elements, tools.element);
  return {
    element,
    show: ({ world, ...channel }) => {
      head.show({ name: channel.name, network: networkOf(channel) });
      told.show(channel, world);
      tools.show({
        name: channel.name,
        needs: channel.connection.standing === "needs_reconnect",
        mayStop: mayFreeze(view.context.me) && !stopOf(world.freezes, id),
      });
    },
  };
}

function sheetOf({ items, world }) {
  const columns = [
    [t("channels.name"), (one) => one.name],
    [t("channels.network"), (one) => coded("network", one.kind)],
    [t("channels.account"), (one) => one.account],
    [t("channels.on"), (one) => one.enabled],
    [t("channels.stands"), (one) => coded("standing", one.connection.standing)],
    [t("channels.next"), (one) => nextOf(one, { ...world, stop: stopOf(world.freezes, one.channel_id) })],
    [t("channels.waiting"), (one) => one.waiting],
    [t("channels.per_day"), (one) => one.slots_per_day],
    [t("channels.drain"), (one) => one.days_to_drain],
    [t("channels.says"), (one) => drainOf(one, { ...world, stop: stopOf(world.freezes, one.channel_id) }).text],
  ];
  return {
    name: t("registry.channels"),
    header: columns.map(([title]) => title),
    rows: items.map((one) => columns.map(([, value]) => value(one))),
  };
}
