/* One webhook: whether it is told anything, what can be done with it, and all that was sent there. */

import { api } from "../shared/api.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { go } from "../shared/signedin.js";
import { sentence } from "../shared/trouble.js";
import { openQuestion } from "./asking.js";
import { deliveryRow } from "./deliveryrow.js";
import { living } from "./living.js";
import { pagedList } from "./paged.js";
import { keepAsking } from "./watch.js";
import { eventsOf, onChip, webhookHash } from "./webhooks.js";
import { forgetSecret, hand, secretPanel } from "./webhooksecret.js";

const EVERY_MS = 5_000;
/* While a message is about to be tried, somebody waits for how it ends. */
const SOON_MS = 1_000;
const ABOUT_MS = 120_000;

/** Show a webhook's page in `root`; returns `{draw, close}`. */
export function openWebhook(root, id) {
  const view = { root, id, path: `/v1/webhooks/${encodeURIComponent(id)}`, hook: null, error: null };
  view.list = pagedList({
    path: `${view.path}/deliveries`,
    query: { limit: "20" },
    row: (item) => deliveryRow(item, view),
    empty: "deliveries.none",
    key: (item) => item.delivery_id,
  });
  const watch = () => keepAsking(() => Promise.all([ask(view), view.list.refresh()]), () => pause(view));
  view.stop = watch();
  view.again = () => {
    view.stop();
    view.stop = watch();
  };
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
      forgetSecret();
      view.list.close();
      view.stop();
    },
  };
}

function pause({ list }) {
  const isSoon = (item) => item.state === "waiting" && Date.parse(item.next_try_at) - Date.now() < ABOUT_MS;
  return list.items().some(isSoon) ? SOON_MS : EVERY_MS;
}

async function ask(view) {
  try {
    const { body, etag } = await api("GET", view.path);
    Object.assign(view, { hook: body, etag, error: null });
  } catch (error) {
    view.error = error;
  }
  if (!view.isClosed) fill(view);
}

function draw(view) {
  const head = living(h("div", { class: "webhook-about" }), about);
  const tools = living(h("div", { class: "row" }), () => actions(view));
  const trouble = h("div", { class: "section-trouble" });
  const title = h("h1", { class: "webhook-url", tabindex: "-1" }, view.hook?.url ?? t("webhooks.one"));
  view.parts = { head, tools, trouble, title, secret: h("div") };
  view.list.draw();
  render(
    view.root,
    h("p", null, h("a", { class: "back", href: "#webhooks" }, icon("back"), t("webhooks.all"))),
    title, trouble, view.parts.secret, head.element, tools.element,
    h(
      "section",
      { class: "below", "aria-labelledby": "deliveries" },
      h("h2", { id: "deliveries" }, t("deliveries.title")),
      h("p", { class: "muted" }, t("deliveries.what")),
      view.list.element,
    ),
  );
  showSecret(view);
  fill(view);
}

function showSecret({ parts, id }) {
  render(parts.secret, secretPanel(id));
}

function fill({ parts, hook, error }) {
  if (!parts) return;
  if (error && !hook) render(parts.trouble, banner("bad", sentence(error)));
  if (!hook) return;
  parts.title.textContent = hook.url;
  parts.head.show({ ...hook, version: null });
  parts.tools.show(hook.enabled);
}

function about(hook) {
  const off = hook.off_reason && banner("warn", coded("off_reason", hook.off_reason));
  return [
    h("div", { class: "post-chips" }, onChip(hook)),
    !hook.enabled && (off || h("p", null, t("webhooks.off_by_hand"))),
    h("p", null, h("span", { class: "muted" }, t("webhooks.told_of")), " ", eventsOf(hook)),
    h("p", { class: "muted small" }, [t("webhooks.made_at", { at: instant(hook.created_at) }), hook.rotated_at && t("webhooks.rotated_at", { at: instant(hook.rotated_at) })].filter(Boolean).join(" ")),
  ];
}

function actions(view) {
  const { enabled } = view.hook;
  return [
    enabled && button(t("webhooks.test"), (event) => test(view, event.currentTarget), { tone: "primary", "data-do": "test" }),
    h("a", { class: "button", href: webhookHash(view.id, "change") }, t("webhooks.change")),
    button(t("webhooks.rotate"), () => rotate(view), { "data-do": "rotate" }),
    button(t(enabled ? "webhooks.switch_off" : "webhooks.switch_on"), () => turn(view), { "data-do": enabled ? "off" : "on" }),
    button(t("webhooks.remove"), () => remove(view), { tone: "danger", "data-do": "remove" }),
  ];
}

async function test(view, pressed) {
  pressed.disabled = true;
  try {
    const { body } = await api("POST", `${view.path}/test`);
    render(view.parts.trouble);
    view.list.put(body);
    view.again();
    announce(t("webhooks.tested"));
  } catch (error) {
    render(view.parts.trouble, banner("bad", sentence(error, { isWrite: true })));
  }
  pressed.disabled = false;
}

function rotate(view) {
  openQuestion({
    title: t("rotate.title"),
    then: [t("rotate.both"), t("rotate.next"), t("rotate.once")],
    words: t("webhooks.rotate"),
    name: "rotate",
    send: async () => (await api("POST", `${view.path}/rotate`, { body: {} })).body,
    done: ({ secret }) => {
      hand(view.id, secret);
      showSecret(view);
      ask(view);
      document.getElementById("copy-secret")?.focus();
    },
  });
}

function turn(view) {
  const { url, types, enabled } = view.hook;
  openQuestion({
    title: t(enabled ? "webhooks.off_sure" : "webhooks.on_sure"),
    then: enabled ? [t("webhooks.off_lost"), t("webhooks.off_waiting")] : [t("webhooks.on_then")],
    words: t(enabled ? "webhooks.switch_off" : "webhooks.switch_on"),
    tone: enabled ? "danger" : "primary",
    name: enabled ? "off" : "on",
    send: async () => {
      const body = { url, types, enabled: !enabled };
      return (await api("PUT", view.path, { body, headers: { "If-Match": view.etag } })).body;
    },
    done: (hook) => {
      announce(t(hook.enabled ? "webhooks.on" : "webhooks.off"));
      ask(view);
    },
  });
}

function remove(view) {
  openQuestion({
    title: t("webhooks.remove_sure", { url: view.hook.url }),
    then: [t("webhooks.remove_then"), t("webhooks.remove_secret")],
    words: t("webhooks.remove"),
    tone: "danger",
    name: "remove",
    send: () => api("DELETE", view.path),
    done: () => {
      announce(t("webhooks.removed"));
      go("#webhooks");
    },
  });
}
