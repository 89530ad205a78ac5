/* The language that this browser was left in. A page runs this module by itself before all others
   are there, and asks for its words at once: which language's, no address of a page can tell. */

export const LANGUAGES = ["hi", "en"];
export const REMEMBERED = "sampark.language";

/** "hi" or "en"; Hindi on a first visit. */
export function remembered() {
  const kept = localStorage.getItem(REMEMBERED);
  return LANGUAGES.includes(kept) ? kept : LANGUAGES[0];
}

/** The address of a words.json file's one language. */
export function wordsIn(name, address) {
  return address.replace(/json$/, `${name}.json`);
}

for (const { content } of document.querySelectorAll("meta[name=words]")) {
  const href = wordsIn(remembered(), content);
  const asked = { rel: "preload", as: "fetch", crossOrigin: "anonymous", href };
  document.head.append(Object.assign(document.createElement("link"), asked));
}
