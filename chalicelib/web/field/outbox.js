/**
 * The durable outbox: every change is on disk before the page says "saved", and stays there until
 * the server has answered it. Sending is safe to repeat since the phone minted the ids; an answer
 * of `refused` or `conflict` moves the change to the refusals, with the problem, so that she
 * learns why.
 */

import { api, Offline, Problem } from "../shared/api.js";
import { newId, now } from "../shared/ids.js";
import * as clock from "./clock.js";
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

/**
 * The same for a correction of a person's details. One that waits for the same person becomes part
 * of it: two made of one version would disagree with each other. It gets an id of its own, since
 * the earlier one may have arrived without her knowing.
 */
export async function correct(correction) {
  await store.rewrite("outbox", userId, (rows) => {
    const earlier = rows.filter((row) => isOfSamePerson(row, correction));
    return { drop: earlier.map(({ change_id }) => change_id), put: [folded(earlier, correction)] };
  });
  tell("outbox");
  void flush();
}

function isOfSamePerson({ type, data }, correction) {
  return type === correction.type && data.beneficiary_id === correction.data.beneficiary_id;
}

/** Later words win; the oldest version that any of them was made of is the one that was seen. */
function folded(earlier, correction) {
  const all = [...earlier, correction].map(({ data }) => data);
  const fields = Object.assign({}, ...all.map((data) => data.fields));
  const base_version = Math.min(...all.map((data) => data.base_version));
  return { ...correction, data: { ...correction.data, base_version, fields } };
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
    clock.heard(body.skew_s);
    return await settle(batch, body.items);
  } catch (error) {
    if (error instanceof Problem && isFinal(error.status)) return refuseWhole(batch, error);
    if (!(error instanceof Problem) && !(error instanceof Offline)) throw error;
    later();
    return false;
  }
}

async function request(batch) {
  const changes = batch.map(({ change_id, type, at, data }) => ({ change_id, type, at, data }));
  return { device_id: await deviceId(), sent_at: now(), changes };
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
  // The roll has another version of these people now, and the next correction is made of that.
  if (batch.some(({ type }) => type === "beneficiary.updated")) tell("corrected");
  return answered > 0;
}

/** Reports that are refused to the phone and wait for the convener. */
const KEPT = ["outside-dates", "not-trained"];

/** Whether the convener has the change and may still admit it. */
export function isKept(problem) {
  return KEPT.includes(slugOf(problem));
}

/** The last part of a problem's type. */
export function slugOf({ type }) {
  return (type ?? "").split(/[/#:]/).pop();
}

/** What a refusal means for the visit as this phone knows it. */
const UNDONE = {
  "visit.recorded": (visit, problem) =>
    isKept(problem) ? { ...visit, held: true } : { ...visit, refused: true },
  "consent.given": (visit) => ({ ...visit, given: [] }),
  "consent.withdrawn": (visit) => ({ ...visit, withdrawn: [], refused: visit.is_elsewhere }),
};

async function refuse(one, problem) {
  const visit = await store.get("visits", one.visit_id ?? "");
  const visits = visit && UNDONE[one.type]?.(visit, problem);
  const into = { refusals: { ...one, problem }, ...(visits && { visits }) };
  await store.move("outbox", one.change_id, into);
}

const SHOWN = [
  ...["type", "title", "status", "detail", "purpose", "current_state", "text"],
  ...["first_on", "last_on"],
];

/** The members of a problem document that the page shows. */
export function problemOf(document) {
  return Object.fromEntries(SHOWN.map((name) => [name, document[name]]));
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
