/* A desk's daily digest as a card on the first page: what a day brought, what is on its way, what a
   person must do and where; and the last month's as a table. */

import { api } from "../shared/api.js";
import { h, icon, render } from "../shared/dom.js";
import { day as shownDay, instant, number } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { dataTable } from "./datatable.js";

const READING = ["convener", "admin"];
const COUNTS = [
  "visited", "contacted", "leaflets", "calls", "photos", "videos", "consents", "pending_review", "approved",
  "posted", "withdrawn", "views", "reactions",
];
const ON_THE_WAY = ["scheduled", "held", "posting"];
const FOR_PEOPLE = ["unconfirmed", "failed", "takedown_due", "takedown_failed"];

/** `{element, draw}`: the card of the desk that an area belongs to; empty while it has no digest, and
    for those to whom digests are not shown. */
export function digestCard(areaId, me) {
  const view = { element: h("div", { class: "digest-place" }), digests: [], names: {} };
  if (me.roles.some((role) => READING.includes(role))) load(view, areaId);
  return { element: view.element, draw: () => draw(view) };
}

async function load(view, areaId) {
  try {
    view.digests = (await api("GET", `/v1/digests/${encodeURIComponent(areaId)}`)).body.items;
    if (view.digests[0]?.lost_channels.length) view.names = await channelNames();
  } catch {
    return; // the page is about progress, which is told without it
  }
  draw(view);
}

async function channelNames() {
  const { body } = await api("GET", "/v1/channels");
  return Object.fromEntries(body.items.map((one) => [one.channel_id, one.name]));
}

function draw({ element, digests, names }) {
  const [newest] = digests;
  if (!newest) return;
  render(
    element,
    h(
      "section",
      { class: "card digest", "aria-labelledby": "digest-title", "data-day": newest.day },
      h("h2", { id: "digest-title" }, t("digest.title", { day: shownDay(newest.day) })),
      h(
        "div",
        { class: "digest-parts" },
        part(t("digest.brought"), brought(newest.counts)),
        part(t("digest.on_the_way"), states(ON_THE_WAY, newest.on_the_way)),
        part(t("digest.for_people"), people(newest, names)),
      ),
      h("p", { class: "muted small" }, t("digest.as_of", { at: instant(newest.made_at) })),
      digests.length > 1 && month(digests),
    ),
  );
}

function part(title, content) {
  return h("div", { class: "digest-part" }, h("h3", null, title), content);
}

function brought(counts) {
  const told = COUNTS.filter((name) => counts[name]);
  if (!told.length) return h("p", { class: "muted" }, t("digest.quiet"));
  const one = (name) => h("div", null, h("dt", null, coded("count", name)), h("dd", { class: "numbers" }, number(counts[name])));
  return h("dl", { class: "figures" }, told.map(one));
}

function states(names, counts) {
  const told = names.filter((name) => counts[name]);
  if (!told.length) return h("p", { class: "muted" }, t("digest.nothing"));
  return h("ul", { class: "digest-links" }, told.map((name) => link(`#outgoing/${name}`, coded("publication", name), counts[name])));
}

function link(href, words, n) {
  return h("li", null, h("a", { href }, words), h("strong", { class: "numbers" }, number(n)));
}

function people({ for_people: counts, lost_channels: lost }, names) {
  const told = FOR_PEOPLE.filter((name) => counts[name]);
  if (!told.length && !lost.length) return h("p", { class: "digest-good" }, icon("check"), t("digest.nobody"));
  return h(
    "ul",
    { class: "digest-links" },
    told.map((name) => link(`#outgoing/${name}`, coded("publication", name), counts[name])),
    lost.map((id) => h("li", null, h("a", { href: `#channels/${encodeURIComponent(id)}` }, t("digest.lost", { name: names[id] ?? id })))),
  );
}

function month(digests) {
  const sum = (counts) => Object.values(counts).reduce((all, one) => all + one, 0);
  const count = (name) => ({ title: coded("count", name), value: (one) => one.counts[name] ?? 0, isNumber: true });
  const table = dataTable({
    label: t("digest.month"),
    columns: [
      { title: t("digest.day"), value: (one) => one.day, text: shownDay },
      ...["visited", "approved", "posted", "withdrawn", "views"].map(count),
      { title: t("digest.on_the_way"), value: (one) => sum(one.on_the_way), isNumber: true },
      { title: t("digest.for_people"), value: (one) => sum(one.for_people) + one.lost_channels.length, isNumber: true },
    ],
    key: (one) => one.day,
    name: () => t("digest.month"),
  });
  table.show(digests);
  return h("details", { class: "digest-month" }, h("summary", null, t("digest.month")), table.element, table.downloads());
}
