/* The chain of evidence of one testimonial or person: every entry, the service's own word on it, and
   the same recomputed here, on the reader's own machine. The address names the subject,
   `#audit/<id>`. */

import { api } from "../shared/api.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { tableDownloads } from "../shared/download.js";
import { moment, number } from "../shared/format.js";
import { coded, knows, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { go } from "../shared/signedin.js";
import { sentence } from "../shared/trouble.js";
import { verified } from "./chain.js";

const AT_ONCE = 100;
/* Far more than happens to anybody: a service that never comes to an end does not keep us. */
const MOST_PAGES = 200;

/** Show the section in `root`; returns `{draw, close}`. */
export function openAudit(root, context, [id]) {
  const view = { root, context, id: id ?? "", chain: null, found: null, error: null };
  if (view.id) load(view);
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
    },
  };
}

async function load(view) {
  Object.assign(view, { chain: null, found: null, error: null });
  try {
    view.chain = await wholeChain(view.id);
  } catch (error) {
    view.error = error;
  }
  if (view.isClosed) return;
  draw(view);
  if (view.error) announce(sentence(view.error));
}

/* An event while we read makes the chain longer; the head is that of the last page. */
async function wholeChain(id) {
  const chain = { items: [], intact: true, head: null };
  let cursor = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ limit: AT_ONCE, ...(cursor && { cursor }) });
    const { body } = await api("GET", `/v1/audit/${encodeURIComponent(id)}?${query}`);
    chain.items.push(...body.items);
    // One broken page breaks the chain, whatever the others say.
    chain.intact = chain.intact && body.intact;
    chain.head = body.head;
    cursor = body.next_cursor;
    if (!cursor) break;
  }
  return chain;
}

function draw(view) {
  render(
    view.root,
    h("h1", null, t("registry.audit")),
    h("p", { class: "muted" }, t("audit.what")),
    form(view),
    content(view),
  );
}

function form(view) {
  const input = h("input", {
    id: "audit-id", value: view.id, required: true, maxlength: 64, pattern: "[A-Za-z0-9_\\-]{1,64}",
    spellcheck: "false", autocomplete: "off", autocapitalize: "off", class: "mono",
  });
  const onsubmit = (event) => {
    event.preventDefault();
    const id = input.value.trim();
    if (id) go(`#audit/${encodeURIComponent(id)}`);
  };
  return h(
    "form",
    { class: "audit-form", onsubmit },
    h("div", { class: "field" }, h("label", { for: "audit-id" }, t("audit.id")), input),
    h("button", { type: "submit", class: "button primary", id: "audit-find" }, t("audit.find")),
  );
}

function content(view) {
  if (view.error) return banner("bad", sentence(view.error), button(t("shell.again"), () => load(view)));
  if (!view.chain) return view.id ? h("p", { class: "loading muted" }, t("shell.loading")) : null;
  const { items } = view.chain;
  return [
    h(
      "section",
      { class: "card audit-words", "aria-label": t("audit.words") },
      word("service", t("audit.by_service"), view.chain.intact ? null : "?"),
      h("div", { class: "audit-own", "aria-live": "polite" }, own(view)),
      button(t("audit.verify"), (event) => verify(view, event.currentTarget), { tone: "primary", id: "audit-verify", sign: "check" }),
    ),
    items.length
      ? h("ol", { class: "list chain" }, items.map((entry) => line(view, entry)))
      : h("p", { class: "empty muted card" }, t("audit.none")),
    tableDownloads(() => sheet(view)),
  ];
}

/* `at` is null for an intact chain, "?" for one that breaks somewhere, or where it breaks. */
function word(who, words, at) {
  const [tone, sign] = at === null ? ["good", "check"] : ["bad", "cross"];
  const text =
    at === null ? t("audit.intact") : at === "?" ? t("audit.broken") : t("audit.broken_at", { n: number(at) });
  return h(
    "p",
    { class: "audit-word", "data-by": who, "data-intact": String(at === null) },
    words,
    h("span", { class: `chip ${tone}` }, icon(sign), text),
  );
}

function own(view) {
  if (!view.found) return h("p", { class: "muted" }, t("audit.not_yet"));
  return word("browser", t("audit.by_browser"), view.found.at);
}

async function verify(view, pressed) {
  pressed.disabled = true;
  view.found = await verified(view.id, view.chain.items, view.chain.head);
  if (view.isClosed) return;
  render(view.root.querySelector(".audit-own"), own(view));
  for (const element of view.root.querySelectorAll("[data-seq]")) {
    const isAfter = view.found.at !== null && Number(element.dataset.place) >= view.found.at;
    const place = element.querySelector(".chain-sign");
    place.classList.toggle("is-broken", isAfter);
    render(place, sign(isAfter));
  }
  pressed.disabled = false;
}

/* What stands after a break hangs on nothing. */
function sign(isBroken) {
  const words = t(isBroken ? "audit.hangs_not" : "audit.hangs");
  return [icon(isBroken ? "cross" : "check"), h("span", { class: "visually-hidden" }, words)];
}

function line(view, entry) {
  const place = view.chain.items.indexOf(entry) + 1;
  return h(
    "li",
    { class: "chain-entry", "data-seq": entry.seq, "data-place": place },
    h("span", { class: "numbers muted" }, `${entry.seq}.`),
    h(
      "div",
      null,
      h("strong", null, actionOf(entry)),
      h("p", { class: "small" }, factsOf(entry)),
      h("p", { class: "muted small" }, `${moment(entry.at)} · ${actorOf(view, entry)}`),
      h("code", { class: "mono muted", title: entry.hash }, entry.hash.slice(0, 16)),
    ),
    h("span", { class: "chain-sign" }),
  );
}

function actionOf({ action }) {
  return coded("audit_action", action);
}

function factsOf({ facts }) {
  const one = ([name, value]) => `${coded("fact", name)}: ${valueOf(value)}`;
  return Object.entries(facts).map(one).join(" · ");
}

/* Codes have words; ids and numbers stay as they are. */
function valueOf(value) {
  if (value === null) return "–";
  const key = ["code", "decided"].map((family) => `${family}.${value}`).find(knows);
  return key ? t(key) : String(value);
}

/* People stand in the chain by their id alone; the end of it is enough to tell two apart. */
function actorOf(view, { actor }) {
  if (actor === view.context.me.user_id) return t("audit.you");
  return actor.length > 24 ? t("audit.person", { id: actor.slice(-6) }) : coded("actor", actor);
}

function sheet(view) {
  const header = ["seq", "at", "action", "actor", "facts", "previous_hash", "hash"];
  const row = (entry) => header.map((name) => (name === "facts" ? JSON.stringify(entry.facts) : entry[name]));
  return {
    name: `${t("registry.audit")} ${view.id}`,
    header: header.map((name) => t(`audit.column.${name}`)),
    rows: view.chain.items.map(row),
  };
}
