/* A film with controls of our own, the same in every browser and all of them reached by keyboard:
   play, five seconds on or back, speed, sound, the words that are said, and the whole screen. */

import { countdown } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../shared/ui.js";
import { useAddress } from "./addresses.js";
import { useCover } from "./cover.js";
import { Lost } from "./lost.js";
import { SPEEDS, STEP_S, faster, seek, setSpeed, toggle, usePlayer } from "./player.js";
import { Tool } from "./pieces.js";
import { webvtt } from "./tracks.js";

/** The film of a media. `onSeen` runs once it has played for a moment, uncovered. */
export function Film({ media, transcript, settings, isShown, onExpired, onSeen }) {
  const frame = useRef(null);
  const place = useRef(null);
  const address = useAddress(media, "video", onExpired);
  const cover = useCover(settings?.blur);
  const player = usePlayer({
    media,
    address,
    place,
    isMuted: settings?.muted !== false,
    onFrame: () => performance.mark("sampark:frame"),
    onPlayed: () => !cover.isOn() && onSeen(media.media_id),
  });
  useWords(player.film, transcript, player.of);
  useLayoutEffect(() => {
    if (!isShown) player.film.pause();
    const onPlay = () => isShown && toggle(player);
    window.addEventListener("sampark:play", onPlay);
    return () => window.removeEventListener("sampark:play", onPlay);
  }, [player.film, isShown]);
  player.film.setAttribute("aria-label", t("stage.video"));

  return html`<div
    class=${`frame film ${cover.name}`}
    ref=${frame}
    tabindex="0"
    role="group"
    aria-label=${t("stage.video")}
    onkeydown=${(event) => onKey(event, player, frame.current)}
    ...${cover.listeners}
  >
    <div class="film-place" ref=${place}></div>
    ${cover.hint}
    ${address.isLost && html`<${Lost} onAgain=${address.again} />`}
    <${Controls} player=${player} transcript=${transcript} frame=${frame} />
  </div>`;
}

function Controls({ player, transcript, frame }) {
  const { at, of, isPlaying, isMuted } = player;
  const time = `${countdown(at * 1000)} / ${countdown(of * 1000)}`;
  const spoken = t("film.at", { at: countdown(at * 1000), of: countdown(of * 1000) });
  return html`<div class="film-controls">
    <input
      class="film-seek"
      type="range"
      min="0"
      max=${of || 1}
      step="0.05"
      value=${at}
      aria-label=${t("film.seek")}
      aria-valuetext=${spoken}
      oninput=${(event) => seek(player, Number(event.target.value) - player.film.currentTime)}
    />
    <${Tool}
      sign=${isPlaying ? "pause" : "play"}
      label=${t(isPlaying ? "film.pause" : "film.play")}
      data-film="play"
      onclick=${() => toggle(player)}
    />
    <span class="numbers film-time">${time}</span>
    <label class="film-speed">
      <span class="visually-hidden">${t("film.speed")}</span>
      <select onchange=${(event) => setSpeed(player, Number(event.target.value))}>
        ${SPEEDS.map(
          (one) =>
            html`<option value=${one} selected=${one === player.speed}>${one}×</option>`,
        )}
      </select>
    </label>
    <${Tool}
      sign=${isMuted ? "muted" : "sound"}
      label=${t(isMuted ? "film.unmute" : "film.mute")}
      data-film="mute"
      onclick=${() => mute(player)}
    />
    <${WordsSwitch} film=${player.film} transcript=${transcript} />
    <${Tool}
      sign="enlarge"
      label=${t("film.whole")}
      data-film="whole"
      onclick=${() => enlarge(frame.current)}
    />
  </div>`;
}

/* Which of the typed languages is shown over the film, if any. */
function WordsSwitch({ film, transcript }) {
  const [shown, setShown] = useState("");
  const languages = Object.keys(transcript ?? {});
  useEffect(() => {
    for (const track of film.textTracks) {
      track.mode = track.language === shown ? "showing" : "disabled";
    }
  });
  if (!languages.length) return null;
  return html`<label class="film-words">
      <span class="visually-hidden">${t("film.words")}</span>
      <select onchange=${(event) => setShown(event.target.value)}>
        <option value="">${t("film.no_words")}</option>
        ${languages.map(
          (one) =>
            html`<option value=${one} selected=${one === shown}>${coded("language", one)}</option>`,
        )}
      </select>
    </label>
    ${shown && html`<p class="film-typed small">${t("film.typed")}</p>`}`;
}

/* The typed words as tracks; they can be spread over the film once it is known how long that is. */
function useWords(film, transcript, seconds) {
  const said = JSON.stringify(transcript ?? {});
  useEffect(() => {
    if (!seconds) return undefined;
    const tracks = Object.entries(transcript ?? {}).map(([language, text]) => {
      const file = new Blob([webvtt(text, seconds)], { type: "text/vtt" });
      const track = document.createElement("track");
      const src = URL.createObjectURL(file);
      Object.assign(track, { kind: "captions", srclang: language, src });
      track.label = coded("language", language);
      film.append(track);
      return track;
    });
    return () => {
      for (const track of tracks) {
        URL.revokeObjectURL(track.src);
        track.remove();
      }
    };
  }, [film, said, seconds]);
}

function mute({ film }) {
  film.muted = !film.muted;
}

function enlarge(frame) {
  if (document.fullscreenElement) document.exitFullscreen();
  else frame.requestFullscreen?.().catch(() => {});
}

/* Keys of the film itself while the focus is in it; the page's own single keys rest for these. */
function onKey(event, player, frame) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "SELECT") return;
  const isButton = event.target.tagName === "BUTTON";
  const keys = {
    ArrowLeft: () => seek(player, -STEP_S),
    ArrowRight: () => seek(player, STEP_S),
    "<": () => faster(player, -1),
    ">": () => faster(player, 1),
    m: () => mute(player),
    f: () => enlarge(frame),
  };
  if (!isButton) keys[" "] = () => toggle(player);
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
