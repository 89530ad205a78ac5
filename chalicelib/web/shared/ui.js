/* Views that are drawn anew whenever what they show changes, with what stays left in place: focus,
   scroll and a playing video among it. Preact compares, htm writes it down as markup in a template;
   text is always text. For pages that live; a page that is drawn once uses dom.js. */

import htm from "../vendor/htm.js";
import { h } from "../vendor/preact.js";

export { Fragment, render } from "../vendor/preact.js";
export {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "../vendor/hooks.js";

/** Markup as a template: html`<p class=${name}>${text}</p>`. */
export const html = htm.bind(h);
