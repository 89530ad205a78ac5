/**
 * One visit as this phone records it: the draft while she stands at the door, then the visit and
 * its consent as two changes that go to disk together, later perhaps a withdrawal.
 */

import { newId, now } from "../shared/ids.js";
import { guardianOf, lacksGuardian } from "./minor.js";
import { shownNameOf } from "./naming.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";
import * as uploads from "./uploads.js";

/** What one can agree to, in the order in which it is asked. */
export const PURPOSES = ["record", "contact", "photo", "video", "publish"];
export const METHODS = ["signature", "spoken", "thumb", "missed_call"];
const DRAFT_LIFE_MS = 12 * 60 * 60 * 1000;
export const OUTCOMES = ["met", "not_home", "refused", "moved", "deceased"];

/** Her visits that stand, oldest first. */
export async function list(userId) {
  return (await store.all("visits", userId)).filter((visit) => !visit.refused);
}

/** The begun draft for a person, or a new one with nothing ticked. */
export async function draftFor(userId, beneficiaryId) {
  const kept = await store.kept(userId, `draft/${beneficiaryId}`);
  const saved = kept && (await store.get("visits", kept.visit_id));
  return kept && !saved && isOfToday(kept) ? kept : newDraft();
}

/** What was ticked at another visit on another day must not slip into this one. */
function isOfToday({ started_at }) {
  return Date.now() - Date.parse(started_at) < DRAFT_LIFE_MS;
}

function newDraft() {
  return {
    visit_id: newId(),
    started_at: null,
    outcome: null,
    leaflet_given: false,
    owner_agreed: false,
    sticker_placed: false,
    purposes: [],
    method: null,
    dialled_at: null,
    location: null,
    household: "",
    is_minor: false,
    guardian_name: "",
    guardian_relation: "",
    shown_name: "",
  };
}

/** Keep a draft, so that a call or a closed tab costs her nothing. */
export function keepDraft(userId, beneficiaryId, draft) {
  return store.keep(userId, `draft/${beneficiaryId}`, draft);
}

/** The word key of what a draft still lacks, or null. */
export function lack(draft, notice, item) {
  if (draft.outcome === null) return "field.lack.outcome";
  if (draft.outcome !== "met" || draft.purposes.length === 0) return null;
  if (notice === null) return "field.lack.notice";
  if (lacksGuardian(draft, item)) return "field.lack.guardian";
  return draft.method === null ? "field.lack.method" : null;
}

/**
 * Record the visit and, if anything was agreed to, the consent; resolves when both are on disk.
 * `mayPublishMinors` says whether the campaign lets a guardian agree to publication.
 */
export async function record(userId, item, draft, notice, mayPublishMinors = false) {
  const met = draft.outcome === "met";
  const given = met ? PURPOSES.filter((purpose) => draft.purposes.includes(purpose)) : [];
  const consent = given.length > 0 ? consentOf(item, draft, given, notice) : null;
  const visit = {
    visit_id: draft.visit_id,
    user_id: userId,
    beneficiary_id: item.beneficiary_id,
    outcome: draft.outcome,
    started_at: draft.started_at,
    given: consent?.guardian && !mayPublishMinors ? without(given, "publish") : given,
    withdrawn: [],
    consent_id: consent?.consent_id ?? null,
    method: consent?.method ?? null,
    dialled_at: dialledAt(draft),
    is_minor: consent?.guardian !== undefined,
  };
  const changes = [outbox.change("visit.recorded", visitOf(item, draft, met), visit.visit_id)];
  if (consent) changes.push(outbox.change("consent.given", consent, visit.visit_id));
  await outbox.add(changes, { visits: [visit] });
  await store.forget(userId, `draft/${item.beneficiary_id}`);
  return visit;
}

function without(purposes, purpose) {
  return purposes.filter((one) => one !== purpose);
}

function dialledAt({ outcome, method, dialled_at }) {
  return outcome === "met" && method === "missed_call" ? dialled_at : null;
}

function visitOf(item, draft, met) {
  const data = {
    visit_id: draft.visit_id,
    beneficiary_id: item.beneficiary_id,
    booth_id: item.booth_id,
    outcome: draft.outcome,
    started_at: draft.started_at,
    ended_at: now(),
  };
  if (draft.location) data.location = draft.location;
  if (!met) return data;
  const sticker = {
    placed: draft.owner_agreed && draft.sticker_placed,
    owner_agreed: draft.owner_agreed,
  };
  const dialled_at = dialledAt(draft);
  const household = draft.household?.trim();
  return {
    ...data,
    leaflet_given: draft.leaflet_given,
    sticker,
    ...(household && { household }),
    ...(dialled_at && { call: { dialled_at } }),
  };
}

function consentOf(item, draft, purposes, notice) {
  const { notice_id, version, language } = notice;
  return {
    consent_id: newId(),
    visit_id: draft.visit_id,
    beneficiary_id: item.beneficiary_id,
    purposes,
    method: draft.method,
    notice: { notice_id, version, language },
    ...guardianOf(draft, item),
    ...shownNameOf(draft),
  };
}

/** The convener has admitted visits that were kept for her: they stand in the list now. */
export async function admitted(userId, items) {
  const known = new Set(items.map(({ visit_id }) => visit_id));
  const rows = (await list(userId)).filter(({ held, visit_id }) => held && known.has(visit_id));
  if (rows.length > 0) await store.put({ visits: rows.map((row) => ({ ...row, held: false })) });
}

/**
 * Withdraw `purposes` of this visit, or everything when null; files that may no longer go out are
 * dropped.
 */
export async function withdraw(userId, item, visit, purposes) {
  // Without narrowing fields it meets every consent of this person, on whatever phone it was given.
  const narrowed = purposes === null ? {} : { visit_id: visit.visit_id, purposes };
  const data = { beneficiary_id: item.beneficiary_id, ...narrowed };
  const met = (await list(userId)).filter((one) => isMet(one, item, visit, purposes));
  const rows = [...met, ...unknown(userId, visit)].map((one) => ({
    ...one,
    withdrawn: [...(one.withdrawn ?? []), ...(purposes ?? one.given)],
  }));
  await outbox.add([outbox.change("consent.withdrawn", data, visit.visit_id)], { visits: rows });
  const ids = new Set([visit, ...met].map(({ visit_id }) => visit_id));
  const kinds = purposes ?? ["photo", "video"];
  await Promise.all([...ids].map((id) => uploads.dropKinds(id, kinds)));
}

/** A visit made on another phone becomes known here as one whose consent is gone. */
function unknown(userId, visit) {
  if (visit.given !== null) return [];
  return [
    { ...visit, user_id: userId, is_elsewhere: true, given: [], consent_id: null, method: null },
  ];
}

function isMet(one, item, visit, purposes) {
  if (purposes !== null) return one.visit_id === visit.visit_id;
  return one.beneficiary_id === item.beneficiary_id;
}
