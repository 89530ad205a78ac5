/** The dialog in which she asks for another decision, once, with a note if she likes. */

import { Offline, Problem } from "../shared/errors.js";
import { button, h } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { trouble } from "./labels.js";
import { askAgain } from "./returned.js";

const MOST_LETTERS = 2000;

/** Ask about `item`; `onAsked(item)` runs once it was, `onRefused()` when it cannot be. */
export function openAsking(item, { onAsked, onRefused }) {
  const note = h("textarea", {
    id: "ask-note",
    rows: 3,
    maxlength: MOST_LETTERS,
    dir: "auto",
    "aria-describedby": "ask-hint",
  });
  const said = h("p", { class: "trouble", role: "alert" });
  const close = () => dialog.close();
  const yes = button(t("field.ask.yes"), () => void send(), {
    class: "button primary",
    id: "ask-yes",
  });
  const send = async () => {
    yes.disabled = true;
    said.textContent = "";
    try {
      const news = await askAgain(item, note.value.trim());
      close();
      await onAsked(news);
    } catch (error) {
      said.textContent = failed(error, onRefused);
      yes.disabled = false;
    }
  };
  const dialog = h(
    "dialog",
    { "aria-labelledby": "ask-title", class: "asking" },
    h("h2", { id: "ask-title" }, t("field.ask.title")),
    h("p", null, t("field.ask.explain")),
    h(
      "div",
      { class: "field" },
      h("label", { for: "ask-note" }, t("field.ask.note")),
      note,
      h("p", { class: "small muted", id: "ask-hint" }, t("field.ask.hint")),
    ),
    said,
    h("div", { class: "dialog-buttons" }, button(t("field.ask.no"), close), yes),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** What she is told: without a network she may press again, since a repeat asks nothing twice. */
function failed(error, onRefused) {
  if (error instanceof Offline) return t("field.ask.offline");
  if (!(error instanceof Problem)) throw error;
  if (error.status !== 409 && error.status !== 404) return trouble(error);
  onRefused();
  return t("field.ask.too_late");
}
