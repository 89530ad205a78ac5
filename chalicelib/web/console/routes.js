/* Which view an address names, and what has to happen when it changes. */

import { api } from "../shared/api.js";
import { adopt } from "./deciding.js";
import { changed, isHers, itemPath } from "./store.js";
import { leave, putFirst, takeNext } from "./take.js";

/** The states a moderator looks through, in the order of a testimonial's life. */
export const STATES = [
  "pending_review",
  "has_issues",
  "approved",
  "publishing",
  "published",
  "rejected",
  "refused",
  "withdrawn",
];

const AT_DESK = ["item", "desk"];

/** Note what an address names, and begin to bring it. */
export function goTo(desk, hash) {
  const before = desk.route?.view;
  desk.route = routeOf(hash);
  const { view, id } = desk.route;
  if (!AT_DESK.includes(view) && (AT_DESK.includes(before) || desk.current)) leave(desk);
  if (view === "item") bring(desk, id);
  if (view === "desk" && desk.phase === "rest" && desk.decides) takeNext(desk);
}

function routeOf(hash) {
  const [view, ...rest] = hash.replace(/^#/, "").split("/").map(decoded);
  if (view === "item" && rest[0]) return { view, id: rest[0] };
  if (view === "look" && rest[1]) return { view, level: rest[0], id: rest[1] };
  if (view === "desk" || view === "looks") return { view };
  return { view: "queue", state: STATES.includes(rest[0]) ? rest[0] : STATES[0] };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    // Somebody's half an address names nothing.
    return "";
  }
}

/** The view's name for the page's own styles. */
export function viewOf({ route }) {
  return route.view === "desk" || route.view === "look" ? "item" : route.view;
}

function bring(desk, id) {
  if (desk.current?.id === id) return;
  if (desk.next?.id === id) putFirst(desk, desk.next);
  else load(desk, id);
}

/** Read one item; one that she holds is hers to decide on. */
export async function load(desk, id) {
  if (desk.reading?.id !== id) desk.reading = { id, item: null, error: null };
  const { reading } = desk;
  reading.error = null;
  changed(desk);
  try {
    const answer = await api("GET", itemPath(id));
    if (desk.reading !== reading) return;
    if (desk.decides && isHers(answer)) {
      desk.reading = null;
      adopt(desk, answer);
      return;
    }
    Object.assign(reading, { item: answer.body, etag: answer.etag });
  } catch (error) {
    reading.error = error;
  }
  changed(desk);
}
