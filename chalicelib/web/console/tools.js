/* The buttons for keys, preferences and her own numbers, in the head of each view. */

import { t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Button } from "./marks.js";
import { changed } from "./store.js";

/** A small group of quiet buttons that open windows. */
export function Tools({ desk }) {
  const open = (name) => () => {
    desk.window = name;
    changed(desk);
  };
  return html`<div class="tools">
    <${Button} tone="quiet for-keys" data-window="help" onclick=${open("help")}>
      ${t("help.title")}
    <//>
    <${Button} tone="quiet" data-window="preferences" onclick=${open("preferences")}>
      ${t("settings.title")}
    <//>
  </div>`;
}
