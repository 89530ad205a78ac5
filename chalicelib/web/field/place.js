/**
 * The place of a visit: asked of the phone only when she taps for it, and never needed.
 */

import { h } from "../shared/dom.js";
import { t } from "../shared/i18n.js";

const PATIENCE_MS = 20_000;
const DECIMALS = 5; // About one metre; more digits are noise.

/** A card that adds `location {lat, lon, accuracy_m}` to the draft, or takes it away again. */
export function placeField(draft, touched) {
  const words = h("p", { role: "status", class: "small" });
  const button = h("button", { type: "button", class: "button", id: "add-place" });
  const draw = (text = null) => {
    const added =
      draft.location && t("field.place.added", { m: Math.round(draft.location.accuracy_m) });
    words.textContent = text ?? added ?? "";
    button.textContent = t(draft.location ? "field.place.remove" : "field.place.add");
    button.disabled = false;
  };
  const put = (location, text) => {
    draft.location = location;
    touched();
    draw(text);
  };
  button.addEventListener("click", () => {
    if (draft.location) return put(null);
    button.disabled = true;
    words.textContent = t("field.place.asking");
    return ask(
      (location) => put(location),
      () => put(null, t("field.place.failed")),
    );
  });
  const card = h("section", { class: "card stack" }, h("h2", null, t("field.place")));
  card.append(words, button);
  draw();
  return card;
}

function ask(found, failed) {
  const options = { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 60_000 };
  if (!navigator.geolocation) return failed();
  return navigator.geolocation.getCurrentPosition(
    ({ coords }) => found(rounded(coords)),
    failed,
    options,
  );
}

function rounded({ latitude, longitude, accuracy }) {
  return {
    lat: Number(latitude.toFixed(DECIMALS)),
    lon: Number(longitude.toFixed(DECIMALS)),
    accuracy_m: accuracy,
  };
}
