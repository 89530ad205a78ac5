/* Where the service lives and where people sign in. Addresses are relative to this module, so the
   pages work behind a stage prefix such as /api as well as at the root of a domain. */

import { Offline, Problem } from "./errors.js";

/* Files lie under assets/<release>/<folder>/, the service three steps above. */
const ROOT = new URL("../../../", import.meta.url);
const REMEMBERED = "sampark.config";

let loading = null;

/** The absolute address of a path of the service, `/v1/me` for one. */
export function address(path) {
  return new URL(path.replace(/^\//, ""), ROOT).href;
}

/** `{region, cognito_url, client_id, languages, stage}`; the last known one when offline. */
export function config() {
  loading ??= read().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function read() {
  let response;
  try {
    response = await fetch(address("/config.json"));
  } catch {
    const kept = localStorage.getItem(REMEMBERED);
    if (kept) return JSON.parse(kept);
    throw new Offline();
  }
  if (!response.ok) throw new Problem(response.status, {});
  const values = await response.json();
  localStorage.setItem(REMEMBERED, JSON.stringify(values));
  return values;
}
