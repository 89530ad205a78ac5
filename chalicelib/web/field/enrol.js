/**
 * A worker's first minute: she has read the code of her printed card, and this phone becomes hers.
 * The code stands behind `#enrol=` in the address, where no server sees it, and leaves the address
 * and the history as soon as it was used. What it brings is used to sign in and then forgotten.
 */

import { signInForGood } from "../shared/auth.js";
import { address } from "../shared/config.js";
import { button, h, icon, render } from "../shared/dom.js";
import { Offline, Problem } from "../shared/errors.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { deviceId } from "./outbox.js";

const MARK = "#enrol=";
const PATIENCE_MS = 30_000;
const PAUSE_MS = 1_500;
const POINTS = ["enrol.point.yours", "enrol.point.once", "enrol.point.lost"];
/* What a wrong code is answered with, and what a damaged picture reads as. */
const BAD = ["not-found", "invalid-input"];

/** The code in the page's address, or null. */
export function codeInAddress() {
  return location.hash.startsWith(MARK) ? location.hash.slice(MARK.length) : null;
}

/**
 * Ask whether this phone becomes hers; returns `{draw}`. `onLeave` runs when she would rather sign
 * in otherwise; success tells the window with `sampark:session`.
 */
export function openEnrolment(main, code, { onLeave }) {
  let step = "ask"; // ask | going | failed | bad
  let failure = null;

  async function enrol() {
    go("going");
    try {
      const opened = await usePatiently(code);
      forgetCode();
      await signInForGood(opened.username, opened.password);
    } catch (error) {
      failure = error;
      go(isBad(error) ? "bad" : "failed");
      if (!isExpected(error)) throw error;
    }
  }

  function leave() {
    forgetCode();
    onLeave();
  }

  function go(next) {
    step = next;
    if (step === "bad") forgetCode();
    draw();
  }

  function draw() {
    const focused = document.activeElement?.id;
    render(main, step === "bad" ? badCode(leave) : question());
    (document.getElementById(focused) ?? main.querySelector("h1")).focus({ preventScroll: true });
  }

  function question() {
    const words = { going: "enrol.going", failed: "enrol.again" }[step] ?? "enrol.yes";
    const more = { tone: "primary wide", id: "enrol", disabled: step === "going" };
    return card(
      h("h1", { tabindex: "-1" }, t("enrol.title")),
      h("p", null, t("enrol.what")),
      h("ul", { class: "stack" }, POINTS.map(point)),
      step === "failed" && banner("bad", sentence(failure)),
      button(t(words), () => void enrol(), more),
      otherWay(leave),
    );
  }

  draw();
  return { draw };
}

/** The kind end of a code that does not work, the same whatever is wrong with it. */
function badCode(leave) {
  return card(
    h("h1", { tabindex: "-1" }, t("enrol.bad")),
    h("p", null, t("enrol.bad_why")),
    h("p", null, t("enrol.bad_what")),
    otherWay(leave),
  );
}

function card(...children) {
  return h("section", { class: "card stack column enrol" }, children);
}

function point(key) {
  return h("li", { class: "with-icon" }, icon("check"), t(key));
}

function otherWay(leave) {
  return button(t("enrol.other"), leave, { tone: "quiet wide", id: "enrol-other" });
}

function forgetCode() {
  if (codeInAddress() === null) return;
  history.replaceState(null, "", location.pathname + location.search);
}

/** A repeat is safe for this phone, and "not for a moment" passes. */
async function usePatiently(token) {
  try {
    return await use(token);
  } catch (error) {
    if (error.status !== 503) throw error;
  }
  await new Promise((done) => setTimeout(done, PAUSE_MS));
  return use(token);
}

async function use(token) {
  const body = JSON.stringify({ token, device_id: await deviceId() });
  let response;
  let answer;
  try {
    response = await fetch(address("/v1/enrolments/use"), {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    answer = await response.json();
  } catch {
    throw new Offline();
  }
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

/* A no of the sign-in itself is another thing than a bad code: asking again is then allowed for
   some minutes, to this phone. */
function isBad(error) {
  return error instanceof Problem && BAD.includes(error.slug);
}

function isExpected(error) {
  return error instanceof Problem || error instanceof Offline;
}

function sentence(error) {
  return t(error instanceof Offline ? "enrol.offline" : "enrol.fault");
}
