/**
 * One file from the phone to the server: hash, grant, bytes, completion. Every step is remembered
 * in the row as soon as it is known, so that a second try goes on where the first broke off: the
 * same upload id, a fresh grant, and only the parts that the store does not hold yet.
 */

import { api, Offline, Problem } from "../shared/api.js";
import { newId } from "../shared/ids.js";
import { postFile, putPart, TransferFailed } from "../shared/transfer.js";
import { problemOf } from "./outbox.js";
import { sha256Of } from "./sha256.js";

const ENDED_GRANT = "abandoned";
const PASSING = [401, 408, 409, 429];
const PARTS_A_CALL = 20;
const SPARE_MS = 10_000;

/** The file cannot go as it is; `problem` says why. Never tried again by itself. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.title ?? problem.type);
    this.problem = problem;
  }
}

/** Whether a later try may succeed without anybody doing anything. */
export function isPassing(error) {
  if (error instanceof Offline || error instanceof TransferFailed) return true;
  return error instanceof Problem && (error.status >= 500 || PASSING.includes(error.status));
}

/**
 * Carry one row as far as `checking`; `save` stores a row, `report(step, share)` shows progress.
 */
export async function carry(row, tools) {
  let at = await hashed(row, tools);
  at = await takenUp(at, tools);
  if (at.state === "checking") return at;
  const again = at.media_id !== undefined;
  const [granted, grant] = await ask(at, tools);
  if (grant.method === "MULTIPART") await sendParts(granted, grant, again, tools);
  else await sendForm(granted, grant, tools);
  return tools.save({ ...granted, state: "checking" });
}

async function hashed(row, { save, report }) {
  if (row.sha256) return row;
  try {
    const sha256 = await sha256Of(row.file, (share) => report("reading", share));
    return await save({ ...row, sha256 });
  } catch (error) {
    // A file on a removed card, or changed since it was picked: only a new pick helps.
    if (error instanceof DOMException) throw new Refused({ type: "file-unreadable" });
    throw error;
  }
}

/**
 * After a broken try the bytes may be there although the answer was lost, or the grant may be
 * over.
 */
async function takenUp(row, { save }) {
  if (row.media_id === undefined) return row;
  const { body } = await api("GET", `/v1/media/${row.media_id}`);
  if (body.state === ENDED_GRANT) return save(renewed(row));
  return body.state === "offered" ? row : save({ ...row, state: "checking" });
}

/** The same file under a new grant. */
export function renewed(row) {
  return { ...row, upload_id: newId(), media_id: undefined, state: "sending" };
}

async function ask(row, { save }) {
  const { upload_id, visit_id, kind, content_type, size_bytes, sha256 } = row;
  const body = { upload_id, visit_id, kind, content_type, size_bytes, sha256 };
  try {
    const answer = await api("POST", "/v1/uploads", { body });
    const grant = { ...answer.body, until: endOf(answer) };
    return [await save({ ...row, media_id: grant.media_id }), grant];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (isOverFor(error)) await save(renewed(row));
    if (!isPassing(error)) throw new Refused(problemOf(error));
    throw error;
  }
}

/** A 409 may only mean "ask again"; these two mean that this id will never be granted. */
function isOverFor({ status, slug, current_state }) {
  return status === 409 && (slug === "id-taken" || current_state === ENDED_GRANT);
}

async function sendForm(row, grant, { report, signal }) {
  const onProgress = (bytes) => report("sending", Math.min(1, bytes / row.size_bytes));
  report("sending", 0);
  try {
    await postFile(grant, row.file, { onProgress, signal });
  } catch (error) {
    // 412: these bytes are already there, an earlier try had arrived after all.
    if (error.status !== 412) throw verdictOf(error);
  }
}

/**
 * 403 is an expired signature and passes with a fresh grant, 404 an upload that was given up
 * meanwhile, as its grant will say; another 4xx of the store is about the file.
 */
function verdictOf(error) {
  const { status = 0, code } = error;
  const final = status >= 400 && status < 500 && ![403, 404, 408, 409, 429].includes(status);
  const passing = ["RequestTimeout", "ExpiredToken"].includes(code);
  return final && !passing ? new Refused({ type: "store-refused", title: code, status }) : error;
}

/**
 * Until when a grant's addresses work, by this phone's clock: only how long they do is said by the
 * service, since the phone's clock may be wrong.
 */
function endOf({ body, served_at_ms }) {
  return Date.now() + Date.parse(body.expires_at) - served_at_ms - SPARE_MS;
}

async function sendParts(row, grant, again, tools) {
  const size = grant.part_size_bytes;
  const held = again ? await heldParts(row, size) : new Map();
  const urls = new Map(grant.parts.map(({ number, url }) => [number, url]));
  const job = { row, held, urls, size, until: grant.until, ...tools };
  const count = Math.ceil(row.size_bytes / size);
  const missing = range(count).filter((number) => !held.has(number));
  for (const number of missing) await sendPart(job, number, missing);
  await api("POST", `/v1/uploads/${row.upload_id}/complete`);
}

function range(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** number -> size_bytes of what the store already has whole. */
async function heldParts(row, size) {
  const { body } = await api("GET", `/v1/uploads/${row.upload_id}`);
  const held = body.parts.map(({ number, size_bytes }) => [number, size_bytes]);
  return new Map(held.filter(([number, bytes]) => bytes === sliceOf(row, number, size).size));
}

function sliceOf(row, number, size) {
  return row.file.slice((number - 1) * size, number * size);
}

async function sendPart(job, number, missing) {
  const { row, held, urls, size, report, signal } = job;
  const slice = sliceOf(row, number, size);
  const before = [...held.values()].reduce((sum, bytes) => sum + bytes, 0);
  const onProgress = (bytes) => report("sending", Math.min(1, (before + bytes) / row.size_bytes));
  onProgress(0);
  // A call came in between: what would be refused at its end is not sent at all.
  if (!urls.has(number) || Date.now() > job.until) await freshUrls(job, missing);
  try {
    await putPart(urls.get(number), slice, { onProgress, signal });
  } catch (error) {
    if (error.status !== 403) throw verdictOf(error);
    // The signatures are over all the same: one fresh set, then the ordinary retry.
    await freshUrls(job, missing);
    await putPart(urls.get(number), slice, { onProgress, signal });
  }
  held.set(number, slice.size);
}

async function freshUrls(job, missing) {
  const numbers = missing.filter((number) => !job.held.has(number)).slice(0, PARTS_A_CALL);
  const path = `/v1/uploads/${job.row.upload_id}/parts`;
  const answer = await api("POST", path, { body: { numbers } });
  job.urls.clear();
  answer.body.parts.forEach(({ number, url }) => job.urls.set(number, url));
  job.until = endOf(answer);
}
