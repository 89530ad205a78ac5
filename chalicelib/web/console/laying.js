/* How a photo lies in its frame: how large, turned and moved how far. Values in, values out. */

export const WHOLE = Object.freeze({ zoom: 1, x: 0, y: 0, turn: 0 });
const MOST_ZOOM = 12;
const QUARTER = 90;

/** The scale at which a photo turned so fits its frame. */
export function fitting(photo, frame, turn) {
  const isAcross = turn % 180 !== 0;
  const [width, height] = isAcross ? [photo.height, photo.width] : [photo.width, photo.height];
  return Math.min(frame.width / width, frame.height / height);
}

/** The same photo `factor` times as large, with the point `at` of the frame (from its middle)
    staying where it is. */
export function zoomed(laid, factor, at = { x: 0, y: 0 }) {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, laid.zoom * factor));
  if (zoom === 1) return { ...laid, zoom, x: 0, y: 0 };
  const by = zoom / laid.zoom;
  return { ...laid, zoom, x: at.x - (at.x - laid.x) * by, y: at.y - (at.y - laid.y) * by };
}

/** The photo a quarter further, to the right with 1 and to the left with -1. */
export function turned(laid, step) {
  const turn = (laid.turn + step * QUARTER + 360) % 360;
  return { ...laid, x: 0, y: 0, turn };
}

/** The photo moved by so many pixels, never out of its frame. */
export function moved(laid, x, y, photo, frame) {
  const scale = fitting(photo, frame, laid.turn) * laid.zoom;
  const isAcross = laid.turn % 180 !== 0;
  const width = (isAcross ? photo.height : photo.width) * scale;
  const height = (isAcross ? photo.width : photo.height) * scale;
  return {
    ...laid,
    x: within(laid.x + x, (width - frame.width) / 2),
    y: within(laid.y + y, (height - frame.height) / 2),
  };
}

function within(value, most) {
  const edge = Math.max(0, most);
  return Math.min(edge, Math.max(-edge, value));
}
