/* The windows on top of the console: reasons for a decision, the list of keys, one photo as large
   as the screen. */

import { closing, dialogButtons, openDialog } from "../shared/dialogs.js";
import { h, icon } from "../shared/dom.js";
import { pick, t } from "../shared/i18n.js";
import { keysAreOn, setKeys } from "./keys.js";
import { findingLook, needsEyes } from "./labels.js";

const REASONS = [
  "unclear_media",
  "wrong_person",
  "consent_doubt",
  "unsafe_content",
  "private_data_visible",
  "duplicate",
  "promise_of_benefit",
  "other",
];
const NEEDS_REASON = ["reject", "has_issues"];
const LONGEST_NOTE = 500;

/** Ask what a decision needs, then run `onAnswer({reason_code?, note?})`.
    An approval that nothing speaks against needs no question and runs at once. */
export function askAbout(decision, item, onAnswer) {
  const doubts = decision === "approve" ? doubtsAbout(item) : [];
  if (decision === "approve" && !doubts.length) {
    onAnswer({});
    return;
  }
  const note = noteField();
  const reasons = decision === "approve" ? null : reasonList(NEEDS_REASON.includes(decision));
  const submit = (event) => {
    event.preventDefault();
    dialog.close();
    onAnswer(answerOf(event.target, note));
  };
  const tone = decision === "reject" ? "danger" : "primary";
  const form = h(
    "form",
    { class: "ask", onsubmit: submit },
    h("h2", null, t(`ask.${decision}`)),
    h("p", { class: "muted" }, t(`ask.${decision}.then`)),
    doubts.length ? h("ul", { class: "doubts" }, doubts) : null,
    reasons,
    note.row,
    dialogButtons(
      h(
        "button",
        { type: "submit", class: `button ${tone}`, "data-confirm": decision },
        t(`action.${decision}`),
      ),
    ),
  );
  const dialog = openDialog(form);
  (form.querySelector("input, textarea") ?? form).focus();
}

/** The keys, and the switch that turns them off. */
export function showHelp() {
  const rows = ["approve", "reject", "has_issues", "escalate"].map((name, index) =>
    h(
      "div",
      null,
      h("dt", null, h("kbd", null, "ARIE"[index])),
      h("dd", null, t(`action.${name}`)),
    ),
  );
  const help = h("div", null, h("dt", null, h("kbd", null, "?")), h("dd", null, t("help.this")));
  const onchange = (event) => setKeys(event.target.checked);
  openDialog(
    h(
      "div",
      { class: "ask" },
      h("h2", null, t("help.title")),
      h("dl", { class: "keys" }, rows, help),
      h(
        "label",
        { class: "choice" },
        h("input", { type: "checkbox", checked: keysAreOn(), onchange }),
        t("help.switch"),
      ),
      h("p", { class: "muted small" }, t("help.when")),
      dialogButtons(),
    ),
  );
}

/** One photo over the whole window. */
export function showLarge({ url, width, height }) {
  const picture = h("img", { src: url, width, height, alt: t("stage.photo_alt") });
  openDialog(h("div", { class: "large" }, picture, closing("dialog.close")), {
    className: "dialog-large",
  });
}

/* What a moderator should read once more before she approves. */
function doubtsAbout(item) {
  // What is not known of a verified item is no doubt: a year of birth, a file that shows consent.
  const isClear = item.verdict === "verified";
  const found = (item.findings ?? [])
    .filter((one) => !isClear && needsEyes(one))
    .map((one) => {
      const [tone, sign] = findingLook(one);
      return h(
        "li",
        { class: `doubt ${tone}` },
        icon(sign),
        pick(one.text),
      );
    });
  if (item.consent?.withdrawn_at || !item.consent?.purposes.includes("publish")) {
    found.unshift(h("li", { class: "doubt bad" }, icon("cross"), t("ask.no_consent")));
  }
  if (!found.length && item.verdict !== "verified") {
    found.push(h("li", { class: "doubt warn" }, icon("warn"), t("ask.not_verified")));
  }
  return found;
}

function reasonList(is_required) {
  return h(
    "fieldset",
    { class: "reasons" },
    h("legend", null, t(is_required ? "ask.reason" : "ask.reason_optional")),
    REASONS.map((code) =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "radio", name: "reason_code", value: code, required: is_required }),
        t(`reason.${code}`),
      ),
    ),
  );
}

function noteField() {
  const box = h("textarea", { id: "decision-note", rows: "2", maxlength: String(LONGEST_NOTE) });
  const hint = h("span", { class: "muted small" }, t("ask.note_hint"));
  return {
    box,
    row: h("div", { class: "field" }, h("label", { for: box.id }, t("ask.note")), box, hint),
  };
}

function answerOf(form, note) {
  const reason = new FormData(form).get("reason_code");
  const text = note.box.value.trim();
  return { ...(reason ? { reason_code: reason } : {}), ...(text ? { note: text } : {}) };
}
