/* The list of testimonials in one state, how the queue stands, and the button that takes the next
   one waiting. */

import { pick, t } from "../shared/i18n.js";
import { html, useLayoutEffect, useRef } from "../shared/ui.js";
import { Outcomes } from "./bar.js";
import { useList } from "./listing.js";
import { Button, Strip } from "./marks.js";
import { List } from "./rows.js";
import { STATES } from "./routes.js";
import { readingScopes } from "./scopes.js";
import { Standing } from "./standing.js";
import { changed } from "./store.js";
import { Tabs } from "./tabs.js";
import { takeNext } from "./take.js";
import { Tools } from "./tools.js";

/** The queue's view. */
export function Queue({ desk }) {
  const { state } = desk.route;
  const list = useList(desk, state);
  const head = useRef(null);
  useLayoutEffect(() => head.current.focus({ preventScroll: true }), []);
  return html`<div class="queue">
    <div class="queue-top">
      <h1 tabindex="-1" ref=${head}>${t("queue.title")}</h1>
      <${AreaChoice} desk=${desk} />
      ${desk.decides && html`<${TakeButton} desk=${desk} />`}
      <${Tools} desk=${desk} />
    </div>
    <${Standing} desk=${desk} />
    ${desk.note && html`<${Strip} kind=${desk.note.kind} text=${desk.note.text} />`}
    <${Outcomes} desk=${desk} />
    <${Tabs} states=${STATES} state=${state} count=${list.count} />
    <${List} list=${list} state=${state} />
  </div>`;
}

function TakeButton({ desk }) {
  const isBusy = desk.phase === "claiming";
  return html`<${Button}
    tone="primary take"
    sign="next"
    aria-keyshortcuts="N"
    aria-disabled=${isBusy ? "true" : null}
    onclick=${() => takeNext(desk)}
  >
    ${t("queue.take")}<kbd aria-hidden="true">N</kbd>
  <//>`;
}

function AreaChoice({ desk }) {
  const areas = new Map();
  for (const scope of readingScopes(desk.me)) areas.set(scope.area_id, pick(scope.names));
  if (areas.size === 0) return null;
  if (areas.size === 1) return html`<p class="muted area-only">${[...areas.values()][0]}</p>`;
  const choose = (event) => {
    desk.area = event.target.value || null;
    changed(desk);
  };
  const option = ([id, name]) => html`<option value=${id}>${name || id}</option>`;
  return html`<select aria-label=${t("queue.area")} value=${desk.area ?? ""} onchange=${choose}>
    ${option(["", t("queue.all_areas")])}${[...areas].map(option)}
  </select>`;
}
