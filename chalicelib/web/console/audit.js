/* The chain of evidence of one item: every entry, and whether the chain still holds. Asked for when
   somebody opens it (folds.js), since most reviews do not need it. */

import { api } from "../shared/api.js";
import { instant } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useEffect, useState } from "../shared/ui.js";
import { Button, Chip } from "./marks.js";

/* The facts of an entry that mean something to a reader, and the family of words for each. The
   others are ids, which only a verifier needs. */
const TELLING = {
  decision: "action",
  reason_code: "reason",
  verdict: "verdict",
  live_posts: null,
  reason: "end_reason",
};
const NOTHING = { items: [], cursor: null, intact: null, error: null };

/** The chain; entries by the reader are told as hers. */
export function Audit({ item, me }) {
  const [chain, setChain] = useState(NOTHING);
  const load = async () => {
    const query = chain.cursor ? `?${new URLSearchParams({ cursor: chain.cursor })}` : "";
    try {
      const path = `/v1/audit/${encodeURIComponent(item.testimonial_id)}${query}`;
      const { body } = await api("GET", path);
      setChain((known) => joined(known, body));
    } catch (error) {
      setChain((known) => ({ ...known, error }));
    }
  };
  useEffect(() => {
    load();
  }, []);
  return html`<div class="audit-body" aria-live="polite">
    <${Entries} chain=${chain} reader=${me?.user_id} onMore=${load} />
  </div>`;
}

/* One broken page breaks the chain, whatever the others say. */
function joined(known, { items, next_cursor: cursor, intact }) {
  return {
    items: [...known.items, ...items],
    cursor,
    intact: known.intact !== false && intact,
    error: null,
  };
}

function Entries({ chain, reader, onMore }) {
  const { items, error, intact, cursor } = chain;
  if (error) {
    return html`<p>${sentence(error)}</p>
      <${Button} onclick=${onMore}>${t("shell.again")}<//>`;
  }
  if (!items.length) return html`<p class="muted">${t("shell.loading")}</p>`;
  const [tone, sign, words] = intact
    ? ["good", "check", "audit.intact"]
    : ["bad", "cross", "audit.broken"];
  return html`<${Chip} tag="p" tone=${tone} sign=${sign} data-intact=${String(intact)}>
      ${t(words)}
    <//>
    <ol class="steps">${items.map((one) => entry(one, reader))}</ol>
    ${cursor && html`<${Button} onclick=${onMore}>${t("shell.more")}<//>`}`;
}

function entry(one, reader) {
  return html`<li key=${one.seq}>
    <strong>${one.seq}. ${action(one.action)}</strong>
    ${telling(one.facts ?? {})}
    <span class="muted small">${instant(one.at)} · ${actor(one.actor, reader)}</span>
    <code class="mono muted" title=${one.hash}>${String(one.hash ?? "").slice(0, 16)}</code>
  </li>`;
}

function action(name) {
  const state = name.match(/^publication_(\w+)$/)?.[1];
  if (state) return t("audit.publication", { state: coded("publication", state) });
  return coded("audit_action", name);
}

function telling(facts) {
  const known = Object.entries(TELLING).filter(([name]) => facts[name] ?? false);
  if (!known.length) return null;
  const words = known.map(([name, family]) =>
    family ? coded(family, facts[name]) : `${coded("evidence", name)}: ${facts[name]}`,
  );
  return html`<span>${words.join(" · ")}</span>`;
}

/* People are in the chain by their id alone; the end of it is enough to tell two apart. */
function actor(id, reader) {
  if (id === reader) return t("audit.you");
  return /^[0-9a-f]{8}-/.test(id) ? t("audit.person", { id: id.slice(-6) }) : coded("role", id);
}
