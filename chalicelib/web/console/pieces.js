/* The parts that every panel is made of; the signs in them are those of marks.js. */

import { t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Icon } from "./marks.js";

/** A button that is an icon alone, with words for whoever does not see or know it. */
export function Tool({ label, sign, ...rest }) {
  return html`<button type="button" class="tool" aria-label=${label} title=${label} ...${rest}>
    <${Icon} name=${sign} />
  </button>`;
}

/** A part of the side with a heading; its words are `panel.<name>`. */
export function Panel({ name, children }) {
  const id = `panel-${name}`;
  return html`<section class=${`panel panel-${name}`} aria-labelledby=${id}>
    <h2 id=${id}>${t(`panel.${name}`)}</h2>
    ${children}
  </section>`;
}

/** A panel that is folded away until somebody asks; `onOpen` runs each time that it opens. */
export function Folded({ name, onOpen, children }) {
  const onToggle = (event) => event.currentTarget.open && onOpen?.();
  return html`<details class=${`panel panel-${name} folded`} ontoggle=${onToggle}>
    <summary><h2>${t(`panel.${name}`)}</h2></summary>
    <div class="folded-body">${children}</div>
  </details>`;
}

/** Terms with what they say, `[[term, value]]`; without a value there is nothing to show. */
export function Pairs({ rows, small = false }) {
  const told = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (!told.length) return null;
  const lines = told.map(
    ([term, value]) => html`<div><dt>${term}</dt><dd dir="auto">${value}</dd></div>`,
  );
  return html`<dl class=${small ? "pairs small" : "pairs"}>${lines}</dl>`;
}
