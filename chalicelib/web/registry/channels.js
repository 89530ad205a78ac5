/* Where approved testimonials go: when each channel is free again, and how many slots are promised. */

import { api } from "../shared/api.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { clock, instant, number } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { dataTable, saying } from "./datatable.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 15_000;
/* The service's clock comes in whole seconds. */
const CLOCK_MS = 1_000;

/** Show the section in `root`; returns `{draw, close}`. */
export function openChannels(root) {
  const view = { root, items: null, at: null, error: null };
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
    const { body, served_at_ms: at } = await api("GET", "/v1/channels");
    Object.assign(view, { items: body.items, at, error: null });
  } catch (error) {
    if (!view.error) announce(sentence(error));
    view.error = error;
  }
  if (!view.isClosed) fill(view);
}

function draw(view) {
  const table = dataTable({
    label: t("registry.channels"),
    columns: columns(),
    key: (channel) => channel.channel_id,
    name: () => t("registry.channels"),
  });
  const asOf = saying();
  const trouble = h("div", { class: "section-trouble" });
  const none = h("p", { class: "empty muted card" }, t("channels.none"));
  const body = h("div", { class: "below" }, none, table.element, table.downloads(), h("p", { class: "muted small" }, asOf.element));
  view.parts = { table, asOf, trouble, none, body };
  render(view.root, h("h1", null, t("registry.channels")), h("p", { class: "muted" }, t("channels.what")), trouble, body);
  fill(view);
}

function fill({ parts, items, at, error }) {
  if (!parts) return;
  const isSaid = parts.trouble.childElementCount > 0;
  if (error && !isSaid) render(parts.trouble, banner("bad", sentence(error)));
  if (!error && isSaid) render(parts.trouble);
  if (!items && !error && !isSaid) render(parts.trouble, h("p", { class: "loading muted" }, t("shell.loading")));
  parts.body.hidden = !items;
  if (!items) return;
  parts.none.hidden = items.length > 0;
  parts.table.element.hidden = !items.length;
  parts.table.show(items.map((item) => ({ ...item, isFree: isFree(item, at) })));
  parts.asOf.element.textContent = t("progress.as_of", { at: clock(at) });
}

function isFree(channel, at) {
  return Date.parse(channel.next_slot_at) < at + CLOCK_MS;
}

function columns() {
  const yes = (channel) =>
    channel.enabled
      ? h("span", { class: "chip good" }, icon("check"), t("channels.on"))
      : h("span", { class: "chip warn" }, icon("dash"), t("channels.off"));
  const languages = (channel) => channel.caption_languages.map((one) => coded("language", one)).join(", ");
  const slot = (channel) => (channel.isFree ? t("channels.now") : instant(channel.next_slot_at));
  return [
    { title: t("channels.name"), value: (channel) => channel.name },
    { title: t("channels.posts"), value: (channel) => channel.enabled, node: yes },
    { title: t("channels.promised"), value: (channel) => channel.slots_promised, isNumber: true },
    { title: t("channels.next"), value: (channel) => (channel.isFree ? "" : channel.next_slot_at), node: slot },
    { title: t("channels.spacing"), value: (channel) => channel.min_spacing_s, text: spacing, isNumber: true },
    { title: t("channels.languages"), value: languages },
    { title: t("channels.limit"), value: (channel) => channel.caption_limit, isNumber: true },
  ];
}

function spacing(seconds) {
  return seconds % 60 || !seconds
    ? t("channels.seconds", { n: number(seconds) })
    : t("channels.minutes", { n: number(seconds / 60) });
}
