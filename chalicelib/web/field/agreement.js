/**
 * What is read out, what the person says yes to, and how she says it. The notice on the screen is
 * the notice that the consent will name.
 */

import { h, icon, render } from "../shared/dom.js";
import { language, t } from "../shared/i18n.js";
import { now } from "../shared/ids.js";
import { choice, labelled } from "./controls.js";
import { coded } from "./labels.js";
import { guardianCard } from "./minor.js";
import { namingCard } from "./naming.js";
import * as visits from "./visits.js";

/** The notice, the purposes and the methods; `form` learns of the nodes that come and go. */
export function agreement(form) {
  render(form.noticePlace, noticeText(form));
  const { noticePlace } = form;
  return [noticePlace, purposes(form), namingCard(form), guardianCard(form), methods(form)];
}

/** The text being read out stays as it is; only one in the wrong language, or none, is replaced. */
export function takeNotice(form, notice) {
  if (notice === null || (form.notice !== null && form.notice.language === language())) return;
  form.notice = notice;
  render(form.noticePlace, noticeText(form));
  form.met.querySelectorAll("[name=purpose]").forEach((box) => {
    box.disabled = false;
  });
}

/** Word for word and in full. */
function noticeText({ notice }) {
  const other = notice && notice.language !== language();
  const text = notice
    ? h("div", { class: "notice", id: "notice", lang: notice.language }, notice.text)
    : h("p", { class: "with-icon warn-text" }, icon("warn"), t("field.notice.none"));
  return h(
    "section",
    { class: "card stack", "aria-labelledby": "notice-title" },
    h("h2", { id: "notice-title" }, t("field.step.notice")),
    text,
    other && h("p", { class: "small muted" }, t("field.notice.other_language")),
  );
}

function purposes(form) {
  const { draft, notice } = form;
  const one = (purpose) =>
    h("input", {
      type: "checkbox",
      name: "purpose",
      value: purpose,
      checked: draft.purposes.includes(purpose),
      disabled: notice === null,
      onchange: (event) => {
        const rest = draft.purposes.filter((other) => other !== purpose);
        draft.purposes = event.target.checked ? [...rest, purpose] : rest;
        form.touched();
      },
    });
  return h(
    "fieldset",
    { class: "card stack" },
    h("legend", null, t("field.step.consent")),
    h("p", { class: "muted small" }, t("field.consent.hint")),
    visits.PURPOSES.map((purpose) =>
      labelled(one(purpose), coded("purpose", purpose), t(`field.purpose.${purpose}.plain`)),
    ),
  );
}

function methods(form) {
  const { draft } = form;
  const one = (code) =>
    choice("method", code, coded("method", code), draft.method === code, () => {
      draft.method = code;
      form.touched();
    });
  const rang = () => {
    draft.dialled_at = now();
    form.touched();
  };
  form.callAt = h("p", { role: "status" });
  form.call = h(
    "div",
    { class: "stack call" },
    numberToRing(form),
    form.callAt,
    h(
      "button",
      { type: "button", class: "button", onclick: rang },
      icon("phone"),
      t("field.call.now"),
    ),
  );
  form.method = h(
    "fieldset",
    { class: "card choices" },
    h("legend", null, t("field.method")),
    visits.METHODS.map(one),
    form.call,
  );
  return form.method;
}

/** The number to ring and hang up on, which a touch dials; nothing when it is not known here. */
function numberToRing({ campaign }) {
  const number = campaign?.numbers?.confirm;
  if (!number) return null;
  const props = { href: `tel:${number}`, class: "button numbers", id: "ring" };
  return [h("p", null, t("field.call.ring")), h("p", null, h("a", props, icon("phone"), number))];
}
