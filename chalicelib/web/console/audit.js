/* The chain of evidence of one item: every entry, and whether the chain still holds. Asked for
   when somebody opens it, since most reviews do not need it. */

import { api } from "../shared/api.js";
import { button, h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";

/* The facts of an entry that mean something to a reader, and the family of words for each. The
   others are ids, which only a verifier needs. */
const TELLING = {
  decision: "action",
  reason_code: "reason",
  verdict: "verdict",
  live_posts: null,
  reason: "end_reason",
};

/** `{element, stop}`; entries by `reader` (a user's id) are told as hers. */
export function auditPanel(item, reader) {
  const body = h("div", { class: "audit-body", "aria-live": "polite" });
  const chain = { id: item.testimonial_id, reader, body, items: [], cursor: null, intact: null };
  const onToggle = (event) => event.target.open && !chain.items.length && load(chain);
  const element = h(
    "details",
    { class: "panel panel-audit", ontoggle: onToggle },
    h("summary", null, h("h2", null, t("panel.audit"))),
    body,
  );
  return { element, stop: () => {} };
}

async function load(chain) {
  if (!chain.items.length) render(chain.body, h("p", { class: "muted" }, t("shell.loading")));
  const query = chain.cursor ? `?${new URLSearchParams({ cursor: chain.cursor })}` : "";
  try {
    const { body } = await api("GET", `/v1/audit/${encodeURIComponent(chain.id)}${query}`);
    chain.items.push(...body.items);
    chain.cursor = body.next_cursor;
    // One broken page breaks the chain, whatever the others say.
    chain.intact = chain.intact !== false && body.intact;
    draw(chain);
  } catch (error) {
    const again = button(t("shell.again"), () => load(chain));
    render(chain.body, h("p", null, sentence(error)), again);
  }
}

function draw(chain) {
  const [tone, sign, words] = chain.intact
    ? ["good", "check", "audit.intact"]
    : ["bad", "cross", "audit.broken"];
  render(
    chain.body,
    h("p", { class: `chip ${tone}`, "data-intact": String(chain.intact) }, icon(sign), t(words)),
    h(
      "ol",
      { class: "steps" },
      chain.items.map((one) => entry(one, chain.reader)),
    ),
    chain.cursor ? button(t("shell.more"), () => load(chain)) : null,
  );
}

function entry(one, reader) {
  return h(
    "li",
    null,
    h("strong", null, `${one.seq}. ${action(one.action)}`),
    telling(one.facts ?? {}),
    h("span", { class: "muted small" }, `${instant(one.at)} · ${actor(one.actor, reader)}`),
    h("code", { class: "mono muted", title: one.hash }, String(one.hash ?? "").slice(0, 16)),
  );
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
  return h("span", null, words.join(" · "));
}

/* People are in the chain by their id alone; the end of it is enough to tell two apart. */
function actor(id, reader) {
  if (id === reader) return t("audit.you");
  return /^[0-9a-f]{8}-/.test(id) ? t("audit.person", { id: id.slice(-6) }) : coded("role", id);
}
