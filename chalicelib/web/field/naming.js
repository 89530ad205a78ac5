/**
 * How she wants to be named where everybody sees it: asked when she agrees to publication, and
 * answered by nothing when she wants no name there.
 */

import { h } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { textField } from "./controls.js";

/* The service refuses longer ones (domain/edition_words.py). */
const LONGEST = 80;

/** The card; `form` learns of the node that comes and goes. */
export function namingCard(form) {
  const oninput = (event) => {
    form.draft.shown_name = event.target.value;
    form.touched();
  };
  form.naming = h(
    "fieldset",
    { class: "card stack" },
    h("legend", null, t("field.naming")),
    textField(t("field.naming.ask"), {
      name: "shown_name",
      maxlength: LONGEST,
      value: form.draft.shown_name ?? "",
      hint: t("field.naming.hint"),
      oninput,
    }),
  );
  return form.naming;
}

/** Show it to whom it matters. */
export function arrangeNaming({ draft, naming }) {
  naming.hidden = !draft.purposes.includes("publish");
}

/** What the consent says of her name; nothing when none is to be shown. */
export function shownNameOf({ purposes, shown_name }) {
  const name = purposes.includes("publish") ? shown_name?.trim() : "";
  return name ? { shown_name: name } : {};
}
