/* What the campaign's desk decided about her, and the request for another decision, once. */

import { button, h } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";

const MOST_LETTERS = 2000;

/** A card about what was turned down; nothing where nothing was. */
export function decisions(now, askAgain) {
  const { may_ask_again: open, asked_again: waiting, rejected_again: final } = now.held;
  if (open + waiting + final === 0) return null;
  return h(
    "section",
    { class: "card facts", "aria-labelledby": "decisions-title" },
    h("h2", { id: "decisions-title", tabindex: "-1" }, t("withdraw.rejected")),
    now.asked && banner("good", t("withdraw.asked")),
    open > 0 && request(now, open, askAgain),
    waiting > 0 && h("p", null, t("withdraw.waits_again", { count: waiting })),
    final > 0 && h("p", null, t("withdraw.rejected_again", { count: final })),
  );
}

function request(now, count, askAgain) {
  const isBusy = now.busy === "ask";
  return [
    h("p", null, t("withdraw.rejected_what", { count })),
    h("p", null, t("withdraw.may_ask")),
    h(
      "div",
      { class: "field" },
      h("label", { for: "ask-note" }, t("withdraw.ask_note")),
      h("textarea", {
        id: "ask-note",
        rows: 3,
        maxlength: MOST_LETTERS,
        dir: "auto",
        value: now.note,
        "aria-describedby": "ask-hint",
        oninput: (event) => {
          now.note = event.currentTarget.value;
        },
      }),
      h("p", { class: "muted", id: "ask-hint" }, t("withdraw.ask_hint")),
    ),
    button(t(isBusy ? "withdraw.asking" : "withdraw.ask"), askAgain, {
      class: "button wide ask-again",
      disabled: isBusy,
    }),
  ];
}
