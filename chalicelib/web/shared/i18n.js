/* The pages' two languages. Words live in words.json files `{"hi": {...}, "en": {...}}` with the
   same keys in both, so that a test can compare them. Hindi is the language of a first visit. */

const REMEMBERED = "sampark.language";
const LANGUAGES = ["hi", "en"];
const words = { hi: {}, en: {} };

/** Add dictionaries: addresses of words.json files, or objects of that shape. */
export async function loadWords(...sources) {
  const dictionaries = await Promise.all(sources.map(dictionary));
  for (const one of dictionaries) {
    for (const name of LANGUAGES) Object.assign(words[name], one[name]);
  }
  document.documentElement.lang = language();
}

/** The words for a key, with `{name}` replaced from params. An unknown key shows itself. */
export function t(key, params = {}) {
  return tIn(language(), key, params);
}

/** The same in a language by its name, for paper that speaks both. */
export function tIn(name, key, params = {}) {
  const text = words[name][key] ?? words.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? params[name] : whole));
}

/** Whether there are words for a key: codes of the service may be newer than this page. */
export function knows(key) {
  return key in words[language()];
}

/** The words for a code of one family, `coded("state", "published")`. A code newer than this page
    is shown as it came, without underscores, which is better than nothing and than a blank. */
export function coded(family, code) {
  const key = `${family}.${code}`;
  return knows(key) ? t(key) : String(code).replaceAll("_", " ");
}

/** "hi" or "en". */
export function language() {
  const kept = localStorage.getItem(REMEMBERED);
  return LANGUAGES.includes(kept) ? kept : "hi";
}

/** Remember a language and tell the window with `sampark:language`, so that views draw again. */
export function setLanguage(name) {
  localStorage.setItem(REMEMBERED, name);
  document.documentElement.lang = language();
  window.dispatchEvent(new CustomEvent("sampark:language"));
}

/** The text of `{hi, en}` in the page's language, or the other one, or nothing. */
export function pick(texts) {
  if (!texts) return "";
  return texts[language()] || texts.en || texts.hi || "";
}

async function dictionary(source) {
  if (typeof source === "object" && !(source instanceof URL)) return source;
  const response = await fetch(source);
  return response.json();
}
