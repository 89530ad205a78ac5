/**
 * What the person agreed to at a visit, and the way to take it back: as easy as giving it.
 */

import { announce, h, icon, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { coded } from "./labels.js";
import { allowed } from "./lists.js";
import * as visits from "./visits.js";

/** Draw the consent of a visit into `section`. */
export function openConsent(section, about) {
  const { visit } = about;
  render(
    section,
    h("h2", null, t("field.consent")),
    summary(visit),
    canWithdraw(visit) && withdrawButton(about),
  );
}

function summary(visit) {
  if (visit.given === null) return elsewhere(visit);
  if (visit.given.length === 0) return h("p", { class: "muted" }, t("field.consent.none"));
  const none = allowed(visit).length === 0;
  return [
    none &&
      h("p", { class: "with-icon warn-text" }, icon("warn"), t("field.consent.all_withdrawn")),
    h(
      "ul",
      { class: "purposes" },
      visits.PURPOSES.map((purpose) => line(visit, purpose)),
    ),
    h(
      "p",
      { class: "muted small" },
      t("field.consent.by", { method: coded("method", visit.method) }),
    ),
  ];
}

function elsewhere({ purposes }) {
  return h(
    "p",
    { class: "muted" },
    t(purposes.length === 0 ? "field.consent.none" : "field.consent.elsewhere"),
  );
}

function line(visit, purpose) {
  const [sign, answer, tone] = stateOf(visit, purpose);
  return h(
    "li",
    { class: `with-icon ${tone}` },
    icon(sign),
    h("span", null, `${coded("purpose", purpose)}: `, h("strong", null, answer)),
  );
}

function stateOf(visit, purpose) {
  if (visit.withdrawn.includes(purpose))
    return ["cross", t("field.consent.withdrawn"), "warn-text"];
  return visit.given.includes(purpose)
    ? ["check", t("field.consent.yes"), "good-text"]
    : ["dash", t("field.consent.no"), "muted"];
}

function canWithdraw(visit) {
  if (visit.given === null) return visit.purposes.length > 0;
  return allowed(visit).length > 0;
}

function withdrawButton(about) {
  const open = () => confirm(about);
  return h(
    "p",
    null,
    h(
      "button",
      { type: "button", class: "button danger", id: "withdraw", onclick: open },
      t("field.withdraw"),
    ),
  );
}

/** Ask once, say what it means, then do it. */
function confirm(about) {
  const explain = h("p", null, t("field.withdraw.explain"));
  const choice = { purposes: null };
  const dialog = h("dialog", { "aria-labelledby": "withdraw-title" });
  const close = () => dialog.close();
  const failed = (error) => {
    if (!(error instanceof DOMException)) throw error;
    explain.textContent = t("field.not_saved");
  };
  const yes = () => void withdraw(about, choice.purposes).then(close, failed);
  dialog.append(
    h("h2", { id: "withdraw-title" }, t("field.withdraw.title")),
    canNarrow(about.visit) ? choices(choice, explain) : "",
    explain,
    h(
      "div",
      { class: "dialog-buttons" },
      h(
        "button",
        { type: "button", class: "button", autofocus: true, onclick: close },
        t("field.withdraw.no"),
      ),
      h(
        "button",
        { type: "button", class: "button danger", id: "withdraw-yes", onclick: yes },
        t("field.withdraw.yes"),
      ),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function canNarrow(visit) {
  return visit.given !== null && allowed(visit).includes("publish") && allowed(visit).length > 1;
}

function choices(choice, explain) {
  const one = (name, purposes, words) =>
    h(
      "label",
      { class: "choice" },
      h("input", {
        type: "radio",
        name: "withdraw",
        value: name,
        checked: purposes === choice.purposes,
        onchange: () => {
          choice.purposes = purposes;
          explain.textContent = words;
        },
      }),
      h("span", null, t(`field.withdraw.${name}`)),
    );
  return h(
    "fieldset",
    { class: "choices" },
    h("legend", null, t("field.withdraw.what")),
    one("all", null, t("field.withdraw.explain")),
    one("publish", ["publish"], t("field.withdraw.explain_publish")),
  );
}

async function withdraw({ userId, item, visit }, purposes) {
  await visits.withdraw(userId, item, visit, purposes);
  announce(t("field.withdraw.done"));
}
