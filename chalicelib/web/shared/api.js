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
  if (method !== "GET") return read(await once(method, path, body, headers));
  return twice(async () => read(await once(method, path, body, headers)));
}

/** The file at `path`, as a Blob. A redirect to a signed address at the store is followed without
    our token: browsers drop it when the origin changes. */
export async function file(path) {
  return twice(async () => {
    const response = await once("GET", path, undefined, { Accept: "*/*" });
    if (!response.ok) await read(response);
    return whole(response, "blob");
  });
}

async function twice(ask) {
  try {
    return await ask();
  } catch (error) {
    if (!isWorthRepeating(error)) throw error;
  }
  await new Promise((done) => setTimeout(done, PAUSE_MS));
  return ask();
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
  return response;
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
  const body = parse(await whole(response, "text"));
  if (!response.ok) throw new Problem(response.status, body ?? {});
  return {
    status: response.status,
    body,
    etag: response.headers.get("ETag"),
    served_at_ms: Date.parse(response.headers.get("Date") ?? "") || Date.now(),
  };
}

async function whole(response, form) {
  try {
    return await response[form]();
  } catch {
    // The line broke in the middle of the answer.
    throw new Offline();
  }
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
