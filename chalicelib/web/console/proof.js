/* What an opened finding shows: its sentence, what would change it, its numbers, and its evidence
   drawn: the picture that it equals, the map, the line of time. */

import { coded, pick, t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { factsOf, recordWords } from "./evidence.js";
import { needsEyes } from "./labels.js";
import { later } from "./later.js";
import { isCompared } from "./pairs.js";
import { Pairs } from "./pieces.js";
import { TimelineFigure } from "./timeline.js";

const Compare = later(() => import("./compare.js"), "Compare");
const MapFigure = later(() => import("./map.js"), "MapFigure");

/* What is measured in metres lies on the map; what is measured in time, on its line. */
const PLACE_CHECKS = /^place\./;
const TIME_CHECKS = /^(time|call)\./;

/** Drawn once it is opened: of some thirty findings a moderator opens two. */
export function Evidence({ finding, item, captures }) {
  const links = (finding.links ?? []).filter((link) => link.id !== item.testimonial_id);
  return html`<div class="evidence">
    ${needsEyes(finding) ? null : html`<p>${pick(finding.text)}</p>`}
    ${finding.changes &&
    html`<p class="changes"><strong>${t("findings.changes")}</strong> ${pick(finding.changes)}</p>`}
    ${isCompared(finding, item) && html`<${Compare} finding=${finding} item=${item} />`}
    ${PLACE_CHECKS.test(finding.check) &&
    html`<${MapFigure} item=${item} captures=${captures} />`}
    ${TIME_CHECKS.test(finding.check) &&
    html`<${TimelineFigure} item=${item} captures=${captures} />`}
    <${Pairs}
      small
      rows=${[
        ...factsOf(finding),
        ...links.map((link) => recordOf(link)),
        [t("findings.outcome"), coded("outcome", finding.outcome)],
        [t("findings.rule"), `${pick(finding.title)} · v${finding.version}`],
      ]}
    />
  </div>`;
}

/* What was matched is opened beside: whoever decides goes on where she was. */
function recordOf(link) {
  const [name, end] = recordWords(link);
  if (link.kind !== "testimonial") return [name, html`<code>${end}</code>`];
  const href = `console#item/${encodeURIComponent(link.id)}`;
  return [name, html`<a href=${href} target="_blank" rel="noopener">${end}</a>`];
}
