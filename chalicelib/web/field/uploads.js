/**
 * Picked files on their way: kept on the phone until the server has said ready or rejected, so
 * that a closed tab, a call or a dead battery loses nothing. One file is sent at a time, over thin
 * networks the fastest way to one that is whole. `sending.js` carries one file; this module keeps
 * the queue and its states: waiting -> sending -> checking -> ready | rejected, or refused when no
 * grant is given.
 */

import { api, Offline, Problem } from "../shared/api.js";
import { newId } from "../shared/ids.js";
import { contentTypeOf } from "./files.js";
import * as outbox from "./outbox.js";
import { carry, isPassing, Refused, renewed } from "./sending.js";
import { listen, tell } from "./signals.js";
import * as store from "./store.js";
import { watch } from "./watching.js";

const TRIES = 5;
const FIRST_WAIT_MS = 1_500;
const REST_MS = 60_000;

const unsaved = new Map(); // Rows for which the disk is too full: sent while the page is open.
const progress = new Map(); // local_id -> {step: "reading" | "sending", share: 0..1}
let userId = null;
let wanted = false; // Data costs money: after a restart nothing is sent until she says so.
let running = null;
let asked = false; // Something new came while a run was on its way.
let current = null; // {localId, stop: AbortController}
let timer = null;

window.addEventListener("online", run);
listen("outbox", run);

/**
 * Take up where the last page left: what is on the server is watched, what is not waits for her.
 */
export async function start(user) {
  userId = user;
  const rows = await list();
  const broken = rows.filter((row) => row.state === "sending");
  for (const row of broken) await save({ ...row, state: "waiting" });
  rows.filter((row) => row.state === "checking").forEach((row) => watch(row, settle));
}

/** Stop sending; the files stay on the phone for their user. */
export function stop() {
  current?.stop.abort();
  userId = null;
  wanted = false;
}

/** All uploads of this user on this phone. */
export async function list() {
  const inMemory = [...unsaved.values()].filter((row) => row.user_id === userId);
  return [...(await store.all("uploads", userId)), ...inMemory];
}

/** The uploads of one visit, oldest first. */
export async function ofVisit(visitId) {
  return (await list()).filter((row) => row.visit_id === visitId);
}

/** How many files have not been sent, and whether she was asked to continue them. */
export async function waiting() {
  const rows = (await list()).filter((row) => ["waiting", "sending"].includes(row.state));
  return { count: rows.length, paused: rows.length > 0 && running === null };
}

/** Where a sending file stands: `{step, share}`, or null. */
export function progressOf(localId) {
  return progress.get(localId) ?? null;
}

/** Keep a picked file for a visit and begin to send it. False when it could not be kept on disk. */
export async function add({ visitId, beneficiaryId, kind, file }) {
  const row = await save({
    local_id: newId(),
    upload_id: newId(),
    user_id: userId,
    visit_id: visitId,
    beneficiary_id: beneficiaryId,
    kind,
    content_type: contentTypeOf(file),
    size_bytes: file.size,
    file,
    state: "waiting",
  });
  void navigator.storage?.persist?.();
  resume();
  return !unsaved.has(row.local_id);
}

/** Send everything that waits. */
export function resume() {
  wanted = true;
  run();
}

/** Drop a file from the phone, and its grant from the server if one is open. */
export async function remove(row) {
  if (current?.localId === row.local_id) current.stop.abort();
  unsaved.delete(row.local_id);
  await store.move("uploads", row.local_id);
  tell("uploads");
  const open = row.media_id !== undefined && ["waiting", "sending"].includes(row.state);
  if (open) await abandon(row);
}

/** After a withdrawal: what is no longer allowed does not go out and is not shown on this phone. */
export async function dropKinds(visitId, kinds) {
  const rows = (await ofVisit(visitId)).filter((row) => kinds.includes(row.kind));
  for (const row of rows) await remove(row);
}

