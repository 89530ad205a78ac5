/**
 * The form of one visit. It is built once and only shows, hides and enables its parts while she fills it in, so the
 * focus stays where it is; every touch is kept as a draft on the phone.
 */

import { h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { language, t } from "../shared/i18n.js";
import { now } from "./ids.js";
import { coded } from "./labels.js";
import { placeField } from "./place.js";
import * as visits from "./visits.js";

/** Draw the form into `root`; `onSaved(visit)` runs when the visit is on disk. */
export async function openForm(root, { item, context, onSaved, isOpen }) {
  const userId = context.me.user_id;
  const draft = await visits.draftFor(userId, item.beneficiary_id);
  if (!isOpen()) return;
  const form = { draft, notice: context.list.notice, trouble: h("p", { class: "trouble", role: "alert" }) };
  form.touched = () => {
    draft.started_at ??= now();
    form.trouble.textContent = "";
    arrange(form);
    void visits.keepDraft(userId, item.beneficiary_id, draft);
  };
  form.save = h("button", { type: "submit", class: "button primary wide", id: "save-visit" }, t("field.save"));
  const onsubmit = (event) => {
    event.preventDefault();
    void submit(form, userId, item, onSaved);
  };
  render(root, h("form", { class: "stack", onsubmit, novalidate: true },
    outcomes(form), whenMet(form), placeField(draft, form.touched), form.trouble, form.save));
  arrange(form);
}

async function submit(form, userId, item, onSaved) {
  const lack = visits.lack(form.draft, form.notice);
  if (lack !== null) {
    form.trouble.textContent = t(lack);
    form.trouble.scrollIntoView({ block: "center" });
    return;
  }
  form.save.disabled = true;
  try {
    onSaved(await visits.record(userId, item, form.draft, form.notice));
  } finally {
    form.save.disabled = false;
  }
}

/** Show what the answers so far call for. */
function arrange({ draft, met, sticker, method, call, callAt }) {
  met.hidden = draft.outcome !== "met";
  sticker.disabled = !draft.owner_agreed;
  if (!draft.owner_agreed) draft.sticker_placed = sticker.checked = false;
  method.hidden = draft.purposes.length === 0;
  call.hidden = draft.method !== "missed_call";
  callAt.textContent = draft.dialled_at ? t("field.call.at", { when: instant(draft.dialled_at) }) : "";
}

function outcomes(form) {
  const one = (code) => choice("outcome", code, coded("outcome", code), form.draft.outcome === code, () => {
    form.draft.outcome = code;
    form.touched();
  });
  return h("fieldset", { class: "card choices" }, h("legend", null, t("field.step.outcome")), visits.OUTCOMES.map(one));
}

function choice(name, value, label, checked, onchange) {
  return h("label", { class: "choice" }, h("input", { type: "radio", name, value, checked, onchange }), h("span", null, label));
}

function whenMet(form) {
  form.met = h("div", { class: "stack" }, atTheDoor(form), noticeText(form), purposes(form), methods(form));
  return form.met;
}

function atTheDoor(form) {
  form.sticker = tick(form, "sticker_placed");
  return h("fieldset", { class: "card stack" }, h("legend", null, t("field.step.door")),
    labelled(tick(form, "leaflet_given"), t("field.leaflet")),
    labelled(tick(form, "owner_agreed"), t("field.owner_agreed")),
    labelled(form.sticker, t("field.sticker"), t("field.sticker.hint")));
}

function tick(form, name) {
  const onchange = (event) => {
    form.draft[name] = event.target.checked;
    form.touched();
  };
  return h("input", { type: "checkbox", name, checked: form.draft[name], onchange });
}

function labelled(input, label, plain = null) {
  return h("label", { class: "tick" }, input, h("span", null, h("span", { class: "tick-label" }, label),
    plain && h("span", { class: "small muted tick-plain" }, plain)));
}

/** The notice word for word and in full: what the person hears is what the consent will name. */
function noticeText({ notice }) {
  const other = notice && notice.language !== language();
  const text = notice
    ? h("div", { class: "notice", id: "notice", lang: notice.language }, notice.text)
    : h("p", { class: "with-icon warn-text" }, icon("warn"), t("field.notice.none"));
  return h("section", { class: "card stack", "aria-labelledby": "notice-title" },
    h("h2", { id: "notice-title" }, t("field.step.notice")), text,
    other && h("p", { class: "small muted" }, t("field.notice.other_language")));
}

function purposes(form) {
  const { draft, notice } = form;
  const one = (purpose) => h("input", { type: "checkbox", name: "purpose", value: purpose,
    checked: draft.purposes.includes(purpose), disabled: notice === null,
    onchange: (event) => {
      const rest = draft.purposes.filter((other) => other !== purpose);
      draft.purposes = event.target.checked ? [...rest, purpose] : rest;
      form.touched();
    } });
  return h("fieldset", { class: "card stack" }, h("legend", null, t("field.step.consent")),
    h("p", { class: "muted small" }, t("field.consent.hint")),
    visits.PURPOSES.map((purpose) => labelled(one(purpose), coded("purpose", purpose), t(`field.purpose.${purpose}.plain`))));
}

function methods(form) {
  const { draft } = form;
  const one = (code) => choice("method", code, coded("method", code), draft.method === code, () => {
    draft.method = code;
    form.touched();
  });
  const rang = () => {
    draft.dialled_at = now();
    form.touched();
  };
  form.callAt = h("p", { role: "status" });
  form.call = h("div", { class: "stack call" }, form.callAt,
    h("button", { type: "button", class: "button", onclick: rang }, icon("phone"), t("field.call.now")));
  form.method = h("fieldset", { class: "card choices" }, h("legend", null, t("field.method")),
    visits.METHODS.map(one), form.call);
  return form.method;
}
