/* Where, when and with what a file was made, by its own words. Asked for one file at a time and only
   when somebody wants it: each look is written down in the trail of the person who is shown. */

import { api } from "../shared/api.js";
import { button, h, icon, render } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { pair, panel } from "./facts.js";

/** The panel of an item's files; none for a reel, which we made ourselves. What was shown stands in
    `shown` while the item is open: to draw the page anew is no other look. */
export function capturePanel(item, shown) {
  const ready = (item.media_items ?? []).filter((one) => one.state === "ready");
  if (!ready.length || item.is_reel) return null;
  const parts = ready.map((one) => part(one, shown));
  return panel("capture", h("p", { class: "muted small" }, t("capture.noted")), parts);
}

function part(one, shown) {
  const body = h("div", { class: "capture", "data-kind": one.kind, "aria-live": "polite" });
  if (shown.has(one.media_id)) tell(body, one, shown.get(one.media_id));
  else offer(body, one, shown);
  return body;
}

function offer(body, one, shown) {
  const label = t("capture.show", { kind: coded("media_kind", one.kind) });
  render(body, button(label, () => load(body, one, shown), { sign: one.kind }));
}

async function load(body, one, shown) {
  render(body, h("p", { class: "muted" }, t("shell.loading")));
  try {
    const answer = await api("GET", `/v1/media/${encodeURIComponent(one.media_id)}/capture`);
    shown.set(one.media_id, answer.body);
    tell(body, one, answer.body);
  } catch (error) {
    offer(body, one, shown);
    body.prepend(h("p", null, sentence(error)));
  }
}

function tell(body, one, capture) {
  render(body, h("h3", null, coded("media_kind", one.kind)), said(capture));
}

function said(capture) {
  const known = [
    pair(t("capture.at"), whenWords(capture)),
    pair(t("capture.gps_at"), moment(capture.gps_at)),
    pair(t("capture.place"), placeWords(capture.location)),
    pair(t("capture.device"), [capture.make, capture.model].filter(Boolean).join(" ")),
    pair(t("capture.software"), softwareWords(capture)),
    pair(t("capture.motion"), capture.is_motion_photo ? t("fact.yes") : null),
  ].filter(Boolean);
  return [
    capture.has_metadata === false
      ? h("p", { class: "chip warn" }, icon("warn"), t("capture.stripped"))
      : null,
    known.length
      ? h("dl", { class: "pairs" }, known)
      : h("p", { class: "muted" }, t("capture.nothing")),
  ];
}

/* Without a zone the same words mean another instant elsewhere, so it is said whose clock it was. */
function whenWords({ captured_at: at, clock }) {
  if (at) return moment(at);
  return clock ? t("capture.own_clock", { at: moment(clock) }) : null;
}

function placeWords(location) {
  if (!location) return null;
  const words = `${location.lat}, ${location.lon}`;
  return location.accuracy_m ? `${words} (± ${location.accuracy_m} m)` : words;
}

function softwareWords({ software, is_edited: isEdited }) {
  return isEdited ? t("capture.editor", { name: software }) : software;
}
