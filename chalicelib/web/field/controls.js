/** Controls that parts of the visit form share: a large radio button, a self-explaining tick. */

import { h } from "../shared/dom.js";

/** One of several answers; the whole card is the target. */
export function choice(name, value, label, checked, onchange) {
  return h(
    "label",
    { class: "choice" },
    h("input", { type: "radio", name, value, checked, onchange }),
    h("span", null, label),
  );
}

/** A checkbox with its label and, below it, what it means in plain words. */
export function labelled(input, label, plain = null) {
  return h(
    "label",
    { class: "tick" },
    input,
    h(
      "span",
      null,
      h("span", { class: "tick-label" }, label),
      plain && h("span", { class: "small muted tick-plain" }, plain),
    ),
  );
}
