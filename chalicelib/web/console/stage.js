/* The pictures and the film of one testimonial, one at a time and as large as the screen allows. Of
   several each has a tab with a small picture of it. */

import { coded, pick, t } from "../shared/i18n.js";
import { html, useEffect, useRef, useState } from "../shared/ui.js";
import { addressOf } from "./addresses.js";
import { Icon } from "./marks.js";
import { Photo } from "./photo.js";
import { prefetch } from "./prefetch.js";
import { Film } from "./video.js";

/** The media of an item; `next` is what is fetched ahead. `onExpired` brings fresh addresses. */
export function Stage({ item, next, settings, onExpired }) {
  useEffect(() => prefetch(next), [next]);
  return html`<${Files}
    key=${item.testimonial_id}
    item=${item}
    settings=${settings}
    onExpired=${onExpired}
  />`;
}

function Files({ item, settings, onExpired }) {
  const media = [...(item.media_items ?? [])].sort(videoFirst);
  const [shown, setShown] = useState(0);
  const onSeen = useSeen(item, media);
  const panels = media.map(
    (one, index) => html`<${Cell}
      key=${one.media_id}
      media=${one}
      isShown=${index === shown}
      isAlone=${media.length === 1}
      transcript=${item.transcript}
      settings=${settings}
      onExpired=${onExpired}
      onSeen=${onSeen}
    />`,
  );
  return html`<section class="stage" aria-label=${t("stage.title")}>
    ${media.length > 1 &&
    html`<${Tabs}
      media=${media}
      shown=${shown}
      setShown=${setShown}
      isBlurred=${settings?.blur}
    />`}
    ${media.length ? panels : html`<p class="stage-none">${t("stage.none")}</p>`}
  </section>`;
}

function videoFirst(a, b) {
  return Number(b.kind === "video") - Number(a.kind === "video");
}

/* Seen is what has films once all of them played a moment, and what has none once a photo of it was
   drawn. */
function useSeen(item, media) {
  const played = useRef(new Set());
  const films = media.filter((one) => one.kind === "video" && one.state === "ready");
  return (mediaId) => {
    played.current.add(mediaId);
    const isSeen = films.every((one) => played.current.has(one.media_id));
    if (!isSeen || played.current.isTold) return;
    played.current.isTold = true;
    window.dispatchEvent(new CustomEvent("sampark:seen", { detail: item.testimonial_id }));
  };
}

function Tabs({ media, shown, setShown, isBlurred }) {
  const bar = useRef(null);
  const onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (shown + step + media.length) % media.length;
    setShown(at);
    bar.current.children[at].focus();
  };
  return html`<div
    class=${`stage-tabs ${isBlurred ? "covered" : ""}`}
    role="tablist"
    aria-label=${t("stage.files")}
    ref=${bar}
    onkeydown=${onkeydown}
  >
    ${media.map((one, index) => tab(one, index, index === shown, () => setShown(index)))}
  </div>`;
}

function tab(media, index, isShown, onclick) {
  const thumb = media.derivatives?.thumb && addressOf(media, "thumb");
  const words = `${index + 1}. ${coded("media_kind", media.kind)}`;
  return html`<button
    type="button"
    class="stage-tab"
    role="tab"
    id=${`tab-${media.media_id}`}
    aria-selected=${String(isShown)}
    aria-controls=${`file-${media.media_id}`}
    tabindex=${isShown ? 0 : -1}
    onclick=${onclick}
  >
    ${thumb ? html`<img src=${thumb} alt="" />` : html`<${Icon} name=${media.kind} />`}
    <span>${words}</span>
  </button>`;
}

/* Once opened a file stays where it was left: a film at its second, a photo as it was turned. */
function Cell({ media, isShown, isAlone, ...rest }) {
  const wasShown = useRef(false);
  wasShown.current ||= isShown;
  const role = isAlone
    ? {}
    : { role: "tabpanel", "aria-labelledby": `tab-${media.media_id}` };
  return html`<div
    class="stage-cell"
    id=${`file-${media.media_id}`}
    data-kind=${media.kind}
    hidden=${!isShown}
    ...${role}
  >
    ${wasShown.current && file({ media, isShown, ...rest })}
  </div>`;
}

function file({ media, ...rest }) {
  if (media.state !== "ready") return notReady(media);
  if (media.kind === "video") return html`<${Film} media=${media} ...${rest} />`;
  return html`<${Photo} media=${media} ...${rest} />`;
}

function notReady(media) {
  const words = media.state === "rejected" ? t("stage.rejected") : t("stage.preparing");
  const code = media.reason ? coded("media_reason", media.reason) : "";
  const reason = pick(media.reason_text) || code;
  return html`<div class="stage-empty">
    <${Icon} name=${media.kind} />
    <p>${words}</p>
    <p class="muted">${reason}</p>
  </div>`;
}
