/* The beneficiary and the visit. Names and number are masked; whoever needs them in full says why,
   and that is written down in the trail of the person who is shown. */

import { instant } from "../shared/format.js";
import { coded, language, pick, t } from "../shared/i18n.js";
import { html, useRef, useState } from "../shared/ui.js";
import { later } from "./later.js";
import { Button } from "./marks.js";
import { Pairs, Panel } from "./pieces.js";

const Reveal = later(() => import("./reveal.js"), "Reveal");

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
      : beneficiary?.is_masked && html`<${Masked} item=${item} onFull=${setFull} />`}
  <//>`;
}

function bothNames(names) {
  const first = pick(names);
  if (!first) return null;
  const other = language() === "hi" ? names.en : names.hi;
  return other && other !== first ? `${first} (${other})` : first;
}

function Masked({ item, onFull }) {
  const [isAsking, setAsking] = useState(false);
  const opener = useRef(null);
  const onCancel = () => {
    setAsking(false);
    requestAnimationFrame(() => opener.current?.querySelector("button")?.focus());
  };
  if (isAsking) return html`<${Reveal} item=${item} onFull=${onFull} onCancel=${onCancel} />`;
  return html`<div ref=${opener}>
    <${Button} sign="eye" data-reveal="" onclick=${() => setAsking(true)}>${t("reveal.ask")}<//>
  </div>`;
}
