/* Making a webhook, or giving it another address or other events. Its secret is made by the service
   and shown on the page that follows, once. */

import { api } from "../shared/api.js";
import { announce, h, icon, render } from "../shared/dom.js";
import { coded, t } from "../shared/i18n.js";
import { newId } from "../shared/ids.js";
import { banner } from "../shared/shell.js";
import { go } from "../shared/signedin.js";
import { sentence } from "../shared/trouble.js";
import { clearFaults, field, fields, showFaults } from "./faults.js";
import { webhookHash } from "./webhooks.js";
import { hand } from "./webhooksecret.js";

/** What a system can be told of. */
export const EVENTS = [
  "testimonial.approved", "testimonial.withdrawn", "publication.posted", "publication.failed",
  "publication.unconfirmed", "publication.taken_down", "publication.takedown_failed", "freeze.put_up",
  "freeze.lifted",
];

/** Show the form in `root`, for the webhook under `id` or a new one; returns `{draw, close}`. */
export function openWebhookForm(root, id) {
  const view = { root, id, known: null, error: null, mine: id ?? newId() };
  if (id) load(view);
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
    },
  };
}

async function load(view) {
  try {
    const { body, etag } = await api("GET", `/v1/webhooks/${encodeURIComponent(view.id)}`);
    Object.assign(view, { known: body, etag });
  } catch (error) {
    view.error = error;
  }
  if (!view.isClosed) draw(view);
}

function draw(view) {
  const href = view.id ? webhookHash(view.id) : "#webhooks";
  render(
    view.root,
    h("p", null, h("a", { class: "back", href }, icon("back"), view.known?.url ?? t("webhooks.all"))),
    h("h1", null, t(view.id ? "webhooks.change" : "webhooks.add")),
    content(view, href),
  );
}

function content(view, href) {
  if (view.error) return banner("bad", sentence(view.error));
  if (view.id && !view.known) return h("p", { class: "loading muted" }, t("shell.loading"));
  const known = view.known ?? { url: "", types: [] };
  const trouble = h("div", { class: "form-trouble" });
  const send = h("button", { type: "submit", class: "button primary", id: "webhook-go" }, t(view.id ? "webhooks.save" : "webhooks.make"));
  const url = h("input", { id: "webhook-url", type: "url", required: true, maxlength: "500", autocomplete: "off", spellcheck: "false", placeholder: "https://…", value: known.url });
  const all = h("input", { type: "checkbox", id: "webhook-all", checked: !known.types.length });
  const each = h("div", { class: "webhook-events" }, EVENTS.map((type) => check(type, known.types.includes(type))));
  const follow = () => {
    each.hidden = all.checked;
  };
  all.addEventListener("change", follow);
  follow();
  const form = h(
    "form",
    { class: "card channel-form", onsubmit: (event) => submit(event, view, { form, send, trouble, url, all, each }) },
    field("url", t("webhooks.url"), url, t("webhooks.url_hint")),
    fields("types", t("webhooks.events"), [h("label", { class: "check" }, all, t("webhooks.everything")), each], t("webhooks.events_hint")),
    !view.id && banner("note", t("webhooks.secret_follows")),
    trouble,
    h("div", { class: "row" }, send, h("a", { class: "button", href }, t("dialog.cancel"))),
  );
  return form;
}

function check(type, isChecked) {
  return h(
    "label",
    { class: "check" },
    h("input", { type: "checkbox", name: "type", value: type, checked: isChecked }),
    h("span", null, coded("event", type), " ", h("code", { class: "mono muted" }, type)),
  );
}

async function submit(event, view, { form, send, trouble, url, all, each }) {
  event.preventDefault();
  clearFaults(form, trouble);
  const types = all.checked ? [] : [...each.querySelectorAll("input:checked")].map((one) => one.value);
  if (!all.checked && !types.length) {
    // None at all would mean every one of them.
    render(trouble, banner("bad", t("webhooks.choose")));
    return;
  }
  send.disabled = true;
  const plan = { url: url.value.trim(), types, enabled: view.known?.enabled ?? true };
  try {
    const made = view.id ? await change(view, plan) : await make(view, plan);
    announce(t(view.id ? "webhooks.saved" : "webhooks.made"));
    go(webhookHash(made.webhook_id));
  } catch (error) {
    send.disabled = false;
    showFaults(form, trouble, error);
  }
}

async function change(view, plan) {
  const headers = { "If-Match": view.etag };
  return (await api("PUT", `/v1/webhooks/${encodeURIComponent(view.id)}`, { body: plan, headers })).body;
}

/* The same id again gives the same webhook, should the answer not have come. */
async function make(view, plan) {
  const { body } = await api("POST", "/v1/webhooks", { body: { ...plan, webhook_id: view.mine } });
  hand(body.webhook_id, body.secret);
  return body;
}
