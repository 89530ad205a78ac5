/* Goes on holding what is in hand while she works, and lets it lapse when she does not. Looks now
   and then whether the item on the screen is still what she sees: it may have been judged anew,
   taken back by its person, or lapsed. */

import { api, Problem } from "../shared/api.js";
import { announce } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { changesBetween } from "./changes.js";
import { clearUp } from "./deciding.js";
import { changed, endOf, inTurn, isHers, itemPath, standingOf } from "./store.js";
import { advance, fetchAhead, takeNext } from "./take.js";

const RENEW_EVERY_MS = 4 * 60_000;
const LOOK_EVERY_MS = 20_000;
const ACTIVE_FOR_MS = 5 * 60_000;
const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];
/* What the item has become, when nobody can decide on it any more. */
const OVER = ["withdrawn", "moved", "gone"];

/** Keep holding until the returned function is called. */
export function keepHolding(desk) {
  const watch = { active_at: now(), renewed_at: now(), looked_at: now() };
  const onLife = () => {
    watch.active_at = now();
  };
  const onReturn = () => {
    if (document.visibilityState === "visible") watch.looked_at = -Infinity;
    tick(desk, watch);
  };
  for (const name of SIGNS_OF_LIFE) document.addEventListener(name, onLife, { passive: true });
  for (const name of ["focus", "online", "pageshow"]) window.addEventListener(name, onReturn);
  document.addEventListener("visibilitychange", onReturn);
  const timer = setInterval(() => tick(desk, watch), 1000);
  return () => {
    clearInterval(timer);
    for (const name of SIGNS_OF_LIFE) document.removeEventListener(name, onLife);
    for (const name of ["focus", "online", "pageshow"]) window.removeEventListener(name, onReturn);
    document.removeEventListener("visibilitychange", onReturn);
  };
}

function now() {
  return performance.now();
}

function tick(desk, watch) {
  for (const held of [desk.current, desk.next]) {
    if (held && !held.lost && now() > held.ends_at) lose(desk, held, "expired");
  }
  const isActive = document.visibilityState === "visible" && now() - watch.active_at < ACTIVE_FOR_MS;
  if (!isActive || !inHand(desk).length) return;
  if (now() - watch.renewed_at > RENEW_EVERY_MS) {
    watch.renewed_at = now();
    inTurn(desk, () => renew(desk)).catch(() => {});
  } else if (now() - watch.looked_at > LOOK_EVERY_MS) {
    watch.looked_at = now();
    inTurn(desk, () => look(desk)).catch(() => {});
    fetchAhead(desk);
  }
}

function inHand(desk) {
  return [desk.current, desk.next].filter((one) => one && !one.lost);
}

/** Renew the claims on what is in hand. */
export async function renew(desk) {
  const held = inHand(desk);
  if (!held.length) return;
  const items = held.map((one) => ({
    testimonial_id: one.id,
    version: Number(one.etag.replaceAll('"', "")),
  }));
  const answer = await api("POST", "/v1/reviews/renew", { body: { items } });
  for (const found of answer.body.items) {
    // A decision pressed meanwhile waits in turn, and needs the version that this renewal made.
    const one = held.find((each) => each.id === found.testimonial_id);
    if (!found.lock || found.is_changed) await read(desk, one);
    else Object.assign(one, { etag: `"${found.version}"`, ends_at: endOf(found.lock, answer) });
  }
  changed(desk);
}

async function look(desk) {
  const held = desk.current;
  if (!held || held.lost) return;
  if (held.unclear) await clearUp(held);
  await read(desk, held);
}

/** Read an item in hand anew: it may have fresh addresses, other evidence, or be gone. */
export async function read(desk, held) {
  let answer;
  try {
    answer = await api("GET", itemPath(held.id));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) lose(desk, held, "gone");
    return;
  }
  if (held !== desk.current && held !== desk.next) return;
  const changes = changesBetween(held.item, answer.body);
  receive(desk, held, answer);
  if (changes.length && !held.lost) point(desk, held, changes);
}

/** Take what a newer answer says of an item in hand. */
export function receive(desk, held, answer) {
  if (isHers(answer)) Object.assign(held, standingOf(answer));
  else lose(desk, held, whyNot(answer.body));
  changed(desk);
}

function whyNot({ state, lock }) {
  if (state === "withdrawn") return "withdrawn";
  if (state !== "pending_review") return "moved";
  return lock ? "colleague" : "expired";
}

/* What she looked at is not what is there now. */
function point(desk, held, changes) {
  held.changes = changes;
  if (changes.includes("changed.media")) held.seen = false;
  if (held === desk.current) announce(t("changed.title"));
}

/** An item is not hers any more: one that nobody can decide on leaves the screen with a notice, one
    that lapsed stays to be read. */
export function lose(desk, held, why) {
  if (held === desk.next) desk.next = null;
  if (held !== desk.current) return;
  if (OVER.includes(why)) {
    desk.troubles.push({ id: held.id, held: null, kind: "lost", status: "lost", why });
    advance(desk);
    if (desk.current) fetchAhead(desk);
    else takeNext(desk);
  } else {
    Object.assign(held, { lost: why });
    desk.asking = null;
  }
  announce(t(`lost.${why}`));
  changed(desk);
}
