/* How a post is taken down: why, by when, and the proof of what was tried. */

import { h, icon, render } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { coded, knows, t } from "../shared/i18n.js";

const MINUTE_MS = 60_000;
const GONE = ["removed", "seen_gone", "removed_by_hand"];
const TONES = { still_live: ["warn", "eye"], not_possible: ["bad", "person"], silence: ["warn", "question"] };

/** The clock of an order as a chip; nothing without a deadline. `tickClocks` keeps it going. */
export function clockChip(takedown, at) {
  if (!takedown.deadline_at) return null;
  const chip = h("span", { "data-deadline": takedown.deadline_at, "data-gone": takedown.gone_at, title: at(takedown.deadline_at) });
  say(chip, takedown.is_late);
  return chip;
}

/** Let the clocks under `root` say how much is left now. */
export function tickClocks(root) {
  for (const chip of root.querySelectorAll("[data-deadline]")) say(chip);
}

/* The service says what is late; in between this machine's clock has to do. */
function say(chip, isLate = false) {
  const { deadline, gone } = chip.dataset;
  const left = Date.parse(deadline) - (gone ? Date.parse(gone) : Date.now());
  const late = isLate || left < 0;
  const words = late ? (gone ? "clock.was_late" : "clock.late") : gone ? "clock.in_time" : "clock.left";
  const text = t(words, { time: lasting(Math.abs(left)) });
  if (chip.dataset.said === text) return;
  chip.dataset.said = text;
  chip.className = `chip ${gone ? (late ? "warn" : "good") : late ? "bad" : "warn"}`;
  render(chip, icon("clock"), text);
}

function lasting(ms) {
  const minutes = Math.floor(ms / MINUTE_MS);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (!hours) return t("clock.minutes", { m: number(rest) });
  return t("clock.hours", { h: number(hours), m: number(rest) });
}

/** Why a post must go, and what was tried so far. */
export function takedownPart(post, at) {
  const { takedown } = post;
  const rows = [
    [t("takedown.why"), coded("takedown_kind", takedown.kind)],
    [t("takedown.at"), at(takedown.at)],
    [t("takedown.reference"), takedown.reference],
    [t("takedown.note"), takedown.note],
    [t("takedown.deadline"), at(takedown.deadline_at)],
    [t("takedown.gone"), at(takedown.gone_at)],
  ].filter(([, value]) => value);
  return h(
    "div",
    { class: "takedown" },
    h("h3", null, t("takedown.title")),
    h("dl", { class: "pairs small" }, rows.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", { dir: "auto" }, value)))),
    proof(takedown, at),
  );
}

function proof(takedown, at) {
  if (!takedown.attempts.length) return h("p", { class: "muted small" }, t("takedown.not_tried"));
  return h(
    "details",
    { class: "proof" },
    h("summary", null, t("proof.title", { n: number(takedown.tries) })),
    takedown.tries > takedown.attempts.length && h("p", { class: "muted small" }, t("proof.kept")),
    h("ol", { class: "tries" }, takedown.attempts.map((one) => attempt(one, at))),
  );
}

function attempt({ at: when, by, result, reason, link }, at) {
  const [tone, sign] = GONE.includes(result) ? ["good", "check"] : (TONES[result] ?? ["", "question"]);
  return h(
    "li",
    { "data-result": result },
    h("span", { class: "muted numbers" }, at(when)),
    h("span", { class: `chip ${tone}` }, icon(sign), coded("tried", result)),
    h("span", { class: "muted small" }, by === "system" ? t("proof.by_us") : t("proof.by", { id: by.slice(-6) })),
    reason && h("span", { dir: "auto" }, whyOf(result, reason)),
    /^https?:\/\//.test(link ?? "") && h("a", { class: "post-link", href: link, target: "_blank", rel: "noopener noreferrer" }, t("proof.link")),
  );
}

/* A person's own note, or a code. */
function whyOf(result, reason) {
  if (result === "removed_by_hand") return reason;
  return knows(`try_why.${reason}`) ? t(`try_why.${reason}`) : t("proof.code", { code: reason.replaceAll("_", " ") });
}
