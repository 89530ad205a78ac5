/* Numbers, sizes and instants as people read them, in the page's language. Hindi keeps the
   digits 0-9: phones, forms and number plates use them, and mixed digits slow people down. */

import { language, t } from "./i18n.js";

/** A day and a time, such as "23 Nov, 5:14 pm"; empty for nothing. */
export function instant(value) {
  if (!value) return "";
  const options = { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(locale(), options).format(new Date(value));
}

/** A day with its year and a time to the second, "14 Nov 2026, 5:30:05 pm"; empty for nothing. */
export function moment(value) {
  if (!value) return "";
  const options = { dateStyle: "medium", timeStyle: "medium" };
  return new Intl.DateTimeFormat(locale(), options).format(new Date(value));
}

/** A day of the calendar, such as "23 Nov"; `value` is its ISO date. */
export function day(value) {
  const [year, month, date] = value.split("-").map(Number);
  const options = { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale(), options).format(new Date(year, month - 1, date));
}

/** The time of day to the second, such as "5:14:07 pm". */
export function clock(value) {
  return new Intl.DateTimeFormat(locale(), { timeStyle: "medium" }).format(new Date(value));
}

/** A count with its separators, such as "1,10,000". */
export function number(value) {
  return new Intl.NumberFormat(locale()).format(value);
}

/** A share from 0 to 1 as a percentage, such as "43.5%". */
export function percent(share) {
  const options = { style: "percent", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale(), options).format(share);
}

/** How long ago, in the largest fitting unit: "3 min", "2 h", "4 days". */
export function waited(value, now = Date.now()) {
  if (!value) return "";
  const minutes = Math.max(0, Math.floor((now - new Date(value).getTime()) / 60_000));
  if (minutes < 1) return t("time.now");
  if (minutes < 60) return inUnits(minutes, "minute");
  if (minutes < 48 * 60) return inUnits(Math.floor(minutes / 60), "hour");
  return inUnits(Math.floor(minutes / 1440), "day");
}

/** Minutes and seconds left, such as "9:41"; never below "0:00". */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A size in kB or MB. */
export function size(bytes) {
  const mega = bytes >= 1_000_000;
  const value = mega ? bytes / 1_000_000 : Math.max(1, Math.round(bytes / 1000));
  const options = { maximumFractionDigits: mega ? 1 : 0 };
  return `${new Intl.NumberFormat(locale(), options).format(value)} ${mega ? "MB" : "kB"}`;
}

/* Hindi short forms of units are hardly known; the long ones are short enough. */
function inUnits(count, unit) {
  const unitDisplay = language() === "hi" ? "long" : "short";
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay }).format(count);
}

/** The name of the page's language as the browser's own formats take it. */
export function locale() {
  return language() === "hi" ? "hi-IN-u-nu-latn" : "en-IN";
}
