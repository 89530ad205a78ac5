/* Days as people say them, in the page's language, with the digits 0-9. */

import { language } from "../shared/i18n.js";

/** A day with its year, such as "14 December 2026". */
export function day(value) {
  // A day without a time is no instant: it is the same day everywhere.
  const timeZone = /^\d{4}-\d\d-\d\d$/.test(value) ? "UTC" : undefined;
  const options = { day: "numeric", month: "long", year: "numeric", timeZone };
  return new Intl.DateTimeFormat(locale(), options).format(new Date(value));
}

/** Whole minutes, such as "4 minutes"; never none. */
export function minutes(seconds) {
  const options = { style: "unit", unit: "minute", unitDisplay: "long" };
  const count = Math.max(1, Math.ceil(seconds / 60));
  return new Intl.NumberFormat(locale(), options).format(count);
}

function locale() {
  return language() === "hi" ? "hi-IN-u-nu-latn" : "en-IN";
}
