/* How a post will look on a channel: its cut of the picture, the lower third with name and place,
   the label of what a machine altered, and the words below. Drawn while somebody types; every text
   is text. */

import { coded, t } from "../shared/i18n.js";
import { html, useMemo, useState } from "../shared/ui.js";
import { addressOf } from "./addresses.js";
import { postedOn } from "./channels.js";
import { aiLabel, lowerThird, windowOf } from "./lettering.js";
import { useOnce } from "./once.js";

const FACE = '"Noto Sans Devanagari", "Noto Sans", sans-serif';
/* A place is named down to here, never to the booth (domain/edition_words.py). */
const NAMED_LEVELS = ["mandal"];

/** The preview of an item on one of the channels. */
export function Preview({ item, drafts, channels }) {
  const [chosen, setChosen] = useState(null);
  const channel = channels.find((one) => one.channel_id === chosen) ?? channels[0] ?? null;
  return html`<div class="preview-body">
    ${channels.length > 1 &&
    html`<label class="field">
      ${t("preview.channel")}
      <select onchange=${(event) => setChosen(event.target.value)}>
        ${channels.map(
          (one) =>
            html`<option value=${one.channel_id} selected=${one === channel}>${one.name}</option>`,
        )}
      </select>
    </label>`}
    <${Post} item=${item} drafts=${drafts} channel=${channel} />
  </div>`;
}

function Post({ item, drafts, channel }) {
  const picture = pictureOf(item);
  const words = channel ? postedOn(channel, drafts) : Object.values(drafts.captions).join("\n\n");
  const third = useThird(item, channel);
  return html`<figure class="post-preview">
    ${picture &&
    html`<${Drawn} picture=${picture} third=${third} drafts=${drafts} channel=${channel} />`}
    <figcaption dir="auto" class="post-words">${words || t("captions.none")}</figcaption>
  </figure>
  <p class="small muted">${notes(item, channel, third)}</p>`;
}

function notes(item, channel, third) {
  if (item.is_reel) return t("preview.reel");
  const isPlain = channel && !channel.edition?.lower_third;
  if (isPlain) return t("preview.plain", { channel: channel.name });
  return third?.name ? t("preview.named") : t("preview.unnamed");
}

function pictureOf(item) {
  const ready = (item.media_items ?? []).filter((one) => one.state === "ready");
  const media = ready.find((one) => one.kind === "video") ?? ready[0];
  const role = ["poster", "display"].find((one) => media?.derivatives?.[one]);
  if (!role) return null;
  const { width, height } = media.derivatives[role];
  return { url: addressOf(media, role), width: width || 16, height: height || 9 };
}

/* Who is named, where and with what scheme, in the channel's first language; null where a channel
   asks for no lower third, or the reel has them in it already. */
function useThird(item, channel) {
  const isWanted = !item.is_reel && (!channel || Boolean(channel.edition?.lower_third));
  const id = encodeURIComponent(item.testimonial_id);
  const { body: map } = useOnce(isWanted ? `/v1/testimonials/${id}/map` : null);
  if (!isWanted) return null;
  const language = channel?.caption_languages?.[0] ?? "hi";
  const places = (map?.areas ?? []).filter((one) => NAMED_LEVELS.includes(one.level));
  return {
    language,
    name: item.consent?.shown_name ?? "",
    place: places.map(({ names }) => names[language] ?? names.en ?? "").join(", "),
    scheme: (item.beneficiary?.schemes ?? []).join(", "),
  };
}

function Drawn({ picture, third, drafts, channel }) {
  const measure = useMemo(measuring, []);
  const kept = windowOf(picture, channel?.edition?.cut);
  const band = third && lowerThird(third, kept, measure);
  const label = drafts.ai_altered ? aiLabel(kept, measure) : null;
  const scale = picture.width / 1000;
  return html`<svg
    class="post-picture"
    viewBox=${`0 0 ${kept.width} ${kept.height}`}
    role="img"
    aria-label=${altOf(third, label)}
  >
    <image
      href=${picture.url}
      x=${-kept.left}
      y=${-kept.top}
      width=${picture.width}
      height=${picture.height}
    />
    ${band &&
    html`<g data-band="third">
      <rect class="post-band" ...${band.band} />
      <rect class="post-bar" ...${band.bar} />
      ${band.lines.map((one) => line(one, third.language, "start"))}
    </g>`}
    ${label &&
    html`<g data-band="ai">
      <rect class="post-label" ...${label.band} />
      ${label.lines.map((one) => line(one, "hi", "middle"))}
    </g>`}
    <rect class="post-edge" width=${kept.width} height=${kept.height} stroke-width=${scale} />
  </svg>`;
}

function line({ text, px, isBold, x, y }, language, anchor) {
  return html`<text
    x=${x}
    y=${y}
    lang=${language}
    font-size=${px}
    font-weight=${isBold ? 700 : 400}
    font-family=${FACE}
    text-anchor=${anchor}
    class=${isBold ? "post-line" : "post-line pale"}
  >
    ${text}
  </text>`;
}

function altOf(third, label) {
  const said = third ? [third.name, third.place, third.scheme].filter(Boolean).join(", ") : "";
  const parts = [t("preview.alt")];
  if (said) parts.push(t("preview.alt_third", { words: said }));
  if (label) parts.push(coded("preview", "alt_ai"));
  return parts.join(" ");
}

/* Texts are measured by the browser's own letters, which are near ours. */
function measuring() {
  const canvas = document.createElement("canvas").getContext("2d");
  return (text, px, isBold) => {
    canvas.font = `${isBold ? 700 : 400} 100px ${FACE}`;
    return (canvas.measureText(text).width * px) / 100;
  };
}
