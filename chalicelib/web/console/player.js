/* What a film does, as numbers to draw: where it is, whether it plays, how fast and how loud. The
   film itself is one element that stays the same while everything around it is drawn anew. */

import { useEffect, useLayoutEffect, useRef, useState } from "../shared/ui.js";
import { emptied, takeFilm } from "./films.js";

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
export const STEP_S = 5;
/* So long has a film to play before it counts as seen; a shorter one to its end. */
const MOMENT_S = 1;
const SHOWN = ["play", "pause", "timeupdate", "seeked", "ratechange", "volumechange"];
const LOADED = ["loadedmetadata", "durationchange", "waiting", "playing", "ended"];

/* Whoever listens faster goes on doing so with the next item. */
let speed = 1;

/** `{film, at, of, ...}` of a media's film inside the element of `place`. */
export function usePlayer({ media, address, isMuted, place, onFrame, onPlayed }) {
  const [film] = useState(() => takeFilm(media));
  const [, draw] = useState(0);
  const said = useRef({ isSeen: false, isPlaying: false });
  said.current.address = address;
  said.current.onPlayed = onPlayed;

  useLayoutEffect(() => {
    const redraw = () => draw((count) => count + 1);
    const onTime = () => count(film, said.current);
    const onPlay = () => Object.assign(said.current, { isPlaying: true });
    // A browser pauses what it cannot read any more; nobody wanted that.
    const onPause = () => film.error || Object.assign(said.current, { isPlaying: false });
    const onError = () => film.hasAttribute("src") && said.current.address.fail();
    const all = [...SHOWN, ...LOADED].map((name) => [name, redraw]);
    all.push(["timeupdate", onTime], ["ended", onTime], ["error", onError]);
    all.push(["play", onPlay], ["pause", onPause]);
    for (const [name, listener] of all) film.addEventListener(name, listener);
    Object.assign(film, { muted: isMuted, playbackRate: speed });
    place.current.prepend(film);
    const stop = atFirstFrame(film, onFrame);
    if (film.error) onError();
    return () => {
      stop();
      for (const [name, listener] of all) film.removeEventListener(name, listener);
      emptied(film);
    };
  }, [film]);
  useEffect(() => goOn(film, address.url, said.current.isPlaying), [address.url]);

  return {
    film,
    at: film.currentTime || 0,
    of: Number.isFinite(film.duration) ? film.duration : (media.measured?.duration_s ?? 0),
    isPlaying: !film.paused && !film.ended,
    isMuted: film.muted,
    speed: film.playbackRate,
  };
}

/** Play or pause; a film that was seen to its end begins anew. */
export function toggle({ film }) {
  if (!film.paused) return film.pause();
  // A refusal to play shows as a film that stands still; there is nothing to add to that.
  return film.play().catch(() => {});
}

/** Go so many seconds on, or back. */
export function seek({ film, of }, seconds) {
  film.currentTime = Math.min(Math.max(0, film.currentTime + seconds), of || Infinity);
}

/** Play so fast, this film and the ones after it. */
export function setSpeed({ film }, wanted) {
  speed = wanted;
  film.playbackRate = wanted;
}

/** The next speed up or down. */
export function faster(player, step) {
  const at = SPEEDS.indexOf(player.speed) + step;
  if (SPEEDS[at]) setSpeed(player, SPEEDS[at]);
}

/* A fresh address for the same film: it goes on at the same second, and plays if it played. */
function goOn(film, url, isPlaying) {
  if (!url || film.getAttribute("src") === url) return;
  const at = film.currentTime;
  film.src = url;
  film.playbackRate = speed;
  film.addEventListener(
    "loadedmetadata",
    () => {
      film.currentTime = at;
      film.playbackRate = speed;
      if (isPlaying) film.play().catch(() => {});
    },
    { once: true },
  );
}

/* The browser knows which seconds were played, and which were jumped over. */
function count(film, said) {
  if (said.isSeen) return;
  let seconds = 0;
  for (let at = 0; at < film.played.length; at += 1) {
    seconds += film.played.end(at) - film.played.start(at);
  }
  const isShort = film.ended && film.duration <= MOMENT_S;
  if (seconds >= MOMENT_S || isShort) said.isSeen = said.onPlayed() !== false;
}

/* A film that was prepared has its frame already, and shows it with the next drawing. */
function atFirstFrame(film, onFrame) {
  if (film.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
    const handle = requestAnimationFrame(() => requestAnimationFrame(onFrame));
    return () => cancelAnimationFrame(handle);
  }
  if (film.requestVideoFrameCallback) {
    const handle = film.requestVideoFrameCallback(onFrame);
    return () => film.cancelVideoFrameCallback(handle);
  }
  film.addEventListener("loadeddata", onFrame, { once: true });
  return () => film.removeEventListener("loadeddata", onFrame);
}
