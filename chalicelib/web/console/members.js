/* A reel and what it shows. Its members were approved one by one, and each can be opened; a
   testimonial says in which reels it is, since whatever ends it ends those too. */

import { coded, pick, t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Panel } from "./pieces.js";

/** The testimonials of a reel, in the order in which they are seen. */
export function MembersPanel({ item: { members } }) {
  if (!members?.length) return null;
  return html`<${Panel} name="members">
    <ol class="steps members">
      ${members.map(
        (one, index) => html`<li key=${one.testimonial_id}>
          ${link(one.testimonial_id, `${index + 1}. ${placeOf(one)}`)}
          <span class="muted small">${coded("state", one.state)}</span>
        </li>`,
      )}
    </ol>
  <//>`;
}

/** The reels in which a testimonial is shown with others. */
export function ReelsPanel({ item: { reels } }) {
  if (!reels?.length) return null;
  return html`<${Panel} name="reels">
    <ol class="steps">
      ${reels.map(
        (id, index) => html`<li key=${id}>${link(id, `${t("review.reel")} ${index + 1}`)}</li>`,
      )}
    </ol>
  <//>`;
}

function placeOf({ area }) {
  return pick(area?.names) || t("queue.no_area");
}

function link(testimonialId, words) {
  return html`<a href=${`#item/${encodeURIComponent(testimonialId)}`}>${words}</a>`;
}
