/* One publication as people read it: where it is, what to do, and what the network made of it. The
   page that shows it brings the words of its states, `publication.*`, and says how instants read. */

import { h, icon } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { whyChosen } from "./chosen.js";
import { clockChip, takedownPart } from "./takedown.js";

const LOOKS = {
  scheduled: ["accent", "clock"],
  held: ["warn", "lock"],
  posting: ["accent", "up"],
  posted: ["good", "check"],
  failed: ["bad", "cross"],
  unconfirmed: ["warn", "question"],
  cancelled: ["", "dash"],
  takedown_due: ["warn", "clock"],
  taken_down: ["", "check"],
  takedown_failed: ["bad", "warn"],
};
const ASKED_AGAIN = ["unconfirmed", "takedown_due", "takedown_failed"];
const COUNTS = ["views", "reactions", "comments", "shares"];
/* Said by a person who looked on the network; no network has told us so. */
const NOT_THERE = "not_posted";

/** What a channel is called; its id when it is gone. */
export function channelOf(post) {
  return post.channel_name || post.channel_id;
}

/** The chips of a publication: its state, whether a person is needed, and the clock of a takedown. */
export function postChips(post, at) {
  const [tone, sign] = LOOKS[post.state] ?? ["", "question"];
  return [
    h("span", { class: `chip ${tone}`, "data-chip": "state" }, icon(sign), coded("publication", post.state)),
    post.needs_a_person && h("span", { class: "chip bad" }, icon("person"), t("post.needs_a_person")),
    post.takedown && clockChip(post.takedown, at),
  ].filter(Boolean);
}

/** All that is known about a publication, below its chips. `at(instant)` says an instant, `areaName`
    is what the district is called that had its turn. */
export function postParts(post, { at, areaName = "" }) {
  return [
    ...saysOf(post, at).map((text) => h("p", null, text)),
    post.told && h("p", { class: "post-told" }, t("post.told"), " ", h("q", { dir: "auto" }, post.told)),
    facts(post, at),
    post.chosen && why(post.chosen, areaName),
    post.takedown && takedownPart(post, at),
  ].filter(Boolean);
}

/** The link to a post, or nothing when there is none that a browser should follow. */
export function postLink(post, words = t("post.see")) {
  if (!isWebAddress(post.permalink)) return null;
  return h("a", { class: "post-link", href: post.permalink, target: "_blank", rel: "noopener noreferrer" }, words);
}

/** Whether a browser should follow what a network or a person gave as a link. */
export function isWebAddress(value) {
  return /^https?:\/\//.test(value ?? "");
}

/** Why a publication is where it is and what follows, as sentences. */
export function saysOf(post, at) {
  if (post.reason === NOT_THERE) return [t("post.says.not_there")];
  return [ownWords(post, at), pick(post.reason_text)].filter(Boolean);
}

function ownWords(post, at) {
  switch (post.state) {
    case "scheduled":
      return post.slot_at ? t("post.says.slot", { at: at(post.slot_at) }) : t("post.says.waiting");
    case "held":
      return t("post.says.held");
    case "posting":
      return t("post.says.posting");
    case "unconfirmed":
      return t(post.needs_a_person ? "post.says.look" : "post.says.looking");
    case "failed":
      return t("post.says.failed");
    case "takedown_due":
      return t("post.says.going");
    case "takedown_failed":
      return t("post.says.stuck");
    case "cancelled":
      return post.reason_text ? "" : t("post.says.cancelled");
    default:
      return "";
  }
}

function facts(post, at) {
  const rows = [
    [t("post.slot"), at(post.slot_at)],
    [t("post.posted_at"), at(post.posted_at)],
    [t("post.next"), ASKED_AGAIN.includes(post.state) ? at(post.due_at) : ""],
    [t("post.attempts"), post.attempts > 1 ? number(post.attempts) : ""],
    ...counted(post.metrics, at),
    [t("post.link"), postLink(post)],
  ].filter(([, value]) => value);
  if (!rows.length) return null;
  return h("dl", { class: "post-facts" }, rows.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", { class: "numbers" }, value))));
}

/* What a network does not tell is left out: it is no nought. */
function counted(metrics, at) {
  if (!metrics) return [];
  const told = COUNTS.filter((name) => metrics[name] !== null);
  return [
    ...told.map((name) => [t(`post.${name}`), number(metrics[name])]),
    told.length ? [t("post.counted_at"), at(metrics.at)] : ["", ""],
  ];
}

function why(chosen, areaName) {
  return h(
    "details",
    { class: "post-why" },
    h("summary", null, t("post.why")),
    h("p", null, whyChosen(chosen)),
    areaName && h("p", { class: "muted small" }, t("post.why_where", { name: areaName })),
  );
}
