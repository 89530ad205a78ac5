/* One way to call the service: signs the request, reads JSON, raises `Problem` or `Offline`.
   Reads are tried twice; writes once, since only the caller knows whether a repeat is safe. */

import { accessToken, endSession, renew } from "./auth.js";
import { address } from "./config.js";
import { Offline, Problem } from "./errors.js";

export { Offline, Problem };

/* API Gateway gives up at 29 s; waiting longer cannot bring an answer. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 700;

/** Call `path`; returns `{status, body, etag, served_at_ms}`; body is null for an empty answer.
    `served_at_ms` is the service's clock, which is right where a phone's clock may not be. */
export async function api(method, path, { body, headers } = {}) {
  try {
    return await once(method, path, body, headers);
  } catch (error) {
    if (method !== "GET" || !isWorthRepeating(error)) throw error;
  }
  await new Promise((done) => setTimeout(done, PAUSE_MS));
  return once(method, path, body, headers);
}

function isWorthRepeating(error) {
  return error instanceof Offline || (error instanceof Problem && error.status >= 502);
}

async function once(method, path, body, headers) {
  let response = await send(method, path, body, headers, await accessToken());
  if (response.status === 401) {
    const renewed = await renew();
    response = await send(method, path, body, headers, renewed.access_token);
  }
  if (response.status === 401) endSession();
  return read(response);
}

async function send(method, path, body, headers, token) {
  const sent = { Accept: "application/json", ...headers, Authorization: `Bearer ${token}` };
  if (body !== undefined) sent["Content-Type"] = "application/json";
  try {
    return await fetch(address(path), {
      method,
      headers: sent,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Offline();
  }
}

async function read(response) {
  let text;
  try {
    text = await response.text();
  } catch {
    // The line broke in the middle of the answer.
    throw new Offline();
  }
  const body = parse(text);
  if (!response.ok) throw new Problem(response.status, body ?? {});
  return {
    status: response.status,
    body,
    etag: response.headers.get("ETag"),
    served_at_ms: Date.parse(response.headers.get("Date") ?? "") || Date.now(),
  };
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
