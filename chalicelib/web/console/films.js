/* Film elements, made before they are shown: the next item's film is loading while the one before
   it is looked at, and the very element that holds its first frame is put on the screen. */

import { addressOf } from "./addresses.js";

/* The item that comes next, and one more that was passed by. */
const MOST_READY = 2;

const ready = new Map();

/** Begin to load a media's film. */
export function prepareFilm(media) {
  if (ready.has(media.media_id) || !media.derivatives?.video) return;
  ready.set(media.media_id, made(media));
  for (const [name, film] of ready) {
    if (ready.size <= MOST_READY) break;
    emptied(film);
    ready.delete(name);
  }
}

/** The film of a media, prepared or new; it belongs to whoever took it. */
export function takeFilm(media) {
  const film = ready.get(media.media_id) ?? made(media);
  ready.delete(media.media_id);
  return film;
}

/** Stop a film and give up its connection. */
export function emptied(film) {
  film.pause();
  film.removeAttribute("src");
  film.load();
}

/* Muted until somebody decides otherwise: a film that begins to speak in an office is no help. */
function made(media) {
  const film = document.createElement("video");
  const { width, height } = media.derivatives.video;
  const poster = addressOf(media, "poster");
  Object.assign(film, { preload: "auto", playsInline: true, muted: true });
  if (poster) film.poster = poster;
  if (width && height) Object.assign(film, { width, height });
  film.src = addressOf(media, "video");
  return film;
}
