/* The list of identical items in the question for a reason: each with its picture, each chosen by
   hand or all at once. */

import { t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Button } from "./marks.js";

/** The identical ones; nothing where there are none. */
export function Twins({ asking, set }) {
  const { twins } = asking;
  if (!twins?.length) return null;
  const choose = (chosen) =>
    set({ twins: twins.map((one) => ({ ...one, is_chosen: chosen(one) })) });
  const toggle = (id) => choose((one) => (one.testimonial_id === id) !== Boolean(one.is_chosen));
  return html`<fieldset class="twins">
    <legend>${t("bulk.title")}</legend>
    <p class="muted small">${t("bulk.what")}</p>
    <${Button} data-twins="all" onclick=${() => choose(() => true)}>
      ${t("bulk.all", { n: twins.length })}
    <//>
    <ul class="twin-list">
      ${twins.map((one, index) => html`<${Twin} one=${one} index=${index} toggle=${toggle} />`)}
    </ul>
  </fieldset>`;
}

function Twin({ one, index, toggle }) {
  const thumb = one.media_items?.find((each) => each.derivatives?.thumb)?.derivatives.thumb;
  return html`<li>
    <label class="choice">
      <input
        type="checkbox"
        name="twin"
        value=${one.testimonial_id}
        checked=${Boolean(one.is_chosen)}
        onchange=${() => toggle(one.testimonial_id)}
      />
      ${thumb &&
      html`<img src=${thumb.url} width=${thumb.width} height=${thumb.height} alt="" />`}
      <span>${t("bulk.one", { n: index + 1 })}</span>
    </label>
  </li>`;
}
