/* What she would have decided, as a second person. */

import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useState } from "../shared/ui.js";
import { NEEDS_REASON } from "./asking.js";
import { REASONS } from "./ask.js";

const KINDS = ["approve", "reject", "has_issues"];

/** The form; `send(body)` keeps her answer and fails with what to say. */
export function LookForm({ send }) {
  const [said, setSaid] = useState({ decision: null, reason: "", note: "" });
  const [trouble, setTrouble] = useState(null);
  const set = (changes) => setSaid((before) => ({ ...before, ...changes }));
  const needsReason = NEEDS_REASON.includes(said.decision);
  const onsubmit = async (event) => {
    event.preventDefault();
    const reason = needsReason ? { reason_code: said.reason } : {};
    const note = said.note.trim() ? { note: said.note.trim() } : {};
    try {
      await send({ decision: said.decision, ...reason, ...note });
    } catch (error) {
      setTrouble(sentence(error, { isWrite: true }));
    }
  };
  return html`<form class="panel panel-look" aria-labelledby="panel-look" onsubmit=${onsubmit}>
    <h2 id="panel-look">${t("look.say")}</h2>
    <fieldset class="reasons">
      <legend>${t("review.decide")}</legend>
      ${KINDS.map((kind) => html`<label class="choice">
        <input
          type="radio"
          name="decision"
          value=${kind}
          required
          checked=${said.decision === kind}
          onchange=${() => set({ decision: kind })}
        />
        <span>${t(`action.${kind}`)}</span>
      </label>`)}
    </fieldset>
    ${needsReason && html`<${Reason} value=${said.reason} set=${set} />`}
    <div class="field">
      <label for="look-note">${t("ask.note")}</label>
      <textarea
        id="look-note"
        rows="2"
        maxlength="2000"
        value=${said.note}
        oninput=${(event) => set({ note: event.target.value })}
      ></textarea>
    </div>
    ${trouble && html`<p role="alert">${trouble}</p>`}
    <button type="submit" class="button primary">${t("look.keep")}</button>
  </form>`;
}

function Reason({ value, set }) {
  return html`<div class="field">
    <label for="look-reason">${t("ask.reason")}</label>
    <select
      id="look-reason"
      required
      value=${value}
      onchange=${(event) => set({ reason: event.target.value })}
    >
      <option value="">–</option>
      ${REASONS.map((code) => html`<option value=${code}>${coded("reason", code)}</option>`)}
    </select>
  </div>`;
}
