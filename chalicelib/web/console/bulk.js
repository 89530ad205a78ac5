/* The same files from the same worker again: shown with the question for a reason, and rejected
   with that reason. Only ever rejected: what nobody looked at is approved by nobody. */

import { api, Offline } from "../shared/api.js";
import { itemPath } from "./store.js";

/** What waits with exactly the same files, and is nobody else's just now. */
export async function twinsOf(item) {
  const { body } = await api("GET", itemPath(item.testimonial_id, "/duplicates"));
  return body.items.filter((one) => !one.lock || one.lock.mine);
}

/** Reject the chosen ones for the decision's reason: `{rejected, left}`; raise Offline. */
export async function rejectTwins({ id, body, twins }) {
  const items = twins.map((one) => ({ testimonial_id: one.testimonial_id, version: one.version }));
  const said = { reason_code: body.reason_code, ...(body.note ? { note: body.note } : {}) };
  try {
    const answer = await api("POST", itemPath(id, "/duplicates/reject"), {
      body: { ...said, items },
    });
    const rejected = answer.body.items.filter((one) => one.result === "rejected").length;
    return { rejected, left: items.length - rejected };
  } catch (error) {
    // Without an answer nothing is known, and all of it is tried again.
    if (error instanceof Offline) throw error;
    // What is left waits in the queue as before; the item itself is decided all the same.
    return { rejected: 0, left: items.length };
  }
}
