/* From an area of hers down to one booth: a list to choose from per level, the next one appearing
   when one is chosen. A level with one area only is passed by itself. */

import { areaNames, areasBelow, learnAreas } from "../shared/areas.js";
import { h, render } from "../shared/dom.js";
import { pick, t } from "../shared/i18n.js";

/** `{element, draw, start, booth}`; `onBooth({area_id, names} | null)` runs when that changes. */
export function boothPicker(scopes, onBooth) {
  const element = h("div", { class: "places" });
  const tops = [...new Map(scopes.map((scope) => [scope.area_id, scope])).values()];
  let steps = [{ areas: tops, chosen: null }];
  let current = null;

  async function start() {
    onBooth(null);
    await learnAreas(tops.map((top) => top.area_id), tops);
    await choose(0, tops.length === 1 ? tops[0].area_id : null);
  }

  async function choose(index, areaId) {
    steps = [...steps.slice(0, index), { ...steps[index], chosen: areaId }];
    tell(null);
    draw();
    if (areaId === null) return;
    const below = await areasBelow(areaId);
    if (steps[index]?.chosen !== areaId) return; // Another one was chosen meanwhile.
    if (below.length === 0) {
      tell({ area_id: areaId, names: areaNames(areaId) ?? {} });
      return;
    }
    steps = [...steps.slice(0, index + 1), { areas: below, chosen: null }];
    draw();
    if (below.length === 1) await choose(index + 1, below[0].area_id);
  }

  function tell(booth) {
    if (booth?.area_id === current?.area_id) return;
    current = booth;
    onBooth(current);
  }

  function draw() {
    const focused = document.activeElement?.id;
    render(element, steps.map(select));
    document.getElementById(focused)?.focus();
  }

  function select({ areas, chosen }, index) {
    const nobody = h("option", { value: "" }, t("sheet.choose"));
    const options = areas.map((area) => h("option", { value: area.area_id }, nameOf(area)));
    const props = { id: `place-${index}`, value: chosen ?? "", "aria-label": labelOf(index) };
    const onchange = (event) => void choose(index, event.target.value || null);
    return h("select", { ...props, onchange }, nobody, options);
  }

  function labelOf(index) {
    if (index === 0) return t("sheet.area");
    return t("sheet.below", { name: nameOf({ area_id: steps[index - 1].chosen }) });
  }

  return { element, draw, start, booth: () => current };
}

function nameOf(area) {
  return pick(area.names ?? areaNames(area.area_id)) || area.area_id;
}
