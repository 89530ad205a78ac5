/* What comes next is loading while the item before it is looked at. */

import { addressOf } from "./addresses.js";
import { prepareFilm } from "./films.js";

/* Held, since a browser may let go of a picture that nothing shows. */
const MOST_HELD = 8;
const held = new Map();

/** Begin to load an item's pictures and film; nothing for no item. */
export function prefetch(item) {
  const ready = (item?.media_items ?? []).filter((one) => one.state === "ready");
  for (const media of ready) {
    if (media.kind === "video") prepareFilm(media);
    hold(media, media.kind === "video" ? "poster" : "display");
    hold(media, "thumb");
  }
}

function hold(media, role) {
  const url = media.derivatives?.[role] && addressOf(media, role);
  if (!url || held.has(url)) return;
  const picture = new Image();
  picture.decoding = "async";
  picture.fetchPriority = "low";
  picture.src = url;
  held.set(url, picture);
  if (held.size > MOST_HELD) held.delete(held.keys().next().value);
}
