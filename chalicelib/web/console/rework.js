/* Other words for what was approved: it waits for review with them, and what is out of it goes. They
   are written in the panel of captions above. */

import { api } from "../shared/api.js";
import { announce } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useState } from "../shared/ui.js";
import { Button, Strip } from "./marks.js";
import { draftsOf, itemPath } from "./store.js";

/** The button that begins it, then what follows and the one that sends it. */
export function Rework({ item, etag, words, setWords, onChanged }) {
  const [error, setError] = useState(null);
  const [isSending, setSending] = useState(false);
  if (words === null) {
    const begin = () => setWords(draftsOf(item));
    return html`<p><${Button} onclick=${begin} data-do="rework">${t("rework.begin")}<//></p>`;
  }
  const send = async () => {
    setSending(true);
    setError(null);
    const body = { captions: words.captions, channel_captions: words.channel_captions };
    try {
      const path = itemPath(item.testimonial_id, "/captions");
      const answer = await api("PUT", path, { body, headers: { "If-Match": etag } });
      setWords(null);
      announce(t("rework.done"));
      onChanged(answer);
    } catch (problem) {
      setError(problem);
    }
    setSending(false);
  };
  return html`<section class="panel rework" aria-labelledby="rework-title">
    <h2 id="rework-title">${t("rework.title")}</h2>
    <ul class="rework-then">
      <li>${t("rework.again")}</li>
      <li>${t("rework.down")}</li>
      <li>${t("rework.waiting")}</li>
    </ul>
    ${error && html`<${Strip} kind="bad" text=${sentence(error, { isWrite: true })} />`}
    <div class="ask-buttons">
      <${Button} onclick=${() => setWords(null)}>${t("dialog.cancel")}<//>
      <${Button}
        tone="danger"
        disabled=${isSending || Boolean(words.invalid)}
        onclick=${send}
        data-confirm="rework"
      >
        ${t("rework.go")}
      <//>
    </div>
  </section>`;
}
