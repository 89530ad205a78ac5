/* Whether the service answers: one sentence with a dot, asked for again while the page is seen. */

import { address } from "../shared/config.js";
import { h, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";

const EVERY_MS = 30_000;
const PATIENCE_MS = 10_000;

let health = { state: "unknown" };
const line = h("p", { class: "live", role: "status" });

/** The sentence; it is the same element for the life of the page. */
export function live() {
  draw();
  return line;
}

/** Ask now and from time to time. */
export function keepAsking() {
  ask();
  setInterval(() => document.hidden || ask(), EVERY_MS);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}

async function ask() {
  health = await answer();
  draw();
}

async function answer() {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(address("/v1/health"), { signal });
    if (!response.ok) return { state: "down" };
    return { state: "up", version: (await response.json()).version };
  } catch {
    return { state: "down" };
  }
}

function draw() {
  const text = {
    unknown: t("home.live.unknown"),
    up: t("home.live.up", { version: health.version }),
    down: t("home.live.down"),
  }[health.state];
  if (line.textContent === text) return;
  line.dataset.state = health.state;
  render(line, h("span", { class: "live-dot", "aria-hidden": "true" }), text);
}
