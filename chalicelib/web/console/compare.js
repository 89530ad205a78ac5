/* Ours and theirs side by side, for a finding that names files or visits elsewhere. What lies
   outside the reader's areas is absent for her, and that is said. */

import { openDialog } from "../shared/dialogs.js";
import { instant } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, render, useState } from "../shared/ui.js";
import { addressOf } from "./addresses.js";
import { Button, Icon } from "./marks.js";
import { once, useAsked } from "./once.js";
import { firstShown, pairsOf } from "./pairs.js";

const MOST_PAIRS = 4;

/** The pairs of a finding, each with what is known of the other side. */
export function Compare({ finding, item }) {
  const pairs = pairsOf(finding, item).slice(0, MOST_PAIRS);
  return html`<div class="compare">
    ${pairs.map((one) => html`<${Pair} key=${one.key} pair=${one} />`)}
  </div>`;
}

function Pair({ pair }) {
  const found = useMatch(pair);
  const theirs = found.item?.media_items?.find((one) => one.media_id === pair.mediaId);
  const shown = theirs ?? found.media ?? firstShown(found.item?.media_items ?? []);
  return html`<div class="pair">
    <${Side} media=${pair.ours} words=${t("compare.ours")} alt=${t("compare.ours_alt")} />
    ${found.trouble
      ? html`<div class="pair-side"><p class="pair-none">${found.trouble}</p></div>`
      : html`<${Side}
          media=${shown}
          words=${theirWords(found.item)}
          alt=${t("compare.theirs_alt")}
        />`}
    ${pair.laid !== "same" && html`<p class="small">${laidWords(pair.laid)}</p>`}
    ${shown?.derivatives &&
    pair.ours?.derivatives &&
    html`<${Button} sign="enlarge" onclick=${() => enlarge(pair, shown, found.item)}>
      ${t("compare.enlarge")}
    <//>`}
  </div>`;
}

function Side({ media, words, alt, laid = "same", isLarge = false }) {
  return html`<figure class="pair-side">
    <div class="pair-picture">
      <${Picture} media=${media} alt=${alt} laid=${laid} isLarge=${isLarge} />
    </div>
    <figcaption class="small">${words}</figcaption>
  </figure>`;
}

function Picture({ media, alt, laid, isLarge }) {
  const [isBroken, setBroken] = useState(false);
  const roles = isLarge ? ["display", "poster", "thumb"] : ["thumb", "poster", "display"];
  const role = roles.find((one) => media?.derivatives?.[one]);
  if (!role || isBroken) return html`<span class="no-picture"><${Icon} name="photo" /></span>`;
  return html`<img
    class=${`laid-${laid}`}
    src=${addressOf(media, role)}
    alt=${alt}
    onerror=${() => setBroken(true)}
  />`;
}

function theirWords(item) {
  if (!item) return t("compare.theirs");
  const place = pick(item.area?.names) || t("queue.no_area");
  const when = item.visit ? instant(item.visit.started_at) : instant(item.waiting_since);
  return [place, when, coded("state", item.state)].join(" · ");
}

function laidWords(laid) {
  return t("compare.laid", { how: coded("laid", laid) });
}

/* Over the whole window, theirs as it lies or laid as ours is. */
function enlarge(pair, theirs, item) {
  const place = document.createElement("div");
  openDialog(place, { className: "dialog-compare", onClose: () => render(null, place) });
  const close = () => place.closest("dialog").close();
  render(
    html`<${Large} pair=${pair} theirs=${theirs} item=${item} onClose=${close} />`,
    place,
  );
}

function Large({ pair, theirs, item, onClose }) {
  const [isLaid, setLaid] = useState(false);
  return html`<div class="compare-large">
    <h2>${t("compare.title")}</h2>
    <div class="pair-large">
      <${Side} media=${pair.ours} words=${t("compare.ours")} alt=${t("compare.ours_alt")} isLarge />
      <${Side}
        media=${theirs}
        words=${theirWords(item)}
        alt=${t("compare.theirs_alt")}
        laid=${isLaid ? pair.laid : "same"}
        isLarge
      />
    </div>
    <div class="ask-buttons">
      ${pair.laid !== "same" &&
      html`<p class="grow">${laidWords(pair.laid)}</p>
        <${Button} aria-pressed=${String(isLaid)} onclick=${() => setLaid(!isLaid)}>
          ${t("compare.lay")}
        <//>`}
      <${Button} onclick=${onClose}>${t("dialog.close")}<//>
    </div>
  </div>`;
}

/* `{item, media, trouble}` of the other side. */
function useMatch({ visitId, mediaId }) {
  const { body, error } = useAsked(() => match(visitId, mediaId), `${visitId}/${mediaId}`);
  const trouble = error && (error.status === 404 ? t("compare.elsewhere") : sentence(error));
  return { ...body, trouble };
}

/* A file is also found without the testimonial that it would be in. */
async function match(visitId, mediaId) {
  const item = await once(`/v1/testimonials/${encodeURIComponent(visitId)}`).catch((error) => {
    if (error.status !== 404 || !mediaId) throw error;
    return null;
  });
  const isThere = item?.media_items?.some((one) => one.media_id === mediaId);
  if (!mediaId || isThere) return { item };
  return { item, media: await once(`/v1/media/${encodeURIComponent(mediaId)}`) };
}
