/* Where an approved item is posted, or on its way. Asked again softly while something may still
   move, more slowly the longer nothing does, and never while the tab is hidden. */

import { api } from "../shared/api.js";
import { announce, h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { panel } from "./facts.js";

const WITH_POSTS = ["approved", "publishing", "published", "withdrawn"];
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

/** `{element, stop}`, or null for an item that has no posts; `onChange` runs when one moved. */
export function publicationsPanel(item, onChange) {
  if (!WITH_POSTS.includes(item.state)) return null;
  const body = h("div", null, h("p", { class: "muted" }, t("shell.loading")));
  const watch = { id: item.testimonial_id, body, onChange, seen: null, pause_ms: FIRST_PAUSE_MS };
  const onVisible = () => document.visibilityState === "visible" && ask(watch);
  document.addEventListener("visibilitychange", onVisible);
  ask(watch);
  const stop = () => {
    watch.is_over = true;
    clearTimeout(watch.timer);
    document.removeEventListener("visibilitychange", onVisible);
  };
  return { element: panel("publications", body), stop };
}

async function ask(watch) {
  clearTimeout(watch.timer);
  let items = null;
  try {
    const path = `/v1/testimonials/${encodeURIComponent(watch.id)}/publications`;
    items = (await api("GET", path)).body.items;
  } catch (error) {
    if (!watch.is_over && watch.seen === null) render(watch.body, h("p", null, sentence(error)));
  }
  if (watch.is_over) return;
  if (items) show(watch, items);
  const isAtRest = items?.length && items.every((one) => AT_REST.includes(one.state));
  if (isAtRest || document.visibilityState === "hidden") return;
  watch.timer = setTimeout(() => ask(watch), watch.pause_ms);
  watch.pause_ms = Math.min(LONGEST_PAUSE_MS, watch.pause_ms * 1.4);
}

/* Drawn only when something differs, so that a link under the pointer or the focus stays put. */
function show(watch, items) {
  const print = JSON.stringify(items.map((one) => [one.publication_id, one.state, one.permalink]));
  if (print === watch.seen) return;
  const isChange = watch.seen !== null;
  watch.seen = print;
  render(
    watch.body,
    items.length
      ? h("ul", { class: "posts" }, items.map(post))
      : h("p", { class: "muted" }, t("publications.none")),
  );
  if (!isChange) return;
  watch.pause_ms = FIRST_PAUSE_MS;
  announce(items.map((one) => `${channel(one)}: ${coded("publication", one.state)}`).join("; "));
  watch.onChange();
}

function post(one) {
  const [tone, sign] = LOOKS[one.state] ?? ["accent", "clock"];
  return h(
    "li",
    { class: "post", "data-state": one.state },
    h("strong", null, channel(one)),
    h("span", { class: `chip ${tone}` }, icon(sign), coded("publication", one.state)),
    h("span", { class: "muted small" }, when(one)),
    one.reason ? h("span", { class: "small" }, coded("post_reason", one.reason)) : null,
    isWebAddress(one.permalink)
      ? h(
          "a",
          { href: one.permalink, target: "_blank", rel: "noopener noreferrer" },
          t("publications.open"),
        )
      : null,
  );
}

function when(one) {
  const isWaiting = one.state === "scheduled" && one.due_at;
  const words = isWaiting
    ? t("publications.due", { at: instant(one.due_at) })
    : instant(one.changed_at);
  return one.attempts > 1 ? `${words} · ${t("publications.attempts", { n: one.attempts })}` : words;
}

function channel(one) {
  return one.channel_name ?? one.channel_id;
}

function isWebAddress(value) {
  return /^https?:\/\//.test(value ?? "");
}
