/**
 * Words, chips and sentences for the codes that the service and the phone use. A code newer than
 * this page is shown as it came, which is better than a blank.
 */

import { h, icon } from "../shared/dom.js";
import { Offline, Problem } from "../shared/errors.js";
import { day } from "../shared/format.js";
import { knows, language, pick, t } from "../shared/i18n.js";

const OUTCOMES = {
  met: ["good", "check"],
  not_home: ["warn", "clock"],
  refused: ["", "cross"],
  moved: ["", "next"],
  deceased: ["", "dash"],
};

/** The words for a code of one family: `coded("outcome", "met")`. */
export function coded(family, code) {
  const key = `field.${family}.${code}`;
  return knows(key) ? t(key) : String(code).replaceAll("_", " ");
}

/** The name in the page's language. */
export function nameOf(item) {
  return pick(item.names) || item.name;
}

/** The guardian's name in the page's language, or nothing. */
export function guardianOf(item) {
  return pick(item.guardian_names) || item.guardian_name || "";
}

/** A chip for how a visit ended; null is "not visited yet". */
export function outcomeChip(outcome) {
  if (!outcome) return h("span", { class: "chip" }, icon("dash"), t("field.outcome.none"));
  const [tone, sign] = OUTCOMES[outcome] ?? ["", "question"];
  return h("span", { class: `chip ${tone}` }, icon(sign), coded("outcome", outcome));
}

/** That the person's missed call has come in. */
export function callMark() {
  const words = t("field.call.matched");
  return h("span", { class: "with-icon small good-text call-mark" }, icon("phone"), words);
}

/**
 * What a problem means for her, `{main, detail}`; the detail is the service's own sentence, or what
 * happens next where that is known here. `type` is the change's that met it.
 */
export function sentences(problem, type = null) {
  const slug = (problem.type ?? "").split(/[/#:]/).pop();
  const closer = [problem.current_state, type].filter(Boolean);
  const keys = [...closer.map((one) => `${slug}.${one}`), slug];
  const key = keys.map((one) => `field.problem.${one}`).find(knows);
  const main = key ? t(key, daysOf(problem)) : t("field.problem.other");
  const own = `${key}.then`;
  return { main, detail: knows(own) ? t(own) : (pick(problem.text) || problem.detail) ?? "" };
}

function daysOf({ first_on: first, last_on: last }) {
  return first && last ? { first: day(first), last: day(last) } : {};
}

/** The same as paragraphs. */
export function problemText(problem, type = null) {
  const { main, detail } = sentences(problem, type);
  return [h("p", null, main), detail && h("p", { class: "small muted" }, detail)];
}

/** One sentence for an error of a call. */
export function trouble(error) {
  if (error instanceof Offline) return t("field.no_list");
  if (!(error instanceof Problem)) throw error;
  if (error.status >= 500) return t("sign_in.fault");
  const { main, detail } = sentences(error);
  return `${main} ${detail}`.trim();
}

/** Several words as one list: "photo and video". */
export function listed(words) {
  return new Intl.ListFormat(language(), { type: "conjunction" }).format(words);
}
