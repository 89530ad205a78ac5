/* Where an approved item is posted, or on its way. Asked again softly while something may still
   move, more slowly the longer nothing does, and never while the tab is hidden. */

import { api } from "../shared/api.js";
import { announce } from "../shared/dom.js";
import { instant, number } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useEffect, useRef, useState } from "../shared/ui.js";
import { Chip } from "./marks.js";
import { Panel } from "./pieces.js";

const COUNTS = ["views", "reactions"];
const AT_REST = ["posted", "failed", "cancelled", "taken_down", "takedown_failed"];
const LOOKS = {
  posted: ["good", "check"],
  failed: ["bad", "cross"],
  takedown_failed: ["bad", "cross"],
  unconfirmed: ["warn", "question"],
  held: ["warn", "lock"],
  cancelled: ["", "dash"],
  taken_down: ["", "dash"],
};
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 20_000;
const SLOWER = 1.4;

/** The posts of an item that may have some; when one moved, `onChanged` takes the item anew. */
export function PublicationsPanel({ item, onChanged }) {
  const { items, error } = usePosts(item, onChanged);
  return html`<${Panel} name="publications">
    ${items
      ? items.length
        ? html`<ul class="posts">${items.map(post)}</ul>`
        : html`<p class="muted">${t("publications.none")}</p>`
      : html`<p class="muted">${error ? sentence(error) : t("shell.loading")}</p>`}
  <//>`;
}

function usePosts({ testimonial_id: id, state }, onChanged) {
  const [shown, setShown] = useState({ items: null, error: null });
  const told = useRef(onChanged);
  told.current = onChanged;
  useEffect(() => watch(id, { onShow: setShown, onMoved: () => refresh(id, told) }), [id, state]);
  return shown;
}

/* Asks until everything is at rest; returns a function that stops it. */
function watch(id, { onShow, onMoved }) {
  const one = { timer: 0, isOver: false, seen: null, pause: FIRST_PAUSE_MS };
  const ask = async () => {
    clearTimeout(one.timer);
    const found = await posts(id);
    if (one.isOver) return;
    if (found.items || one.seen === null) onShow(found);
    if (found.items) compare(one, found.items, onMoved);
    if (isAtRest(found.items) || document.visibilityState === "hidden") return;
    one.timer = setTimeout(ask, one.pause);
    one.pause = Math.min(LONGEST_PAUSE_MS, one.pause * SLOWER);
  };
  const onVisible = () => document.visibilityState === "visible" && ask();
  document.addEventListener("visibilitychange", onVisible);
  ask();
  return () => {
    one.isOver = true;
    clearTimeout(one.timer);
    document.removeEventListener("visibilitychange", onVisible);
  };
}

function isAtRest(items) {
  return items?.length > 0 && items.every(({ state }) => AT_REST.includes(state));
}

async function posts(id) {
  try {
    const path = `/v1/testimonials/${encodeURIComponent(id)}/publications`;
    return { items: (await api("GET", path)).body.items, error: null };
  } catch (error) {
    return { items: null, error };
  }
}

function compare(one, items, onMoved) {
  const print = JSON.stringify(items.map((each) => [each.publication_id, each.state]));
  const isChange = one.seen !== null && print !== one.seen;
  one.seen = print;
  if (!isChange) return;
  one.pause = FIRST_PAUSE_MS;
  announce(items.map((each) => `${channel(each)}: ${coded("publication", each.state)}`).join("; "));
  onMoved();
}

/* The item moved on with its posts. */
async function refresh(id, told) {
  try {
    told.current?.(await api("GET", `/v1/testimonials/${encodeURIComponent(id)}`));
  } catch {
    // The next change of a post asks again.
  }
}

function post(one) {
  const [tone, sign] = LOOKS[one.state] ?? ["accent", "clock"];
  return html`<li class="post" data-state=${one.state} key=${one.publication_id}>
    <strong>${channel(one)}</strong>
    <${Chip} tone=${tone} sign=${sign}>${coded("publication", one.state)}<//>
    <span class="muted small">${when(one)}</span>
    ${why(one) && html`<span class="small">${why(one)}</span>`}
    ${one.told && html`<q class="small" dir="auto">${one.told}</q>`}
    ${one.metrics && html`<span class="small numbers">${counted(one.metrics)}</span>`}
    ${one.takedown && html`<span class="small">${going(one.takedown)}</span>`}
    ${isWebAddress(one.permalink) &&
    html`<a href=${one.permalink} target="_blank" rel="noopener noreferrer">
      ${t("publications.open")}
    </a>`}
  </li>`;
}

function when(one) {
  const isWaiting = one.state === "scheduled" && one.slot_at;
  const words = isWaiting
    ? t("publications.due", { at: instant(one.slot_at) })
    : instant(one.changed_at);
  return one.attempts > 1 ? `${words} · ${t("publications.attempts", { n: one.attempts })}` : words;
}

/* The service's own sentence; a code is better than nothing. */
function why(one) {
  return pick(one.reason_text) || (one.reason && coded("post_reason", one.reason));
}

function counted(metrics) {
  const told = COUNTS.filter((name) => metrics[name] !== null);
  return told.map((name) => t(`publications.${name}`, { n: number(metrics[name]) })).join(" · ");
}

function going({ kind, tries, deadline_at: until, is_late: late, gone_at: gone }) {
  return [
    coded("takedown_kind", kind),
    gone ? t("publications.gone", { at: instant(gone) }) : until && t("publications.gone_by", { at: instant(until) }),
    late && t("publications.late"),
    tries > 0 && t("publications.attempts", { n: tries }),
  ].filter(Boolean).join(" · ");
}

function channel(one) {
  return one.channel_name || one.channel_id;
}

function isWebAddress(value) {
  return /^https?:\/\//.test(value ?? "");
}
