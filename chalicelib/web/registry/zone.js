/* Instants by a campaign's own clock, which the service goes by, whatever the reader's machine says.
   A clock is known by its distance from UTC in minutes, so that every browser can show it. */

import { locale } from "../shared/format.js";

const MINUTE_MS = 60_000;

/** `{name, instant, date, day, local, toInstant}` for a distance from UTC in minutes. */
export function zoneOf(offsetMin) {
  const shifted = (value) => new Date(Date.parse(value) + offsetMin * MINUTE_MS);
  const said = (value, options) =>
    value ? new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options }).format(shifted(value)) : "";
  return {
    name: nameOf(offsetMin),
    /** A day, its year where it is another one than this, and a time; empty for nothing. */
    instant: (value, now = Date.now()) => {
      const isFar = value && shifted(value).getUTCFullYear() !== shifted(new Date(now).toISOString()).getUTCFullYear();
      const year = isFar ? { year: "numeric" } : {};
      return said(value, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", ...year });
    },
    /** A day of the year, such as "23 Nov 2026". */
    date: (value) => said(value, { day: "numeric", month: "short", year: "numeric" }),
    /** The day of the calendar as "2026-11-23". */
    day: (value) => shifted(value).toISOString().slice(0, 10),
    /** What a field for a time shows, "2026-11-23T18:00". */
    local: (value) => (value ? shifted(value).toISOString().slice(0, 16) : ""),
    /** The instant that such a field means, or null for an empty one. */
    toInstant: (text) =>
      text ? new Date(Date.parse(`${text}Z`) - offsetMin * MINUTE_MS).toISOString() : null,
  };
}

function nameOf(offsetMin) {
  const size = Math.abs(offsetMin);
  const two = (value) => String(value).padStart(2, "0");
  return `UTC${offsetMin < 0 ? "−" : "+"}${Math.floor(size / 60)}:${two(size % 60)}`;
}
