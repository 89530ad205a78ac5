/* The webhooks: addresses of an operator's own systems that are told of events. `#webhooks/new` makes
   one, `#webhooks/<id>` is one with all that was sent there, `#webhooks/<id>/change` changes it. */

import { api } from "../shared/api.js";
import { h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { verifying } from "./verifying.js";
import { openWebhook } from "./webhook.js";
import { openWebhookForm } from "./webhookform.js";

/** Show the section in `root`; returns `{draw, close}`. */
export function openWebhooks(root, context, [id, what]) {
  if (id === "new" || what === "change") return openWebhookForm(root, id === "new" ? null : id);
  if (id) return openWebhook(root, id);
  const view = { root, items: null, error: null };
  load(view);
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
    },
  };
}

async function load(view) {
  try {
    view.items = (await api("GET", "/v1/webhooks")).body.items;
  } catch (error) {
    view.error = error;
  }
  if (!view.isClosed) draw(view);
}

function draw(view) {
  render(
    view.root,
    h(
      "div",
      { class: "section-head" },
      h("h1", null, t("registry.webhooks")),
      h("a", { class: "button primary", href: "#webhooks/new", id: "new-webhook" }, t("webhooks.add")),
    ),
    h("p", { class: "muted" }, t("webhooks.what")),
    list(view),
    verifying(),
  );
}

function list({ items, error }) {
  if (error) return banner("bad", sentence(error));
  if (!items) return h("p", { class: "loading muted" }, t("shell.loading"));
  if (!items.length) return h("p", { class: "empty muted card" }, t("webhooks.none"));
  return h("ul", { class: "list" }, items.map(row));
}

function row(hook) {
  return h(
    "li",
    { class: "webhook", "data-webhook": hook.webhook_id },
    h("a", { class: "webhook-url", href: webhookHash(hook.webhook_id) }, hook.url),
    h("span", { class: "post-chips" }, onChip(hook)),
    h("p", { class: "muted small" }, eventsOf(hook)),
    h("p", { class: "muted small" }, t("webhooks.made_at", { at: instant(hook.created_at) })),
  );
}

/** Where a webhook's own page is. */
export function webhookHash(id, ...more) {
  return ["#webhooks", encodeURIComponent(id), ...more].join("/");
}

/** Whether it is told anything. */
export function onChip({ enabled }) {
  const [tone, sign, words] = enabled ? ["good", "check", t("webhooks.on")] : ["warn", "pause", t("webhooks.off")];
  return h("span", { class: `chip ${tone}` }, icon(sign), words);
}

/** What it is told of, in words. */
export function eventsOf({ types }) {
  return types.length ? types.map((type) => coded("event", type)).join(" · ") : t("webhooks.everything");
}
