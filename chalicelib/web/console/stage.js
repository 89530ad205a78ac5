/* The pictures and the film of one testimonial, side by side and as tall as the screen allows.
   Addresses of media are signed for minutes only; when one has ended, the item is loaded again. */

import { button, h, icon } from "../shared/dom.js";
import { coded, pick, t } from "../shared/i18n.js";
import { showLarge } from "./dialogs.js";

/** The media area; `reload` brings fresh addresses. */
export function stage(item, reload) {
  const media = [...(item.media_items ?? [])].sort(videoFirst);
  const many = media.length > 3 ? " stage-many" : "";
  return h(
    "section",
    { class: `stage${many}`, "aria-label": t("stage.title"), tabindex: many ? "0" : null },
    media.length
      ? media.map((one) => cell(one, reload))
      : h("p", { class: "muted" }, t("stage.none")),
  );
}

function videoFirst(a, b) {
  return Number(b.kind === "video") - Number(a.kind === "video");
}

function cell(one, reload) {
  if (one.state !== "ready") return notReady(one);
  return one.kind === "video" ? video(one, reload) : photo(one, reload);
}

function video(one, reload) {
  const { video: film, poster } = one.derivatives;
  const player = h("video", {
    controls: true,
    preload: "metadata",
    playsinline: true,
    poster: poster?.url,
    src: film.url,
    width: film.width,
    height: film.height,
    "aria-label": t("stage.video"),
  });
  return figure(player, one, reload);
}

function photo(one, reload) {
  const { display } = one.derivatives;
  const picture = h("img", {
    src: display.url,
    width: display.width,
    height: display.height,
    alt: t("stage.photo_alt"),
    decoding: "async",
  });
  const label = t("stage.enlarge");
  const larger = button(null, () => showLarge(display), {
    tone: "stage-larger",
    sign: "enlarge",
    "aria-label": label,
    title: label,
  });
  return figure(picture, one, reload, larger);
}

function figure(content, one, reload, extra = null) {
  const frame = h("figure", { class: "stage-cell", "data-kind": one.kind }, content, extra);
  content.addEventListener("error", () => {
    const again = button(t("stage.again"), reload, { sign: "refresh" });
    content.replaceWith(h("div", { class: "stage-empty" }, h("p", null, t("stage.broken")), again));
    extra?.remove();
  });
  return frame;
}

function notReady(one) {
  const words = one.state === "rejected" ? t("stage.rejected") : t("stage.preparing");
  const reason = pick(one.reason_text) || (one.reason ? coded("media_reason", one.reason) : "");
  return h(
    "figure",
    { class: "stage-cell", "data-kind": one.kind },
    h(
      "div",
      { class: "stage-empty" },
      icon(one.kind),
      h("p", null, words),
      h("p", { class: "muted" }, reason),
    ),
  );
}
