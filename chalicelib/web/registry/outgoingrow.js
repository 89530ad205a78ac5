/* One publication in the list of what goes out, and what a person may do about it. */

import { announce, button, h, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { channelOf, postChips, postParts } from "../posts/post.js";
import { areaName } from "./areaname.js";
import { openRemoved, openTakedown } from "./ordering.js";
import { openSettle } from "./settling.js";

const GOING = ["takedown_due", "takedown_failed"];
const OVER = ["failed", "cancelled", "taken_down"];

/** The row of a publication; `view` is `{zone, refresh()}`. */
export function outgoingRow(item, view) {
  const row = h("li", { class: "outgoing", "data-publication": item.publication_id, "data-testimonial": item.testimonial_id });
  show(row, item, view);
  return row;
}

function show(row, item, view, said = null) {
  row.dataset.state = item.state;
  render(
    row,
    h(
      "div",
      { class: "outgoing-head", tabindex: "-1" },
      h("strong", null, channelOf(item)),
      h("span", { class: "post-chips" }, postChips(item, view.zone.instant)),
      h("span", { class: "muted" }, areaName(item.area_id)),
      h("a", { class: "post-link", href: `explain?${new URLSearchParams({ id: item.testimonial_id })}` }, t("outgoing.story", { id: item.testimonial_id.slice(-6) })),
    ),
    said && banner("good", said),
    postParts(item, { at: view.zone.instant, areaName: item.chosen?.lane && areaName(item.chosen.lane) }),
    actions(row, item, view),
  );
}

function actions(row, item, view) {
  const done = (answer, said) => {
    const now = Array.isArray(answer) ? answer.find((one) => one.publication_id === item.publication_id) : answer;
    row.dataset.done = now?.state ?? item.state;
    show(row, { ...item, ...now }, view, said);
    row.firstElementChild.focus();
    announce(said);
    view.refresh();
  };
  const press = (open, ...more) => () => open(item, { ...view, done }, ...more);
  const isUnclear = item.state === "unconfirmed";
  const isGoing = GOING.includes(item.state);
  const buttons = [
    isUnclear && button(t("outgoing.is_there"), press(openSettle, "posted"), { sign: "check", "data-do": "there" }),
    isUnclear && button(t("outgoing.not_there"), press(openSettle, "not_posted"), { sign: "cross", "data-do": "not-there" }),
    isGoing && button(t("outgoing.removed"), press(openRemoved), { sign: "check", "data-do": "removed" }),
    !OVER.includes(item.state)
      && button(t(isGoing ? "outgoing.order" : "outgoing.take_down"), press(openTakedown), { tone: isGoing ? "" : "danger", "data-do": "take-down" }),
  ].filter(Boolean);
  return buttons.length ? h("div", { class: "row" }, buttons) : null;
}
