/* How one channel stands, in words: whether it can be posted to, when it is free next, what waits, and
   how long that takes. The list shows it as a card, the channel's own page at its head. */

import { h, icon } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { coded, knows, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { living } from "./living.js";
import { isHolding, stopOf } from "./stopping.js";

const DAY_MS = 86_400_000;
/* The service's clock comes in whole seconds. */
const CLOCK_MS = 1_000;
const SOON_MS = 7 * DAY_MS;
const SIGNS = { good: "check", warn: "clock", bad: "warn" };

/** Where a channel's own page is. */
export function channelHash(channelId, ...more) {
  return ["#channels", channelId, ...more].map((part, index) => (index ? encodeURIComponent(part) : part)).join("/");
}

/** What a network is called, and the account there. */
export function networkOf(channel) {
  const network = coded("network", channel.kind);
  return channel.account ? `${network} · ${channel.account}` : network;
}

/** `{elements, show(channel, world)}`: the parts that tell how a channel stands. `world` is `{at,
    freezes, campaign}`: the service's clock in ms, what is frozen, and the campaign. */
export function standing() {
  const chips = living(h("div", { class: "chips" }), (all) => all.map(chip));
  const why = living(h("div", { class: "channel-why" }), (all) => all.map((one) => one && sayWhy(one)));
  const figures = living(h("dl", { class: "figures channel-figures" }), (all) => all.map(figure));
  const drain = living(h("p", { class: "channel-drain" }), ({ text, isWarning }) => [
    isWarning && icon("warn"), h("span", null, text),
  ]);
  const show = (channel, world) => {
    const known = { ...world, stop: stopOf(world.freezes, channel.channel_id) };
    chips.show(chipsOf(channel, known));
    why.show(whysOf(channel, known));
    figures.show(figuresOf(channel, known));
    const told = drainOf(channel, known);
    drain.element.classList.toggle("is-warning", told.isWarning);
    drain.show(told);
  };
  return { elements: [chips.element, why.element, figures.element, drain.element], show };
}

function chip([tone, words, sign = SIGNS[tone]]) {
  return h("span", { class: `chip ${tone}` }, icon(sign), words);
}

function isResting(channel, at) {
  return Date.parse(channel.connection.paused_until) > at;
}

function chipsOf(channel, { at, stop }) {
  const { connection } = channel;
  const needs = connection.standing === "needs_reconnect";
  return [
    stop && ["bad", t("channels.stopped"), "pause"],
    !channel.enabled && ["warn", t("channels.off"), "dash"],
    needs && ["bad", t(connection.reason === "no_token" ? "channels.not_connected" : "channels.needs_reconnect")],
    !needs && isResting(channel, at) && ["warn", t("channels.resting")],
    !needs && !isResting(channel, at) && ["good", t("channels.connected")],
  ].filter(Boolean);
}

/* Each is `[kind, text, link, words of the link]`. */
function whysOf(channel, { at, stop, freezes, campaign }) {
  const { connection } = channel;
  const { zone } = campaign;
  const needs = connection.standing === "needs_reconnect";
  const ends = Date.parse(connection.expires_at);
  const isMeant = (one) => one.channel_id === channel.channel_id || (one.kind === "stop" && !one.channel_id);
  const holding = freezes.filter((one) => one !== stop && isHolding(one, at) && isMeant(one));
  return [
    stop && ["bad", t("channels.stopped_since", { at: zone.instant(stop.from) }), stop.freeze_id],
    needs && ["bad", reconnect(connection.reason)],
    !needs && isResting(channel, at)
      && ["warn", t("channels.resting_until", { at: zone.instant(connection.paused_until) })],
    !needs && ends - at < SOON_MS && ["note", t("channels.ends", { at: zone.instant(connection.expires_at) })],
    ...holding.map((one) => ["warn", t("channels.frozen_in", { area: pick(one.area_names) }), one.freeze_id]),
  ].filter(Boolean);
}

function sayWhy([kind, text, freezeId]) {
  const link = freezeId
    && h("a", { class: "button quiet", href: `#freezes/${encodeURIComponent(freezeId)}` }, t("channels.see_freeze"));
  return banner(kind, text, link ?? []);
}

/* What it means and what to do; a code of a newer service is at least named. */
function reconnect(reason) {
  const key = `reconnect.${reason}`;
  return knows(key) ? t(key) : t("reconnect.other", { code: String(reason ?? "–").replaceAll("_", " ") });
}

function figure([name, value, isStrong]) {
  return h("div", null, h("dt", null, name), h("dd", { class: isStrong ? "is-strong numbers" : "numbers" }, value));
}

function figuresOf(channel, world) {
  const { quota } = channel.connection;
  return [
    [t("channels.next"), nextOf(channel, world), true],
    [t("channels.waiting"), channel.is_whole ? number(channel.waiting) : t("channels.at_least", { n: number(channel.waiting) }), true],
    [t("channels.per_day"), channel.slots_per_day === null ? t("channels.no_rule") : number(channel.slots_per_day)],
    [t("channels.drain"), daysOf(channel)],
    quota && [
      t("channels.told"),
      t("channels.told_used", {
        used: number(quota.used), most: number(quota.most), at: world.campaign.zone.instant(quota.at),
      }),
    ],
  ].filter(Boolean);
}

/** When the next slot is: now, a time, or why there is none. */
export function nextOf(channel, { at, campaign, stop }) {
  if (stop) return t("channels.not_stopped");
  if (channel.obstacle === "needs_reconnect") return t("channels.not_disconnected");
  if (channel.obstacle === "switched_off") return t("channels.not_off");
  if (channel.obstacle === "stopped") return t("channels.not_stopped");
  if (!channel.next_slot_at) return t("channels.none_known");
  if (Date.parse(channel.next_slot_at) < at + CLOCK_MS) return t("channels.now");
  return campaign.zone.instant(channel.next_slot_at);
}

function daysOf({ waiting, days_to_drain: days }) {
  if (!waiting) return "–";
  return days === null ? t("channels.never") : t("channels.days", { n: number(days) });
}

/** `{text, isWarning}`: one sentence about how long what waits will take. */
export function drainOf(channel, { at, campaign, stop }) {
  const { waiting, days_to_drain: days, slots_per_day: rate, obstacle } = channel;
  if (!waiting) return { text: t("drain.nothing"), isWarning: false };
  if (stop) return { text: t("drain.stopped"), isWarning: true };
  if (obstacle) return { text: t(`drain.${obstacle}`), isWarning: true };
  if (days === null) return { text: t("drain.unknown"), isWarning: true };
  const { endsAt, zone } = campaign;
  const until = at + days * DAY_MS;
  if (endsAt === null || until <= endsAt) {
    return { text: t(days < 1 ? "drain.today" : "drain.until", { at: zone.instant(new Date(until).toISOString()) }), isWarning: false };
  }
  const left = Math.max(1, Math.round(waiting - (Math.max(0, endsAt - at) / DAY_MS) * rate));
  const ends = zone.date(new Date(endsAt).toISOString());
  const key = endsAt <= at ? "drain.after_the_end" : "drain.not_before_the_end";
  return { text: t(key, { at: ends, n: number(Math.min(left, waiting)) }), isWarning: true };
}
