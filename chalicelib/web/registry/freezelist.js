/* Every freeze that concerns the reader, as far as a calendar shows them, and what they are called. */

import { api } from "../shared/api.js";
import { pathTo } from "../shared/areas.js";
import { h, icon } from "../shared/dom.js";
import { coded, pick, t } from "../shared/i18n.js";

const AT_ONCE = 100;
const MOST_PAGES = 5;
const SIGNS = { silence: "muted", code_of_conduct: "flag", incident: "warn", stop: "pause", blackout: "lock" };
const LOOKS = {
  on: ["bad", "pause"], lift_asked: ["warn", "question"], planned: ["accent", "clock"], over: ["", "check"],
  lifted: ["", "check"],
};

/* Areas do not move; one that somebody may not see is not asked for again and again. */
const paths = new Map();

export const KINDS = ["silence", "code_of_conduct", "incident", "stop", "blackout"];

/** The freezes, the newest first, then blackouts; raises as `api` does. */
export async function freezesNow(context) {
  return (await readFreezes(context)).items;
}

/** `{items, isWhole, at}`; `at` is the service's clock in ms. An item has the `path` of its area from
    hers down, none where it lies above, and `isAround` when it holds in the whole of hers. */
export async function readFreezes(context) {
  const items = [];
  let cursor = null;
  let at = 0;
  for (let page = 0; page < MOST_PAGES && (cursor || !page); page += 1) {
    const query = new URLSearchParams({ limit: AT_ONCE, ...(cursor && { cursor }) });
    const answer = await api("GET", `/v1/freezes?${query}`);
    items.push(...answer.body.items);
    cursor = answer.body.next_cursor;
    at = answer.served_at_ms;
  }
  return { items: await withPaths(items, context), isWhole: !cursor, at };
}

async function withPaths(items, context) {
  const own = await pathIn(context.area, context);
  const each = [];
  for (const item of items) {
    const path = await pathIn(item.area_id, context);
    each.push({ ...item, path, isAround: !path.length || own.includes(item.area_id) });
  }
  return each;
}

async function pathIn(areaId, { me, area, scopes }) {
  const key = `${me.user_id}/${area}/${areaId}`;
  if (!paths.has(key)) {
    const path = (await pathTo(areaId, area)).map((one) => one.area_id);
    const from = path.findIndex((one) => scopes.some((scope) => scope.area_id === one));
    paths.set(key, from < 0 ? [] : path.slice(from));
  }
  return paths.get(key);
}

/** The sign of a kind of freeze: colours alone would not tell everybody. */
export function kindSign(kind) {
  return icon(SIGNS[kind] ?? "pause");
}

/** "Silence period · Haridwar". */
export function titleOf(freeze) {
  return `${coded("freeze_kind", freeze.kind)} · ${pick(freeze.area_names) || freeze.area_id}`;
}

/** From when until when, by the campaign's clock. */
export function spanOf(freeze, zone) {
  const from = zone.instant(freeze.from);
  return freeze.until ? t("freeze.span", { from, until: zone.instant(freeze.until) }) : t("freeze.span_open", { from });
}

/** How far it has come, as a word with a sign. */
export function stateChip(freeze) {
  const [tone, sign] = LOOKS[freeze.state] ?? ["", "question"];
  return h("span", { class: `chip ${tone}` }, icon(sign), coded("freeze_state", freeze.state));
}

/** A person, who stands here by her id alone. */
export function who(userId, me) {
  if (!userId) return "–";
  return userId === me.user_id ? t("audit.you") : t("audit.person", { id: userId.slice(-6) });
}
