/* What is said above an item: why it cannot be decided, what changed since she looked, and a word
   about a break. */

import { t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { BreakReminder } from "./breaks.js";
import { Button, Strip } from "./marks.js";
import { changed } from "./store.js";
import { takeNext } from "./take.js";

/** The strips above an item; an empty box when there is nothing to say. */
export function Notes({ desk, item, held, isMine }) {
  const next = desk.decides && html`<${Button} onclick=${() => takeNext(desk)}>
    ${t(held ? "review.take_again" : "queue.take")}
  <//>`;
  return html`<div class="review-notes">
    ${held?.lost && html`<${Strip} kind="warn" text=${t(`lost.${held.lost}`)}>${next}<//>`}
    ${!held && item.state === "pending_review" && html`<${Standing} desk=${desk} item=${item}>
      ${next}
    <//>`}
    ${held?.changes.length > 0 && html`<${Changes} desk=${desk} held=${held} />`}
    ${isMine && html`<${BreakReminder} />`}
  </div>`;
}

/* Why there are no buttons, when an item waits and is not this person's. */
function Standing({ desk, item, children }) {
  if (!desk.decides) return html`<${Strip} kind="note" text=${t("review.read_only")} />`;
  const isTaken = item.lock && !item.lock.mine;
  const words = isTaken ? "review.with_colleague" : "review.not_taken";
  return html`<${Strip} kind="note" text=${t(words)}>${children}<//>`;
}

function Changes({ desk, held }) {
  const seen = () => {
    held.changes = [];
    changed(desk);
  };
  const what = held.changes.map((key) => t(key)).join(" ");
  return html`<${Strip} kind="warn" name="changes" text=${`${t("changed.title")} ${what}`}>
    <${Button} onclick=${seen}>${t("changed.seen")}<//>
  <//>`;
}
