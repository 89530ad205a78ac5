/* How an item came here: what was decided on it, and the states it went through. */

import { instant } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Chip } from "./marks.js";
import { Panel } from "./pieces.js";

const LOOKS = {
  approve: ["good", "check"],
  reject: ["bad", "cross"],
  has_issues: ["warn", "back"],
  escalate: ["warn", "up"],
};
const SHOWN_OF_AN_ID = 6;

/** What was decided. What somebody asked about again stands with her words in appeal.js; here is
    what was decided since. While a second person decides alone the service leaves all of it out. */
export function DecisionsPanel({ item }) {
  const { decisions = [], appeal } = item;
  const since = decisions.filter((one) => !appeal || one.at > appeal.at);
  if (!since.length) return null;
  return html`<${Panel} name="decisions">
    <ol class="steps decisions">${since.map(decided)}</ol>
  <//>`;
}

function decided(one) {
  const [tone, sign] = LOOKS[one.decision] ?? ["", "dash"];
  return html`<li data-decision=${one.decision}>
    <${Chip} tone=${tone} sign=${sign}>${coded("decided", one.decision)}<//>
    ${one.reason_code && html`<span>${coded("reason", one.reason_code)}</span>`}
    <${Note} text=${one.note} />
    <span class="muted small">${instant(one.at)} · ${byWhom(one)}</span>
  </li>`;
}

function Note({ text }) {
  return text ? html`<q dir="auto" class="note-text">${text}</q>` : null;
}

/* Moderators have no names here; the end of an id tells two of them apart. */
function byWhom({ mine, by }) {
  if (mine) return t("audit.you");
  return t("decided.by", { id: String(by ?? "").slice(-SHOWN_OF_AN_ID) });
}

/** The states that an item went through. */
export function HistoryPanel({ item }) {
  if (!item.history?.length) return null;
  return html`<${Panel} name="history">
    <ol class="steps">
      ${item.history.map(
        (one) => html`<li>
          <strong>${coded("state", one.to)}</strong>
          <span class="muted small">${instant(one.at)} · ${coded("role", one.by ?? "system")}</span>
        </li>`,
      )}
    </ol>
  <//>`;
}
