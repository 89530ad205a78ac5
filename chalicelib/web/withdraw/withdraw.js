/* The page on which anybody takes consent back with the code on her leaflet. No sign-in: the code
   is all there is to know, so it is kept in this tab's memory alone and never in an address. */

import { Offline, Problem } from "../shared/errors.js";
import { h, render } from "../shared/dom.js";
import { loadWords, t } from "../shared/i18n.js";
import { pageHeader } from "../shared/shell.js";
import { ask } from "./asking.js";
import { grouped, isComplete } from "./code.js";
import { SHORT, done, entry, erased, held } from "./views.js";

const main = h("main", { id: "main", tabindex: "-1" });
/* `step` is enter, held or done; `trouble` is the error that the last question met. `asked` says
   that she has just asked for another decision, in the words of `note`. */
const now = {
  ...{ step: "enter", code: fromAddress(), held: null, ended: null, trouble: null, busy: "" },
  ...{ note: "", asked: false },
};

async function start() {
  await loadWords(
    new URL("../shared/words.json", import.meta.url),
    new URL("./words.json", import.meta.url),
  );
  draw();
  window.addEventListener("sampark:language", onLanguage);
  window.addEventListener("hashchange", () => {
    const code = fromAddress();
    if (!code) return;
    restart();
    look(code);
  });
  if (now.code) look(now.code);
}

/* The code on a leaflet's QR stands behind the #, which no server sees; it is taken out of the
   address at once, so that it does not stay in the history of a phone that many people use. */
function fromAddress() {
  const code = grouped(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

function draw() {
  document.title = `${t("shell.brand")} · ${t("withdraw.title")}`;
  render(document.body, pageHeader({ title: t("withdraw.title") }), main);
  render(main, view());
}

function view() {
  if (now.step === "done") return done(now, { again, restart });
  if (now.step === "enter") return entry(now, look);
  return now.held.is_erased ? erased(restart) : held(now, { takeBack, askAgain, restart });
}

async function look(code) {
  now.code = code;
  if (!isComplete(code)) {
    now.trouble = SHORT;
    show();
    return;
  }
  await working("look", async () => {
    now.held = await ask("/v1/withdrawals/look", code);
    Object.assign(now, { step: "held", note: "", asked: false });
  });
}

/* What is held is asked for again, so that the page shows what the service has, not what we hope. */
async function askAgain() {
  await working("ask", async () => {
    await ask("/v1/appeals", now.code, { note: now.note.trim() || null });
    now.held = await ask("/v1/withdrawals/look", now.code);
    now.asked = true;
  });
}

async function takeBack() {
  await working("withdraw", async () => {
    now.ended = await ask("/v1/withdrawals", now.code);
    now.step = "done";
  });
}

function again() {
  look(now.code);
}

function restart() {
  Object.assign(now, { step: "enter", code: "", held: null, ended: null, trouble: null, note: "" });
  show();
}

async function working(what, step) {
  if (now.busy) return;
  Object.assign(now, { busy: what, trouble: null, asked: false });
  draw();
  try {
    await step();
  } catch (error) {
    if (!(error instanceof Problem || error instanceof Offline)) throw error;
    now.trouble = error;
  } finally {
    now.busy = "";
    show();
  }
}

/* A new view begins at its heading, or at the field that somebody has to correct; what she asked
   for is answered where she asked. */
function show() {
  draw();
  const field = now.step === "enter" && now.trouble && document.getElementById("code");
  const answer = now.asked && document.getElementById("decisions-title");
  (field || answer || main.querySelector("h1")).focus();
}

function onLanguage() {
  const wasChosen = document.activeElement?.classList.contains("switch-part");
  const typed = document.getElementById("code")?.value;
  if (typed !== undefined) now.code = typed;
  draw();
  if (wasChosen) document.querySelector(".switch-part[aria-pressed=true]").focus();
}

start();
