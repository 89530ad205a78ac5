/* The line above an item: where it is from, what it is, how long it is hers. */

import { coded, pick, t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { KindChips, RiskChip, TwoPeopleChip, twoPeopleReasons } from "./chips.js";
import { LockClock } from "./lock.js";
import { Chip, Icon, VerdictChip } from "./marks.js";
import { Tools } from "./tools.js";

/** The head of an item; `held` while it is hers to decide on. */
export function Head({ desk, item, held }) {
  const drafts = held ? desk.drafts.get(item.testimonial_id) : null;
  return html`<div class="review-head">
    <a class="button quiet" href="#queue/pending_review">
      <${Icon} name="back" />${t("review.back")}
    </a>
    <h1 tabindex="-1">${pick(item.area?.names) || t("queue.no_area")}</h1>
    <div class="review-chips">
      <${Chip} tone="accent">${coded("state", item.state)}<//>
      <${KindChips} item=${item} />
      <${RiskChip} risk=${item.state === "pending_review" ? item.risk : null} />
      <${VerdictChip} verdict=${item.verdict} />
      <${TwoPeopleChip} reasons=${twoPeopleReasons(item, drafts)} />
      ${held && html`<${LockClock} held=${held} />`}
    </div>
    <${Story} id=${item.testimonial_id} />
    <${Tools} desk=${desk} />
  </div>`;
}

/* On a tab of its own: a claim goes on running here. */
function Story({ id }) {
  const href = `explain?${new URLSearchParams({ id })}`;
  return html`<a class="review-story" href=${href} target="_blank" rel="noopener">
    ${t("review.explain")}
  </a>`;
}
