/* Why somebody needs to know a masked person's names and number. */

import { api } from "../shared/api.js";
import { announce } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useState } from "../shared/ui.js";
import { Button, Strip } from "./marks.js";

/* The reasons that the service takes (domain/phones.py). */
const REASONS = ["call_back", "correction", "complaint", "other"];

/** The question; `onFull` takes the person as she is, `onCancel` runs when nobody wants to know. */
export function Reveal({ item, onFull, onCancel }) {
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(null);
  const onsubmit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const reason = new FormData(event.target).get("reveal_reason");
      const path = `/v1/testimonials/${encodeURIComponent(item.testimonial_id)}/reveal`;
      onFull((await api("POST", path, { body: { reason } })).body);
      announce(t("reveal.noted"));
    } catch (error) {
      setTrouble(sentence(error));
      setBusy(false);
    }
  };
  return html`<form class="reveal" onsubmit=${onsubmit}>
    <fieldset class="reasons">
      <legend>${t("reveal.why")}</legend>
      ${REASONS.map(reason)}
    </fieldset>
    <p class="small muted">${t("reveal.note")}</p>
    ${trouble && html`<${Strip} kind="bad" text=${trouble} />`}
    <div class="row">
      <button type="submit" class="button primary" disabled=${isBusy}>${t("reveal.show")}</button>
      <${Button} onclick=${onCancel}>${t("dialog.cancel")}<//>
    </div>
  </form>`;
}

function reason(code, index) {
  const focus = (input) => index === 0 && input && !input.dataset.met && meet(input);
  return html`<label class="choice">
    <input type="radio" name="reveal_reason" value=${code} required ref=${focus} />
    ${t(`reveal_reason.${code}`)}
  </label>`;
}

/* The first reason takes the focus once, when the question appears. */
function meet(input) {
  input.dataset.met = "yes";
  input.focus();
}
