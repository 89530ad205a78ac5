/* The beneficiary and the visit. Names and number are masked; whoever needs them in full says why,
   and that is written down in the trail of the person who is shown. */

import { api } from "../shared/api.js";
import { announce } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { coded, language, pick, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useRef, useState } from "../shared/ui.js";
import { Button, Strip } from "./marks.js";
import { Pairs, Panel } from "./pieces.js";

/* The reasons that the service takes (domain/phones.py). */
const REASONS = ["call_back", "correction", "complaint", "other"];

/** Who is shown; a reel is of several people, each with a page of her own. */
export function PersonPanel({ item }) {
  const { beneficiary, visit } = item;
  const [full, setFull] = useState(null);
  const shown = full ?? beneficiary;
  return html`<${Panel} name="person">
    <${Pairs}
      rows=${[
        [t("person.name"), bothNames(shown?.names)],
        [t("person.guardian"), bothNames(shown?.guardian_names)],
        [t("person.phone"), shown?.phone],
        [t("person.schemes"), (beneficiary?.schemes ?? []).join(", ")],
        [t("person.outcome"), visit?.outcome && coded("visit_outcome", visit.outcome)],
        [t("person.visited_at"), instant(visit?.started_at)],
      ]}
    />
    ${full
      ? html`<p class="small reveal-noted">${t("reveal.noted")}</p>`
      : beneficiary?.is_masked && html`<${Reveal} item=${item} onFull=${setFull} />`}
  <//>`;
}

function bothNames(names) {
  const first = pick(names);
  if (!first) return null;
  const other = language() === "hi" ? names.en : names.hi;
  return other && other !== first ? `${first} (${other})` : first;
}

function Reveal({ item, onFull }) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(null);
  const opener = useRef(null);
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
  const onCancel = () => {
    setAsking(false);
    setTrouble(null);
    requestAnimationFrame(() => opener.current?.querySelector("button")?.focus());
  };
  if (!isAsking) {
    return html`<div ref=${opener}>
      <${Button} sign="eye" data-reveal="" onclick=${() => setAsking(true)}>${t("reveal.ask")}<//>
    </div>`;
  }
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
