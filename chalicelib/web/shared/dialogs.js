/* Windows on top of a page, all native dialogs: Escape or a press beside one closes it, and the
   focus returns by itself to where it was. */

import { button, h } from "./dom.js";
import { t } from "./i18n.js";

/** Show `content` on top of everything; `onClose` runs once when it is gone. */
export function openDialog(content, { className = "", onClose = () => {} } = {}) {
  const gone = () => {
    dialog.remove();
    onClose();
  };
  const dialog = h("dialog", { class: className, onclose: gone }, content);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A button that closes the dialog it is in; `words` is a key. */
export function closing(words) {
  return button(t(words), (event) => event.target.closest("dialog").close());
}

/** The row of buttons at a dialog's end, the one that closes it first. */
export function dialogButtons(...more) {
  return h(
    "div",
    { class: "ask-buttons" },
    closing(more.length ? "dialog.cancel" : "dialog.close"),
    more,
  );
}
