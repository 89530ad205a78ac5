/* A reel and what it shows. Its members were approved one by one, and each can be opened; a
   testimonial says in which reels it is, since whatever ends it ends those too. */

import { h } from "../shared/dom.js";
import { coded, pick, t } from "../shared/i18n.js";
import { panel } from "./facts.js";

/** The testimonials of a reel, in the order in which they are seen. */
export function membersPanel({ members }) {
  if (!members?.length) return null;
  return panel("members", h("ol", { class: "steps members" }, members.map(member)));
}

function member(one, index) {
  const place = pick(one.area?.names) || t("queue.no_area");
  return h(
    "li",
    null,
    link(one.testimonial_id, `${index + 1}. ${place}`),
    h("span", { class: "muted small" }, coded("state", one.state)),
  );
}

/** The reels in which a testimonial is shown with others. */
export function reelsPanel({ reels }) {
  if (!reels?.length) return null;
  const lines = reels.map((id, index) =>
    h("li", null, link(id, `${t("review.reel")} ${index + 1}`)),
  );
  return panel("reels", h("ol", { class: "steps" }, lines));
}

function link(testimonialId, words) {
  return h("a", { href: `#item/${encodeURIComponent(testimonialId)}` }, words);
}

/** A chip that says that an item is a reel. */
export function reelChip({ is_reel }) {
  return is_reel ? h("span", { class: "chip accent" }, t("review.reel")) : null;
}
