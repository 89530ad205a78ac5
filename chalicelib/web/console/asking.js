/* Whether an item may be decided so, now, and what has to be asked first. */

import { t } from "../shared/i18n.js";
import { decide, skip } from "./deciding.js";
import { changed } from "./store.js";

/** Longer than a double press, shorter than any real look at a picture. */
export const ARMING_MS = 700;
/* Ten digits or more in a row are a number of somebody. */
const NUMBER = /(?:[0-9०-९][ -]?){10,}/;

/** The decisions that need a reason. */
export const NEEDS_REASON = ["reject", "has_issues"];

/** Why a decision is not open: a key of words, "" when there is nothing to say, null when it is. */
export function mayAct(desk, name) {
  const held = desk.current;
  if (!held || held.lost || desk.route.id !== held.id) return "";
  if (performance.now() - held.shown_at < ARMING_MS) return "";
  if (name === "has_issues" && held.item.is_reel) return "blocked.reel";
  return name === "approve" ? whyNotApprove(held) : null;
}

/** Why an item cannot be approved, as a key of words; null when it can. */
export function whyNotApprove({ item, seen }) {
  const consent = item.consent;
  if (!item.is_reel && (!consent || consent.withdrawn_at || !consent.purposes.includes("publish")))
    return "blocked.consent";
  const ready = (item.media_items ?? []).filter((one) => one.state === "ready");
  if (seen || !ready.length) return null;
  return ready.some((one) => one.kind === "video") ? "blocked.video" : "blocked.photo";
}

/** Decide at once, or open the question that comes before. */
export function ask(desk, name, pressedAt) {
  if (name === "skip") {
    skip(desk, pressedAt);
    return;
  }
  const doubts = name === "approve" ? captionDoubts(desk.drafts.get(desk.current.id)) : [];
  if (name === "approve" && !doubts.length) {
    decide(desk, name, {}, pressedAt);
    return;
  }
  desk.asking = { kind: name, id: desk.current.id, doubts, reason: null, note: "", twins: null };
  changed(desk);
}

/** What is wrong with the words of a post, as sentences. */
export function captionDoubts({ captions, channel_captions: own, invalid }) {
  const texts = [...Object.values(captions), ...Object.values(own).flatMap(Object.values)];
  const isNumbered = texts.some((text) => NUMBER.test(text));
  return [invalid, isNumbered && t("blocked.caption_number")].filter(Boolean);
}
