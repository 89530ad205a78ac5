/* The small map beside an item, drawn from the campaign's own outlines: its area among others, how
   far its homes lie, and how far away the visit was. Where somebody lives is not on it. */

import { number } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useRef } from "../shared/ui.js";
import { SIZE, shapesOf } from "./mapdrawing.js";
import { useOnce } from "./once.js";
import { metresFrom } from "./projecting.js";

const KM = 1000;
const POINT_PX = { own: 6, beside: 3.5 };
let count = 0;

/** The map of an item; `captures` are its files' own places, once somebody opened them. */
export function MapFigure({ item, captures }) {
  const path = `/v1/testimonials/${encodeURIComponent(item.testimonial_id)}/map`;
  const { body: map, error } = useOnce(item.is_reel ? null : path);
  const id = useRef(`map-${(count += 1)}`).current;
  if (error?.status === 404 || item.is_reel) return null;
  if (error) return html`<p class="small">${sentence(error)}</p>`;
  if (!map) return html`<p class="muted small">${t("shell.loading")}</p>`;
  const places = placesOf(captures);
  const shapes = shapesOf(map, places);
  const words = wordsOf(map, places, shapes);
  return html`<figure class="map-figure">
    ${shapes &&
    html`<svg
      class="map"
      viewBox=${`0 0 ${SIZE.width} ${SIZE.height}`}
      role="img"
      aria-labelledby=${`${id}-title`}
      aria-describedby=${`${id}-words`}
    >
      <title id=${`${id}-title`}>${t("map.title")}</title>
      ${drawn(shapes)}
    </svg>`}
    <figcaption class="small" id=${`${id}-words`}>${words}</figcaption>
  </figure>`;
}

function drawn(shapes) {
  return html`
    ${shapes.rings.map(
      (one) => html`<polygon class=${`map-ring ${one.name}`} points=${one.points} />`,
    )}
    ${shapes.circles.map(
      (one) => html`<circle class=${`map-${one.name}`} cx=${one.x} cy=${one.y} r=${one.r} />`,
    )}
    ${shapes.points.map(
      (one) => html`<g>
        <circle class=${`map-point ${one.name}`} cx=${one.x} cy=${one.y} r=${POINT_PX[one.name]} />
        ${one.name === "own" && html`<${Label} at=${one} words=${pick(one.names)} />`}
      </g>`,
    )}
    ${shapes.captures.map(
      (one) => html`<g class="map-capture">
        ${one.r > 4 && html`<circle cx=${one.x} cy=${one.y} r=${one.r} />`}
        <path d=${`M${one.x - 6} ${one.y - 6}l12 12m0 -12l-12 12`} />
        <${Label} at=${one} words=${coded("media_kind", one.kind)} />
      </g>`,
    )}
    <${Bar} bar=${shapes.bar} />
    <${North} />
  `;
}

/* Beside its point, on the side where there is room. */
function Label({ at, words }) {
  const isRight = at.x > SIZE.width * 0.6;
  return html`<text
    class="map-label"
    x=${at.x + (isRight ? -10 : 10)}
    y=${at.y + 4}
    text-anchor=${isRight ? "end" : "start"}
  >
    ${words}
  </text>`;
}

function Bar({ bar }) {
  const y = SIZE.height - 10;
  return html`<g class="map-bar">
    <path d=${`M10 ${y - 4}v4h${bar.pixels}v-4`} />
    <text class="map-label" x=${14 + bar.pixels} y=${y}>${length(bar.metres)}</text>
  </g>`;
}

function North() {
  const x = SIZE.width - 16;
  return html`<g class="map-bar">
    <path d=${`M${x} 26V8m-5 6l5 -6l5 6`} />
    <text class="map-label" x=${x} y="40" text-anchor="middle">${t("map.north")}</text>
  </g>`;
}

/** A length in words: "40 m", "3.2 km". */
export function length(metres) {
  if (metres < KM) return t("map.metres", { n: number(Math.round(metres)) });
  return t("map.kilometres", { n: number(Math.round(metres / 100) / 10) });
}

/* Everything that the picture says, for whoever does not see it. */
function wordsOf(map, places, shapes) {
  const own = map.areas.find((one) => one.is_own);
  const named = { booth: pick(own?.names) || t("queue.no_area"), limit: length(map.limit_m ?? 0) };
  const away =
    map.distance_m > 0
      ? t("map.away", { ...named, distance: length(map.distance_m) })
      : map.is_within
        ? t("map.within", named)
        : t("map.unknown", named);
  const siblings = map.areas.filter((one) => one.place && !one.is_own && one.level === own?.level);
  return [
    shapes ? null : t("map.nothing", named),
    away,
    shapes && siblings.length ? t("map.beside", { n: number(siblings.length) }) : null,
    ...places.map((one) => captureWords(one, own?.place)),
  ]
    .filter(Boolean)
    .join(" ");
}

function captureWords(one, middle) {
  const named = { kind: coded("media_kind", one.kind), at: `${one.lat}, ${one.lon}` };
  if (!middle) return t("map.capture", named);
  const { x, y } = metresFrom(middle, one);
  return t("map.capture_away", { ...named, distance: length(Math.hypot(x, y)) });
}

function placesOf(captures) {
  return [...(captures?.values() ?? [])]
    .filter((one) => one.location)
    .map(({ kind, location }) => ({ kind, ...location }));
}
