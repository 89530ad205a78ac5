/* Files on their way to the person's own disk. */

import { h } from "./dom.js";

/* Long enough for any browser to have begun to read it. */
const KEPT_MS = 60_000;

/** Save a Blob under a name. */
export function saveBlob(blob, name) {
  const url = URL.createObjectURL(blob);
  follow(url, name);
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** Save what lies at a signed address; the store says that it is a file and what it is called. */
export function saveFrom(url) {
  follow(url, "");
}

function follow(href, name) {
  h("a", { href, download: name, rel: "noopener" }).click();
}
