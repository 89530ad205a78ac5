/* The bar of decisions. It wakes a moment after an item appears: a second press meant for the
   item before must not decide one that nobody has seen. */

import { h, icon } from "../shared/dom.js";
import { t } from "../shared/i18n.js";

/* Longer than a double press, shorter than any real look at a picture. */
const ARMING_MS = 900;

const ACTIONS = [
  ["approve", "check", "primary", "A"],
  ["reject", "cross", "danger", "R"],
  ["has_issues", "warn", "", "I"],
  ["escalate", "up", "", "E"],
  ["release", "back", "quiet", null],
];

/** Whether an item that appeared at `shownAt` (performance time) may be decided now. */
export function isArmed(shownAt) {
  return performance.now() - shownAt >= ARMING_MS;
}

/** Five buttons; `act(name)` runs with approve, reject, has_issues, escalate or release. */
export function actionBar(shownAt, act) {
  const buttons = ACTIONS.map((one) => action(one, act));
  const wait = Math.max(0, ARMING_MS - (performance.now() - shownAt));
  for (const one of buttons) one.setAttribute("aria-disabled", "true");
  setTimeout(() => buttons.forEach((one) => one.removeAttribute("aria-disabled")), wait + 1);
  return h("div", { class: "actions", role: "toolbar", "aria-label": t("review.decide") }, buttons);
}

function action([name, sign, tone, key], act) {
  return h(
    "button",
    {
      type: "button",
      class: `button ${tone}`,
      "data-action": name,
      "aria-keyshortcuts": key,
      onclick: () => act(name),
    },
    icon(sign),
    h("span", null, t(`action.${name}`)),
    key ? h("kbd", { "aria-hidden": "true" }, key) : null,
  );
}
