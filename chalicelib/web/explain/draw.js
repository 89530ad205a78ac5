/* Who had to look although everything was well: what each level drew, so that anybody can repeat it. */

import { h, icon } from "../shared/dom.js";
import { percent } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";

const DIGITS = 6;

/** The draw; null where there is none. */
export function draw({ sampling }) {
  if (!sampling) return null;
  return [
    !sampling.applies && h("p", null, t("explain.no_draw")),
    h(
      "table",
      { class: "draws" },
      h("thead", null, h("tr", null, columns(sampling).map(column))),
      h(
        "tbody",
        null,
        sampling.draws.map((one) => line(one, sampling.applies)),
      ),
    ),
    h(
      "p",
      { class: "small" },
      t("explain.seed"),
      " ",
      h("span", { class: "mono" }, sampling.seed),
    ),
    h(
      "p",
      { class: "small" },
      t("explain.draw_name"),
      " ",
      h("span", { class: "mono" }, sampling.name),
    ),
    h("p", { class: "small muted" }, pick(sampling.how)),
  ];
}

function columns({ applies }) {
  return ["level", "rate", "lot", ...(applies ? ["looks"] : [])];
}

function column(name) {
  return h("th", { scope: "col" }, t(`explain.draw.${name}`));
}

function line(one, applies) {
  return h(
    "tr",
    null,
    h("th", { scope: "row" }, coded("level", one.level)),
    h("td", { class: "numbers" }, percent(one.rate)),
    h("td", { class: "numbers" }, one.lot.toFixed(DIGITS)),
    applies && h("td", null, looks(one.is_drawn)),
  );
}

function looks(isDrawn) {
  const [sign, words] = isDrawn ? ["check", "fact.yes"] : ["dash", "fact.no"];
  return h("span", { class: "drawn" }, icon(sign), t(words));
}
