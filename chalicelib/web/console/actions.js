/* The bar of decisions. It wakes a moment after an item appears: a second press meant for the item
   before must not decide one that nobody has seen. */

import { announce } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { html, useEffect, useReducer } from "../shared/ui.js";
import { ARMING_MS, ask, mayAct, whyNotApprove } from "./asking.js";
import { Icon } from "./marks.js";
import { changed } from "./store.js";

const ACTIONS = [
  ["approve", "check", "primary", "A"],
  ["reject", "cross", "danger", "R"],
  ["has_issues", "warn", "", "I"],
  ["escalate", "up", "", "E"],
  ["skip", "next", "quiet", "S"],
];
const SWITCHES = ["ai_altered", "is_public_figure"];

/** The decisions on the item in hand, and what is said beside an approval. */
export function Actions({ desk, held }) {
  const isArmed = useArmed(held);
  const why = whyNotApprove(held);
  // Nobody can do a reel again, so it is not sent back.
  const open = ACTIONS.filter(([name]) => name !== "has_issues" || !held.item.is_reel);
  const press = (name) => (event) => {
    const no = mayAct(desk, name);
    if (no === null) ask(desk, name, event.timeStamp);
    else if (no) announce(t(no));
  };
  const buttons = open.map(([name, sign, tone, key]) => {
    const isOff = !isArmed || (name === "approve" && why !== null);
    return html`<button
      type="button"
      key=${name}
      class=${`button ${tone}`.trim()}
      data-action=${name}
      aria-keyshortcuts=${key}
      aria-disabled=${isOff ? "true" : null}
      aria-describedby=${name === "approve" && why ? "why-not" : null}
      onclick=${press(name)}
    >
      <${Icon} name=${sign} /><span>${t(`action.${name}`)}</span><kbd aria-hidden="true">${key}</kbd>
    </button>`;
  });
  return html`<div class="actions" role="toolbar" aria-label=${t("review.decide")}>
    ${why && html`<p class="why-not small" id="why-not">${t(why)}</p>`}
    ${buttons}
  </div>`;
}

/** What is said of an item beside the decision. */
export function Said({ desk, held }) {
  return html`<div class="review-said" role="group" aria-label=${t("review.said")}>
    ${SWITCHES.map((name) => html`<${Switch} desk=${desk} held=${held} name=${name} />`)}
  </div>`;
}

function useArmed(held) {
  const [, wake] = useReducer((n) => n + 1, 0);
  const left = held.shown_at + ARMING_MS - performance.now();
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(wake, left + 1);
    return () => clearTimeout(timer);
  }, [held, held.shown_at]);
  return left <= 0;
}

/* What a machine made is posted with a label that says so, and whom the public knows two people
   look at. */
function Switch({ desk, held, name }) {
  const drafts = desk.drafts.get(held.id);
  const onchange = (event) => {
    desk.drafts.set(held.id, { ...drafts, [name]: event.target.checked });
    changed(desk);
  };
  return html`<label class="said">
    <input type="checkbox" name=${name} checked=${drafts[name]} onchange=${onchange} />
    <span>${t(`review.${name}.tick`)}</span>
  </label>`;
}
