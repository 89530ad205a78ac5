/* The keys, and the switch that turns them off. */

import { t } from "../shared/i18n.js";
import { html, useReducer } from "../shared/ui.js";
import { setSettings, settings } from "./settings.js";
import { Window, WindowButtons } from "./window.js";

const KEYS = [
  ["A", "action.approve"],
  ["R", "action.reject"],
  ["I", "action.has_issues"],
  ["E", "action.escalate"],
  ["S", "action.skip"],
  ["U", "bar.undo"],
  ["N", "queue.take"],
  ["J", "key.down"],
  ["K", "key.up"],
  ["␣", "key.play"],
  ["1–8", "key.reason"],
  ["?", "help.this"],
];

/** The window that lists the keys. */
export function Help({ onClose }) {
  const rows = KEYS.map(
    ([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(words)}</dd></div>`,
  );
  return html`<${Window} title=${t("help.title")} onClose=${onClose}>
    <dl class="keys">${rows}</dl>
    <${Choice} name="keys" words="help.switch" />
    <p class="muted small">${t("help.when")}</p>
    <${WindowButtons} close="dialog.close" />
  <//>`;
}

/** A preference that is on or off. */
export function Choice({ name, words, onChange = () => {} }) {
  const [, redraw] = useReducer((n) => n + 1, 0);
  const onchange = (event) => {
    setSettings({ [name]: event.target.checked });
    redraw();
    onChange();
  };
  return html`<label class="choice">
    <input type="checkbox" name=${name} checked=${settings()[name]} onchange=${onchange} />
    <span>${t(words)}</span>
  </label>`;
}
