/* From degrees to a small flat picture: equirectangular around the middle, which is true to a few
   parts in a thousand over the fifty kilometres that these maps show. Values in, values out. */

const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;
const NICE = [1, 2, 5];

/** Where a point lies from `middle`, in metres to the east and to the south. */
export function metresFrom(middle, { lat, lon }) {
  const across = Math.cos(middle.lat * RAD);
  return {
    x: (lon - middle.lon) * RAD * EARTH_M * across,
    y: (middle.lat - lat) * RAD * EARTH_M,
  };
}

/** The middle of some points, in degrees. */
export function middleOf(points) {
  const halfway = (all) => (Math.min(...all) + Math.max(...all)) / 2;
  return {
    lat: halfway(points.map((one) => one.lat)),
    lon: halfway(points.map((one) => one.lon)),
  };
}

/** The box around circles `[{x, y, r}]`, all in metres. */
export function boxOf(circles) {
  return {
    left: Math.min(...circles.map((one) => one.x - one.r)),
    right: Math.max(...circles.map((one) => one.x + one.r)),
    top: Math.min(...circles.map((one) => one.y - one.r)),
    bottom: Math.max(...circles.map((one) => one.y + one.r)),
  };
}

/** How a box is drawn in a picture: `{scale, at(point)}`, in pixels. */
export function fitBox(box, { width, height, margin }) {
  const across = Math.max(box.right - box.left, 1);
  const down = Math.max(box.bottom - box.top, 1);
  const scale = Math.min((width - 2 * margin) / across, (height - 2 * margin) / down);
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  const at = ({ x, y }) => ({
    x: round(width / 2 + (x - middle.x) * scale),
    y: round(height / 2 + (y - middle.y) * scale),
  });
  return { scale, at };
}

/** The longest round length that takes at most so many pixels: `{metres, pixels}`. */
export function scaleBar(scale, mostPx) {
  const most = mostPx / scale;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = NICE.map((one) => one * power).filter((one) => one <= most).at(-1) ?? power;
  return { metres, pixels: round(metres * scale) };
}

function round(value) {
  return Math.round(value * 10) / 10;
}
