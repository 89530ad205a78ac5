/* What a moderator does with the item in hand. The next one is drawn at once and the request runs
   behind it; a decision that could not be sent is kept and sent again under the same version, and
   one that was refused says so and can be opened again. */

import { api, Offline, Problem } from "../shared/api.js";
import { announce } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { changed, heldFrom, inTurn, isHers, itemHash, itemPath, standingOf } from "./store.js";
import { advance, fetchAhead, putFirst, release, takeNext } from "./take.js";

/* A service that answers so often with a fault will not take it the next time either. */
const MOST_FAULTS = 5;
const AGAIN_AFTER_MS = 5_000;

/** Decide the item in hand: `answer` holds reason_code, note and the twins to reject with it. */
export function decide(desk, kind, { twins = [], ...answer } = {}, pressedAt = performance.now()) {
  const held = desk.current;
  performance.mark("sampark:key", { startTime: pressedAt });
  const body = { decision: kind, ...answer, ...wordsFor(kind, desk.drafts.get(held.id)) };
  const path = itemPath(held.id, "/decision");
  start(desk, { held, kind, path, body, twins, is_versioned: true });
}

/** Leave the item in hand to others. */
export function skip(desk, pressedAt = performance.now()) {
  const held = desk.current;
  performance.mark("sampark:key", { startTime: pressedAt });
  const body = { testimonial_id: held.id };
  start(desk, { held, kind: "skip", path: "/v1/reviews/skip", body, twins: [] });
}

/* What is published is said with an approval; who passes an item up may say what she noticed. */
function wordsFor(kind, drafts) {
  const { ai_altered, is_public_figure } = drafts;
  if (kind === "escalate") return { ai_altered, is_public_figure };
  if (kind !== "approve") return {};
  const own = Object.entries(drafts.channel_captions).map(([id, texts]) => [id, written(texts)]);
  return {
    ai_altered,
    is_public_figure,
    captions: written(drafts.captions),
    channel_captions: Object.fromEntries(own.filter(([, texts]) => Object.keys(texts).length)),
  };
}

function written(texts) {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim()));
}

async function start(desk, step) {
  const sent = { ...step, id: step.held.id, status: "sending", tries: 0, is_unclear: false };
  desk.last = sent;
  if (sent.twins.some((one) => one.testimonial_id === desk.next?.id)) desk.next = null;
  announce(t(`review.done.${sent.kind}`));
  advance(desk);
  await inTurn(desk, () => send(desk, sent));
  goOn(desk);
}

