/* The frame around a page for people with certain roles: it signs a person in, learns who she is
   and shows the view that the page's address names. Views draw themselves; nothing here knows
   their insides. */

import { api } from "./api.js";
import { session, signOut } from "./auth.js";
import { button, h, render } from "./dom.js";
import { bringWords, loadWords, t } from "./i18n.js";
import { banner, pageHeader } from "./shell.js";
import { signInForm } from "./signinform.js";
import { sentence } from "./trouble.js";

const main = h("main", { id: "main", tabindex: "-1" });
let page = null;
let me = null;
let view = null;
let hasEnded = false;

/** Begin. `page` is `{name, words, printed, roles, open, forget}`: the first part of its words' keys,
    the address of its words.json, the languages of its paper when it prints, the roles it is for,
    `open(main, me)` that shows what the address names and returns `{draw, close}`, and `forget()`
    for when its person leaves. */
export async function startSignedIn(given) {
  page = given;
  await loadWords(new URL("./words.json", import.meta.url), page.words);
  await Promise.all((page.printed ?? []).map(bringWords));
  window.addEventListener("hashchange", show);
  window.addEventListener("sampark:language", onLanguage);
  window.addEventListener("sampark:session", onSession);
  await show();
}

/** Go to `#…`, also when the address stays the same. */
export function go(hash) {
  if (location.hash === hash) show();
  else location.hash = hash;
}

async function show() {
  view?.close();
  view = null;
  if (!session()) return signedOut();
  if (!me && !(await learnWhoItIs())) return undefined;
  frame();
  if (!me.roles.some((role) => page.roles.includes(role))) return notForYou();
  view = page.open(main, me);
  main.focus({ preventScroll: true });
  return undefined;
}

async function learnWhoItIs() {
  frame();
  render(main, h("p", { class: "loading muted" }, t("shell.loading")));
  try {
    me = (await api("GET", "/v1/me")).body;
    return true;
  } catch (error) {
    if (!session()) return false;
    render(main, banner("bad", sentence(error), button(t("shell.again"), show)));
    return false;
  }
}

function frame() {
  const title = t(`${page.name}.title`);
  document.title = `${title} · ${t("shell.brand")}`;
  const person = me?.name ?? session()?.username ?? null;
  const kept = document.querySelectorAll("#announcements");
  render(document.body, pageHeader({ title, person }), main, ...kept);
}

function signedOut() {
  document.body.dataset.view = "sign-in";
  frame();
  const note = hasEnded ? t("sign_in.again") : null;
  // A successful sign-in tells the window, which shows the next view.
  render(main, signInForm({ intro: t(`${page.name}.intro`), note, onSignedIn: () => {} }));
  main.querySelector("input").focus();
}

function notForYou() {
  document.body.dataset.view = "not-for-you";
  render(
    main,
    h(
      "section",
      { class: "card plain-page" },
      h("h1", null, t(`${page.name}.not_for_you`)),
      h("p", null, t(`${page.name}.not_for_you_why`)),
      h(
        "p",
        { class: "row" },
        h("a", { class: "button primary", href: "field" }, t("shell.to_field")),
        button(t("shell.other_person"), signOut),
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
  if (!session()) {
    me = null;
    page.forget();
  }
  show();
}
