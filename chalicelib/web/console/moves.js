/* What each key does, in the view that is shown. */

import { announce } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { ask, mayAct } from "./asking.js";
import { undo } from "./deciding.js";
import { focusStep, listenForKeys } from "./keys.js";
import { changed } from "./store.js";
import { takeNext } from "./take.js";

const ROWS = { item: ".finding > summary, [data-step]", queue: ".row-link", looks: ".row-link" };
const DECIDING = ["approve", "reject", "has_issues", "escalate", "skip"];

/** Listen while the console is shown; returns a function that stops it. */
export function keysFor(desk) {
  return listenForKeys((name, event) => act(desk, name, event));
}

function act(desk, name, event) {
  const { view } = desk.route;
  if (DECIDING.includes(name)) decideBy(desk, name, event.timeStamp);
  else if (name === "undo") undo(desk);
  else if (name === "next" && desk.decides) takeNext(desk);
  else if (name === "play") window.dispatchEvent(new CustomEvent("sampark:play"));
  else if (name === "down" || name === "up") step(view, name === "down" ? 1 : -1);
  else if (name === "help") {
    desk.window = "help";
    changed(desk);
  }
}

function decideBy(desk, name, pressedAt) {
  const no = mayAct(desk, name);
  if (no === null) ask(desk, name, pressedAt);
  else if (no) announce(t(no));
}

function step(view, by) {
  const all = [...document.querySelectorAll(ROWS[view] ?? ROWS.item)];
  const seen = all.filter((one) => one.checkVisibility?.() ?? true);
  if (seen.length) focusStep(seen, by);
}
