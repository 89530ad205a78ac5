/* Parts of a page that come when they are first needed. Once a newer release is served the files of
   this page's own are gone: then the page has to be loaded again, and is told so. */

import { address } from "./config.js";
import { Offline, Outdated } from "./errors.js";

/** What `load` answers, `() => import("./numbers.js")` for one. Raises `Offline` without a network
    and `Outdated` when the file is not there any more; a file that is there may fail by itself. */
export async function later(load) {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    if (!(await isServed())) throw new Outdated();
    throw error;
  }
}

/** What a JSON file of this page's own says; raises as `later` does. */
export function readLater(url) {
  return later(async () => {
    const response = await fetch(url);
    // A browser says so too when there is no module at an address.
    if (!response.ok) throw new TypeError(`HTTP ${response.status}`);
    return response.json();
  });
}

/* Whether the release that this page is of is the one that is served now: a page names its files. */
async function isServed() {
  let response;
  try {
    response = await fetch(address("/withdraw"), { cache: "no-store" });
  } catch {
    throw new Offline();
  }
  const [release] = /[0-9a-f]{16}/.exec(import.meta.url) ?? [""];
  return (await response.text()).includes(`assets/${release}/`);
}
