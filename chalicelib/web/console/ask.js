/* The question before a decision: the reason as a code with the policy's words beside it, a note,
   and the identical ones that may go with it. What was chosen stays with the desk, so a sign-in
   that ends meanwhile takes nothing away. */

import { t } from "../shared/i18n.js";
import { html, useEffect } from "../shared/ui.js";
import { NEEDS_REASON } from "./asking.js";
import { twinsOf } from "./bulk.js";
import { decide } from "./deciding.js";
import { changed } from "./store.js";
import { Twins } from "./twins.js";
import { Window, WindowButtons } from "./window.js";

/** The reasons, in the order of their numbers. */
export const REASONS = [
  "unclear_media",
  "wrong_person",
  "consent_doubt",
  "unsafe_content",
  "private_data_visible",
  "duplicate",
  "promise_of_benefit",
  "other",
];
const LONGEST_NOTE = 2000;

/** The window for `desk.asking`. */
export function Ask({ desk, onClose }) {
  const { asking } = desk;
  const { kind } = asking;
  const set = (changes) => {
    Object.assign(asking, changes);
    changed(desk);
  };
  useTwins(desk, asking, set);
  const onsubmit = (event) => {
    event.preventDefault();
    if (desk.asking !== asking || desk.current?.id !== asking.id) return;
    decide(desk, kind, answerOf(asking), event.timeStamp);
  };
  return html`<${Window} title=${t(`ask.${kind}`)} name="ask-window" onClose=${onClose}>
    <form class="ask" onsubmit=${onsubmit} onkeydown=${(event) => chooseBy(event, set)}>
      <p class="muted">${t(`ask.${kind}.then`)}</p>
      ${asking.doubts.length > 0 && html`<${Doubts} doubts=${asking.doubts} />`}
      ${kind !== "approve" && html`<${Reasons} asking=${asking} set=${set} />`}
      ${kind !== "approve" && html`<${Note} asking=${asking} set=${set} />`}
      <${Twins} asking=${asking} set=${set} />
      <${WindowButtons} close=${kind === "approve" ? "ask.correct" : "dialog.cancel"}>
        <button
          type="submit"
          class=${`button ${kind === "reject" ? "danger" : "primary"}`}
          data-confirm=${kind}
          data-first=${NEEDS_REASON.includes(kind) ? null : ""}
        >
          ${t(`action.${kind}`)}
        </button>
      <//>
    </form>
  <//>`;
}

function answerOf({ reason, note, twins }) {
  return {
    ...(reason ? { reason_code: reason } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
    twins: (twins ?? []).filter((one) => one.is_chosen),
  };
}

/* A number chooses a reason, except where it is typed. */
function chooseBy(event, set) {
  const reason = REASONS[Number(event.key) - 1];
  if (!reason || event.target.tagName === "TEXTAREA" || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  set({ reason });
  event.currentTarget.querySelector(`[value=${reason}]`)?.focus();
}

function useTwins(desk, asking, set) {
  useEffect(() => {
    if (asking.kind !== "reject" || asking.twins) return;
    twinsOf(desk.current.item)
      .then((twins) => desk.asking === asking && set({ twins }))
      .catch(() => {
        // The item itself can be decided without them.
      });
  }, [asking]);
}

function Doubts({ doubts }) {
  const lines = doubts.map((one) => html`<li class="doubt warn" dir="auto">${one}</li>`);
  return html`<ul class="doubts">${lines}</ul>`;
}

function Reasons({ asking, set }) {
  const isRequired = NEEDS_REASON.includes(asking.kind);
  const choices = REASONS.map(
    (code, index) => html`<label class="choice reason">
      <input
        type="radio"
        name="reason_code"
        value=${code}
        required=${isRequired}
        checked=${asking.reason === code}
        data-first=${isRequired && index === 0 ? "" : null}
        aria-describedby=${`policy-${code}`}
        onchange=${() => set({ reason: code })}
      />
      <kbd aria-hidden="true">${index + 1}</kbd>
      <span class="reason-words">
        <strong>${t(`reason.${code}`)}</strong>
        <span class="muted small" id=${`policy-${code}`}>${t(`reason_policy.${code}`)}</span>
      </span>
    </label>`,
  );
  return html`<fieldset class="reasons">
    <legend>${t(isRequired ? "ask.reason" : "ask.reason_optional")}</legend>
    ${choices}
  </fieldset>`;
}

function Note({ asking, set }) {
  return html`<div class="field">
    <label for="decision-note">${t("ask.note")}</label>
    <textarea
      id="decision-note"
      rows="2"
      maxlength=${LONGEST_NOTE}
      aria-describedby="decision-note-hint"
      value=${asking.note}
      oninput=${(event) => set({ note: event.target.value })}
    ></textarea>
    <span class="muted small" id="decision-note-hint">${t("ask.note_hint")}</span>
  </div>`;
}
