/* How the queue stands: how much waits in her areas, since when, and what she holds already. */

import { api } from "../shared/api.js";
import { number, waited } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { html, useEffect } from "../shared/ui.js";
import { Icon } from "./marks.js";
import { changed } from "./store.js";
import { whileVisible } from "./visible.js";

/** One line on the queue; nothing until it is known. */
export function Standing({ desk }) {
  useEffect(() => {
    ask(desk);
    return whileVisible(() => ask(desk));
  }, [desk.area]);
  const found = desk.standing;
  if (!found) return html`<p class="standing muted">${t("shell.loading")}</p>`;
  const isEmpty = !found.waiting && !found.oldest_since;
  return html`<p class="standing" data-waiting=${found.waiting}>
    <${Icon} name="clock" />
    ${isEmpty
      ? html`<span>${t("standing.nothing")}</span>`
      : html`<strong class="numbers">${t("standing.waiting", { n: number(found.waiting) })}</strong>`}
    ${found.oldest_since &&
    html`<span>${t(found.is_whole ? "standing.oldest" : "standing.oldest_of_some", {
      age: waited(found.oldest_since),
    })}</span>`}
    ${found.held.length > 0 &&
    desk.decides &&
    html`<span>${t("standing.held", { n: found.held.length })}</span>`}
  </p>`;
}

async function ask(desk) {
  const { area } = desk;
  const query = area ? `?${new URLSearchParams({ area })}` : "";
  try {
    const { body } = await api("GET", `/v1/reviews/queue${query}`);
    if (desk.area === area) desk.standing = body;
  } catch {
    // The list below says what is wrong; an old count is better than none.
    return;
  }
  changed(desk);
}
