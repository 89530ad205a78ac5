/* Bars for the days on which something was decided, with the number above each and the day below. */

import { day as shownDay, number } from "../shared/format.js";
import { fitted, rem } from "./fitted.js";
import { s, widthOf } from "./svg.js";

const HEIGHT_REM = 14;
const WIDEST_REM = 5;
const DAY_MS = 86_400_000;

/** `{element, show, close}`; `show(days)` draws `[{day, decided}]` when they say something new. */
export function dayBars(label) {
  let days = [];
  let said = "";
  const picture = fitted((width) => (days.length ? drawn(label, days, width) : null));
  return {
    element: picture.element,
    close: picture.close,
    show: (found) => {
      const now = JSON.stringify(found);
      if (now === said) return;
      said = now;
      days = everyDay(found);
      picture.redraw();
    },
  };
}

/* A day on which nobody decided is a gap that should be seen. */
function everyDay(found) {
  if (!found.length) return [];
  const known = new Map(found.map((one) => [one.day, one.decided]));
  const all = [];
  for (let at = Date.parse(found[0].day); at <= Date.parse(found.at(-1).day); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    all.push({ day, decided: known.get(day) ?? 0 });
  }
  return all;
}

function drawn(label, days, width) {
  const line = rem();
  const height = HEIGHT_REM * line;
  const step = Math.min(width / days.length, WIDEST_REM * line);
  const most = Math.max(1, ...days.map((one) => one.decided));
  const room = height - 3.2 * line;
  const font = `${0.8125 * line}px ${getComputedStyle(document.body).fontFamily}`;
  const widest = Math.max(...days.map((one) => widthOf(shownDay(one.day), font)));
  // Where days would run into each other, only every second or third is named, the last one always.
  const every = Math.ceil((widest * 1.2 + line * 0.5) / step);
  const one = ({ day, decided }, index) => {
    const tall = (room * decided) / most;
    const middle = step * (index + 0.5);
    const isNamed = (days.length - 1 - index) % every === 0;
    // Those at the edges keep within the picture.
    const text = (words, y, name) => {
      const half = widthOf(words, `600 ${font}`) / 2;
      const x = Math.max(half, Math.min(width - half, middle));
      return s("text", { class: name, x, y, "text-anchor": "middle", "font-size": 0.8125 * line }, words);
    };
    return s(
      "g",
      null,
      s("rect", {
        class: "day-bar", x: step * index + step * 0.15, y: 1.6 * line + room - tall,
        width: step * 0.7, height: tall, rx: 2,
      }),
      isNamed ? text(number(decided), 1.2 * line + room - tall, "day-number") : null,
      isNamed ? text(shownDay(day), height - 0.4 * line, "day-name") : null,
    );
  };
  const base = s("line", { class: "day-base", x1: 0, x2: step * days.length, y1: 1.6 * line + room, y2: 1.6 * line + room });
  return s(
    "svg",
    { class: "day-bars", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    base,
    days.map(one),
  );
}
