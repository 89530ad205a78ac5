/* Single keys for the desk. They rest while somebody types, while a dialog is open and when she has
   switched them off (WCAG 2.1.4), and they follow the key's place on the board, so that a Hindi
   layout works as well as an English one. */

import { settings } from "./settings.js";

const LETTERS = {
  a: "approve",
  r: "reject",
  i: "has_issues",
  e: "escalate",
  s: "skip",
  u: "undo",
  n: "next",
  j: "down",
  k: "up",
};
const TYPING = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]";
/* What the space bar presses by itself. */
const PRESSED = "button, a, summary, input, video, audio, [role=button], [role=tab], [role=slider]";

/** Call `act(name, event)` for each key that means something; returns a function that stops it. */
export function listenForKeys(act) {
  const onKey = (event) => {
    const name = meaning(event);
    if (!name) return;
    event.preventDefault();
    act(name, event);
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** Move the focus to the next or the one before of some elements; from elsewhere, to the first. */
export function focusStep(elements, step) {
  const at = elements.indexOf(document.activeElement);
  const to = at < 0 ? 0 : Math.min(elements.length - 1, Math.max(0, at + step));
  elements[to]?.focus();
  elements[to]?.scrollIntoView({ block: "nearest" });
}

function meaning(event) {
  if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
    return null;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return null;
  if (event.key === "?") return "help";
  if (!settings().keys) return null;
  if (event.key === " ") return event.target.closest?.(PRESSED) ? null : "play";
  // A Latin letter means itself wherever its key is; other scripts go by the key's place.
  const letter = event.key.toLowerCase();
  if (/^[a-z]$/.test(letter)) return LETTERS[letter] ?? null;
  return LETTERS[/^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase()] ?? null;
}
