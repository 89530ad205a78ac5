/* The bar that every page wears: name of the service, the page's title, the language switch and,
   once somebody is signed in, her name and the way out. */

import { signOut } from "./auth.js";
import { button, h, icon } from "./dom.js";
import { language, setLanguage, t } from "./i18n.js";
import { sentence } from "./trouble.js";

/** The page's header; `person` is the name to show or null while signed out. */
export function pageHeader({ title, person = null, extra = null }) {
  return h(
    "header",
    { class: "bar" },
    h("a", { class: "skip", href: "#main", onclick: skip }, t("shell.skip")),
    h(
      "p",
      { class: "bar-title" },
      h("span", { class: "brand" }, t("shell.brand")),
      h("span", { class: "bar-page" }, title),
    ),
    h(
      "div",
      { class: "bar-tools" },
      extra,
      languageSwitch(),
      person === null ? null : leave(person),
    ),
  );
}

/** Two buttons, one per language, each written in its own script. */
export function languageSwitch() {
  const one = (name, label) =>
    h(
      "button",
      {
        type: "button",
        class: "switch-part",
        lang: name,
        "aria-pressed": String(language() === name),
        onclick: (event) => switchTo(name, event.currentTarget.parentNode),
      },
      label,
    );
  return h(
    "div",
    { class: "switch", role: "group", "aria-label": t("shell.language") },
    one("hi", "हिन्दी"),
    one("en", "English"),
  );
}

/* Without the words of the other language the page stays as it is, and says why beside the switch. */
async function switchTo(name, place) {
  try {
    await setLanguage(name);
  } catch (error) {
    const said = h("p", { class: "switch-trouble small", role: "alert" }, sentence(error));
    place.parentNode.querySelector(".switch-trouble")?.remove();
    place.after(said);
  }
}

/** A strip with a sentence: kind is `note`, `good`, `warn` or `bad`; actions are buttons. */
export function banner(kind, text, ...actions) {
  const icons = { note: "info", good: "check", warn: "warn", bad: "cross" };
  return h(
    "div",
    {
      class: `banner banner-${kind}`,
      role: kind === "bad" || kind === "warn" ? "alert" : "status",
    },
    icon(icons[kind]),
    h("p", null, text),
    h("div", { class: "banner-actions" }, actions),
  );
}

function leave(person) {
  return h(
    "div",
    { class: "bar-person" },
    h("span", { class: "bar-name" }, person),
    button(t("shell.sign_out"), signOut, { tone: "quiet" }),
  );
}

function skip(event) {
  // The pages route by hash, so the skip link moves the focus itself.
  event.preventDefault();
  document.getElementById("main")?.focus();
}
