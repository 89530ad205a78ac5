/* The moderators' console: shows the view that the address names inside the frame of
   shared/signedin.js. `#queue/<state>` is a list, `#item/<testimonial_id>` one item, `#desk` the
   place where the next one is waited for, `#looks` what is to be looked at a second time. */

import { startSignedIn } from "../shared/signedin.js";
import { session } from "../shared/auth.js";
import { html, render } from "../shared/ui.js";
import { keepSending, sendUnsent } from "./deciding.js";
import { keepHolding } from "./holding.js";
import { keysFor } from "./moves.js";
import { goTo, viewOf } from "./routes.js";
import { changed, makeDesk } from "./store.js";
import { leaveAtOnce } from "./take.js";
import { Console } from "./views.js";

const host = document.createElement("div");
host.className = "console";

let desk = null;
let stops = [];
let token = null;
let isReload = false;

function open(main, me) {
  if (desk?.me.user_id !== me.user_id) desk = makeDesk(me, go);
  desk.me = me;
  token = session()?.access_token;
  if (host.parentNode !== main) main.replaceChildren(host);
  goTo(desk, location.hash);
  if (!stops.length) start();
  show();
  sendUnsent(desk);
  // The frame takes the focus to <main>; whoever listens wants the heading.
  queueMicrotask(() => host.querySelector("h1")?.focus({ preventScroll: true }));
  return { draw: () => changed(desk), close: () => {} };
}

function start() {
  render(html`<${Console} desk=${desk} />`, host);
  stops = [keepHolding(desk), keepSending(desk), keysFor(desk)];
}

/* The address changes without the frame around it, which has nothing new to say. */
function go(hash, { replace = false } = {}) {
  if (!stops.length) return;
  if (hash !== location.hash) history[replace ? "replaceState" : "pushState"](null, "", hash);
  goTo(desk, hash);
  show();
}

function show() {
  document.body.dataset.view = viewOf(desk);
  changed(desk);
}

/* Somebody whose sign-in ended comes back to her work; who signed out has left it. */
function forget() {
  for (const stop of stops) stop();
  stops = [];
  render(null, host);
}

window.addEventListener("sampark:session", ({ detail }) => {
  if (detail.reason === "signed_in") token = session()?.access_token;
  if (detail.reason !== "asked" || !desk) return;
  leaveAtOnce(desk, token);
  desk = null;
});

/* A page that is loaded again goes on with what it had; one that is closed gives it back. Not every
   browser tells of its own button for that, but the keys are seen in all. */
window.navigation?.addEventListener("navigate", ({ navigationType }) => {
  isReload = navigationType === "reload";
});
document.addEventListener("keydown", (event) => {
  const isKey = event.key === "F5" || ((event.ctrlKey || event.metaKey) && event.code === "KeyR");
  if (isKey) isReload = true;
});
window.addEventListener("pagehide", () => {
  if (desk && !isReload) leaveAtOnce(desk);
});
window.addEventListener("beforeunload", (event) => {
  if (desk?.unsent.length) event.preventDefault();
});

startSignedIn({
  name: "console",
  words: new URL("./words.json", import.meta.url),
  // Conveners and admins may read what waits; only moderators decide.
  roles: ["moderator", "convener", "admin"],
  open,
  forget,
});
