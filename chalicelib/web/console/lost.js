/* What stands where a picture could not be read. */

import { t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Button } from "./marks.js";

/** A sentence and a way to try again. */
export function Lost({ onAgain }) {
  return html`<div class="stage-empty" role="alert">
    <p>${t("stage.broken")}</p>
    <${Button} sign="refresh" onclick=${onAgain}>${t("stage.again")}<//>
  </div>`;
}
