/* How she likes to work, and the way to her own numbers. */

import { t } from "../shared/i18n.js";
import { html } from "../shared/ui.js";
import { Choice } from "./help.js";
import { Button } from "./marks.js";
import { BREAKS, setSettings, settings } from "./settings.js";
import { changed } from "./store.js";
import { Window, WindowButtons } from "./window.js";

/** The window of preferences. */
export function Preferences({ desk, onClose }) {
  const redraw = () => changed(desk);
  const numbers = () => {
    desk.window = "numbers";
    changed(desk);
  };
  return html`<${Window} title=${t("settings.title")} onClose=${onClose}>
    <div class="choices">
      <${Choice} name="blur" words="settings.blur" onChange=${redraw} />
      <${Choice} name="muted" words="settings.muted" onChange=${redraw} />
      <${Choice} name="keys" words="help.switch" onChange=${redraw} />
    </div>
    <${Breaks} onChange=${redraw} />
    <p class="muted small">${t("settings.here")}</p>
    <${WindowButtons}>
      ${desk.decides && html`<${Button} data-window="numbers" onclick=${numbers}>
        ${t("numbers.title")}
      <//>`}
    <//>
  <//>`;
}

function Breaks({ onChange }) {
  const onchange = (event) => {
    setSettings({ break_minutes: Number(event.target.value) });
    onChange();
  };
  const option = (minutes) => html`<option value=${minutes}>
    ${minutes ? t("settings.break_after", { n: minutes }) : t("settings.break_never")}
  </option>`;
  return html`<div class="field">
    <label for="break-minutes">${t("settings.break")}</label>
    <select id="break-minutes" value=${settings().break_minutes} onchange=${onchange}>
      ${BREAKS.map(option)}
    </select>
  </div>`;
}
