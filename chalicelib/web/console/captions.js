/* The words that go out with a post, one box per language. What is typed stays in the view until
   the item is decided; it is sent with an approval only. */

import { h } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { panel } from "./facts.js";

/* The service refuses longer ones (domain/review.py). */
const LONGEST = 1000;

/** Editors while the item is this person's, plain text otherwise. `drafts` is filled as she types. */
export function captionsPanel(item, drafts, is_mine) {
  for (const name of ["hi", "en"]) drafts[name] ??= item.captions?.[name] ?? "";
  const draw = is_mine ? editor : reading;
  const parts = ["hi", "en"].map((name) => draw(name, drafts, item)).filter(Boolean);
  return panel("captions", parts.length ? parts : h("p", { class: "muted" }, t("captions.none")));
}

function editor(name, drafts) {
  const id = `caption-${name}`;
  const left = h("span", { class: "muted small numbers", id: `${id}-left` });
  const count = () => {
    left.textContent = t("captions.left", { n: LONGEST - drafts[name].length });
  };
  const box = h("textarea", {
    id,
    lang: name,
    rows: "3",
    maxlength: String(LONGEST),
    "aria-describedby": left.id,
    value: drafts[name],
    oninput: (event) => {
      drafts[name] = event.target.value;
      count();
    },
  });
  count();
  return h("div", { class: "field" }, h("label", { for: id }, t(`captions.${name}`)), box, left);
}

function reading(name, _drafts, item) {
  const text = item.captions?.[name];
  return text ? h("blockquote", { lang: name, class: "caption" }, text) : null;
}
