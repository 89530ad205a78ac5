/**
 * Looks again, soon and not for long, while a missed call that she saw being given has not come in:
 * so that she sees it turn green at the door.
 */

import * as outbox from "./outbox.js";
import { listen } from "./signals.js";
import * as visits from "./visits.js";

const EVERY_MS = 3_000;
const LONGEST_MS = 60_000;
const NEWS_MS = 10 * 60_000; // An older call is not waited for at a door.

/** Begin to watch; `{look, stop}`. `look` is called when there is another list. */
export function openRinging(context) {
  const watch = { context, since: new Map(), timer: null };
  const look = () => void lookAgain(watch);
  const quiet = listen("outbox", look);
  const stop = () => {
    quiet();
    clearTimeout(watch.timer);
    watch.context = null;
  };
  return { look, stop };
}

async function lookAgain(watch) {
  const { context } = watch;
  if (context === null || context.me === null || watch.timer !== null) return;
  const [mine, unsent] = await Promise.all([visits.list(context.me.user_id), outbox.unsent()]);
  const pending = new Set(unsent.map((change) => change.visit_id));
  const rung = mine.filter((visit) => isNew(visit) && !pending.has(visit.visit_id));
  if (!rung.some((visit) => isWorthAsking(watch, visit)) || watch.timer !== null) return;
  watch.timer = setTimeout(() => {
    watch.timer = null;
    if (document.hidden) look(watch);
    else watch.context?.reload();
  }, EVERY_MS);
}

function look(watch) {
  void lookAgain(watch);
}

function isNew({ dialled_at, held }) {
  return dialled_at && !held && Date.now() - Date.parse(dialled_at) < NEWS_MS;
}

/** Not matched yet, and first asked about less than a minute ago. */
function isWorthAsking({ context, since }, { visit_id }) {
  const item = context.list?.items.find((one) => one.visit_id === visit_id);
  if (item?.call === "matched") return false;
  if (!since.has(visit_id)) since.set(visit_id, Date.now());
  return Date.now() - since.get(visit_id) < LONGEST_MS;
}
