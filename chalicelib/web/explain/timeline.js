/* What happened, in its order: a line down the sheet with the days and the times beside it. */

import { h } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { coded, language, pick, t } from "../shared/i18n.js";
import { addressOf } from "./choice.js";

/** The steps, by the days on which they happened. */
export function timeline(story) {
  if (!story.steps.length) return null;
  const days = new Map();
  for (const step of story.steps) {
    const name = dayOf(step.at);
    days.set(name, [...(days.get(name) ?? []), step]);
  }
  return h(
    "div",
    { class: "timeline" },
    [...days].map(([name, steps]) => [
      h("h3", { class: "day" }, name),
      h("ol", { class: "steps" }, steps.map((step) => one(step, story))),
    ]),
  );
}

function dayOf(at) {
  const options = { day: "numeric", month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(language() === "hi" ? "hi-IN-u-nu-latn" : "en-IN", options).format(
    new Date(at),
  );
}

function one(step, story) {
  return h(
    "li",
    { class: `step step-${step.kind}`, "data-kind": step.kind },
    h("time", { class: "numbers", datetime: step.at }, clock(step.at)),
    h(
      "div",
      { class: "step-body" },
      h("p", null, pick(step.text)),
      h("p", { class: "small muted" }, by(step.by), links(step, story)),
    ),
  );
}

/* People are told by the end of their ids, which is enough to tell two apart. */
function by(id) {
  const isCode = !/\d/.test(id);
  return isCode ? coded("role", id) : t("explain.by", { id: id.slice(-6) });
}

function links(step, story) {
  const own = new Set(story.media_items.map((media) => media.media_id));
  return step.links
    .filter((link) => own.has(link.id) || (link.kind === "testimonial" && link.href))
    .map((link) => [
      " · ",
      own.has(link.id)
        ? h("a", { href: `#file-${link.id}`, onclick: reveal }, t("explain.file"))
        : h("a", { href: addressOf(link.id) }, t(`explain.link.${link.kind}`)),
    ]);
}

/* The frame around this page shows a view anew whenever the address changes behind its #. */
function reveal(event) {
  event.preventDefault();
  document.getElementById(event.currentTarget.getAttribute("href").slice(1))?.scrollIntoView();
}
