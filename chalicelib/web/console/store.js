/* What the desk knows while the page is open: the item in hand and the next one, the decision just
   passed, what could not be sent yet and what went wrong. It outlives the views, so that whoever
   signs in again finds her work as she left it. */

/** A desk for one person, with nothing in hand. `go(hash, {replace})` shows an address. */
export function makeDesk(me, go) {
  return {
    me,
    go,
    decides: me.roles.includes("moderator"),
    area: null,
    current: null,
    next: null,
    reading: null,
    phase: "rest",
    last: null,
    unsent: [],
    troubles: [],
    asking: null,
    note: null,
    standing: null,
    drafts: new Map(),
    listeners: new Set(),
    tail: Promise.resolve(),
  };
}

/** Run `listener` after each change; returns a function that stops it. */
export function watchDesk(desk, listener) {
  desk.listeners.add(listener);
  return () => desk.listeners.delete(listener);
}

/** Tell whoever draws that something changed. */
export function changed(desk) {
  for (const listener of desk.listeners) listener();
}

/** Run jobs one after the other: a claim asked for while a decision is on its way would be handed
    the item that is just being decided. */
export function inTurn(desk, job) {
  const done = desk.tail.then(job);
  desk.tail = done.catch(() => {});
  return done;
}

/** An item in her hands, from the answer that brought it; `desk.drafts` keeps what she wrote. */
export function heldFrom(desk, answer) {
  const item = answer.body;
  const held = { id: item.testimonial_id, shown_at: null, seen: false, changes: [], lost: null };
  if (!desk.drafts.has(held.id)) desk.drafts.set(held.id, draftsOf(item));
  return Object.assign(held, standingOf(answer));
}

/** What a newer answer says of an item in hand. */
export function standingOf(answer) {
  const item = answer.body;
  return { item, etag: answer.etag ?? `"${item.version}"`, ends_at: endOf(item.lock, answer) };
}

/** Until when a lock lasts, on this page's own clock: the machine's may be wrong. */
export function endOf(lock, answer) {
  return performance.now() + Date.parse(lock.expires_at) - answer.served_at_ms;
}

/** Whether an answer shows an item that the reader holds. */
export function isHers(answer) {
  const { state, lock } = answer.body;
  if (state !== "pending_review" || !lock) return false;
  return lock.mine !== false && Date.parse(lock.expires_at) > answer.served_at_ms;
}

/** What she writes and ticks, as the service has it so far. */
export function draftsOf(item) {
  const own = Object.entries(item.channel_captions ?? {});
  return {
    captions: { ...item.captions },
    channel_captions: Object.fromEntries(own.map(([id, texts]) => [id, { ...texts }])),
    ai_altered: item.ai_altered === true,
    is_public_figure: item.is_public_figure === true,
  };
}

/** The address of an item's view. */
export function itemHash(id) {
  return `#item/${encodeURIComponent(id)}`;
}

/** The path of an item at the service, with what follows it. */
export function itemPath(id, rest = "") {
  return `/v1/testimonials/${encodeURIComponent(id)}${rest}`;
}
