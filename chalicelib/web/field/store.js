/**
 * What the phone remembers, in IndexedDB: unsent changes, refusals, her visits, picked files and
 * the last lists. Every row carries the user it belongs to, since phones are shared; a caller only
 * ever sees its own user's rows.
 */

const NAME = "sampark-field";
const KEYS = {
  outbox: "change_id", // changes not yet answered
  refusals: "change_id", // changes the server refused, until she has read why
  visits: "visit_id", // her visits with what was consented
  uploads: "local_id", // picked files with their progress
  kept: "key", // small things: drafts, the last worklist of a booth
};

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(KEYS)) {
        request.result.createObjectStore(store, { keyPath });
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/** Run `work(stores)` in one read-write transaction; resolves when it is on disk. */
async function inOne(names, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    work(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
  });
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Write rows into several stores at once, all or none: `{visits: [row], outbox: [row, row]}`. */
export function put(rows) {
  return inOne(Object.keys(rows), (stores) => {
    for (const [name, list] of Object.entries(rows)) list.forEach((row) => stores[name].put(row));
  });
}

/** Move a row out of one store and, if `into` is given, its successor into another; all or none. */
export function move(from, key, into = {}) {
  return inOne([from, ...Object.keys(into)], (stores) => {
    stores[from].delete(key);
    for (const [name, row] of Object.entries(into)) stores[name].put(row);
  });
}

/**
 * Change several rows of one store as they are now: `decide(rows)` gets this user's rows and
 * returns `{put, drop}`, rows and keys.
 */
export function rewrite(name, userId, decide) {
  return inOne([name], (stores) => {
    const request = stores[name].getAll();
    request.onsuccess = () => {
      const { put: rows, drop } = decide(request.result.filter((row) => row.user_id === userId));
      drop.forEach((key) => stores[name].delete(key));
      rows.forEach((row) => stores[name].put(row));
    };
  });
}

/** One row, or undefined. */
export async function get(name, key) {
  const database = await open();
  return answer(database.transaction(name).objectStore(name).get(key));
}

/** All rows of `userId` in a store, in the order of their ids, which is the order of minting. */
export async function all(name, userId) {
  const database = await open();
  const rows = await answer(database.transaction(name).objectStore(name).getAll());
  return rows.filter((row) => row.user_id === userId);
}

/** Remember a small value under a name of this user's. */
export function keep(userId, name, value) {
  return put({ kept: [{ key: `${userId}/${name}`, user_id: userId, value }] });
}

/** What `keep` stored, or null. */
export async function kept(userId, name) {
  return (await get("kept", `${userId}/${name}`))?.value ?? null;
}

/** Forget a kept value. */
export function forget(userId, name) {
  return move("kept", `${userId}/${name}`);
}

/** Forget what this phone has of people, their lists and what came back; called at sign-out. */
export async function forgetLists(userId) {
  const rows = await all("kept", userId);
  await inOne(["kept"], ({ kept: store }) => {
    const isOfPeople = ({ key }) => key.includes("/worklist/") || key.endsWith("/returned");
    rows.filter(isOfPeople).forEach((row) => store.delete(row.key));
  });
}