function goOn(desk) {
  changed(desk);
  if (desk.unsent.length) return;
  if (desk.current) fetchAhead(desk);
  else if (/^#desk/.test(location.hash)) takeNext(desk);
}

async function send(desk, sent) {
  if (sent.status === "dropped") return;
  try {
    if (sent.held.unclear) await clearUp(sent.held);
    // Whatever renewed the claim came before this in turn; a later try keeps the version.
    sent.etag ??= sent.held.etag;
    const headers = sent.is_versioned ? { "If-Match": sent.etag } : {};
    // The identical ones go first: the service takes them from whoever holds the one she looked at.
    if (sent.twins.length) {
      // Here since the question that they were chosen in (ask.js).
      const { rejectTwins } = await import("./bulk.js");
      sent.twins_done ??= await rejectTwins(sent);
    }
    kept(sent, await api("POST", sent.path, { body: sent.body, headers }));
  } catch (error) {
    await failed(desk, sent, error);
  }
}

function kept(sent, answer) {
  sent.status = "kept";
  const until = answer.body?.undo_until;
  const left = until ? Date.parse(until) - answer.served_at_ms : 0;
  sent.undo_ends_at = performance.now() + left;
  sent.waits_for_second = sent.kind === "approve" && answer.body?.state === "pending_review";
}

async function failed(desk, sent, error) {
  sent.tries += 1;
  if (isWorthRepeating(sent, error)) {
    sent.is_unclear = true;
    sent.status = "waiting";
    if (!desk.unsent.includes(sent)) desk.unsent.push(sent);
    return;
  }
  if (sent.is_unclear && (await wasDone(sent))) return;
  Object.assign(sent, { status: "failed", error });
  desk.troubles.push(sent);
  if (desk.last === sent) desk.last = null;
}

/* Without an answer, or without a sign-in, nothing was said about the decision itself. */
function isWorthRepeating(sent, error) {
  if (error instanceof Offline) return true;
  if (!(error instanceof Problem)) return false;
  if (error.status === 401 || error.status === 429) return true;
  return error.status >= 500 && sent.tries < MOST_FAULTS;
}

/* The answer to a first try may have been lost on its way: then the refusal is about our own
   decision, which stands. */
async function wasDone(sent) {
  if (sent.kind === "skip") return false;
  try {
    const answer = await api("GET", itemPath(sent.id));
    if (!wasHers(answer.body, sent)) return false;
    kept(sent, answer);
    return true;
  } catch {
    return false;
  }
}

function wasHers(item, sent) {
  const last = item.decisions?.at(-1);
  return Boolean(last?.mine) && last.decision === sent.kind;
}

/** Send what could not be sent; called when the network or the sign-in is back, and now and then. */
export async function sendUnsent(desk) {
  if (!desk.unsent.length || desk.is_sending) return;
  desk.is_sending = true;
  for (const sent of [...desk.unsent]) await inTurn(desk, () => send(desk, sent));
  desk.unsent = desk.unsent.filter((one) => one.status === "waiting");
  desk.is_sending = false;
  goOn(desk);
}

/** Try again every few seconds while something waits; returns a function that stops it. */
export function keepSending(desk) {
  const onOnline = () => sendUnsent(desk);
  const timer = setInterval(() => navigator.onLine && sendUnsent(desk), AGAIN_AFTER_MS);
  window.addEventListener("online", onOnline);
  return () => {
    clearInterval(timer);
    window.removeEventListener("online", onOnline);
  };
}

/** Whether the last decision can be taken back now. */
export function mayUndo(sent) {
  if (!sent || sent.kind === "skip" || sent.is_undoing) return false;
  if (sent.status !== "kept") return sent.status === "sending" || sent.status === "waiting";
  return performance.now() < sent.undo_ends_at;
}

/** Take the last decision back: the item is on the screen again, with what she wrote. */
export async function undo(desk) {
  const sent = desk.last;
  if (!mayUndo(sent)) return;
  sent.is_undoing = true;
  changed(desk);
  try {
    await inTurn(desk, () => takeBack(desk, sent));
  } catch (error) {
    Object.assign(sent, { status: "undo_failed", error });
    desk.troubles.push(sent);
  }
  if (desk.last === sent) desk.last = null;
  goOn(desk);
}

async function takeBack(desk, sent) {
  if (sent.status === "failed") return;
  if (sent.status === "waiting") {
    Object.assign(sent, { status: "dropped" });
    sent.held.unclear = sent;
    desk.unsent = desk.unsent.filter((one) => one !== sent);
  } else {
    const answer = await api("POST", itemPath(sent.id, "/undo"));
    Object.assign(sent.held, standingOf(answer));
  }
  Object.assign(sent.held, { lost: null, changes: [] });
  announce(t("bar.undone"));
  putFirst(desk, sent.held);
}

/** A decision that was dropped before its answer came may have been passed all the same: take it
    back then, and know the item's version. */
export async function clearUp(held) {
  const before = held.unclear;
  const read = await api("GET", itemPath(held.id));
  const isDone = wasHers(read.body, before);
  const answer = isDone ? await api("POST", itemPath(held.id, "/undo")) : read;
  if (isHers(answer)) Object.assign(held, standingOf(answer));
  held.unclear = null;
}

/** Open an item again whose decision was refused. */
export function openAgain(desk, sent) {
  forgetTrouble(desk, sent);
  desk.go(itemHash(sent.id));
}

/** Leave it at that; what of it is held still goes back to the queue. */
export function dismiss(desk, sent) {
  forgetTrouble(desk, sent);
  const isInHand = [desk.current, desk.next].some((one) => one?.id === sent.id);
  if (sent.held && !isInHand) release(desk, sent.held);
}

function forgetTrouble(desk, sent) {
  desk.troubles = desk.troubles.filter((one) => one !== sent);
  changed(desk);
}

/** An item read anew, when it is hers again. */
export function adopt(desk, answer) {
  const known = [desk.current, desk.next].find((one) => one?.id === answer.body.testimonial_id);
  const held = known ? Object.assign(known, standingOf(answer)) : heldFrom(desk, answer);
  putFirst(desk, held);
  fetchAhead(desk);
}
