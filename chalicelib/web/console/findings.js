/* The findings as chips, worst first: each opens its sentence, what would change it, its numbers,
   and its evidence drawn: the picture that it equals, the map, the line of time. */

import { coded, pick, t } from "../shared/i18n.js";
import { html, useEffect, useRef, useState } from "../shared/ui.js";
import { OUTCOME_ORDER, QUIET, findingLook, needsEyes } from "./labels.js";
import { later } from "./later.js";
import { Icon } from "./marks.js";
import { Panel } from "./pieces.js";

const Evidence = later(() => import("./proof.js"), "Evidence");

/** All findings of an item; `captures` is what was shown of its files' making. */
export function Findings({ item, captures }) {
  const root = useRef(null);
  useEffect(() => followKeys(root), []);
  const sorted = [...(item.findings ?? [])].sort((a, b) => rank(a) - rank(b));
  const doubts = sorted.filter(needsEyes);
  const quiet = sorted.filter((one) => !needsEyes(one));
  const drawn = (all) =>
    all.map(
      (one) =>
        html`<${Finding} key=${one.check} finding=${one} item=${item} captures=${captures} />`,
    );
  if (!sorted.length) {
    return html`<${Panel} name="findings"><p class="muted">${t("findings.none")}</p><//>`;
  }
  return html`<${Panel} name="findings">
    <div
      class="findings-all"
      ref=${root}
      onpointerenter=${Evidence.warm}
      onfocusin=${Evidence.warm}
    >
      ${doubts.length
        ? html`<div class="findings">${drawn(doubts)}</div>`
        : html`<p class="muted">${t("findings.no_doubt")}</p>`}
      ${QUIET.map((outcome) => html`<${Group}
        outcome=${outcome}
        findings=${quiet.filter((one) => one.outcome === outcome)}
        drawn=${drawn}
      />`)}
    </div>
  <//>`;
}

/* First by how it ended; of the same end first what something follows from. */
function rank(one) {
  return OUTCOME_ORDER.indexOf(one.outcome) * 2 + (one.leads_to ? 0 : 1);
}

/* Drawn once it is opened: nearly all findings are quiet, and an item has thirty of them. */
function Group({ outcome, findings, drawn }) {
  const [wasOpened, setOpened] = useState(false);
  if (!findings.length) return null;
  return html`<details
    class="finding-group"
    data-quiet=${outcome}
    ontoggle=${(event) => event.currentTarget.open && setOpened(true)}
  >
    <summary>${t(`findings.quiet_${outcome}`, { n: findings.length })}</summary>
    <div class="findings">${wasOpened && drawn(findings)}</div>
  </details>`;
}

function Finding({ finding, item, captures }) {
  const [isOpen, setOpen] = useState(false);
  const [tone, sign] = findingLook(finding);
  return html`<details
    class="finding"
    data-check=${finding.check}
    data-outcome=${finding.outcome}
    ontoggle=${(event) => setOpen(event.currentTarget.open)}
  >
    <summary class=${`chip ${tone}`}>
      <${Icon} name=${sign} />
      <span class="visually-hidden">${coded("outcome", finding.outcome)}: </span>
      ${needsEyes(finding) ? pick(finding.text) : pick(finding.title)}
    </summary>
    ${isOpen && html`<${Evidence} finding=${finding} item=${item} captures=${captures} />`}
  </details>`;
}

/* `sampark:finding` with +1 or -1 moves the focus from chip to chip. */
function followKeys(root) {
  const onStep = ({ detail }) => {
    const chips = [...root.current.querySelectorAll(".finding > summary")];
    const seen = chips.filter((one) => one.checkVisibility?.() ?? one.offsetParent);
    if (!seen.length) return;
    const at = seen.indexOf(document.activeElement);
    const next = at < 0 ? (detail > 0 ? 0 : seen.length - 1) : at + detail;
    const chip = seen[Math.min(seen.length - 1, Math.max(0, next))];
    chip.focus({ preventScroll: true });
    chip.scrollIntoView({ block: "nearest" });
  };
  window.addEventListener("sampark:finding", onStep);
  return () => window.removeEventListener("sampark:finding", onStep);
}
