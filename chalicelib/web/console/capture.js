/* Where, when and with what a file was made, by its own words. Asked for one file at a time and
   only when somebody wants it: each look is written down in the trail of the person shown. */

import { api } from "../shared/api.js";
import { moment } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useState } from "../shared/ui.js";
import { Button, Chip } from "./marks.js";
import { Pairs, Panel } from "./pieces.js";

/** The making of an item's files. What was shown stands in `captures` while the item is open: to
    draw the page anew is no other look. `onShown(media_id, capture)` adds to it. */
export function CapturePanel({ item, captures, onShown }) {
  const ready = (item.media_items ?? []).filter((one) => one.state === "ready");
  if (!ready.length || item.is_reel) return null;
  return html`<${Panel} name="capture">
    <p class="muted small">${t("capture.noted")}</p>
    ${ready.map(
      (one) => html`<${Part}
        key=${one.media_id}
        media=${one}
        capture=${captures.get(one.media_id)}
        onShown=${onShown}
      />`,
    )}
  <//>`;
}

function Part({ media, capture, onShown }) {
  const [state, setState] = useState({});
  const load = async () => {
    setState({ isBusy: true });
    try {
      const answer = await api("GET", `/v1/media/${encodeURIComponent(media.media_id)}/capture`);
      onShown(media.media_id, { ...answer.body, kind: media.kind });
    } catch (error) {
      setState({ error });
    }
  };
  const kind = coded("media_kind", media.kind);
  return html`<div class="capture" data-kind=${media.kind} aria-live="polite">
    ${capture
      ? html`<h3>${kind}</h3><${Said} capture=${capture} />`
      : html`${state.error && html`<p>${sentence(state.error)}</p>`}
          ${state.isBusy
            ? html`<p class="muted">${t("shell.loading")}</p>`
            : html`<${Button} sign=${media.kind} onclick=${load}>${t("capture.show", { kind })}<//>`}`}
  </div>`;
}

function Said({ capture }) {
  const rows = [
    [t("capture.at"), whenWords(capture)],
    [t("capture.gps_at"), moment(capture.gps_at)],
    [t("capture.place"), placeWords(capture.location)],
    [t("capture.device"), [capture.make, capture.model].filter(Boolean).join(" ")],
    [t("capture.software"), softwareWords(capture)],
    [t("capture.motion"), capture.is_motion_photo ? t("fact.yes") : null],
  ];
  const isSilent = !rows.some(([, value]) => value);
  return html`
    ${capture.has_metadata === false &&
    html`<${Chip} tag="p" tone="warn" sign="warn">${t("capture.stripped")}<//>`}
    ${isSilent
      ? html`<p class="muted">${t("capture.nothing")}</p>`
      : html`<${Pairs} rows=${rows} />`}
  `;
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
