/* Setting a channel up: which account on which network, what it may post when, and with which words.
   The service checks all of it; what it objects to is said at the field. */

import { api } from "../shared/api.js";
import { announce, h, icon, render } from "../shared/dom.js";
import { coded, t } from "../shared/i18n.js";
import { newId } from "../shared/ids.js";
import { banner } from "../shared/shell.js";
import { go } from "../shared/signedin.js";
import { sentence } from "../shared/trouble.js";
import { campaignOf } from "./campaign.js";
import { channelHash } from "./channelcard.js";
import { postingRules } from "./channelrules.js";
import { postWords } from "./channelwords.js";
import { clearFaults, field, fields, showFaults } from "./faults.js";

const KINDS = ["facebook", "instagram", "x", "youtube", "telegram", "partner", "practice"];
const CUTS = ["original", "square", "vertical"];
const FRESH = {
  name: "", kind: "facebook", base_url: "", account: "", enabled: true, min_spacing_s: 0, quotas: null,
  quiet: null, caption_languages: ["hi", "en"], caption_template: "{caption}", hashtags: [],
  made_for_kids: false, edition: { cut: "original", lower_third: false, cards: false },
};

/** Show the form in `root` for a channel, or for a new one without `id`; returns `{draw, close}`. */
export function openChannelForm(root, context, id) {
  const view = { root, context, id: id ?? newId(), isNew: !id, wanted: null, error: null };
  load(view);
  return {
    draw: () => {
      // What was typed outlasts a change of language.
      if (view.form) view.wanted = view.form.read();
      draw(view);
    },
    close: () => {
      view.isClosed = true;
    },
  };
}

async function load(view) {
  try {
    view.campaign = await campaignOf(view.context.me.campaign_id);
    const answer = view.isNew ? null : await api("GET", `/v1/channels/${encodeURIComponent(view.id)}`);
    view.etag = answer?.etag ?? null;
    view.wanted = answer?.body ?? { ...FRESH, caption_languages: view.campaign.languages };
  } catch (error) {
    view.error = error;
  }
  if (!view.isClosed) draw(view);
}

function draw(view) {
  const { href, words } = view.isNew
    ? { href: "#channels", words: t("channels.all") }
    : { href: channelHash(view.id), words: view.wanted?.name || t("channels.name") };
  render(
    view.root,
    h("p", null, h("a", { class: "back", href }, icon("back"), words)),
    h("h1", null, t(view.isNew ? "channels.add" : "channels.change")),
    view.error && banner("bad", sentence(view.error)),
    !view.error && !view.wanted && h("p", { class: "loading muted" }, t("shell.loading")),
    view.wanted && form(view, href),
  );
}

function form(view, href) {
  const { wanted, campaign } = view;
  const account = accountPart(wanted, () => words.recount());
  const rules = postingRules(wanted, campaign.zone);
  const words = postWords(wanted, campaign, () => account.read().kind);
  const look = lookPart(wanted);
  const trouble = h("div", { class: "form-trouble" });
  const send = h("button", { type: "submit", class: "button primary", id: "channel-save" }, t("channels.save"));
  view.form = {
    read: () => ({ ...account.read(), ...rules.read(), ...words.read(), ...look.read() }),
  };
  return h(
    "form",
    { class: "channel-form", onsubmit: (event) => submit(event, view, send, trouble) },
    part(t("channels.part_account"), account.element),
    part(t("channels.part_rules"), rules.element),
    part(t("channels.part_words"), words.element),
    part(t("channels.part_look"), look.element),
    trouble,
    h("div", { class: "row" }, send, h("a", { class: "button", href }, t("dialog.cancel"))),
  );
}

function part(title, content) {
  return h("section", { class: "card form-part" }, h("h2", null, title), content);
}

function accountPart(wanted, onKind) {
  const name = h("input", { id: "channel-name", type: "text", required: true, maxlength: "100", value: wanted.name });
  const option = (kind) => h("option", { value: kind }, coded("network", kind));
  const kind = h("select", { id: "channel-kind", value: wanted.kind }, KINDS.map(option));
  const account = h("input", {
    id: "channel-account", type: "text", maxlength: "100", value: wanted.account, spellcheck: "false", autocapitalize: "off", autocomplete: "off",
  });
  const address = h("input", {
    id: "channel-base_url", type: "url", maxlength: "500", value: wanted.base_url, spellcheck: "false", placeholder: "https://", autocomplete: "off",
  });
  const enabled = check("channel-enabled", t("channels.enabled"), wanted.enabled);
  const accountField = field("account", t("channels.account"), account, " ");
  const addressField = field("base_url", t("channels.address"), address, " ");
  const hint = () => {
    render(accountField.querySelector(".muted"), coded("account_hint", kind.value));
    const family = ["partner", "practice"].includes(kind.value) ? `address_hint.${kind.value}` : "address_hint.network";
    render(addressField.querySelector(".muted"), t(family));
  };
  hint();
  kind.addEventListener("change", () => {
    hint();
    onKind();
  });
  const element = [
    field("name", t("channels.called"), name),
    field("kind", t("channels.network"), kind),
    accountField, addressField, enabled.element,
  ];
  const read = () => ({
    name: name.value.trim(), kind: kind.value, account: account.value.trim(), base_url: address.value.trim(),
    enabled: enabled.read(),
  });
  return { element, read };
}

function lookPart({ edition, made_for_kids: forKids }) {
  const option = (cut) => h("option", { value: cut }, coded("cut", cut));
  const cut = h("select", { id: "channel-cut", value: edition.cut }, CUTS.map(option));
  const lower = check("channel-lower_third", t("edition.lower_third"), edition.lower_third);
  const cards = check("channel-cards", t("edition.cards"), edition.cards);
  const kids = check("channel-kids", t("channels.kids_what"), forKids);
  const element = [
    fields("edition", t("channels.edition"), [
      h("label", { class: "visually-hidden", for: "channel-cut" }, t("channels.cut")), cut, lower.element, cards.element,
    ]),
    fields("made_for_kids", t("channels.kids"), [kids.element]),
  ];
  const read = () => ({
    edition: { cut: cut.value, lower_third: lower.read(), cards: cards.read() }, made_for_kids: kids.read(),
  });
  return { element, read };
}

function check(id, words, isOn) {
  const control = h("input", { type: "checkbox", id, checked: isOn });
  return { element: h("label", { class: "check", for: id }, control, h("span", null, words)), read: () => control.checked };
}

async function submit(event, view, send, trouble) {
  event.preventDefault();
  send.disabled = true;
  clearFaults(event.target, trouble);
  const headers = view.etag ? { "If-Match": view.etag } : {};
  try {
    await api("PUT", `/v1/channels/${encodeURIComponent(view.id)}`, { body: view.form.read(), headers });
    announce(t("channels.saved"));
    go(channelHash(view.id));
  } catch (error) {
    send.disabled = false;
    showFaults(event.target, trouble, error);
  }
}
