/* What happened around a visit, as a line of time true to its length and as a list that says in
   words how long lay between. When a file was made is on it once somebody opened that. */

import { clock, moment } from "../shared/format.js";
import { coded, language, t } from "../shared/i18n.js";
import { html, useRef } from "../shared/ui.js";

const WIDTH = 360;
const MARGIN = 14;
const ROW_PX = 20;
/* What lies nearer together than a mark is wide shares one. */
const APART_PX = 15;
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];
let count = 0;

/** The line and the list of an item; nothing where the service tells no times. */
export function TimelineFigure({ item, captures }) {
  const id = useRef(`time-${(count += 1)}`).current;
  const steps = stepsOf(item, captures);
  if (!steps.length) return null;
  const marks = marksOf(steps);
  const rows = Math.max(...marks.map((one) => one.row)) + 1;
  const height = 18 + rows * ROW_PX;
  return html`<figure class="time-figure">
    <svg
      class="time-line"
      viewBox=${`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-labelledby=${`${id}-title`}
      aria-describedby=${`${id}-list`}
    >
      <title id=${`${id}-title`}>
        ${t("moment.title", { n: steps.length, span: between(steps[0], steps.at(-1)) || "0" })}
      </title>
      <path class="time-axis" d=${`M${MARGIN} 12H${WIDTH - MARGIN}`} />
      ${marks.map(mark)}
    </svg>
    <ol class="time-steps small" id=${`${id}-list`}>
      ${steps.map((one, at) => step(one, at, steps, item))}
    </ol>
  </figure>`;
}

/* What a file says of itself is told apart from what we know. */
function stepsOf(item, captures) {
  const made = [...(captures?.values() ?? [])]
    .filter((one) => one.captured_at)
    .map((one) => ({ at: one.captured_at, what: "captured", media_id: one.media_id }));
  return [...(item.timeline ?? []), ...made].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/* Marks at their places, each of one step or of several that lie together; neighbours alternate
   between two rows, so that their numbers do not meet. */
function marksOf(steps) {
  const from = Date.parse(steps[0].at);
  const span = Math.max(1, Date.parse(steps.at(-1).at) - from);
  const marks = [];
  steps.forEach(({ at, what }, index) => {
    const x = MARGIN + ((Date.parse(at) - from) / span) * (WIDTH - 2 * MARGIN);
    const last = marks.at(-1);
    if (last && x - last.x < APART_PX) last.until = index;
    else marks.push({ x: Math.round(x), row: marks.length % 2, index, until: index, what });
  });
  return marks;
}

function mark({ x, row, index, until, what }) {
  const y = 26 + row * ROW_PX;
  const words = index === until ? `${index + 1}` : `${index + 1}–${until + 1}`;
  const half = words.length > 2 ? 3 * words.length + 5 : 8;
  const left = Math.min(Math.max(0, x - half), WIDTH - 2 * half);
  return html`<g class=${`time-mark time-${familyOf(what)}`}>
    <path d=${`M${x} 8V${y - 8}`} />
    <rect x=${left} y=${y - 8} width=${2 * half} height="16" rx="8" />
    <text x=${left + half} y=${y + 3.5} text-anchor="middle">${words}</text>
  </g>`;
}

function familyOf(what) {
  return what.split("_")[0];
}

function step(one, at, steps, item) {
  const media = item.media_items?.find((each) => each.media_id === one.media_id);
  const kind = media ? `${coded("media_kind", media.kind)}: ` : "";
  return html`<li class=${`time-${familyOf(one.what)}`}>
    <span class="time-number" aria-hidden="true">${at + 1}</span>
    <span>
      <strong>${kind}${coded("moment", one.what)}</strong>
      <span class="muted">
        <time datetime=${one.at}>${whenWords(one, steps[at - 1])}</time>
        ${at > 0 && gapWords(steps[at - 1], one)}
      </span>
    </span>
  </li>`;
}

/* The day is said once, and again when it is another. */
function whenWords(one, before) {
  const isSameDay = before && dayOf(before) === dayOf(one);
  return isSameDay ? clock(one.at) : moment(one.at);
}

function dayOf({ at }) {
  return new Date(at).toDateString();
}

function gapWords(before, after) {
  const span = between(before, after);
  return span && html`<span class="time-gap"> · ${t("moment.later", { span })}</span>`;
}

/* The time between two steps in its two largest units, "2 days 3 hours"; empty for none. */
function between(before, after) {
  let left = Math.abs(Date.parse(after.at) - Date.parse(before.at));
  const parts = [];
  for (const [unit, ms] of UNITS) {
    const whole = Math.floor(left / ms);
    left -= whole * ms;
    if (whole && parts.length < 2) parts.push(inUnits(whole, unit));
  }
  return parts.join(" ");
}

function inUnits(value, unit) {
  const locale = language() === "hi" ? "hi-IN-u-nu-latn" : "en-IN";
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);
}
