/* Both sides of an item that somebody asked about again: who asked and why, and what was decided. */

import { instant } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Icon } from "./marks.js";

/** The strip above an item with an appeal; nothing for any other. */
export function Appeal({ item }) {
  const { appeal } = item;
  if (!appeal) return null;
  const before = (item.decisions ?? []).filter((one) => one.at <= appeal.at);
  return html`<section class="panel panel-appeal" aria-labelledby="panel-appeal">
    <h2 id="panel-appeal"><${Icon} name="refresh" />${t("panel.appeal")}</h2>
    <div class="sides">
      <div class="side">
        <h3>${t("appeal.asked", { who: coded("role", appeal.by) })}</h3>
        ${appeal.note
          ? html`<blockquote class="caption" dir="auto">${appeal.note}</blockquote>`
          : html`<p class="muted">${t("appeal.no_note")}</p>`}
        <p class="muted small">${instant(appeal.at)}</p>
      </div>
      <div class="side">
        <h3>${t("appeal.decided")}</h3>
        ${before.length
          ? html`<ol class="steps">${before.map((one) => html`<${Decided} one=${one} />`)}</ol>`
          : html`<p class="muted">${t("appeal.not_shown")}</p>`}
      </div>
    </div>
  </section>`;
}

function Decided({ one }) {
  return html`<li>
    <strong>${coded("action", one.decision)}</strong>
    ${one.reason_code && html`<span>${coded("reason", one.reason_code)}</span>`}
    ${one.note && html`<span dir="auto">${one.note}</span>`}
    <span class="muted small">${instant(one.at)} · ${t(one.mine ? "audit.you" : "role.moderator")}</span>
  </li>`;
}
