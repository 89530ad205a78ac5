/* Asks the service about a code, without a sign-in. Every question may be repeated: a second
   withdrawal answers as the first did, and so does a second request for another decision. */

import { address } from "../shared/config.js";
import { Offline, Problem } from "../shared/errors.js";

const PATIENCE_MS = 30_000;

/** The answer's body; raises Problem for a no and Offline when nobody answered. */
export async function ask(path, code, more = {}) {
  let response;
  let body;
  try {
    response = await fetch(address(path), {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify({ code, ...more }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    body = await response.text();
  } catch {
    throw new Offline();
  }
  const fields = parsed(body);
  if (!response.ok) throw new Problem(response.status, fields);
  return fields;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
