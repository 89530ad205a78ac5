/**
 * Asks the server what became of a file until it is ready or rejected. The pauses grow, since
 * every question costs her data and battery, and nothing is asked while the page is hidden.
 */

import { api, Offline, Problem } from "../shared/api.js";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

const watched = new Set();
const pictures = new Map(); // media_id -> {url, width, height}; the addresses are short-lived.

/** Watch one row; `settle(row, media)` is called once, when its media has ended. */
export async function watch(row, settle) {
  if (watched.has(row.local_id)) return;
  watched.add(row.local_id);
  try {
    const media = await untilEnded(row.media_id);
    if (media !== null) await settle(row, media);
  } finally {
    watched.delete(row.local_id);
  }
}

/** The thumb of a ready media, asked for once a page; null when it cannot be had now. */
export async function thumbOf(mediaId) {
  try {
    return pictures.get(mediaId) ?? (await look(mediaId)).derivatives?.thumb ?? null;
  } catch (error) {
    return ignored(error);
  }
}

/** Forget an address that no longer works. */
export function forgetThumb(mediaId) {
  pictures.delete(mediaId);
}

async function look(mediaId) {
  const { body } = await api("GET", `/v1/media/${mediaId}`);
  if (body.derivatives?.thumb) pictures.set(mediaId, body.derivatives.thumb);
  return body;
}

async function untilEnded(mediaId) {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    await new Promise((done) => setTimeout(done, pauseMs));
    const media = document.hidden ? null : await look(mediaId).catch(ignored);
    if (media && ["ready", "rejected", "abandoned"].includes(media.state)) return media;
    if (media === undefined) return null;
  }
}

/** null: ask again later. undefined: asking again is of no use (signed out, or the row is gone). */
function ignored(error) {
  if (error instanceof Offline) return null;
  if (error instanceof Problem) return [401, 404].includes(error.status) ? undefined : null;
  throw error;
}
