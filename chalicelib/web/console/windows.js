/* The windows and views that come when somebody asks for them. Those that a key opens are brought
   once the first item is on the screen, before its keys wake. */

import { t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { later } from "./later.js";
import { Window, WindowButtons } from "./window.js";

/* Long enough for the film's first frame, shorter than the keys rest (asking.js). */
const WARM_AFTER_MS = 400;

export const Ask = later(() => import("./ask.js"), "Ask", Empty);
export const Help = later(() => import("./help.js"), "Help", Empty);
export const Preferences = later(() => import("./preferences.js"), "Preferences", Empty);
export const Numbers = later(() => import("./numbers.js"), "Numbers", Empty);
export const Looks = later(() => import("./looks.js"), "Looks");
export const Look = later(() => import("./look.js"), "Look");

let isWarm = false;

/** Bring what keys open, once. */
export function warmWindows() {
  if (isWarm) return;
  isWarm = true;
  setTimeout(() => [Ask, Help].forEach((one) => one.warm()), WARM_AFTER_MS);
}

/* A window is there at once, so that no key means something else meanwhile. */
function Empty({ words, onClose }) {
  return html`<${Window} title=${t("console.title")} onClose=${onClose}>
    <p class="muted" role="status">${words}</p>
    <${WindowButtons} />
  <//>`;
}
