/* Windows on top of the console, all native dialogs: Escape or a press beside one closes it, and
   the focus returns by itself to where it was. */

import { t } from "../shared/i18n.js";
import { html, useLayoutEffect, useRef } from "../shared/ui.js";
import { Button } from "./marks.js";

/** A window with a heading; `onClose` runs when somebody closes it by whatever means, and not when
    the view below it goes away. */
export function Window({ title, name = "", onClose, children }) {
  const dialog = useRef(null);
  const isShown = useRef(true);
  useLayoutEffect(() => {
    const { current } = dialog;
    current.showModal();
    current.querySelector("[data-first]")?.focus();
    return () => {
      isShown.current = false;
      current.close();
    };
  }, []);
  const onclose = () => isShown.current && onClose();
  const onclick = (event) => event.target === event.currentTarget && event.target.close();
  return html`<dialog
    ref=${dialog}
    class=${name}
    aria-labelledby="window-title"
    onclose=${onclose}
    onclick=${onclick}
  >
    <div class="ask">
      <h2 id="window-title">${title}</h2>
      ${children}
    </div>
  </dialog>`;
}

/** The row of buttons at a window's end, the one that closes it first. */
export function WindowButtons({ close = "dialog.close", children }) {
  const onclick = (event) => event.currentTarget.closest("dialog").close();
  return html`<div class="ask-buttons">
    <${Button} onclick=${onclick}>${t(close)}<//>${children}
  </div>`;
}
