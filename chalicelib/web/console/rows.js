/* The rows of the queue: where from, how long, and what asks for eyes. */

import { areaNames } from "../shared/areas.js";
import { waited } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html } from "../shared/ui.js";
import { KindChips, LockChip, RiskChip, TwoPeopleChip } from "./chips.js";
import { Button, Icon, Strip, VerdictChip } from "./marks.js";
import { itemHash } from "./store.js";

/** The list, or why there is none. */
export function List({ list, state }) {
  return html`<section class="rows" aria-label=${coded("state", state)}>
    ${list.error &&
    html`<${Strip} kind="bad" text=${sentence(list.error)}>
      <${Button} onclick=${list.again}>${t("shell.again")}<//>
    <//>`}
    <${Rows} list=${list} state=${state} />
  </section>`;
}

function Rows({ list, state }) {
  if (!list.items) return list.error ? null : html`<p class="muted loading">${t("shell.loading")}</p>`;
  if (!list.items.length) return html`<p class="empty muted">${t(`queue.empty.${state}`)}</p>`;
  const rows = list.items.map(
    (item) => html`<li key=${item.testimonial_id}><${Row} item=${item} /></li>`,
  );
  return html`
    <ol class="list">
      ${rows}
    </ol>
    ${list.cursor
      ? html`<${Button} onclick=${list.more}>${t("shell.more")}<//>`
      : html`<p class="muted small end">${t("queue.shown", { n: list.items.length })}</p>`}
  `;
}

function Row({ item }) {
  return html`<a class="row-link" href=${itemHash(item.testimonial_id)}>
    <span class="row-who">
      <strong>${pick(areaNames(item.area_id)) || t("queue.no_area")}</strong>
      <span class="muted">${t("queue.files", { n: item.media.length })}</span>
    </span>
    <span class="row-wait numbers"><${Icon} name="clock" /><span>${sinceWhen(item)}</span></span>
    <span class="row-verdict">
      <${KindChips} item=${item} />
      <${RiskChip} risk=${item.state === "pending_review" ? item.risk : null} />
      <${VerdictChip} verdict=${item.verdict} />
      <${TwoPeopleChip} reasons=${item.two_people ?? []} />
      <${LockChip} lock=${item.lock} />
    </span>
    <${Icon} name="next" />
  </a>`;
}

function sinceWhen(item) {
  const since = item.waiting_since ?? item.history?.at(-1)?.at;
  return since ? waited(since) : t("queue.wait_unknown");
}
