/* A length of time as a number and its unit, in seconds for the service. */

import { h } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { t } from "../shared/i18n.js";

const UNITS = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** The largest unit that a length is a whole number of, `["hour", 2]`. */
export function inUnits(seconds) {
  const [name, size] = Object.entries(UNITS).findLast(([, one]) => seconds && seconds % one === 0) ?? ["minute", 60];
  return [name, seconds / size];
}

/** A length in words, such as "2 h". */
export function lasting(seconds) {
  const [unit, n] = inUnits(seconds);
  return t(`duration.${unit}`, { n: number(n) });
}

/** `{element, seconds()}`: two controls that belong together; `label` names them. */
export function durationControl(id, label, seconds, least = 0) {
  const [unit, n] = inUnits(seconds);
  const count = h("input", {
    id, type: "number", min: String(least), step: "1", inputmode: "numeric", required: true, value: String(n),
    "aria-label": label,
  });
  const option = (name) => h("option", { value: name }, t(`unit.${name}`));
  const select = h("select", { "aria-label": t("unit.of", { what: label }), value: unit }, Object.keys(UNITS).map(option));
  const element = h("span", { class: "duration" }, count, select);
  return { element, seconds: () => Math.round(Number(count.value) * UNITS[select.value]) };
}
