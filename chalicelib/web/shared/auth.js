/* Keeps one person's sign-in for one tab. Tokens live in sessionStorage: a closed tab on a shared
   phone is signed out. A phone that was enrolled with a printed code is its worker's own and has no
   password to type again, so its sign-in lives in localStorage until she leaves or her convener
   signs the phone out. The window hears `sampark:session` whenever the sign-in comes or goes, with
   `detail.reason` signed_in, asked or ended. */

import { config } from "./config.js";
import { Offline, Problem } from "./errors.js";

const KEPT = "sampark.session";
const TARGET = "AWSCognitoIdentityProviderService.InitiateAuth";

/* A token this close to its end is renewed first, so that it survives a slow upload request. */
const RENEW_BEFORE_MS = 60_000;

let renewing = null;

/** `{username, access_token, refresh_token, expires_at_ms}` or null when nobody is signed in. */
export function session() {
  const kept = sessionStorage.getItem(KEPT) ?? localStorage.getItem(KEPT);
  return kept ? JSON.parse(kept) : null;
}

/** Sign in; raises `Problem` 400 or 401 for a wrong password and `Offline` without a network. */
export async function signIn(username, password) {
  return keep(username, await withPassword(username, password), null, sessionStorage);
}

/** The same for a phone that is this person's own: the sign-in outlives the tab. */
export async function signInForGood(username, password) {
  const result = await withPassword(username, password);
  sessionStorage.removeItem(KEPT);
  return keep(username, result, null, localStorage);
}

function withPassword(username, password) {
  return initiate("USER_PASSWORD_AUTH", { USERNAME: username, PASSWORD: password });
}

/** Forget the sign-in of this tab, because its person asked for it. */
export function signOut() {
  forget("asked");
}

/** Forget a sign-in that the service no longer takes. */
export function endSession() {
  forget("ended");
}

/** A token that is good for at least a minute; raises `Problem` 401 when a person must sign in. */
export async function accessToken() {
  const current = session();
  if (!current) throw signedOut();
  if (current.expires_at_ms - Date.now() > RENEW_BEFORE_MS) return current.access_token;
  return (await renew()).access_token;
}

/** Replace the access token now. Calls that come together share one renewal. */
export function renew() {
  renewing ??= renewOnce().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renewOnce() {
  const current = session();
  const place = sessionStorage.getItem(KEPT) ? sessionStorage : localStorage;
  if (!current?.refresh_token) throw refuse();
  try {
    const result = await initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: current.refresh_token });
    return keep(current.username, result, current.refresh_token, place);
  } catch (error) {
    // A lost network is no reason to throw away work that waits for this sign-in.
    if (error instanceof Problem && error.status < 500) throw refuse();
    throw error;
  }
}

function refuse() {
  endSession();
  return signedOut();
}

function signedOut() {
  return new Problem(401, { type: "signed-out", title: "Sign in again" });
}

async function initiate(flow, parameters) {
  const { cognito_url: url, client_id: clientId } = await config();
  const body = { AuthFlow: flow, ClientId: clientId, AuthParameters: parameters };
  const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET };
  let response;
  try {
    response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw new Offline();
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    const type = String(answer.__type ?? "sign-in-failed");
    throw new Problem(response.status, { type, title: answer.message });
  }
  if (!answer.AuthenticationResult) {
    throw new Problem(403, { type: answer.ChallengeName ?? "sign-in-failed" });
  }
  return answer.AuthenticationResult;
}

function keep(username, result, refreshToken, place) {
  const value = {
    username,
    access_token: result.AccessToken,
    refresh_token: result.RefreshToken ?? refreshToken,
    expires_at_ms: Date.now() + result.ExpiresIn * 1000,
  };
  place.setItem(KEPT, JSON.stringify(value));
  tell("signed_in");
  return value;
}

function forget(reason) {
  sessionStorage.removeItem(KEPT);
  localStorage.removeItem(KEPT);
  tell(reason);
}

function tell(reason) {
  window.dispatchEvent(new CustomEvent("sampark:session", { detail: { reason } }));
}