/**
 * The grant would lapse by itself; giving it back only lets the visit's testimonial move on
 * sooner.
 */
async function abandon(row) {
  try {
    await api("DELETE", `/v1/uploads/${row.upload_id}`);
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof Offline)) throw error;
  }
}

async function save(row) {
  try {
    await store.put({ uploads: [row] });
    unsaved.delete(row.local_id);
  } catch (error) {
    // The phone's disk is full, or the browser keeps nothing in this mode.
    if (!(error instanceof DOMException)) throw error;
    unsaved.set(row.local_id, row);
  }
  tell("uploads");
  return row;
}

async function latest(row) {
  return unsaved.get(row.local_id) ?? (await store.get("uploads", row.local_id));
}

function run() {
  if (!wanted || userId === null) return;
  asked = true;
  running ??= alone(sendAll).finally(ended);
}

function ended() {
  running = null;
  tell("uploads");
  if (asked) run();
}

function alone(work) {
  return navigator.locks ? navigator.locks.request("sampark-field-uploads", work) : work();
}

async function sendAll() {
  asked = false;
  clearTimeout(timer);
  await outbox.flush();
  const seen = new Set();
  for (let row = await nextRow(seen); row; row = await nextRow(seen)) {
    seen.add(row.local_id);
    await sendOne(row);
  }
  if ((await waiting()).count > 0) timer = setTimeout(run, REST_MS);
}

/** The oldest waiting file whose visit and consent have reached the server and stand there. */
async function nextRow(seen) {
  const held = (await store.all("visits", userId)).filter((visit) => visit.held);
  const pending = new Set([...(await outbox.unsent()), ...held].map(({ visit_id }) => visit_id));
  const open = (await list()).filter((row) => row.state === "waiting");
  return open.find((row) => !seen.has(row.local_id) && !pending.has(row.visit_id));
}

async function sendOne(row) {
  const stop = new AbortController();
  const report = (step, share) => {
    progress.set(row.local_id, { step, share });
    tell("progress", row.local_id);
  };
  const keepUnlessGone = async (next) => (stop.signal.aborted ? next : save(next));
  current = { localId: row.local_id, stop };
  try {
    await tryOften(row, { save: keepUnlessGone, signal: stop.signal, report });
  } finally {
    current = null;
    progress.delete(row.local_id);
  }
}

async function tryOften(row, tools) {
  let next = await tools.save({ ...row, state: "sending" });
  for (let attempt = 0; attempt < TRIES && !tools.signal.aborted; attempt += 1) {
    try {
      return void watch(await carry(next, tools), settle);
    } catch (error) {
      next = (await latest(row)) ?? next;
      if (!isPassing(error)) return refuse(next, problemOf(error), tools);
      if (error.status === 401) break;
      await pause(FIRST_WAIT_MS * 2 ** attempt, tools.signal);
    }
  }
  return tools.save({ ...next, state: "waiting" });
}

/** Wait a while; a returning network or a removed file ends the wait at once. */
function pause(ms, signal) {
  return new Promise((done) => {
    setTimeout(done, ms);
    window.addEventListener("online", done, { once: true });
    signal.addEventListener("abort", done, { once: true });
  });
}

/**
 * Why a file cannot go; anything but a refusal or a problem is a fault of this page and comes up.
 */
function problemOf(error) {
  if (error instanceof Refused) return error.problem;
  if (error instanceof Problem) return outbox.problemOf(error);
  throw error;
}

function refuse(row, problem, tools) {
  return tools.save({ ...row, state: "refused", problem, file: null });
}

/** The server has spoken: the file is no longer needed here, unless its grant lapsed unused. */
async function settle(row, media) {
  if ((await latest(row)) === undefined) return; // Removed meanwhile, by a withdrawal for one.
  if (media.state === "abandoned") {
    await save({ ...renewed(row), state: "waiting" });
    run();
    return;
  }
  const { state, reason, reason_text } = media;
  await save({ ...row, state, reason, reason_text, file: null });
}
