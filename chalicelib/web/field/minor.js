/**
 * Who agrees for a child: asked when the year of birth leaves it open whether somebody is 18, or
 * when the worker sees that she is not.
 */

import { h, icon } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { labelled, textField } from "./controls.js";

const ADULT_AGE = 18;
const LONGEST = 200;

/** Whether somebody may be under 18 by what the roll says, on the safe side by a year. */
export function isMinorByRoll(item) {
  const year = Number(item.details?.birth_year);
  return year > 0 && new Date().getFullYear() - year <= ADULT_AGE;
}

/** Whether a guardian has to agree. */
export function needsGuardian(draft, item) {
  return draft.is_minor === true || isMinorByRoll(item);
}

/** The card; `form` learns of the nodes that come and go. */
export function guardianCard(form) {
  const onchange = (event) => {
    form.draft.is_minor = event.target.checked;
    form.touched();
  };
  form.isMinor = h("input", { type: "checkbox", name: "is_minor", onchange });
  form.byRoll = h("p", { class: "muted small" }, t("field.minor.by_roll"));
  form.guardian = h(
    "div",
    { class: "stack" },
    h("p", { class: "muted small" }, t("field.minor.ask")),
    word(form, "guardian_name"),
    word(form, "guardian_relation"),
    h("p", { class: "with-icon small" }, icon("info"), t("field.minor.publish")),
  );
  form.minor = h(
    "fieldset",
    { class: "card stack" },
    h("legend", null, t("field.minor")),
    labelled(form.isMinor, t("field.minor.tick")),
    form.byRoll,
    form.guardian,
  );
  return form.minor;
}

/** Show what the draft and the newest list call for. */
export function arrangeMinor({ draft, item, minor, isMinor, byRoll, guardian }) {
  const isByRoll = isMinorByRoll(item);
  minor.hidden = draft.purposes.length === 0;
  isMinor.checked = needsGuardian(draft, item);
  isMinor.disabled = isByRoll;
  byRoll.hidden = !isByRoll;
  guardian.hidden = !isMinor.checked;
}

function word(form, name) {
  const oninput = (event) => {
    form.draft[name] = event.target.value;
    form.touched();
  };
  const more = { name, maxlength: LONGEST, value: form.draft[name] ?? "", oninput };
  return textField(t(`field.minor.${name}`), more);
}

/** What the consent says of the guardian; nothing for a grown person. */
export function guardianOf(draft, item) {
  if (!needsGuardian(draft, item)) return {};
  const { guardian_name: name, guardian_relation: relation } = draft;
  return { guardian: { name: name.trim(), relation: relation.trim() } };
}

/** Whether somebody still has to be named. */
export function lacksGuardian(draft, item) {
  if (!needsGuardian(draft, item)) return false;
  return !draft.guardian_name?.trim() || !draft.guardian_relation?.trim();
}
