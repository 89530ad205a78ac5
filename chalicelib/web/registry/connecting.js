/* Connecting a channel's account: what signs in to it is typed in here once, sent, and forgotten by
   this page at once. The service never shows it again either. */

import { api } from "../shared/api.js";
import { announce, h, icon, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { go } from "../shared/signedin.js";
import { sentence } from "../shared/trouble.js";
import { campaignOf } from "./campaign.js";
import { channelHash, networkOf } from "./channelcard.js";
import { clearFaults, field, fields, showFaults } from "./faults.js";

const MOST_SECRETS = 3;
/* What each network's credential is made of; what is not needed renews the rest. */
const PARTS = {
  facebook: ["access_token", "client_id", "client_secret"],
  instagram: ["access_token", "client_id", "client_secret"],
  x: ["access_token", "refresh_token", "client_id", "client_secret"],
  youtube: ["access_token", "refresh_token", "client_id", "client_secret"],
  telegram: ["access_token"],
  partner: ["signing_secrets", "access_token"],
  practice: [],
};

/** Show the form in `root`; returns `{draw, close}`. */
export function openConnecting(root, context, id) {
  const view = { root, context, id, channel: null, error: null };
  load(view);
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
      forget(view);
    },
  };
}

async function load(view) {
  try {
    const path = `/v1/channels/${encodeURIComponent(view.id)}`;
    const [answer, campaign] = await Promise.all([api("GET", path), campaignOf(view.context.me.campaign_id)]);
    Object.assign(view, { channel: answer.body, zone: campaign.zone });
  } catch (error) {
    view.error = error;
  }
  if (!view.isClosed) draw(view);
}

function forget(view) {
  for (const input of view.form?.querySelectorAll("input") ?? []) input.value = "";
}

/* Drawn anew, in the other language say, it is empty: nothing that was typed is kept anywhere. */
function draw(view) {
  forget(view);
  render(
    view.root,
    h("p", null, h("a", { class: "back", href: channelHash(view.id) }, icon("back"), view.channel?.name ?? t("channels.name"))),
    h("h1", null, t("connect.title")),
    content(view),
  );
}

function content(view) {
  if (view.error) return banner("bad", sentence(view.error));
  if (!view.channel) return h("p", { class: "loading muted" }, t("shell.loading"));
  const { channel } = view;
  const isPulled = channel.kind === "partner" && !channel.base_url;
  const needed = channel.kind === "partner" && !isPulled ? "signing_secrets" : "access_token";
  const trouble = h("div", { class: "form-trouble" });
  const send = h("button", { type: "submit", class: "button primary", id: "connect-go" }, t("connect.go"));
  const one = (name) => (name === "signing_secrets" ? secrets(needed) : secret(name, channel.kind, needed));
  view.form = h(
    "form",
    { class: "card channel-form", autocomplete: "off", onsubmit: (event) => submit(event, view, send, trouble) },
    h("p", null, networkOf(channel)),
    banner("note", t("connect.never_shown")),
    PARTS[channel.kind].map(one),
    channel.kind === "telegram" ? null : ends(view),
    trouble,
    h("div", { class: "row" }, send, h("a", { class: "button", href: channelHash(view.id) }, t("dialog.cancel"))),
  );
  return view.form;
}

function input(id, isNeeded, more = {}) {
  return h("input", {
    id, name: id, type: "password", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    maxlength: "4096", required: isNeeded, "data-1p-ignore": true, "data-lpignore": "true", ...more,
  });
}

function secret(name, kind, needed) {
  const family = kind === "partner" ? "connect.feed_key" : `connect.${name}`;
  const isNeeded = name === needed;
  const label = isNeeded ? t(family) : t("connect.optional", { what: t(family) });
  return field(name, label, input(`connect-${name}`, isNeeded), t(`${family}.what`));
}

function secrets(needed) {
  const isNeeded = needed === "signing_secrets";
  const each = Array.from({ length: MOST_SECRETS }, (_, index) =>
    input(`connect-signing-${index + 1}`, isNeeded && !index, {
      "aria-label": t("connect.signing_one", { n: index + 1 }), placeholder: "whsec_…", "data-signing": true,
    }),
  );
  return fields("signing_secrets", t("connect.signing_secrets"), each, t("connect.signing_secrets.what"));
}

function ends(view) {
  const control = h("input", { id: "connect-expires_at", type: "datetime-local", autocomplete: "off" });
  return field("expires_at", t("connect.expires_at"), control, t("connect.expires_at.what", { zone: view.zone.name }));
}

function bodyOf(view) {
  const value = (name) => view.form.querySelector(`#connect-${name}`)?.value.trim() ?? "";
  const signing = [...view.form.querySelectorAll("[data-signing]")].map((one) => one.value.trim()).filter(Boolean);
  const names = PARTS[view.channel.kind].filter((name) => name !== "signing_secrets");
  return {
    ...Object.fromEntries(names.map((name) => [name, value(name)])),
    signing_secrets: signing,
    expires_at: view.zone.toInstant(value("expires_at")),
  };
}

async function submit(event, view, send, trouble) {
  event.preventDefault();
  send.disabled = true;
  clearFaults(view.form, trouble);
  const body = bodyOf(view);
  try {
    await api("PUT", `/v1/channels/${encodeURIComponent(view.id)}/credential`, { body });
    forget(view);
    announce(t("connect.done"));
    go(channelHash(view.id));
  } catch (error) {
    send.disabled = false;
    // Whatever happened to it, it does not stay on the screen.
    forget(view);
    showFaults(view.form, trouble, error);
  }
}
