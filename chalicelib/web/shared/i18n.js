/* The pages' two languages. Words live in words.json files `{"hi": {...}, "en": {...}}` with the
   same keys in both, so that a test can compare them. A page is served one language of each, as
   words.hi.json or words.en.json (entry/web_files.py), and asks for the other one when somebody
   switches to it. */

import { readLater } from "./later.js";
import { REMEMBERED, remembered, wordsIn } from "./tongue.js";

const words = { hi: {}, en: {} };
const sources = [];
const asked = new Map();
/* A page keeps the language that it has the words of, whatever another tab is switched to. */
let current = remembered();
let wanted = current;

/** Add dictionaries by the addresses of their words.json files, in the page's language. */
export async function loadWords(...added) {
  sources.push(...added);
  await bringWords(current);
  document.documentElement.lang = current;
}

/** Bring a language beside the page's own, for paper that speaks both. Raises as later.js does. */
export async function bringWords(name) {
  const found = await Promise.all(sources.map((source) => dictionary(source, name)));
  words[name] = Object.assign({}, ...found);
}

/** The words for a key, with `{name}` replaced from params. An unknown key shows itself. */
export function t(key, params = {}) {
  return tIn(current, key, params);
}

/** The same in a language by its name, which `bringWords` brought. */
export function tIn(name, key, params = {}) {
  const text = words[name][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? params[name] : whole));
}

/** Whether there are words for a key: codes of the service may be newer than this page. */
export function knows(key) {
  return key in words[current];
}

/** The words for a code of one family, `coded("state", "published")`. A code newer than this page
    is shown as it came, without underscores, which is better than nothing and than a blank. */
export function coded(family, code) {
  const key = `${family}.${code}`;
  return knows(key) ? t(key) : String(code).replaceAll("_", " ");
}

/** "hi" or "en". */
export function language() {
  return current;
}

/** Bring a language, remember it and tell the window with `sampark:language`, so that views draw
    again. Raises as later.js does when its words do not come; the page goes on as it was. */
export async function setLanguage(name) {
  wanted = name;
  await bringWords(name);
  if (wanted !== name) return;
  current = name;
  localStorage.setItem(REMEMBERED, name);
  document.documentElement.lang = name;
  window.dispatchEvent(new CustomEvent("sampark:language"));
}

/** The text of `{hi, en}` in the page's language, or the other one, or nothing. */
export function pick(texts) {
  if (!texts) return "";
  return texts[current] || texts.en || texts.hi || "";
}

/* What did not come is asked for again the next time. */
function dictionary(source, name) {
  const address = wordsIn(name, source.href);
  if (!asked.has(address)) {
    const answer = readLater(address);
    answer.catch(() => asked.delete(address));
    asked.set(address, answer);
  }
  return asked.get(address);
}
