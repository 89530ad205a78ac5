/* A list of testimonials in one state, brought page by page and again now and then while somebody
   can see it. What is the same is not drawn again, so nothing flickers or moves under a finger. */

import { api } from "../shared/api.js";
import { learnAreas } from "../shared/areas.js";
import { announce } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { useEffect, useReducer, useRef } from "../shared/ui.js";
import { readingScopes } from "./scopes.js";
import { whileVisible } from "./visible.js";

const PAGE_SIZE = 25;

/** `{items, cursor, error, count, more, again}` of a state in the chosen area. */
export function useList(desk, state) {
  const [, redraw] = useReducer((n) => n + 1, 0);
  const name = `${state}/${desk.area}`;
  const known = useRef(null);
  if (known.current?.name !== name) known.current = fresh(name);
  const list = known.current;
  const load = async (isMore) => {
    list.turn += 1;
    const { turn } = list;
    const found = await page(desk, state, isMore ? list : fresh(name));
    if (turn !== list.turn) return;
    // What could not be brought leaves what is there.
    Object.assign(list, found);
    redraw();
  };
  useEffect(() => {
    load(false).then(() => list.items && announce(t("queue.shown", { n: list.items.length })));
    // Somebody who has come down several pages keeps her place.
    return whileVisible(() => (list.items?.length ?? 0) <= PAGE_SIZE && load(false));
  }, [name]);
  const count = list.items ? `${list.items.length}${list.cursor ? "+" : ""}` : "…";
  return { ...list, count, more: () => load(true), again: () => load(false) };
}

function fresh(name) {
  return { name, turn: 0, items: null, cursor: null, error: null };
}

async function page(desk, state, { items, cursor }) {
  const query = new URLSearchParams({ state, limit: String(PAGE_SIZE) });
  if (desk.area) query.set("area", desk.area);
  if (cursor) query.set("cursor", cursor);
  try {
    const { body } = await api("GET", `/v1/testimonials?${query}`);
    await learnAreas(body.items.map((item) => item.area_id), readingScopes(desk.me));
    return { items: [...(items ?? []), ...body.items], cursor: body.next_cursor, error: null };
  } catch (error) {
    return { error };
  }
}
