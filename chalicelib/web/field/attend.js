/**
 * Her place on a workshop's list, by the code on the wall: scanned, which opens this page with the
 * code behind `#attend=`, or typed. Which workshop it is, the service finds out.
 */

import { api, Offline, Problem } from "../shared/api.js";
import { h, icon, render } from "../shared/dom.js";
import { pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { textField } from "./controls.js";
import { backLink } from "./heading.js";
import { trouble } from "./labels.js";

const MARK = "attend";
const WORDS = { "invalid-input": "attend.bad", conflict: "attend.cancelled" };

/** Whether the address asks for this page. */
export function isAttendance(hash) {
  return hash === MARK || hash.startsWith(`${MARK}=`);
}

/** Open the page in `root`; `{update, close}`. A code in the address is used at once. */
export function openAttendance(root, hash) {
  const place = h("div", { class: "column stack" });
  render(root, place);
  const scanned = decodeURIComponent(hash.slice(MARK.length + 1));
  if (scanned === "") drawForm(place, { code: "" });
  else void send(place, scanned);
  return { update: () => {}, close: () => {} };
}

function drawForm(place, { code, failed = null }) {
  const field = textField(t("attend.code"), {
    name: "code",
    value: code,
    class: "code-input",
    autocapitalize: "characters",
    spellcheck: "false",
    enterkeyhint: "go",
    maxlength: 40,
    lang: "en",
    hint: t("attend.hint"),
  });
  const onsubmit = (event) => {
    event.preventDefault();
    const typed = event.currentTarget.elements.code.value.trim();
    if (typed !== "") void send(place, typed);
  };
  render(
    place,
    backLink(),
    h("h1", { tabindex: "-1" }, t("attend.title")),
    failed && banner("bad", failed),
    h(
      "form",
      { class: "card stack", onsubmit, novalidate: true },
      field,
      h("button", { type: "submit", class: "button primary wide", id: "attend" }, t("attend.go")),
    ),
  );
}

async function send(place, code) {
  render(
    place,
    h("h1", { tabindex: "-1" }, t("attend.title")),
    h("p", { class: "muted", role: "status" }, t("attend.going")),
  );
  try {
    const { body } = await api("POST", "/v1/attendance", { body: { code } });
    forgetCode();
    drawDone(place, body);
  } catch (error) {
    if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
    drawForm(place, { code, failed: sentence(error) });
  }
}

function drawDone(place, { titles }) {
  render(
    place,
    backLink(),
    h(
      "section",
      { class: "card stack", id: "attended" },
      h("h1", { class: "with-icon good-text", tabindex: "-1" }, icon("check"), t("attend.done")),
      h("p", null, pick(titles)),
      h("p", { class: "muted" }, t("attend.done_what")),
    ),
  );
  place.querySelector("h1").focus();
}

function sentence(error) {
  if (error instanceof Offline) return t("attend.offline");
  return error.slug in WORDS ? t(WORDS[error.slug]) : trouble(error);
}

/** A used code stays in no history; the address still says what this page is. */
function forgetCode() {
  history.replaceState(null, "", `${location.pathname}${location.search}#${MARK}`);
}
