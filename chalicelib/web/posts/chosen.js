/* Why a publication was chosen for its slot, in the page's language: the service keeps it as codes
   and numbers. The sentences are those of domain/choice_words.py, which a test holds against these. */

import { coded, t } from "../shared/i18n.js";

const HOUR_S = 3600;

/** The reason as sentences; what an older version kept says less. */
export function whyChosen(chosen) {
  const said = ["turn", standing(chosen), "strength", "waited", chosen.language ? "language" : "wordless"];
  if ((chosen.passed ?? "0") !== "0") said.push("passed");
  const values = {
    turn: chosen.turn ?? "0",
    waiting: chosen.waiting ?? "1",
    place: chosen.place ?? "1",
    passed: chosen.passed ?? "0",
    share: inPercent(chosen.share),
    strength: inPercent(chosen.strength),
    hours: (Number(chosen.waited_s ?? 0) / HOUR_S).toFixed(1),
    language: coded("chosen.language", chosen.language ?? ""),
  };
  return said.map((name) => t(`chosen.${name}`, values)).join(" ");
}

function standing(chosen) {
  if ((chosen.waiting ?? "1") === "1") return "alone";
  return (chosen.place ?? "1") === "1" ? "best" : "drawn";
}

function inPercent(share) {
  return (Number(share ?? 0) * 100).toFixed(0);
}
