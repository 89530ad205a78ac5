/* Chips that say at a glance what an item is: its risk, who holds it, who else decides on it. */

import { coded, t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Chip } from "./marks.js";

const RISKS = { high: ["bad", "flag"], raised: ["warn", "flag"] };

/** What asks for eyes first; a usual or a low risk needs no chip. */
export function RiskChip({ risk }) {
  const look = RISKS[risk];
  if (!look) return null;
  return html`<${Chip} tone=${look[0]} sign=${look[1]} data-risk=${risk}>${coded("risk", risk)}<//>`;
}

/** That a second, different person decides too, and why. */
export function TwoPeopleChip({ reasons }) {
  if (!reasons.length) return null;
  const words = reasons.map((one) => coded("two_people", one)).join(", ");
  return html`<${Chip} tone="accent" sign="person" data-two-people="">
    ${t("two_people.chip", { reasons: words })}
  <//>`;
}

/** Who holds an item just now. */
export function LockChip({ lock }) {
  if (!lock) return null;
  return html`<${Chip} tone=${lock.mine ? "accent" : ""} sign="lock">
    ${t(lock.mine ? "queue.yours" : "queue.taken")}
  <//>`;
}

/** What else sets an item apart: a reel, one passed up, one asked about again. */
export function KindChips({ item }) {
  return html`
    ${item.is_reel && html`<${Chip} tone="accent">${t("review.reel")}<//>`}
    ${item.is_escalated && html`<${Chip} tone="warn" sign="up">${t("review.escalated")}<//>`}
    ${item.appeal && html`<${Chip} tone="warn" sign="refresh">${t("appeal.chip")}<//>`}
    ${item.ai_altered && html`<${Chip} tone="warn" sign="warn">${t("review.ai_altered")}<//>`}
    ${item.is_public_figure && html`<${Chip} sign="person">${t("review.public_figure")}<//>`}
  `;
}

/** Why two people decide on an item, with what was ticked beside the approval just now. */
export function twoPeopleReasons(item, drafts) {
  const known = [...(item.two_people ?? [])];
  if (drafts?.ai_altered && !known.includes("ai_altered")) known.push("ai_altered");
  if (drafts?.is_public_figure && !known.includes("public_figure")) known.push("public_figure");
  return known;
}
