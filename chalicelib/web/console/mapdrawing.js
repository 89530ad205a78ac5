/* What stands on the small map of an item, as shapes in pixels. Nothing is drawn here. */

import { boxOf, fitBox, metresFrom, middleOf, scaleBar } from "./projecting.js";

export const SIZE = Object.freeze({ width: 360, height: 240, margin: 18 });
/* Around what the map is about so much more is shown of what lies about it. */
const MOST_AROUND = 3;
const LEAST_R_M = 60;

/** `{rings, circles, points, bar}` of `GET …/map` and of places that files name; null where nothing
    of the item's own area is known. */
export function shapesOf(map, captures = []) {
  const own = map.areas.find((one) => one.is_own);
  if (!own || (!own.place && !own.ring?.length)) return null;
  const middle = own.place ?? middleOf(own.ring.map(asPlace));
  const flat = (place) => metresFrom(middle, place);
  const drawn = fitBox(boxAround(map, own, captures, flat), SIZE);
  const put = (place) => drawn.at(flat(place));
  return {
    rings: ringsOf(map.areas, put),
    circles: circlesOf(map, own, put, drawn.scale),
    points: pointsOf(map.areas, put),
    captures: captures.map((one) => spot(one, put, drawn.scale)),
    bar: scaleBar(drawn.scale, SIZE.width / 3),
  };
}

/* The item's own area with its reach and the distance fill the picture; of the area above so much
   as lies about. */
function boxAround(map, own, captures, flat) {
  const here = own.place ? flat(own.place) : { x: 0, y: 0 };
  const reach = Math.max(own.place?.reach_m ?? 0, map.distance_m ?? 0, LEAST_R_M);
  const inner = [
    { ...here, r: reach },
    ...ringPoints(own, flat),
    ...captures.map((one) => ({ ...flat(one), r: Math.max(one.accuracy_m ?? 0, LEAST_R_M) })),
  ];
  const core = boxOf(inner);
  const above = map.areas.find((one) => !one.is_own && one.ring?.length && isAbove(one, own));
  if (!above) return core;
  const whole = boxOf([...inner, ...ringPoints(above, flat)]);
  const grows = (whole.right - whole.left) / Math.max(core.right - core.left, 1);
  return grows > MOST_AROUND ? core : whole;
}

function isAbove(one, own) {
  return one.level !== own.level;
}

function ringPoints(area, flat) {
  return (area.ring ?? []).map((point) => ({ ...flat(asPlace(point)), r: 0 }));
}

function asPlace([lon, lat]) {
  return { lat, lon };
}

function ringsOf(areas, put) {
  const own = areas.find((one) => one.is_own);
  return areas
    .filter((one) => one.ring?.length)
    .map((one) => ({
      name: one.is_own ? "own" : isAbove(one, own) ? "above" : "beside",
      points: one.ring.map((point) => put(asPlace(point))).map(({ x, y }) => `${x},${y}`).join(" "),
    }))
    .sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
}

const ORDER = ["above", "beside", "own"];

function circlesOf(map, own, put, scale) {
  if (!own.place) return [];
  const at = put(own.place);
  const circle = (name, metres) => metres > 0 && { name, ...at, r: metres * scale };
  const reach = circle("reach", map.limit_m || own.place.reach_m);
  return [reach, circle("distance", map.distance_m)].filter(Boolean);
}

function pointsOf(areas, put) {
  return areas
    .filter((one) => one.place)
    .map((one) => ({ name: one.is_own ? "own" : "beside", names: one.names, ...put(one.place) }))
    .filter((one) => isInside(one))
    .sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
}

function isInside({ x, y }) {
  return x >= 0 && y >= 0 && x <= SIZE.width && y <= SIZE.height;
}

function spot(one, put, scale) {
  return { kind: one.kind, ...put(one), r: (one.accuracy_m ?? 0) * scale };
}
