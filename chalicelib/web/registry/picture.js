/* The areas below as a picture, a map or a list of bars, whichever was chosen last; the table stands
   below either. */

import { button, h, render } from "../shared/dom.js";
import { language, pick, t } from "../shared/i18n.js";
import { bar, figure } from "./figures.js";
import { areaMap } from "./mapview.js";
import { progressHash } from "./progresshead.js";

const REMEMBERED = "sampark.registry.picture";
const KINDS = ["map", "bars"];

/** `{element, changed, close}`, or nothing for an area without any below. */
export function areaPicture(view) {
  if (!view.data.children.length) return null;
  const place = h("div");
  const picture = { element: null, map: null };
  const show = () => {
    picture.map?.close();
    picture.map = chosen() === "map" ? areaMap(view) : null;
    render(place, picture.map ? picture.map.element : bars(view));
  };
  show();
  picture.element = h(
    "section",
    { class: "picture", "aria-labelledby": "picture-title" },
    h("div", { class: "section-head" }, h("h2", { id: "picture-title" }, t("map.heading")), choice(show)),
    place,
  );
  return {
    element: picture.element,
    changed: () => picture.map?.changed(),
    close: () => picture.map?.close(),
  };
}

function chosen() {
  const kept = localStorage.getItem(REMEMBERED);
  return KINDS.includes(kept) ? kept : KINDS[0];
}

function choice(show) {
  const press = (kind, parts) => () => {
    localStorage.setItem(REMEMBERED, kind);
    for (const one of parts()) one.setAttribute("aria-pressed", String(one.dataset.picture === kind));
    show();
  };
  const group = h("div", { class: "switch", role: "group", "aria-label": t("map.heading") });
  const parts = () => [...group.children];
  const one = (kind) => {
    const part = button(t(`map.${kind}`), press(kind, parts), { "data-picture": kind });
    part.className = "switch-part";
    part.setAttribute("aria-pressed", String(chosen() === kind));
    return part;
  };
  group.append(...KINDS.map(one));
  return group;
}

/* The least visited first: they need somebody. */
function bars(view) {
  const compare = new Intl.Collator(language(), { numeric: true }).compare;
  const order = [...view.data.children].sort(
    (a, b) => (a.share ?? 0) - (b.share ?? 0) || compare(pick(a.names), pick(b.names)),
  );
  const one = (child) =>
    h(
      "li",
      null,
      h("a", { id: `bar-${child.area_id}`, href: progressHash(child.area_id, view.day) }, pick(child.names) || child.area_id),
      bar(view.data, child.area_id),
      figure(view.data, child.area_id, "share"),
    );
  return h("ol", { class: "bars card" }, order.map(one));
}
