/* The row of steps. One step is open at a time; its explanation follows its button, so that it
   reads in order on a phone and to a screen reader, and the style lays it under the whole row
   where there is room. */

import { address } from "../shared/config.js";
import { button, h } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { STEPS } from "./steps.js";

/** The list of steps; `opened` is the open step's name and `open(name)` asks for another one. */
export function journey(opened, open) {
  return h(
    "ol",
    { class: "steps", onkeydown: move },
    STEPS.map((step, at) => item(step, at, opened, open)),
  );
}

/** The name that the page's address asks for, or the first step's. */
export function asked() {
  const name = location.hash.slice(1);
  return STEPS.some((step) => step.name === name) ? name : STEPS[0].name;
}

function item(step, at, opened, open) {
  const isOpen = step.name === opened;
  return h(
    "li",
    { "data-step": step.name },
    h(
      "button",
      {
        type: "button",
        class: "step",
        id: `step-${step.name}`,
        "aria-expanded": String(isOpen),
        "aria-controls": `about-${step.name}`,
        onclick: () => open(step.name),
      },
      h("span", { class: "step-number", "aria-hidden": "true" }, String(at + 1)),
      h("span", { class: "step-name" }, t(`${step.name}.name`)),
    ),
    about(step, at, isOpen, open),
  );
}

function about(step, at, isOpen, open) {
  const next = STEPS[at + 1];
  return h(
    "section",
    {
      class: "about card",
      id: `about-${step.name}`,
      "aria-labelledby": `step-${step.name}`,
      hidden: !isOpen,
    },
    h("p", { class: "about-what" }, t(`${step.name}.what`)),
    part("faults", t("home.faults"), h("ul", { class: "faults" }, [1, 2].map(fault(step)))),
    part("by", t("home.done_by"), h("ul", { class: "chips" }, step.functions.map(named))),
    part("see", t("home.see"), places(step)),
    next &&
      h(
        "p",
        { class: "about-next" },
        button(t("home.next", { name: t(`${next.name}.name`) }), () => open(next.name), {
          tone: "primary",
        }),
      ),
  );
}

function part(name, title, inner) {
  return h("div", { class: `about-part about-${name}` }, h("h3", null, title), inner);
}

function fault(step) {
  return (number) =>
    h(
      "li",
      null,
      h("strong", null, t(`${step.name}.if${number}`)),
      " ",
      t(`${step.name}.then${number}`),
    );
}

function named(name) {
  return h("li", null, h("code", { class: "mono" }, name));
}

function places(step) {
  const pages = step.pages.map((name) => place(address(name), t(`link.${name}`)));
  const calls = step.calls.map((call) =>
    place(address(`docs#${call.anchor}`), h("code", { class: "mono" }, call.text)),
  );
  return h("ul", { class: "places" }, pages, calls);
}

function place(href, inner) {
  return h("li", null, h("a", { href }, inner));
}

/* The arrow keys go along the row, as they do in a list of tabs. */
function move(event) {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const steps = [...event.currentTarget.querySelectorAll(".step")];
  const at = steps.indexOf(document.activeElement);
  if (!by || at < 0) return;
  event.preventDefault();
  steps[(at + by + steps.length) % steps.length].focus();
}
