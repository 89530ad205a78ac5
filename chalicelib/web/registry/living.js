/* Parts of a page that change where they stand: drawn anew only when what they show has changed, so
   that neither the focus nor the reader's place is lost when the service is asked again. */

import { h, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { inOrder, mark } from "./datatable.js";

/** True when there is something to show in `parts.body`; else `parts.trouble` says why not, or not yet. */
export function isThere(parts, shown, error) {
  if (error && !parts.trouble.querySelector(".banner")) render(parts.trouble, banner("bad", sentence(error)));
  if (!error) render(parts.trouble, !shown && h("p", { class: "loading muted" }, t("shell.loading")));
  parts.body.hidden = !shown;
  return Boolean(shown);
}

/** `{element, show(value)}`; `draw(value)` returns what stands in the element. */
export function living(element, draw) {
  let said;
  const show = (value) => {
    const now = JSON.stringify(value);
    if (now === said) return;
    const isFirst = said === undefined;
    said = now;
    render(element, draw(value));
    if (!isFirst) mark(element);
  };
  return { element, show };
}

/** `{element, show(items)}`: one part per item, made by `part(item)` as `{element, show(item)}`. */
export function livingList(element, { key, part }) {
  const known = new Map();
  const show = (items) => {
    const names = new Set(items.map(key));
    for (const [name, one] of known) {
      if (names.has(name)) continue;
      one.element.remove();
      known.delete(name);
    }
    const parts = items.map((item) => {
      const name = key(item);
      if (!known.has(name)) known.set(name, part(item));
      return known.get(name);
    });
    inOrder(element, parts.map((one) => one.element));
    parts.forEach((one, index) => one.show(items[index]));
  };
  return { element, show };
}
