/* Consent and notice as she saw them: what for, how, by whom, and the very text that was read to
   her. */

import { instant } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useState } from "../shared/ui.js";
import { addressOf } from "./addresses.js";
import { Button, Chip, Strip } from "./marks.js";
import { once } from "./once.js";
import { Pairs, Panel } from "./pieces.js";

const PURPOSES = ["record", "contact", "photo", "video", "publish"];

/** The consent that an item stands on. */
export function ConsentPanel({ item }) {
  const { consent } = item;
  const over = consent?.withdrawn_at && t("consent.withdrawn", { at: instant(consent.withdrawn_at) });
  if (!consent) {
    return html`<${Panel} name="consent"><${Strip} kind="bad" text=${t("consent.none")} /><//>`;
  }
  const { guardian } = consent;
  return html`<${Panel} name="consent">
    ${over && html`<${Strip} kind="bad" text=${over} />`}
    <ul class="purposes">${PURPOSES.map((one) => purpose(one, consent))}</ul>
    <${Pairs}
      rows=${[
        [t("consent.method"), coded("method", consent.method)],
        [t("consent.guardian"), guardian && `${guardian.name} (${guardian.relation})`],
        [t("consent.given_at"), instant(consent.given_at)],
        [t("consent.shown_name"), consent.shown_name || t("consent.no_name")],
      ]}
    />
    <${Notice} notice=${consent.notice} />
    <${ShownBy} key=${consent.consent_id} mediaId=${consent.evidence_media_id} />
  <//>`;
}

/* `purposes` are those that stand today; what she gave and took back is told apart from what she
   never gave. */
function purpose(name, { purposes, given_purposes: given }) {
  const [tone, sign, words] = purposes.includes(name)
    ? ["good", "check", "consent.agreed"]
    : given?.includes(name)
      ? ["bad", "cross", "consent.taken_back"]
      : ["lacking", "dash", "consent.not_agreed"];
  return html`<${Chip} tag="li" tone=${tone} sign=${sign} data-purpose=${name}>
    ${coded("purpose", name)}
    <span class="visually-hidden">${t(words)}</span>
  <//>`;
}

function Notice({ notice }) {
  if (!notice) return null;
  const { version, text } = notice;
  const language = coded("language", notice.language);
  const title = t("consent.notice_words", { version, language });
  const says = `${t("consent.notice")}: ${title}`;
  if (!text) {
    const missing = notice.is_known === false ? t("consent.notice_lost") : null;
    return html`<p class="notice-title">${says}</p>
      ${missing && html`<p class="small muted">${missing}</p>`}`;
  }
  return html`<figure class="notice">
    <figcaption class="notice-title">${says}</figcaption>
    <blockquote lang=${notice.language} dir="auto">${text}</blockquote>
  </figure>`;
}

/* The file that shows that she agreed: a photo of her signature, for one. */
function ShownBy({ mediaId }) {
  const [media, setMedia] = useState(null);
  const [trouble, setTrouble] = useState(null);
  if (!mediaId) return null;
  const ask = async () => {
    try {
      setMedia(await once(`/v1/media/${encodeURIComponent(mediaId)}`));
    } catch (error) {
      setTrouble(sentence(error));
    }
  };
  const role = ["display", "poster"].find((one) => media?.derivatives?.[one]);
  if (role) {
    const alt = t("consent.evidence_alt");
    return html`<img class="shown-by" src=${addressOf(media, role)} alt=${alt} />`;
  }
  if (media) return html`<p class="small">${t("stage.preparing")}</p>`;
  return html`<p class="small">${trouble}</p>
    <${Button} sign="photo" onclick=${ask}>${t("consent.evidence")}<//>`;
}
