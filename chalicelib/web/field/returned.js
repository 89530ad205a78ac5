/**
 * What came back from the desk, as the server last told: kept on the phone for where there is no
 * network, without what she has put away. Asking for another decision needs the network: it is
 * asked for once, and she should know at once whether it was.
 */

import { api, Offline, Problem } from "../shared/api.js";
import * as store from "./store.js";

const PAGES_AT_MOST = 10; // Of fifty each; a worker has 20-30 people.
const LATER = ["pending_review", "verifying"];

/** What the server last told, or null. */
export function keptReturned(userId) {
  return store.kept(userId, "returned");
}

/** What came back, from the server; kept for later. Null when it cannot be had now. */
export async function freshReturned(userId) {
  try {
    const items = await allPages();
    await store.keep(userId, "returned", items);
    return items;
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof Offline)) throw error;
    return null;
  }
}

async function allPages() {
  const items = [];
  let cursor = null;
  for (let page = 0; page < PAGES_AT_MOST && (page === 0 || cursor !== null); page += 1) {
    const query = new URLSearchParams({ limit: 50, ...(cursor && { cursor }) });
    const { body } = await api("GET", `/v1/returned?${query}`);
    items.push(...body.items);
    cursor = body.next_cursor ?? null;
  }
  return items.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

/** Ask for another decision; resolves with the item as it stands then. */
export async function askAgain(item, note) {
  const path = `/v1/testimonials/${encodeURIComponent(item.testimonial_id)}/appeal`;
  const { body } = await api("POST", path, { body: { note: note || null } });
  return { ...item, state: body.state, appeal: body.appeal, may_ask_again: false };
}

/** Put an item in the place of the one with its id, here and on the phone. */
export async function replaced(userId, items, item) {
  const same = (one) => one.testimonial_id === item.testimonial_id;
  const next = items.map((one) => (same(one) ? item : one));
  await store.keep(userId, "returned", next);
  return next;
}

/**
 * Where an item stands, for her: `sent_back`, `rejected` (she may ask again), `asked`, `final` or
 * `accepted`.
 */
export function standingOf({ state, appeal }) {
  if (state === "has_issues") return "sent_back";
  if (state === "rejected") return appeal ? "final" : "rejected";
  return LATER.includes(state) ? "asked" : "accepted";
}

/** Whether an item may be put away: she has read it, and there is nothing that she must do. */
export function mayPutAway(item) {
  return standingOf(item) !== "sent_back";
}

/** Put an item away on this phone; it comes up again when something else is decided. */
export async function putAway(userId, item) {
  const away = await putAwayBefore(userId);
  await store.keep(userId, "returned/away", { ...away, [item.testimonial_id]: markOf(item) });
}

/** The items that she has not put away. */
export async function inSight(userId, items) {
  const away = await putAwayBefore(userId);
  return items.filter((item) => away[item.testimonial_id] !== markOf(item));
}

async function putAwayBefore(userId) {
  return (await store.kept(userId, "returned/away")) ?? {};
}

function markOf(item) {
  return `${standingOf(item)} ${item.at}`;
}

/** Whether this phone has taken something for the visit since it came back. */
export function isTakenAgain(item, rows) {
  const isSince = (row) => mintedAt(row.local_id) > Date.parse(item.at);
  const isAlive = (row) => !["rejected", "refused"].includes(row.state);
  return rows.some((row) => row.visit_id === item.testimonial_id && isAlive(row) && isSince(row));
}

/** The instant inside an id that the phone minted, in milliseconds. */
function mintedAt(id) {
  return parseInt(id.replaceAll("-", "").slice(0, 12), 16);
}
