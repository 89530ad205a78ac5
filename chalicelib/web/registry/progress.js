/* How far an area has come: its counts, the areas right below it, one day or all of them. The
   address says which, `#progress/<area_id>/<day>`, so that every view can be sent to a colleague.
   Asked again while the page is seen; only what changed is touched then. */

import { api } from "../shared/api.js";
import { pathTo } from "../shared/areas.js";
import { announce, button, h, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { belowTable, inOrder } from "./below.js";
import { digestCard } from "./digests.js";
import { changed, figures, overview } from "./figures.js";
import { mapShape } from "./mapview.js";
import { areaPicture } from "./picture.js";
import { breadcrumb, dayChoice, downloads, freshness, newDays } from "./progresshead.js";
import { keepAsking } from "./watch.js";

const EVERY_MS = 15_000;

/** Show the section in `root`; returns `{draw, close}`. */
export function openProgress(root, context, [area, day]) {
  const view = {
    root,
    top: context.area,
    area: area || context.area,
    day: day || null,
    sort: { by: null, isDown: false },
    path: [],
    data: null,
    error: null,
  };
  view.digest = digestCard(view.area, context.me);
  const stop = keepAsking(() => ask(view), EVERY_MS);
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
      view.picture?.close();
      stop();
    },
  };
}

async function ask(view) {
  const query = view.day ? `?day=${encodeURIComponent(view.day)}` : "";
  try {
    const [{ body }, path] = await Promise.all([
      api("GET", `/v1/progress/${encodeURIComponent(view.area)}${query}`),
      view.path.length ? view.path : pathTo(view.area, view.top),
    ]);
    Object.assign(view, { data: body, path, error: null });
  } catch (error) {
    view.error = error;
  }
  if (!view.isClosed) refresh(view);
}

/* What the page is built of. While this stays the same, a new answer only changes numbers. */
function shapeOf(view) {
  const { data } = view;
  const below = data?.children.map((child) => [child.area_id, child.names, child.flags]);
  const order = view.sort.by && inOrder(view).map((child) => child.area_id);
  const rolls = data && mapShape(data);
  return JSON.stringify([below, rolls, order, data?.flags, data?.target, !view.error]);
}

function refresh(view) {
  if (shapeOf(view) === view.shape) {
    if (view.data) {
      changed(view.root, view.data);
      view.picture?.changed();
      newDays(view);
    }
    return;
  }
  draw(view);
  if (view.error) announce(sentence(view.error));
}

/* Whoever stands on a link or a button stands on it afterwards too. */
function draw(view) {
  const focused = document.activeElement?.id;
  view.shape = shapeOf(view);
  render(view.root, view.error ? trouble(view) : null, view.data ? content(view) : waiting(view));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function trouble(view) {
  return banner("bad", sentence(view.error), button(t("shell.again"), () => ask(view)));
}

function waiting(view) {
  return view.error ? null : h("p", { class: "loading muted" }, t("shell.loading"));
}

function content(view) {
  view.picture?.close();
  view.picture = areaPicture(view);
  view.digest.draw();
  return [
    breadcrumb(view),
    dayChoice(view),
    overview(view),
    view.digest.element,
    figures(view),
    view.picture?.element,
    belowTable(view, () => draw(view)),
    h("div", { class: "progress-foot" }, freshness(view), downloads(view)),
  ];
}
