/* The small signs of the live views: icons, chips, strips and buttons, as labels.js and shell.js
   draw them for pages that are drawn once. */

import { ICONS } from "../shared/dom.js";
import { coded, t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { VERDICTS } from "./labels.js";

const STRIPS = { note: "info", good: "check", warn: "warn", bad: "cross" };

/** A line icon of 24 units drawn in the current text colour, hidden from screen readers. */
export function Icon({ name }) {
  const strokes = (ICONS[name] ?? []).map((d) => html`<path d=${d} />`);
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${strokes}
  </svg>`;
}

/** A chip: `tone` is good, warn, bad or accent; `sign` names an icon, `tag` an element. */
export function Chip({ tone = "", sign = null, tag = "span", children, ...rest }) {
  return html`<${tag} class=${`chip ${tone}`.trim()} ...${rest}>
    ${sign && html`<${Icon} name=${sign} />`}${children}
  </${tag}>`;
}

/** A chip for a verdict; an item without one is still being checked. */
export function VerdictChip({ verdict }) {
  if (!verdict) return html`<${Chip} sign="clock">${t("verdict.none")}<//>`;
  const [tone, sign] = VERDICTS[verdict] ?? ["", "question"];
  return html`<${Chip} tone=${tone} sign=${sign}>${coded("verdict", verdict)}<//>`;
}

/** A button that submits nothing: `tone` is primary, danger or quiet; `sign` names an icon. */
export function Button({ tone = "", sign = null, children, ...rest }) {
  return html`<button type="button" class=${`button ${tone}`.trim()} ...${rest}>
    ${sign && html`<${Icon} name=${sign} />`}${children}
  </button>`;
}

/** A strip with a sentence: `kind` is note, good, warn or bad; the children are its buttons. */
export function Strip({ kind, text, name = "", children }) {
  const role = kind === "bad" || kind === "warn" ? "alert" : "status";
  return html`<div class=${`banner banner-${kind} ${name}`.trim()} role=${role}>
    <${Icon} name=${STRIPS[kind]} />
    <p dir="auto">${text}</p>
    ${children && html`<div class="banner-actions">${children}</div>`}
  </div>`;
}
