/* Choosing one area out of a tree, level by level: each choice opens the list of those below. */

import { areasBelow } from "../shared/areas.js";
import { h } from "../shared/dom.js";
import { coded, pick, t } from "../shared/i18n.js";

/** `{element, value}`; `top` is `{area_id, names}`, and `value()` the lowest area chosen. */
export function areaPicker(top) {
  const selects = h("div", { class: "picker" });
  open(selects, top);
  const value = () => {
    const chosen = [...selects.querySelectorAll("select")].map((one) => one.value).filter(Boolean);
    return chosen.at(-1) ?? top.area_id;
  };
  return { element: selects, value };
}

async function open(selects, area) {
  const below = await areasBelow(area.area_id);
  if (!below.length) return;
  const whole = t("picker.whole", { name: pick(area.names) || area.area_id });
  const select = h(
    "select",
    { "aria-label": coded("level", below[0].level) },
    h("option", { value: "" }, whole),
    below.map((one) => h("option", { value: one.area_id }, pick(one.names) || one.area_id)),
  );
  select.addEventListener("change", () => {
    while (select.nextElementSibling) select.nextElementSibling.remove();
    const chosen = below.find((one) => one.area_id === select.value);
    if (chosen) open(selects, chosen);
  });
  selects.append(select);
}
