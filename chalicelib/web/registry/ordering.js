/* Having posts taken down, on an order or by hand, and saying that one was removed on its network. */

import { api } from "../shared/api.js";
import { h, render } from "../shared/dom.js";
import { coded, t } from "../shared/i18n.js";
import { channelOf } from "../posts/post.js";
import { openQuestion } from "./asking.js";
import { field, fields } from "./faults.js";
import { noteField, publicationPath } from "./settling.js";

const HOURS = 3;
const HOUR_MS = 3_600_000;
const OVER = ["failed", "cancelled", "taken_down"];

/** Ask what is to go, where and why; `done(publications, said)` follows. */
export async function openTakedown(item, view) {
  const ask = { item, view, note: noteField(), then: h("ul", { class: "consequences" }) };
  ask.kind = radios("kind", [["by_hand", t("order.by_hand")], ["order", t("order.order")]]);
  ask.where = radios("where", [["all", t("order.all")], ["some", t("order.some")]]);
  ask.reference = h("input", { id: "ask-reference", maxlength: "100", autocomplete: "off" });
  ask.received = h("input", { id: "ask-received", type: "datetime-local", value: view.zone.local(new Date().toISOString()) });
  ask.order = h(
    "div",
    { class: "form-part" },
    field("reference", t("takedown.reference"), ask.reference, t("order.reference_hint")),
    field("received_at", t("order.received"), ask.received, t("order.received_hint", { zone: view.zone.name })),
  );
  ask.channels = h("div", { class: "order-channels" });
  const dialog = openQuestion({
    title: t("order.title"),
    then: ask.then,
    fields: [
      fields("kind", t("order.why"), ask.kind),
      ask.order,
      fields("channel_ids", t("order.where"), [ask.where, ask.channels]),
      ask.note.element,
    ],
    words: t("order.go"),
    tone: "danger",
    name: "take-down",
    send: () => send(ask),
    done: (answer) => view.done(answer, t("order.done")),
  });
  dialog.addEventListener("change", () => follow(ask));
  follow(ask);
  await showChannels(ask);
}

function radios(name, choices) {
  const one = ([value, words], index) =>
    h("label", { class: "check" }, h("input", { type: "radio", name, value, checked: index === 0 }), words);
  return choices.map(one);
}

function chosen(labels) {
  return labels.map((label) => label.querySelector("input")).find((input) => input.checked).value;
}

/* It is asked for once the window is open; until then it goes from all of them. */
async function showChannels(ask) {
  const { testimonial_id: id } = ask.item;
  let items = [ask.item];
  try {
    items = (await api("GET", `/v1/testimonials/${encodeURIComponent(id)}/publications`)).body.items;
  } catch {
    // This one is known, and all of them need no list.
  }
  const one = (post) =>
    h(
      "label",
      { class: "check" },
      h("input", { type: "checkbox", name: "channel", value: post.channel_id, checked: post.channel_id === ask.item.channel_id }),
      h("span", null, channelOf(post), " ", h("span", { class: "muted" }, coded("publication", post.state))),
    );
  render(ask.channels, items.filter((post) => !OVER.includes(post.state)).map(one));
}

/* What follows is said anew with each choice. */
function follow(ask) {
  const isOrder = chosen(ask.kind) === "order";
  const isAll = chosen(ask.where) === "all";
  ask.order.hidden = !isOrder;
  ask.channels.hidden = isAll;
  const from = Date.parse(ask.view.zone.toInstant(ask.received.value) ?? "") || Date.now();
  const until = ask.view.zone.instant(new Date(from + HOURS * HOUR_MS).toISOString());
  const points = [
    t("order.then_goes"),
    t("order.then_waiting"),
    isOrder && h("strong", null, t("order.then_clock", { at: until })),
    isAll ? t("order.then_all") : t("order.then_some"),
    isAll && t("order.then_reels"),
  ];
  render(ask.then, points.filter(Boolean).map((one) => h("li", null, one)));
}

async function send(ask) {
  const kind = chosen(ask.kind);
  const picked = [...ask.channels.querySelectorAll("input:checked")].map((input) => input.value);
  const order = { reference: ask.reference.value.trim(), received_at: ask.view.zone.toInstant(ask.received.value) };
  const body = {
    kind, note: ask.note.value(), ...(kind === "order" && order),
    ...(chosen(ask.where) === "some" && { channel_ids: picked }),
  };
  const path = `/v1/testimonials/${encodeURIComponent(ask.item.testimonial_id)}/takedown`;
  return (await api("POST", path, { body })).body.items;
}

/** Ask whether she really removed it there; `done(publication, said)` follows. */
export function openRemoved(item, { done }) {
  const note = noteField();
  openQuestion({
    title: t("removed.title", { channel: channelOf(item) }),
    then: [t("removed.look"), t("removed.proof"), t("removed.stops")],
    fields: [note.element],
    words: t("outgoing.removed"),
    name: "removed",
    send: async () => (await api("POST", publicationPath(item, "removed"), { body: { note: note.value() } })).body,
    done: (answer) => done(answer, t("removed.done")),
  });
}
