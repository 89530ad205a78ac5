/* A question in a window: what follows, some fields, and one button that says what will be done. */

import { dialogButtons, openDialog } from "../shared/dialogs.js";
import { h } from "../shared/dom.js";
import { clearFaults, showFaults } from "./faults.js";

/** Ask it. `send()` does what the button says and returns what came of it, which `done` is told once
    the window is closed; what goes wrong is said at its field. Returns the dialog. */
export function openQuestion({ title, then, fields = [], words, tone = "primary", name, send, done }) {
  const trouble = h("div", { class: "form-trouble" });
  const pressed = h("button", { type: "submit", class: `button ${tone}`, "data-confirm": name }, words);
  const onsubmit = async (event) => {
    event.preventDefault();
    pressed.disabled = true;
    clearFaults(event.target, trouble);
    let answer;
    try {
      answer = await send();
    } catch (error) {
      pressed.disabled = false;
      showFaults(event.target, trouble, error);
      return;
    }
    dialog.close();
    done(answer);
  };
  const points = then instanceof Element ? then : h("ul", { class: "consequences" }, then.filter(Boolean).map((one) => h("li", null, one)));
  const form = h("form", { class: "ask", onsubmit }, h("h2", null, title), points, fields, trouble, dialogButtons(pressed));
  const dialog = openDialog(form);
  return dialog;
}
