/* A photo that can be looked at closely: larger, moved and turned, by wheel, by two fingers, by
   buttons and by keys. */

import { number } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { html, useLayoutEffect, useRef, useState } from "../shared/ui.js";
import { useAddress } from "./addresses.js";
import { useCover } from "./cover.js";
import { useGestures } from "./gestures.js";
import { WHOLE, fitting, moved, turned, zoomed } from "./laying.js";
import { Lost } from "./lost.js";
import { Tool } from "./pieces.js";

const STEP = 1.4;
const PAN_PX = 80;

/* The frame of the photo before: the next one has the same, and is drawn in it at once. */
let lastRoom = null;

/** The photo of a media. `onSeen` runs once it was drawn, uncovered. */
export function Photo({ media, settings, onExpired, onSeen }) {
  const frame = useRef(null);
  const [room, setRoom] = useState(lastRoom);
  const [laid, setLaid] = useState(WHOLE);
  const [isDrawn, setDrawn] = useState(false);
  const address = useAddress(media, "display", onExpired);
  const cover = useCover(settings?.blur, () => isDrawn && onSeen(media.media_id));
  const [size, setSize] = useState(() => sizeOf(media.derivatives.display));
  const move = (x, y) => setLaid((known) => moved(known, x, y, size, room));
  const zoom = (factor, at) =>
    setLaid((known) => moved(zoomed(known, factor, at), 0, 0, size, room));
  useRoom(frame, setRoom);
  useGestures(frame, { move, zoom });
  const act = {
    in: () => zoom(STEP),
    out: () => zoom(1 / STEP),
    right: () => setLaid((known) => turned(known, 1)),
    left: () => setLaid((known) => turned(known, -1)),
    whole: () => setLaid(WHOLE),
    move,
  };
  const onload = (event) => {
    const { naturalWidth: width, naturalHeight: height } = event.target;
    setSize((known) =>
      known.width === width && known.height === height ? known : { width, height },
    );
    setDrawn(true);
    if (!cover.isOn()) onSeen(media.media_id);
  };
  const how = t("photo.how", { zoom: number(Math.round(laid.zoom * 100)), turn: laid.turn });
  return html`<div
    class=${`frame photo ${cover.name} ${laid.zoom > 1 ? "enlarged" : ""}`}
    ref=${frame}
    tabindex="0"
    role="group"
    aria-label=${t("stage.photo_alt")}
    data-zoom=${laid.zoom.toFixed(2)}
    data-turn=${laid.turn}
    onkeydown=${(event) => onKey(event, act, laid)}
    ...${cover.listeners}
  >
    ${!address.isLost &&
    html`<img
      src=${address.url}
      alt=${t("stage.photo_alt")}
      draggable=${false}
      decoding="async"
      onload=${onload}
      onerror=${address.fail}
      style=${styleOf(laid, size, room)}
    />`}
    ${cover.hint}
    ${address.isLost && html`<${Lost} onAgain=${address.again} />`}
    <div class="photo-tools" role="group" aria-label=${t("photo.tools")}>
      <${Tool} sign="plus" label=${t("photo.in")} onclick=${act.in} />
      <${Tool} sign="dash" label=${t("photo.out")} onclick=${act.out} />
      <${Tool} sign="turn" label=${t("photo.turn")} onclick=${act.right} />
      <${Tool} sign="whole" label=${t("photo.whole")} onclick=${act.whole} />
      <span class="visually-hidden" role="status">${how}</span>
    </div>
  </div>`;
}

function sizeOf({ width, height }) {
  return { width: width || 4, height: height || 3 };
}

/* Set through the style object, which a policy without inline style allows. */
function styleOf(laid, size, room) {
  if (!room) return { visibility: "hidden" };
  const scale = fitting(size, room, laid.turn) * laid.zoom;
  const place = `translate(-50%, -50%) translate(${laid.x}px, ${laid.y}px)`;
  return {
    width: `${size.width}px`,
    height: `${size.height}px`,
    transform: `${place} rotate(${laid.turn}deg) scale(${scale})`,
  };
}

function useRoom(frame, setRoom) {
  useLayoutEffect(() => {
    const look = () => {
      const { clientWidth: width, clientHeight: height } = frame.current;
      if (!width || !height) return;
      if (width === lastRoom?.width && height === lastRoom.height) setRoom(lastRoom);
      else setRoom((lastRoom = { width, height }));
    };
    const watch = new ResizeObserver(look);
    watch.observe(frame.current);
    look();
    return () => watch.disconnect();
  }, []);
}

/* Keys of the photo while the focus is in it; the page's own single keys rest for these. */
function onKey(event, act, laid) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys = {
    "+": act.in,
    "=": act.in,
    "-": act.out,
    "]": act.right,
    "[": act.left,
    0: act.whole,
  };
  if (laid.zoom > 1) {
    keys.ArrowLeft = () => act.move(PAN_PX, 0);
    keys.ArrowRight = () => act.move(-PAN_PX, 0);
    keys.ArrowUp = () => act.move(0, PAN_PX);
    keys.ArrowDown = () => act.move(0, -PAN_PX);
  }
  const found = keys[event.key];
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  found();
}
