/* Claiming: the item on the screen, the next one fetched behind it, and giving both back. */

import { api } from "../shared/api.js";
import { session } from "../shared/auth.js";
import { address } from "../shared/config.js";
import { t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { prefetch } from "./panels.js";
import { changed, heldFrom, inTurn, itemHash } from "./store.js";

export const QUEUE = "#queue/pending_review";
/* Where she waits for an item that is not there yet. */
export const DESK = "#desk";

/** Claim the next item and show it; what is in hand already comes first. Where nothing waits, the
    queue says so. */
export async function takeNext(desk) {
  if (desk.phase === "claiming") return;
  if (desk.current?.lost) Object.assign(desk, { current: desk.next, next: null });
  if (desk.current) {
    show(desk);
    fetchAhead(desk);
    return;
  }
  performance.mark("sampark:claim");
  Object.assign(desk, { phase: "claiming", note: null });
  changed(desk);
  const from = desk.route;
  const found = await inTurn(desk, () => claim(desk, null)).then(held, failed);
  desk.phase = "rest";
  if (desk.route === from) receive(desk, found);
  else if (found.held) release(desk, found.held); // she went elsewhere meanwhile
  changed(desk);
}

function held(one) {
  return { held: one, note: one ? null : { kind: "good", text: t("queue.nothing") } };
}

function failed(error) {
  return { held: null, note: { kind: "bad", text: sentence(error) } };
}

function receive(desk, found) {
  Object.assign(desk, { current: found.held, note: found.note });
  show(desk);
  fetchAhead(desk);
}

/* An item that is to be sent still is held still: it would be the answer. */
async function claim(desk, beside) {
  if (desk.unsent.length) return null;
  const body = { ...(desk.area ? { area_id: desk.area } : {}), ...(beside ? { beside } : {}) };
  const answer = await api("POST", "/v1/reviews/claim", { body });
  return answer.status === 204 || !answer.body ? null : heldFrom(desk, answer);
}

/** Claim the item after the current one, and bring its media, while she looks. */
export async function fetchAhead(desk) {
  if (!canFetchAhead(desk)) return;
  try {
    await inTurn(desk, async () => {
      if (!canFetchAhead(desk)) return;
      const beside = desk.current.id;
      const held = await claim(desk, beside);
      if (!held || held.id === desk.current?.id) return;
      if (desk.current?.id === beside) desk.next = held;
      else release(desk, held);
    });
  } catch {
    // The next look asks again; until then she waits a moment longer between two items.
    return;
  }
  if (desk.next) prefetch(desk.next.item);
  changed(desk);
}

function canFetchAhead(desk) {
  return desk.decides && desk.current && !desk.current.lost && !desk.next && !desk.unsent.length;
}

/** Show the item in hand, or the place where she waits for one. */
export function show(desk) {
  const { current } = desk;
  if (current) {
    current.shown_at = performance.now();
    desk.go(itemHash(current.id), { replace: isAtDesk() });
  } else {
    desk.go(desk.phase === "rest" ? QUEUE : DESK, { replace: isAtDesk() });
  }
  changed(desk);
}

/* From the queue an item is a step that "back" undoes; from item to item it is not. */
function isAtDesk() {
  return /^#(item|desk)/.test(location.hash);
}

/** The item in hand is dealt with: draw the next one at once, or claim one. */
export function advance(desk) {
  const phase = desk.next ? "rest" : "waiting";
  Object.assign(desk, { current: desk.next, next: null, asking: null, note: null, phase });
  show(desk);
}

/** Make an item the one on the screen; the one that was there becomes the next. */
export function putFirst(desk, held) {
  const [before, after] = [desk.current, desk.next].filter((one) => one && one.id !== held.id);
  Object.assign(desk, { current: held, next: before ?? null, asking: null });
  if (after) release(desk, after);
  show(desk);
}

/** Give one item back to the queue; nobody waits for the answer. */
export function release(desk, held) {
  const body = { testimonial_id: held.id };
  return inTurn(desk, () => api("POST", "/v1/reviews/release", { body })).catch(() => {
    // A claim that is not given back lapses by itself.
  });
}

/** Give back all that is in hand: she left the desk. */
export function leave(desk) {
  const held = [desk.current, desk.next].filter((one) => one && !one.lost);
  Object.assign(desk, { current: null, next: null, asking: null, reading: null, phase: "rest" });
  for (const one of held) release(desk, one);
}

/** The same when there is no time for an answer, or no sign-in any more but its last token. */
export function leaveAtOnce(desk, token = session()?.access_token) {
  if (!token) return;
  for (const one of [desk.current, desk.next]) {
    if (one && !one.lost) lastWord(one, token);
  }
}

function lastWord({ id }, token) {
  fetch(address("/v1/reviews/release"), {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ testimonial_id: id }),
  }).catch(() => {});
}
