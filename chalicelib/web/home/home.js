/* The page that a newcomer sees first: what Sampark is, the journey step by step, and the ways to
   the other pages. It needs no sign-in and asks the service only whether it is up. */

import { address } from "../shared/config.js";
import { h, render } from "../shared/dom.js";
import { loadWords, t } from "../shared/i18n.js";
import { pageHeader } from "../shared/shell.js";
import { asked, journey } from "./journey.js";
import { keepAsking, live } from "./live.js";

const PAGES = ["field", "console", "explain", "registry", "sheet", "withdraw", "docs"];
const main = h("main", { id: "main", tabindex: "-1" });
let opened = asked();

async function start() {
  await loadWords(
    new URL("../shared/words.json", import.meta.url),
    new URL("./words.json", import.meta.url),
  );
  draw();
  keepAsking();
  window.addEventListener("sampark:language", onLanguage);
  window.addEventListener("hashchange", () => show(asked()));
}

function draw() {
  document.title = `${t("shell.brand")} · ${t("home.title")}`;
  render(document.body, pageHeader({ title: t("home.title") }), main);
  render(main, introduction(), steps(), pages());
}

function introduction() {
  return h(
    "section",
    { class: "introduction" },
    h("h1", null, t("home.heading")),
    h("p", { class: "lead" }, t("home.what")),
    live(),
  );
}

function steps() {
  return h(
    "section",
    { "aria-labelledby": "journey" },
    h("h2", { id: "journey" }, t("home.journey")),
    h("p", { class: "muted" }, t("home.hint")),
    journey(opened, open),
  );
}

function pages() {
  return h(
    "section",
    { "aria-labelledby": "pages" },
    h("h2", { id: "pages" }, t("home.pages")),
    h("ul", { class: "pages" }, PAGES.map(page)),
  );
}

function page(name) {
  return h(
    "li",
    null,
    h(
      "a",
      { class: "card page-card", href: address(name) },
      h("strong", null, t(`home.page.${name}`)),
      h("span", { class: "muted" }, t(`home.page.${name}.what`)),
    ),
  );
}

/* A chosen step stands in the address, so that it can be sent to a colleague. */
function open(name) {
  history.replaceState(null, "", `#${name}`);
  show(name);
  document.getElementById(`step-${name}`).focus();
}

function show(name) {
  opened = name;
  for (const item of main.querySelectorAll("[data-step]")) {
    const isOpen = item.dataset.step === name;
    item.querySelector(".step").setAttribute("aria-expanded", String(isOpen));
    item.querySelector(".about").hidden = !isOpen;
  }
}

function onLanguage() {
  const wasChosen = document.activeElement?.classList.contains("switch-part");
  draw();
  if (wasChosen) document.querySelector(".switch-part[aria-pressed=true]").focus();
}

start();
