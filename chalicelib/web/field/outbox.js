/**
 * The durable outbox: every change is on disk before the page says "saved", and stays there until
 * the server has answered it. Sending is safe to repeat since the phone minted the ids; an answer
 * of `refused` or `conflict` moves the change to the refusals, with the problem, so that she
 * learns why.
 */

import { api, Offline, Problem } from "../shared/api.js";
import { newId, now } from "../shared/ids.js";
import { tell } from "./signals.js";
import * as store from "./store.js";

const BATCH = 100; // The contract allows 500; a small batch survives a thin network more often.
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

let userId = null;
let sending = null;
let waitMs = FIRST_WAIT_MS;
let timer = null;

window.addEventListener("online", () => void flush());

/** Begin sending for this user, now and whenever the network returns. */
export function start(user) {
  userId = user;
  void flush();
}

/** Stop sending; what is unsent stays on disk for its user. */
export function stop() {
  userId = null;
  clearTimeout(timer);
}

/** One change, ready for the outbox. */
export function change(type, data, visitId) {
  return { change_id: newId(), user_id: userId, visit_id: visitId, type, at: now(), data };
}

/** Put changes (and other rows that belong to them) on disk together, then try to send. */
export async function add(changes, rows = {}) {
  await store.put({ ...rows, outbox: changes });
  tell("outbox");
  void flush();
}

/** The changes that the server has not answered yet. */
export function unsent() {
  return store.all("outbox", userId);
}

/** The changes that the server refused and she has not put away. */
export function refusals() {
  return store.all("refusals", userId);
}

/** Put a refusal away. */
export async function dismiss(changeId) {
  await store.move("refusals", changeId);
  tell("outbox");
}

/**
 * Send what is waiting; one sender at a time, in this tab and over tabs. True when nothing is
 * left.
 */
export function flush() {
  sending ??= alone(sendAll).finally(() => {
    sending = null;
  });
  return sending;
}

/** Tabs share one database, so they share one lock; without locks, repeats are harmless anyway. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("sampark-field-outbox", work) : work();
}

async function sendAll() {
  clearTimeout(timer);
  for (let batch = await nextBatch(); batch.length > 0; batch = await nextBatch()) {
    if (!(await send(batch))) return false;
    tell("outbox");
  }
  waitMs = FIRST_WAIT_MS;
  return true;
}

async function nextBatch() {
  return userId === null ? [] : (await unsent()).slice(0, BATCH);
}

async function send(batch) {
  try {
    const { body } = await api("POST", "/v1/sync", { body: await request(batch) });
    return settle(batch, body.items);
  } catch (error) {
    if (error instanceof Problem && isFinal(error.status)) return refuseWhole(batch, error);
    if (!(error instanceof Problem) && !(error instanceof Offline)) throw error;
    later();
    return false;
  }
}

async function request(batch) {
  const changes = batch.map(({ change_id, type, at, data }) => ({ change_id, type, at, data }));
  return { device_id: await deviceId(), changes };
}

/** A body that can never be accepted; 401, 408, 429 and 5xx may pass later. */
function isFinal(status) {
  return status >= 400 && status < 500 && ![401, 408, 429].includes(status);
}

/** A whole request refused: find the change that spoils it, so that the good ones still go. */
async function refuseWhole(batch, problem) {
  if (batch.length === 1) {
    await refuse(batch[0], problemOf(problem));
    return true;
  }
  for (const one of batch) if (!(await send([one]))) return false;
  return true;
}

async function settle(batch, items) {
  const answers = new Map(items.map((item) => [item.change_id, item]));
  let answered = 0;
  for (const one of batch) {
    const item = answers.get(one.change_id);
    if (item === undefined) continue;
    answered += 1;
    if (["accepted", "already_have"].includes(item.result))
      await store.move("outbox", one.change_id);
    else
      await refuse(one, item.problem ?? { type: `/problems/${item.result}`, title: item.result });
  }
  if (answered === 0) later();
  return answered > 0;
}

/** What a refusal means for the visit as this phone knows it. */
const UNDONE = {
  "visit.recorded": (visit) => ({ ...visit, refused: true }),
  "consent.given": (visit) => ({ ...visit, given: [] }),
  "consent.withdrawn": (visit) => ({ ...visit, withdrawn: [], refused: visit.is_elsewhere }),
};

async function refuse(one, problem) {
  const visit = await store.get("visits", one.visit_id ?? "");
  const visits = visit && UNDONE[one.type]?.(visit);
  const into = { refusals: { ...one, problem }, ...(visits && { visits }) };
  await store.move("outbox", one.change_id, into);
}

/** The members of a problem document that the page shows. */
export function problemOf({ type, title, status, detail, purpose }) {
  return { type, title, status, detail, purpose };
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => void flush(), waitMs);
  waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
}

/** The id by which the service knows this phone; minted once. */
export async function deviceId() {
  const known = await store.kept("device", "id");
  if (known !== null) return known;
  const minted = newId();
  await store.keep("device", "id", minted);
  return minted;
}
