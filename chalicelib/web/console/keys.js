/* Single keys for the decisions. They rest while somebody types, while a dialog is open and when
   she has switched them off (WCAG 2.1.4), and they follow the key's place on the board, so that a
   Hindi layout works as well as an English one. */

const REMEMBERED = "sampark.console.keys";
const KEYS = { KeyA: "approve", KeyR: "reject", KeyI: "has_issues", KeyE: "escalate" };
const LETTERS = { a: "approve", r: "reject", i: "has_issues", e: "escalate" };
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

/** Call `act(name)` for each key that means something; returns a function that stops it. */
export function listenForKeys(act) {
  const onKey = (event) => {
    const name = meaning(event);
    if (!name) return;
    event.preventDefault();
    act(name);
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** Whether single keys are on for this browser. */
export function keysAreOn() {
  return localStorage.getItem(REMEMBERED) !== "off";
}

/** Switch single keys on or off; `?` always opens the help that holds this switch. */
export function setKeys(on) {
  localStorage.setItem(REMEMBERED, on ? "on" : "off");
}

function meaning(event) {
  if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
    return null;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return null;
  if (event.key === "?") return "help";
  if (!keysAreOn()) return null;
  // A Latin letter means itself wherever its key is; other scripts go by the key's place.
  const letter = event.key.toLowerCase();
  return /^[a-z]$/.test(letter) ? (LETTERS[letter] ?? null) : (KEYS[event.code] ?? null);
}
