/** Controls that the forms share: a large radio button, a self-explaining tick, a line of text. */

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

let fields = 0;

/** A line of text below its label; `hint` says how to fill it in. */
export function textField(label, { hint = null, ...props }) {
  fields += 1;
  const id = `text-${fields}`;
  const about = hint && `${id}-hint`;
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    h("input", { id, type: "text", autocomplete: "off", "aria-describedby": about, ...props }),
    hint && h("p", { class: "small muted", id: about }, hint),
  );
}
