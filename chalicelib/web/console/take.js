/* Claiming the next item: the same step from the queue's button, after a decision, and after an
   item was lost to somebody else. */

import { api } from "../shared/api.js";
import { t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";

/** Claim and open the next item: "taken", "empty" or "failed"; the last two leave a note. */
export async function takeNext(context) {
  const body = context.area ? { area_id: context.area } : {};
  let answer;
  try {
    answer = await api("POST", "/v1/reviews/claim", { body });
  } catch (error) {
    context.note = { kind: "bad", text: sentence(error) };
    return "failed";
  }
  if (answer.status === 204 || !answer.body) {
    const done = context.last ? `${t(`review.done.${context.last}`)} ` : "";
    context.note = { kind: "good", text: done + t("queue.nothing") };
    return "empty";
  }
  context.taken = answer;
  context.go(`#item/${encodeURIComponent(answer.body.testimonial_id)}`);
  return "taken";
}
