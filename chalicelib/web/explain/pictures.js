/* The files of the visit as small pictures, and those of other visits that they were found to equal.
   What lies elsewhere is asked for file by file; what this person may not see is said so. */

import { api } from "../shared/api.js";
import { h, icon, render } from "../shared/dom.js";
import { size } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { addressOf } from "./choice.js";

const MOST_PAIRS = 4;

/** All files of the visit, whatever became of them. */
export function files({ media_items: items }) {
  if (!items.length) return null;
  return h("ul", { class: "files" }, items.map(file));
}

function file(media) {
  const facts = [coded("media_kind", media.kind), coded("media_state", media.state)];
  if (media.measured?.width) facts.push(`${media.measured.width} × ${media.measured.height}`);
  if (media.size_bytes) facts.push(size(media.size_bytes));
  return h(
    "li",
    { class: "file", id: `file-${media.media_id}` },
    picture(media, t("explain.own_picture")),
    h("span", { class: "small" }, facts.join(" · ")),
    media.reason_text && h("span", { class: "small muted" }, pick(media.reason_text)),
  );
}

/** The small picture of a media, or a sign where there is none. */
function picture(media, words) {
  const thumb = media?.derivatives?.thumb ?? media?.derivatives?.poster;
  if (!thumb) return h("span", { class: "no-picture" }, icon(media?.kind ?? "question"));
  const shown = h("img", { src: thumb.url, alt: words, width: thumb.width, height: thumb.height });
  shown.addEventListener("error", () => shown.replaceWith(picture({ kind: media.kind }, words)));
  return shown;
}

/** Ours and theirs beside each other, for a finding that names files of other visits. */
export function sideBySide(one, story) {
  const of = (rel) => (one.links ?? []).filter((link) => link.rel === rel).map((link) => link.id);
  const theirs = of("matching_media");
  if (!theirs.length) return null;
  const ours = one.evidence.media_ids ?? [];
  const visits = one.evidence.matching_visit_ids ?? [];
  const pairs = theirs.slice(0, MOST_PAIRS).map((id, at) => pair(story, ours[at], id, visits[at]));
  return h("div", { class: "pairs-of-pictures" }, pairs);
}

function pair(story, ourId, theirId, visitId) {
  const own = story.media_items.find((media) => media.media_id === ourId);
  const other = h("span", { class: "no-picture" }, icon("photo"));
  const caption = h("figcaption", { class: "small" }, theirWords(visitId));
  const element = h(
    "div",
    { class: "two-pictures" },
    h(
      "figure",
      null,
      picture(own, t("explain.own_picture")),
      h("figcaption", { class: "small" }, t("explain.this_visit")),
    ),
    h("figure", { class: "theirs" }, other, caption),
  );
  ask(theirId, other, caption);
  return element;
}

function theirWords(visitId) {
  const words = t("explain.other_visit");
  return visitId ? h("a", { href: addressOf(visitId) }, words) : words;
}

async function ask(mediaId, place, caption) {
  try {
    const { body } = await api("GET", `/v1/media/${encodeURIComponent(mediaId)}`);
    place.replaceWith(picture(body, t("explain.other_picture")));
  } catch {
    render(caption, t("explain.not_yours"));
  }
}
