/**
 * How far this phone's clock is off, as the answers to what it sent say. The service corrects the
 * times of her reports by itself, so this is only a word to her, once a session until it is right.
 */

import { h } from "../shared/dom.js";
import { waited } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { tell } from "./signals.js";

const WORTH_A_WORD_S = 120;
const SEEN = "sampark.clock-seen";

let skewS = 0;

/** Take note of an answer's `skew_s`: the seconds by which this clock is behind. */
export function heard(seconds) {
  skewS = Number(seconds) || 0;
  if (!isOff()) sessionStorage.removeItem(SEEN);
  tell("clock");
}

function isOff() {
  return Math.abs(skewS) >= WORTH_A_WORD_S;
}

/** The notice, or nothing. */
export function clockNotice() {
  if (!isOff() || sessionStorage.getItem(SEEN) !== null) return null;
  const time = waited(new Date(0), Math.abs(skewS) * 1000);
  const key = skewS > 0 ? "field.clock.behind" : "field.clock.ahead";
  const seen = () => {
    sessionStorage.setItem(SEEN, "1");
    tell("clock");
  };
  return h(
    "div",
    { class: "clock-notice" },
    banner(
      "note",
      t(key, { time }),
      h("button", { type: "button", class: "button quiet", onclick: seen }, t("field.clock.seen")),
    ),
  );
}
