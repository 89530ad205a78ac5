/* The code of one workshop over the whole screen, for everybody in the room to scan. A code counts
   for some minutes only; the next one is fetched when half of them are over, so that the one on
   the wall always counts. */

import { api } from "../shared/api.js";
import { address } from "../shared/config.js";
import { closing, openDialog } from "../shared/dialogs.js";
import { h, render } from "../shared/dom.js";
import { countdown } from "../shared/format.js";
import { pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";

const TRY_AGAIN_MS = 10_000;

/** Show the code until the window is closed. */
export function openWall(workshop) {
  const query = new URLSearchParams({ field_page: address("/field") });
  const wall = {
    path: `/v1/workshops/${encodeURIComponent(workshop.workshop_id)}/code?${query}`,
    place: h("div", { class: "wall-code" }, h("p", { class: "muted" }, t("shell.loading"))),
    left: h("p", { class: "muted numbers", role: "timer" }),
    renewAt: 0,
  };
  const content = h(
    "div",
    { class: "wall" },
    h("h2", null, pick(workshop.titles)),
    h("p", null, t("wall.what")),
    wall.place,
    wall.left,
    closing("dialog.close"),
  );
  const timer = setInterval(() => tick(wall), 1000);
  const dialog = openDialog(content, {
    className: "dialog-wall",
    onClose: () => clearInterval(timer),
  });
  // Where a browser refuses the whole screen, the window is still as large as the page.
  dialog.requestFullscreen?.().catch(() => {});
  tick(wall);
}

function tick(wall) {
  const left = wall.renewAt - Date.now();
  if (wall.code) wall.left.textContent = t("wall.renewed_in", { time: countdown(left) });
  if (left <= 0 && !wall.isAsking) renew(wall);
}

async function renew(wall) {
  wall.isAsking = true;
  try {
    const { code, valid_s: valid, svg } = (await api("GET", wall.path)).body;
    Object.assign(wall, { code, renewAt: Date.now() + (valid * 1000) / 2 });
    const src = `data:image/svg+xml;base64,${btoa(svg)}`;
    render(
      wall.place,
      h("img", { class: "wall-picture", src, alt: t("wall.picture") }),
      h("p", { class: "mono wall-text" }, code),
    );
  } catch (error) {
    // What hangs there may still count; it stays, with a word about the trouble below it.
    wall.renewAt = Date.now() + TRY_AGAIN_MS;
    wall.place.querySelector(".banner")?.remove();
    wall.place.append(banner("bad", sentence(error)));
  }
  wall.isAsking = false;
}
