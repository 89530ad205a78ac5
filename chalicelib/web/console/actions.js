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

/** Whether an item may be decided so: nobody can do a reel again, so it is not sent back. */
export function isOpen(name, item) {
  return name !== "has_issues" || !item.is_reel;
}

/** Five buttons and a tick; `act(name)` runs with approve, reject, has_issues, escalate or release.
    `said.ai_altered` of the view is what the tick says. */
export function actionBar({ item, shown_at, said }, act) {
  const buttons = ACTIONS.filter(([name]) => isOpen(name, item)).map((one) => action(one, act));
  const wait = Math.max(0, ARMING_MS - (performance.now() - shown_at));
  for (const one of buttons) one.setAttribute("aria-disabled", "true");
  setTimeout(() => buttons.forEach((one) => one.removeAttribute("aria-disabled")), wait + 1);
  const [approve, ...others] = buttons;
  return h(
    "div",
    { class: "actions", role: "toolbar", "aria-label": t("review.decide") },
    approve,
    alteredTick(said),
    others,
  );
}

/* What a machine made or changed is posted with a label that says so. */
function alteredTick(said) {
  const onchange = (event) => {
    said.ai_altered = event.target.checked;
  };
  const box = h("input", {
    type: "checkbox",
    name: "ai_altered",
    checked: said.ai_altered,
    onchange,
  });
  return h("label", { class: "altered" }, box, h("span", null, t("review.ai_altered.tick")));
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
