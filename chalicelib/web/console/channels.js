/* The channels on which an item would be posted, and what of its words fits them. */

import { useOnce } from "./once.js";

/* The service refuses longer ones (domain/decisions.py). */
export const LONGEST = 1000;
const BASE = ["hi", "en"];

/** The campaign's channels that are in use; none where the service tells of none. */
export function useChannels() {
  const { body } = useOnce("/v1/channels");
  return (body?.items ?? []).filter((one) => one.enabled !== false);
}

/** The languages that an item's words are written in: ours, the channels', and those it has. */
export function languagesOf(item, channels) {
  const asked = channels.flatMap((one) => one.caption_languages ?? []);
  return [...new Set([...BASE, ...asked, ...Object.keys(item.captions ?? {})])];
}

/** What is posted on a channel: its languages in their order, blank lines between. */
export function postedOn(channel, drafts) {
  const texts = { ...drafts.captions, ...drafts.channel_captions?.[channel.channel_id] };
  const said = (channel.caption_languages ?? BASE).map((one) => (texts[one] ?? "").trim());
  return said.filter(Boolean).join("\n\n");
}

/** Letters as the service counts them: an emoji is one or a few, never half of one. */
export function lettersOf(text) {
  return [...text].length;
}

/** How long a channel's words are: `[{language, used, over}]`, with `over` 0 where they fit or no
    limit is known. A limit is one language's. */
export function roomOn(channel, drafts) {
  const texts = { ...drafts.captions, ...drafts.channel_captions?.[channel.channel_id] };
  return (channel.caption_languages ?? BASE).map((language) => {
    const used = lettersOf((texts[language] ?? "").trim());
    return { language, used, over: Math.max(0, used - (channel.caption_limit ?? Infinity)) };
  });
}
