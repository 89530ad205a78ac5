/* A post of which nobody knows: somebody looked on the network and says what she saw. */

import { api } from "../shared/api.js";
import { h } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { channelOf } from "../posts/post.js";
import { openQuestion } from "./asking.js";
import { field } from "./faults.js";

/** The path of a publication at the service, with what follows it. */
export function publicationPath(item, rest) {
  return `/v1/testimonials/${encodeURIComponent(item.testimonial_id)}/publications/${encodeURIComponent(item.channel_id)}/${rest}`;
}

/** A note that stays as proof. */
export function noteField() {
  const note = h("textarea", { id: "ask-note", rows: "2", maxlength: "500" });
  return { element: field("note", t("outgoing.note"), note, t("outgoing.note_hint")), value: () => note.value.trim() };
}

/** Ask for her answer, `outcome` being `posted` or `not_posted`; `done(publication, said)` follows. */
export function openSettle(item, { done }, outcome) {
  const isThere = outcome === "posted";
  const link = h("input", { id: "ask-link", type: "url", required: true, maxlength: "2000", inputmode: "url", autocomplete: "off", placeholder: "https://…" });
  const note = noteField();
  const send = async () => {
    const body = { outcome, note: note.value(), ...(isThere && { permalink: link.value.trim() }) };
    return (await api("POST", publicationPath(item, "settle"), { body })).body;
  };
  openQuestion({
    title: t(isThere ? "settle.there" : "settle.not_there", { channel: channelOf(item) }),
    then: isThere
      ? [t("settle.there.kept"), t("settle.there.by_link"), item.takedown && t("settle.there.must_go")]
      : [t("settle.not_there.look"), t("settle.not_there.failed"), t("settle.not_there.again")],
    fields: [isThere && field("permalink", t("settle.link"), link, t("settle.link_hint")), note.element],
    words: t(isThere ? "outgoing.is_there" : "outgoing.not_there"),
    name: isThere ? "there" : "not-there",
    send,
    done: (answer) => done(answer, t(isThere ? "settle.there.done" : "settle.not_there.done")),
  });
}
