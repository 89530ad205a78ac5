/** Who the person is, as the top of her page says it, with the way to correct that. */

import { button, h, icon } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { coded, guardianOf, listed, nameOf } from "./labels.js";

/** The way back to the list. */
export function backLink() {
  return h(
    "p",
    null,
    h("a", { class: "button quiet back", href: "#people" }, icon("back"), t("field.back")),
  );
}

/** Her name and details; `onCorrect` opens the form for them. */
export function heading(item, onCorrect) {
  const guardian = guardianOf(item);
  const { house, address, birth_year: year } = item.details ?? {};
  const where = [house, address].filter(Boolean).join(", ");
  return h(
    "header",
    { class: "person-head stack" },
    h(
      "div",
      null,
      h("h1", null, nameOf(item)),
      guardian && h("p", null, t("field.guardian", { name: guardian })),
      h(
        "p",
        { class: "muted" },
        `${t("field.phone")}: `,
        h("span", { class: "numbers" }, item.phone ?? t("field.no_phone")),
      ),
      where && h("p", { class: "muted" }, t("field.address", { where })),
      year && h("p", { class: "muted" }, t("field.born", { year })),
      item.schemes.length > 0 &&
        h("p", { class: "muted" }, t("field.scheme", { names: item.schemes.join(", ") })),
    ),
    conflicts(item),
    onCorrect && button(t("field.details"), onCorrect, { id: "correct", tone: "quiet correct" }),
  );
}

/** Two reports disagree: told calmly, since nothing is lost and it is not hers to decide. */
function conflicts(item) {
  const names = item.conflicts ?? [];
  if (names.length === 0) return null;
  const what = listed([...new Set(names.map((name) => coded("detail", name.split(".")[0])))]);
  return banner("note", t("field.conflicts", { what }));
}
