/* Where a media file is read: a signed address that is good for minutes. The one a file was first
   read at goes on to be used while it is good, since the item is asked for again and again and each
   answer signs new ones; a player would begin anew each time. */

import { useEffect, useRef, useState } from "../shared/ui.js";

/* The service signs for fifteen minutes (adapters/aws/buckets.py). */
const GOOD_FOR_MS = 10 * 60_000;
/* A file that fails again so soon after its address was renewed is not helped by another one. */
const ONCE_IN_MS = 60_000;
/* How long an item that has come takes at most to be drawn. */
const GRACE_MS = 1500;
const AGAIN = "#again";

const MOST_PINNED = 200;

const pinned = new Map();

/** The address at which a media's derivative is read from here on. */
export function addressOf(media, role) {
  const name = `${media.media_id}/${role}`;
  const kept = pinned.get(name);
  if (kept && performance.now() - kept.since < GOOD_FOR_MS) return kept.url;
  const url = media.derivatives?.[role]?.url ?? null;
  if (url) pin(name, url);
  return url;
}

function pin(name, url) {
  pinned.delete(name);
  pinned.set(name, { url, since: performance.now() });
  if (pinned.size > MOST_PINNED) pinned.delete(pinned.keys().next().value);
}

/** `{url, isLost, fail, again}` of a derivative: `fail()` after it could not be read asks for a
    fresh address once, by `onExpired`; where that does not help either, `isLost` says so. */
export function useAddress(media, role, onExpired) {
  const [url, setUrl] = useState(() => addressOf(media, role));
  const [isLost, setLost] = useState(false);
  const state = useRef({ renewedAt: -Infinity, askedAt: -Infinity }).current;
  const newest = media.derivatives?.[role]?.url ?? null;
  Object.assign(state, { newest, url });

  const take = (address) => {
    pin(`${media.media_id}/${role}`, address);
    Object.assign(state, { renewedAt: performance.now(), askedAt: -Infinity, url: address });
    setLost(false);
    setUrl(address);
  };
  const ask = async () => {
    const askedAt = performance.now();
    state.askedAt = askedAt;
    try {
      await onExpired?.();
    } catch {
      // Whoever asked says why; here it is enough that no address came.
    }
    // A fresh address comes with the item (below). One signed in the same second is the same one,
    // and is worth a second try all the same: the line may have been gone for a moment.
    setTimeout(() => state.askedAt === askedAt && take(other(state)), GRACE_MS);
  };
  const fail = () => {
    if (isAsking(state)) return;
    if (performance.now() - state.renewedAt < ONCE_IN_MS) setLost(true);
    else if (newest && newest !== url) take(newest);
    else ask();
  };
  const again = () => {
    state.renewedAt = -Infinity;
    ask();
  };
  useEffect(() => {
    if (isAsking(state) && newest && newest !== url) take(newest);
  }, [newest]);
  return { url, isLost, fail, again };
}

function isAsking({ askedAt }) {
  return askedAt > -Infinity;
}

/* The same address is only read again when it looks like another. */
function other({ newest, url }) {
  if (newest && newest !== url) return newest;
  return url.endsWith(AGAIN) ? url.slice(0, -AGAIN.length) : url + AGAIN;
}
