/* The moderators' console: signs a person in, learns who she is, and shows the view that the
   address names: `#queue/<state>` or `#item/<testimonial_id>`. Views draw themselves; this module
   owns the frame around them and nothing of their insides. */

import { api } from "../shared/api.js";
import { session, signOut } from "../shared/auth.js";
import { button, h, render } from "../shared/dom.js";
import { loadWords, t } from "../shared/i18n.js";
import { banner, pageHeader } from "../shared/shell.js";
import { signInForm } from "../shared/signinform.js";
import { openQueue, STATES } from "./queue.js";
import { openReview } from "./review.js";
import { sentence } from "./trouble.js";

/* Conveners and admins may read what waits; only moderators decide. */
const MAY_READ = ["moderator", "convener", "admin"];

/* Carried from view to view: the freshly claimed item (`taken`), the decision made just before it
   (`last`) and one sentence for the queue (`note`). */
const context = { me: null, decides: false, area: null, taken: null, last: null, note: null };
const main = h("main", { id: "main", tabindex: "-1" });
let view = null;
let hasEnded = false;

/** Go to `#…`, also when the address stays the same. */
context.go = (hash) => {
  if (location.hash === hash) show();
  else location.hash = hash;
};

async function start() {
  await loadWords(
    new URL("../shared/words.json", import.meta.url),
    new URL("./words.json", import.meta.url),
  );
  window.addEventListener("hashchange", show);
  window.addEventListener("sampark:language", onLanguage);
  window.addEventListener("sampark:session", onSession);
  await show();
}

async function show() {
  view?.close();
  view = null;
  const current = session();
  if (!current) return signedOut();
  if (!context.me && !(await learnWhoItIs())) return undefined;
  frame();
  if (!context.me.roles.some((role) => MAY_READ.includes(role))) return notForYou();
  view = route();
  main.focus({ preventScroll: true });
  return undefined;
}

function route() {
  const [name, rest] = location.hash.replace(/^#/, "").split("/");
  document.body.dataset.view = name === "item" && rest ? "item" : "queue";
  if (name === "item" && rest) return openReview(main, decodeURIComponent(rest), context);
  return openQueue(main, STATES.includes(rest) ? rest : STATES[0], context);
}

async function learnWhoItIs() {
  frame();
  render(main, h("p", { class: "loading muted" }, t("console.loading")));
  try {
    context.me = (await api("GET", "/v1/me")).body;
    context.decides = context.me.roles.includes("moderator");
    return true;
  } catch (error) {
    if (!session()) return false;
    const again = button(t("console.again"), show);
    render(main, banner("bad", sentence(error), again));
    return false;
  }
}

function frame() {
  document.title = `${t("console.title")} · ${t("shell.brand")}`;
  const person = context.me?.name ?? session()?.username ?? null;
  const kept = document.querySelectorAll("#announcements");
  render(document.body, pageHeader({ title: t("console.title"), person }), main, ...kept);
}

function signedOut() {
  document.body.dataset.view = "sign-in";
  frame();
  const note = hasEnded ? t("sign_in.again") : null;
  // A successful sign-in tells the window, which shows the next view.
  render(main, signInForm({ intro: t("console.intro"), note, onSignedIn: () => {} }));
  main.querySelector("input").focus();
}

function notForYou() {
  document.body.dataset.view = "queue";
  render(
    main,
    h(
      "section",
      { class: "card plain-page" },
      h("h1", null, t("console.not_for_you")),
      h("p", null, t("console.not_for_you_why")),
      h(
        "p",
        { class: "row" },
        h("a", { class: "button primary", href: "field" }, t("console.to_field")),
        button(t("console.other_person"), signOut),
      ),
    ),
  );
}

function onLanguage() {
  if (!view) {
    show();
    return;
  }
  frame();
  view.draw();
}

function onSession({ detail }) {
  hasEnded = detail.reason === "ended";
  // A renewed token is no reason to draw anything again.
  if (session() && view) return;
  if (!session()) Object.assign(context, { me: null, area: null, taken: null, note: null });
  show();
}

start();
