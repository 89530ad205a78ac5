/* What is said in a film, written down by whoever listens. It is never published; the checks read
   it for numbers and promises, and the film shows it as captions. */

import { api } from "../shared/api.js";
import { announce } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useState } from "../shared/ui.js";
import { lettersOf } from "./channels.js";
import { Strip } from "./marks.js";

/* As the service takes it (entry/models/testimonials.py, services/transcripts.py). */
const LONGEST = 10_000;
const LANGUAGES = ["hi", "en", "pa", "ur"];

/** The words of an item's film; an editor while `isOpen`. */
export function Transcript({ item, etag, isOpen, onChanged }) {
  const said = Object.entries(item.transcript ?? {});
  return html`<p class="small muted">${t("transcript.why")}</p>
    ${isOpen
      ? html`<${Writer} item=${item} etag=${etag} onChanged=${onChanged} />`
      : said.map(
          ([language, text]) =>
            html`<blockquote key=${language} lang=${language} dir="auto" class="caption">
              ${text}
            </blockquote>`,
        )}`;
}

function Writer({ item, etag, onChanged }) {
  const known = Object.keys(item.transcript ?? {});
  const [language, setLanguage] = useState(known[0] ?? "hi");
  const [typed, setTyped] = useState({});
  const [state, setState] = useState({});
  const text = typed[language] ?? item.transcript?.[language] ?? "";
  const left = LONGEST - lettersOf(text);
  const isSame = text.trim() === (item.transcript?.[language] ?? "");
  const onsubmit = async (event) => {
    event.preventDefault();
    if (left < 0 || isSame || state.isBusy) return;
    setState({ isBusy: true });
    try {
      const path = `/v1/testimonials/${encodeURIComponent(item.testimonial_id)}/transcript`;
      const options = { body: { language, text }, headers: { "If-Match": etag } };
      onChanged?.(await api("PUT", path, options));
      setState({ isKept: true });
      announce(t("transcript.kept"));
    } catch (error) {
      setState({ trouble: sentence(error, { isWrite: true }) });
    }
  };
  const oninput = (event) => {
    setTyped({ ...typed, [language]: event.target.value });
    setState({});
  };
  return html`<form class="transcript" onsubmit=${onsubmit}>
    <label class="field">
      <span>${t("transcript.language")}</span>
      <select onchange=${(event) => setLanguage(event.target.value)}>
        ${[...new Set([...LANGUAGES, ...known])].map(
          (one) =>
            html`<option value=${one} selected=${one === language}>
              ${coded("language", one)}
            </option>`,
        )}
      </select>
    </label>
    <div class="field">
      <label for="transcript-text">${t("transcript.text")}</label>
      <textarea
        id="transcript-text"
        rows="5"
        lang=${language}
        dir="auto"
        aria-describedby="transcript-left"
        aria-invalid=${left < 0 ? "true" : undefined}
        value=${text}
        oninput=${oninput}
      ></textarea>
      <span class=${`small numbers ${left < 0 ? "over" : "muted"}`} id="transcript-left">
        ${left < 0
          ? t("transcript.too_long", { n: number(-left) })
          : t("captions.left", { n: number(left) })}
      </span>
    </div>
    ${state.trouble && html`<${Strip} kind="bad" text=${state.trouble} />`}
    ${state.isKept && isSame && html`<p class="small" role="status">${t("transcript.kept")}</p>`}
    <button
      type="submit"
      class="button"
      aria-disabled=${left < 0 || isSame || state.isBusy ? "true" : undefined}
    >
      ${t("transcript.keep")}
    </button>
  </form>`;
}
