/**
 * Corrects what the roll says of a person. Only what she changed is sent, with the version that she
 * saw, so that somebody else's correction is never overwritten unseen.
 */

import { h, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { textField } from "./controls.js";
import { correct } from "./corrections.js";

const OLDEST = 1900;
const PHONE_DIGITS = [10, 15];

/* The fields by their names in the API; `now(item)` is what she sees before she changes it. */
const FIELDS = [
  { name: "name.hi", now: (item) => item.names.hi, lang: "hi" },
  { name: "name.en", now: (item) => item.names.en, lang: "en" },
  { name: "guardian_name.hi", now: (item) => item.guardian_names.hi, lang: "hi" },
  { name: "guardian_name.en", now: (item) => item.guardian_names.en, lang: "en" },
  { name: "phone", now: () => "", type: "tel", inputmode: "tel", maxlength: 30, hasHint: true },
  { name: "house", now: (item) => item.details?.house },
  { name: "address", now: (item) => item.details?.address },
  {
    name: "birth_year",
    now: (item) => item.details?.birth_year,
    inputmode: "numeric",
    maxlength: 4,
  },
];

/** Draw the form into `root`; `onDone(isSaved)` runs when it is over. */
export function openDetails(root, { item, userId, onDone }) {
  const trouble = h("p", { class: "trouble", role: "alert" });
  const inputs = FIELDS.map((field) => [field, control(field, item)]);
  const save = h(
    "button",
    { type: "submit", class: "button primary wide", id: "save-details" },
    t("field.details.save"),
  );
  const leave = h(
    "button",
    { type: "button", class: "button wide", onclick: () => onDone(false) },
    t("field.details.leave"),
  );
  const onsubmit = (event) => {
    event.preventDefault();
    const said = inputs.map(([field, node]) => [field, node.querySelector("input").value.trim()]);
    void submit({ said, item, userId, trouble, save, onDone });
  };
  render(
    root,
    h(
      "form",
      { class: "stack", id: "details", onsubmit, novalidate: true },
      h(
        "section",
        { class: "card stack" },
        h("h2", { tabindex: "-1" }, t("field.details")),
        h("p", { class: "muted small" }, t("field.details.hint")),
        inputs.map(([, node]) => node),
      ),
      trouble,
      save,
      leave,
    ),
  );
  root.querySelector("h2").focus();
}

function control({ name, now, hasHint, ...props }, item) {
  const hint = hasHint
    ? t(`field.details.${name}.hint`, { now: item.phone ?? t("field.no_phone") })
    : null;
  const more = { maxlength: 200, ...props, name, value: now(item) ?? "", hint };
  return textField(t(`field.details.${name}`), more);
}

async function submit({ said, item, userId, trouble, save, onDone }) {
  const changed = said.filter(([field, value]) => value !== (field.now(item) ?? ""));
  const lack = lackOf(changed);
  if (lack !== null) {
    trouble.textContent = t(lack);
    return;
  }
  if (changed.length === 0) return onDone(false);
  save.disabled = true;
  const fields = Object.fromEntries(changed.map(([{ name }, value]) => [name, value || null]));
  try {
    await correct(userId, item, fields);
    onDone(true);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    trouble.textContent = t("field.not_saved");
    save.disabled = false;
  }
}

/** The word key of what cannot be sent so, or null. The service has the last word. */
function lackOf(changed) {
  const isNoName = ([{ name }, value]) => name.startsWith("name.") && value === "";
  if (changed.some(isNoName)) return "field.details.lack.name";
  const isWrong = ([{ name }, value]) => value !== "" && CHECKS[name]?.(value) === false;
  const wrong = changed.find(isWrong);
  return wrong ? `field.details.lack.${wrong[0].name}` : null;
}

const CHECKS = {
  phone: (text) => {
    const digits = [...text].filter((letter) => /\p{Nd}/u.test(letter)).length;
    return digits >= PHONE_DIGITS[0] && digits <= PHONE_DIGITS[1];
  },
  birth_year: (text) => {
    if (!/^\d+$/.test(text)) return /^\p{Nd}{4}$/u.test(text);
    return Number(text) >= OLDEST && Number(text) <= new Date().getFullYear();
  },
};
