/* The part of a channel's form that says how its posts are worded: languages, template, hashtags, and
   beside it what a post would look like and how long it would be as its network counts. */

import { button, h, icon, render } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { field, fields } from "./faults.js";
import { FIELDS, MOST_TEMPLATE, PER_LANGUAGE, counted, faultOf } from "./postwords.js";

const TAG = "#s0000000000";
/* What a post is shown with before there is one. */
const EXAMPLE = {
  hi: "पहले पानी दूर से लाना पड़ता था, अब नल घर में है।",
  en: "We used to carry water from far away. Now the tap is in our house.",
};

/** `{element, read(), recount()}`; `kindNow()` is the network that is chosen. */
export function postWords(wanted, campaign, kindNow) {
  const languages = languagePart(wanted.caption_languages, campaign.languages, () => recount());
  const template = h("textarea", {
    id: "channel-template", rows: "4", maxlength: String(MOST_TEMPLATE), spellcheck: "false", value: wanted.caption_template,
    oninput: () => recount(),
  });
  const hashtags = h("input", {
    id: "channel-hashtags", type: "text", autocapitalize: "off", spellcheck: "false", value: wanted.hashtags.join(" "), oninput: () => recount(),
  });
  const templateField = field("caption_template", t("channels.template"), template, t("channels.template_hint"));
  templateField.querySelector("textarea").after(insertions(template, () => recount()));
  const preview = h("section", { class: "post-preview", "aria-labelledby": "preview-title" });
  const recount = () => show(preview, { ...read(), kind: kindNow() }, campaign);
  const read = () => ({
    caption_languages: languages.read(),
    caption_template: template.value,
    hashtags: hashtags.value.split(/[\s,]+/).map((word) => word.replace(/^[#＃]+/, "")).filter(Boolean),
  });
  // The network stands in a part of the form that is not there yet.
  queueMicrotask(recount);
  const element = [
    languages.element, templateField,
    field("hashtags", t("channels.hashtags"), hashtags, t("channels.hashtags_hint")),
    preview,
  ];
  return { element, read, recount };
}

/* The first language is the one that names and titles are in. */
function languagePart(chosen, known, onchange) {
  const all = [...new Set([...chosen, ...known])];
  const boxes = all.map((one) =>
    h("input", { type: "checkbox", id: `language-${one}`, value: one, checked: chosen.includes(one), onchange: () => tell() }),
  );
  const first = h("select", { id: "language-first", onchange });
  const firstPart = h("div", { class: "language-first" }, h("label", { for: "language-first" }, t("channels.language_first")), first);
  const read = () => {
    const on = boxes.filter((box) => box.checked).map((box) => box.value);
    return on.sort((a, b) => Number(b === first.value) - Number(a === first.value));
  };
  const tell = () => {
    const on = read();
    render(first, on.map((one) => h("option", { value: one }, coded("language", one))));
    firstPart.hidden = on.length < 2;
    onchange();
  };
  render(first, chosen.map((one) => h("option", { value: one }, coded("language", one))));
  firstPart.hidden = chosen.length < 2;
  const label = (box) => h("label", { class: "check", for: box.id }, box, h("span", null, coded("language", box.value)));
  const element = fields("caption_languages", t("channels.languages"), [boxes.map(label), firstPart]);
  return { element, read };
}

function insertions(template, onchange) {
  const insert = (name) => {
    template.setRangeText(`{${name}}`, template.selectionStart, template.selectionEnd, "end");
    template.focus();
    onchange();
  };
  const one = (name) =>
    button(`{${name}}`, () => insert(name), {
      tone: "quiet mono", "data-insert": name, "aria-label": t("channels.insert", { name: `{${name}}`, what: t(`template.${name}`) }),
      title: t(`template.${name}`),
    });
  return h("div", { class: "insertions" }, FIELDS.map(one));
}

function show(preview, wanted, campaign) {
  const fault = faultOf(wanted.caption_template);
  render(
    preview,
    h("h3", { id: "preview-title" }, t("preview.title")),
    fault ? h("p", { class: "fault" }, icon("warn"), faultWords(fault)) : words(wanted, campaign),
  );
}

function faultWords(fault) {
  const [code, name] = fault.split(":");
  const known = FIELDS.map((one) => `{${one}}`).join(" ");
  return t(`preview.fault_${code}`, { name: `{${name}}`, known, n: number(MOST_TEMPLATE) });
}

function words({ kind, caption_template: template, hashtags, caption_languages: languages }, campaign) {
  const [first] = languages;
  const said = {
    captions: EXAMPLE, tag: TAG, area: t("preview.area"), scheme: t("preview.scheme"),
    campaign: campaign.names[first] || pick(campaign.names),
  };
  const { text, length, most, measure, fits } = counted({ kind, template, hashtags, languages }, said);
  const count = PER_LANGUAGE.includes(kind)
    ? t("preview.per_language", { n: number(length), most: number(most) })
    : t(`preview.count_${measure}`, { n: number(length), most: number(most) });
  return [
    h("pre", { class: "post-text" }, text),
    h("p", { class: fits ? "numbers" : "numbers fault", id: "preview-count" }, icon(fits ? "check" : "warn"), count),
    !fits && h("p", null, t("preview.cut")),
    h("p", { class: "muted small" }, t("preview.what")),
  ];
}
