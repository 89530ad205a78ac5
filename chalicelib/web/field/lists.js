/**
 * Her people, as the server last told and as this phone knows better. The last list of each booth
 * and language is kept, so that the page has something to show where there is no network.
 */

import { api, Offline, Problem } from "../shared/api.js";
import { corrected } from "./corrections.js";
import * as store from "./store.js";

const PAGES_AT_MOST = 50; // A worker has 20-30 people; this only stops a runaway cursor.
const LANGUAGES = ["hi", "en"];

/** Who is signed in; the last known answer when there is no network. */
export async function whoAmI(username) {
  try {
    const { body } = await api("GET", "/v1/me");
    await store.keep(username, "me", body);
    return body;
  } catch (error) {
    const known = error.name === "Offline" ? await store.kept(username, "me") : null;
    if (known === null) throw error;
    return known;
  }
}

/** What her campaign declares, or the last known of it; null when there is neither. */
export async function campaignOf(me) {
  try {
    const { body } = await api("GET", `/v1/campaigns/${encodeURIComponent(me.campaign_id)}`);
    const { numbers, minors_may_publish } = body;
    await store.keep(me.user_id, "campaign", { numbers, minors_may_publish });
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof Offline)) throw error;
  }
  return store.kept(me.user_id, "campaign");
}

/** The booths she works in. */
export function boothsOf(me) {
  return me.scopes.filter((scope) => scope.role === "worker");
}

/**
 * The kept list of a booth, `{items, notice, fetched_at}`, in `language` or else the other one; or
 * null.
 */
export async function keptList(userId, booth, language) {
  const order = [language, ...LANGUAGES.filter((other) => other !== language)];
  for (const one of order) {
    const list = await store.kept(userId, nameOf(booth, one));
    if (list !== null) return list;
  }
  return null;
}

/** The list of a booth from the server; kept for later. */
export async function freshList(userId, booth, language) {
  const list = { items: [], notice: null, fetched_at: Date.now() };
  let cursor = null;
  for (let page = 0; page < PAGES_AT_MOST && (page === 0 || cursor !== null); page += 1) {
    const query = new URLSearchParams({ booth, language, ...(cursor && { cursor }) });
    const { body } = await api("GET", `/v1/worklist?${query}`);
    list.items.push(...body.items);
    list.notice ??= body.notice;
    cursor = body.next_cursor ?? null;
  }
  await store.keep(userId, nameOf(booth, language), list);
  return list;
}

function nameOf(booth, language) {
  return `worklist/${booth}/${language}`;
}

/** The items with this phone's own visits laid over them: `unsent` changes and uploads included. */
export function overlaid(items, { visits, uploads, unsent }) {
  const latest = new Map(visits.map((visit) => [visit.beneficiary_id, visit]));
  return items.map((item) => overlay(item, latest.get(item.beneficiary_id), uploads, unsent));
}

function overlay(listed, visit, uploads, unsent) {
  const mine = unsent.filter((change) => change.data.beneficiary_id === listed.beneficiary_id);
  const item = corrected(listed, mine);
  const waits = mine.length > 0 || uploads.some((row) => isOpen(row) && isFor(row, item));
  if (!visit || isOlder(visit, item)) return { ...item, waits };
  const missing = missingOf(visit, uploads);
  return {
    ...item,
    call: item.visit_id === visit.visit_id ? item.call : null,
    outcome: visit.outcome,
    visit_id: visit.visit_id,
    visited_at: visit.started_at,
    missing,
    waits,
  };
}

function isFor(row, item) {
  return row.beneficiary_id === item.beneficiary_id;
}

function isOpen(row) {
  return ["waiting", "sending"].includes(row.state);
}

/** Somebody else, or another phone, has been there since. */
function isOlder(visit, item) {
  const known = item.visit_id && item.visit_id !== visit.visit_id && item.visited_at;
  return Boolean(known) && Date.parse(item.visited_at) > Date.parse(visit.started_at);
}

function missingOf(visit, uploads) {
  if (visit.outcome === "not_home") return ["visit"];
  if (visit.outcome !== "met" || visit.held) return [];
  // Who took everything back is not asked again.
  if (allowed(visit).length === 0) return visit.withdrawn.length > 0 ? [] : ["consent"];
  const alive = uploads.filter((row) => !["rejected", "refused"].includes(row.state));
  const has = (kind) => alive.some((row) => row.visit_id === visit.visit_id && row.kind === kind);
  return ["photo", "video"].filter((kind) => allowed(visit).includes(kind) && !has(kind));
}

/** The purposes that stand: given and not withdrawn. */
export function allowed(visit) {
  return visit.given.filter((purpose) => !visit.withdrawn.includes(purpose));
}

/** Whether she has nothing more to do at this door; the words of `missing` say what there is. */
export function isDone(item) {
  return item.outcome !== null && item.missing.length === 0;
}
