/* The words that go out with a post: per language, and per channel where one is to have its own.
   What is typed stays in the drafts until the item is decided; it is sent with an approval only. */

import { number } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { html, useEffect, useState } from "../shared/ui.js";
import { LONGEST, languagesOf, lettersOf, roomOn, useChannels } from "./channels.js";
import { later } from "./later.js";
import { Icon } from "./marks.js";
import { Panel } from "./pieces.js";

const Preview = later(() => import("./preview.js"), "Preview");

/** Editors while the item is this person's, plain text otherwise. */
export function CaptionsPanel({ item, drafts, setDrafts, isMine }) {
  const channels = useChannels();
  const written = withDefaults(item, drafts);
  const invalid = isMine ? whatIsWrong(written, channels) : null;
  useEffect(() => {
    if (isMine && (drafts.invalid ?? null) !== invalid) {
      setDrafts((known) => ({ ...known, invalid }));
    }
  }, [isMine, invalid, drafts.invalid]);
  const languages = languagesOf(item, channels);
  const write = (language, text) =>
    setDrafts((known) => {
      const captions = { ...withDefaults(item, known).captions, [language]: text };
      return { ...known, captions };
    });
  return html`<${Panel} name="captions">
    ${isMine
      ? languages.map(
          (one) => html`<${Editor}
            key=${one}
            id=${`caption-${one}`}
            language=${one}
            text=${written.captions[one] ?? ""}
            onWrite=${(text) => write(one, text)}
          />`,
        )
      : html`<${Reading} captions=${item.captions} />`}
    ${channels.map(
      (one) => html`<${OfChannel}
        key=${one.channel_id}
        channel=${one}
        written=${written}
        setDrafts=${setDrafts}
        isMine=${isMine}
      />`,
    )}
    <${Foreseen} item=${item} drafts=${written} channels=${channels} />
  <//>`;
}

function Foreseen(props) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="preview" ontoggle=${(event) => setOpen(event.currentTarget.open)}>
    <summary>${t("preview.title")}</summary>
    ${isOpen && html`<${Preview} ...${props} />`}
  </details>`;
}

/* Drafts may be begun by whoever holds them, or not yet. */
function withDefaults(item, drafts) {
  return {
    ...drafts,
    captions: { ...item.captions, ...drafts?.captions },
    channel_captions: drafts?.channel_captions ?? item.channel_captions ?? {},
  };
}

/* One sentence for whoever asks why it cannot be approved; null when nothing is wrong. */
function whatIsWrong({ captions, channel_captions: own, ...drafts }, channels) {
  const texts = [captions, ...Object.values(own)].flatMap((one) => Object.entries(one));
  const long = texts.find(([, text]) => lettersOf(text) > LONGEST);
  if (long) {
    const over = lettersOf(long[1]) - LONGEST;
    return t("captions.too_long", { language: coded("language", long[0]), n: number(over) });
  }
  const all = { ...drafts, captions, channel_captions: own };
  for (const channel of channels) {
    const over = roomOn(channel, all).find((one) => one.over > 0);
    if (over) return overWords(channel, over);
  }
  return null;
}

function overWords(channel, { language, over }) {
  const names = { channel: channel.name, language: coded("language", language) };
  return t("captions.over", { ...names, n: number(over) });
}

function Editor({ id, language, text, onWrite }) {
  const left = LONGEST - lettersOf(text);
  const words =
    left >= 0
      ? t("captions.left", { n: number(left) })
      : t("captions.too_long", { language: coded("language", language), n: number(-left) });
  return html`<div class="field">
    <label for=${id}>${coded("language", language)}</label>
    <textarea
      id=${id}
      lang=${language}
      dir="auto"
      rows="3"
      aria-describedby=${`${id}-left`}
      aria-invalid=${left < 0 ? "true" : undefined}
      value=${text}
      oninput=${(event) => onWrite(event.target.value)}
    ></textarea>
    <span class=${`small numbers ${left < 0 ? "over" : "muted"}`} id=${`${id}-left`}>${words}</span>
  </div>`;
}

function Reading({ captions }) {
  const texts = Object.entries(captions ?? {}).filter(([, text]) => text);
  if (!texts.length) return html`<p class="muted">${t("captions.none")}</p>`;
  return texts.map(
    ([language, text]) =>
      html`<blockquote key=${language} lang=${language} dir="auto" class="caption">
        ${text}
      </blockquote>`,
  );
}

/* One channel: how long its words are, and words of its own where somebody wants them. */
function OfChannel({ channel, written, setDrafts, isMine }) {
  const id = channel.channel_id;
  const own = written.channel_captions[id];
  const [wasOpened, setOpened] = useState(Boolean(own));
  const setOwn = (texts) =>
    setDrafts((known) => {
      const { [id]: _, ...others } = known.channel_captions ?? written.channel_captions;
      return { ...known, channel_captions: texts ? { ...others, [id]: texts } : others };
    });
  const begin = () => Object.fromEntries(
    channel.caption_languages.map((one) => [one, written.captions[one] ?? ""]),
  );
  const onchange = (event) => {
    setOpened(event.target.checked);
    setOwn(event.target.checked ? begin() : null);
  };
  return html`<div class="of-channel" data-channel=${id}>
    <${Room} channel=${channel} drafts=${written} />
    ${isMine &&
    html`<label class="choice">
      <input type="checkbox" checked=${Boolean(own)} onchange=${onchange} />
      ${t("captions.own", { channel: channel.name })}
    </label>`}
    ${own &&
    wasOpened &&
    isMine &&
    channel.caption_languages.map(
      (one) => html`<${Editor}
        key=${one}
        id=${`caption-${id}-${one}`}
        language=${one}
        text=${own[one] ?? ""}
        onWrite=${(text) => setOwn({ ...own, [one]: text })}
      />`,
    )}
    ${own && !isMine && html`<${Reading} captions=${own} />`}
  </div>`;
}

/* How much of a channel's room the words take, language by language. */
function Room({ channel, drafts }) {
  const room = roomOn(channel, drafts);
  const over = room.find((one) => one.over > 0);
  return html`<p class=${`channel-room ${over ? "over" : ""}`}>
    <strong>${channel.name}</strong>
    ${room.map((one) => html`<span class="numbers small">${roomWords(one, channel)}</span>`)}
    <span class="room-over" role="status">
      ${over && html`<${Icon} name="warn" />${overWords(channel, over)}`}
    </span>
  </p>`;
}

function roomWords({ language, used }, { caption_limit: limit }) {
  const names = { language: coded("language", language), n: number(used) };
  if (!limit) return t("captions.used", names);
  return t("captions.room", { ...names, limit: number(limit) });
}
