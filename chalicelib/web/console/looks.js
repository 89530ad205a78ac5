/* What waits for a second look, level by level: decided once already, and looked at again by
   somebody who does not know how. */

import { api } from "../shared/api.js";
import { areaNames, learnAreas } from "../shared/areas.js";
import { waited } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../shared/ui.js";
import { Button, Icon, Strip } from "./marks.js";
import { STATES } from "./routes.js";
import { levelsOf, readingScopes } from "./scopes.js";
import { Tabs } from "./tabs.js";
import { Tools } from "./tools.js";

const PAGE_SIZE = 25;

/** The view that lists them. */
export function Looks({ desk }) {
  const head = useRef(null);
  useLayoutEffect(() => head.current.focus({ preventScroll: true }), []);
  const levels = levelsOf(desk.me);
  return html`<div class="queue">
    <div class="queue-top">
      <h1 tabindex="-1" ref=${head}>${t("looks.title")}</h1>
      <${Tools} desk=${desk} />
    </div>
    <p class="muted">${t("looks.why")}</p>
    <${Tabs} states=${STATES} state="looks" count=${null} />
    ${levels.map((level) => html`<${Level} key=${level} desk=${desk} level=${level} />`)}
    ${!levels.length && html`<p class="empty muted">${t("looks.none")}</p>`}
  </div>`;
}

function Level({ desk, level }) {
  const [found, setFound] = useState({ items: null, cursor: null });
  const load = async (isMore) => {
    try {
      const next = await page(desk, level, isMore ? found.cursor : null);
      setFound({ ...next, items: isMore ? [...found.items, ...next.items] : next.items });
    } catch (error) {
      setFound({ ...found, error });
    }
  };
  useEffect(() => {
    load(false);
  }, [level]);
  return html`<section class="rows looks-level" aria-labelledby=${`level-${level}`}>
    <h2 id=${`level-${level}`}>${coded("look_level", level)}</h2>
    ${found.error &&
    html`<${Strip} kind="bad" text=${sentence(found.error)}>
      <${Button} onclick=${() => load(false)}>${t("shell.again")}<//>
    <//>`}
    <${Found} found=${found} level=${level} />
    ${found.cursor && html`<${Button} onclick=${() => load(true)}>${t("shell.more")}<//>`}
  </section>`;
}

function Found({ found, level }) {
  if (!found.items) return found.error ? null : html`<p class="muted">${t("shell.loading")}</p>`;
  if (!found.items.length) return html`<p class="muted">${t("looks.empty")}</p>`;
  return html`<ol class="list">
    ${found.items.map((one) => html`<li key=${one.testimonial_id}>
      <a class="row-link" href=${`#look/${level}/${encodeURIComponent(one.testimonial_id)}`}>
        <strong class="row-who">${pick(areaNames(one.area_id)) || t("queue.no_area")}</strong>
        <span class="row-wait numbers">
          <${Icon} name="clock" /><span>${waited(one.waiting_since)}</span>
        </span>
        <span></span>
        <${Icon} name="next" />
      </a>
    </li>`)}
  </ol>`;
}

async function page(desk, level, cursor) {
  const query = new URLSearchParams({ level, limit: String(PAGE_SIZE) });
  if (cursor) query.set("cursor", cursor);
  const { body } = await api("GET", `/v1/samples?${query}`);
  await learnAreas(body.items.map((one) => one.area_id), readingScopes(desk.me));
  return { items: body.items, cursor: body.next_cursor, error: null };
}
