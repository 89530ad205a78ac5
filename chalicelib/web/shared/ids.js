/**
 * Ids that the phone mints itself, so that a change sent twice is still one change. UUIDv7 (RFC
 * 9562): 48 bits of milliseconds, then random bits; sorted by text they are in the order of
 * minting.
 */

let lastMs = 0;

/** A new UUIDv7; never earlier in order than the one before it, even if the clock steps back. */
export function newId(nowMs = Date.now()) {
  lastMs = Math.max(nowMs, lastMs + 1);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(lastMs / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** This instant as RFC 3339 UTC. */
export function now() {
  return new Date().toISOString();
}
