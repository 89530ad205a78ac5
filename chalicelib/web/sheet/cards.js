/* The workers' cards as they come out of the printer, eight on a page. A card speaks both
   languages whatever the page speaks, since nobody knows who will read it. */

import { h } from "../shared/dom.js";
import { pick, t, tIn } from "../shared/i18n.js";

const LANGUAGES = ["hi", "en"];
const LINES = ["sheet.line1", "sheet.line2", "sheet.line3"];

/** The cards of a sheet. */
export function cards(made, booth) {
  return h(
    "section",
    { class: "papers cards", "aria-label": t("sheet.workers") },
    made.map((card) => paper(card, booth)),
  );
}

function paper(card, booth) {
  // An image of its own is no part of this page's markup, which takes none from texts.
  const src = `data:image/svg+xml;base64,${btoa(card.svg)}`;
  return h(
    "article",
    { class: "paper worker-card", "data-worker": card.user_id },
    h("img", { src, alt: t("sheet.qr_of", { name: card.name }), class: "qr" }),
    h(
      "div",
      { class: "card-who" },
      h("strong", { class: "card-name" }, card.name),
      h("span", null, [card.reference, pick(booth.names)].filter(Boolean).join(" · ")),
    ),
    LANGUAGES.map((name) => lines(name, card)),
  );
}

function lines(name, card) {
  const day = new Intl.DateTimeFormat(name === "hi" ? "hi-IN" : "en-IN", {
    day: "numeric",
    month: "long",
  }).format(new Date(card.expires_at));
  return h(
    "ol",
    { lang: name, class: "card-lines" },
    LINES.map((key) => h("li", null, tIn(name, key, { day }))),
  );
}
