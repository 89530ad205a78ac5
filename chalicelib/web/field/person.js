/**
 * One person: who she is, then either the form of a new visit, or the visit that was made, with
 * its consent, its withdrawal and the photo and video that go with it.
 */

import { announce, h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { openConsent } from "./consent.js";
import { openForm } from "./form.js";
import { coded, guardianOf, nameOf, outcomeChip } from "./labels.js";
import { openMedia } from "./media.js";
import * as outbox from "./outbox.js";
import { withMine } from "./people.js";
import { listen } from "./signals.js";
import * as visits from "./visits.js";

/** Open a person in `root`; `{update, close}`. */
export function openPerson(root, id, context) {
  const body = h("div", { class: "column stack" });
  const page = { id, context, body, parts: [], mode: null, visit: null, isClosed: false };
  render(root, body);
  const refresh = () => void drawAgain(page);
  const stops = [listen("outbox", refresh)];
  refresh();
  const close = () => {
    page.isClosed = true;
    [...stops, ...page.parts].forEach((stop) => stop());
  };
  return { update: refresh, close };
}

/** Draw when there is something else to show; a form that she is filling in is never drawn over. */
async function drawAgain(page) {
  if (page.context.list === null)
    return page.mode === null && render(page.body, waiting(page.context));
  const item = (await withMine(page.context)).find(
    ({ beneficiary_id }) => beneficiary_id === page.id,
  );
  if (page.isClosed) return undefined;
  if (item === undefined)
    return render(page.body, backLink(), banner("warn", t("field.not_in_list")));
  const visit = await standingVisit(page.context.me.user_id, item);
  if (page.isClosed) return undefined;
  return draw(page, item, visit);
}

function waiting({ failed }) {
  return [
    backLink(),
    failed ? banner("bad", failed) : h("p", { class: "loading muted" }, t("field.loading")),
  ];
}

/** The visit to show: this phone's, or what the list says about one made elsewhere. */
async function standingVisit(userId, item) {
  if (item.visit_id === null || item.visit_id === undefined) return null;
  const mine = (await visits.list(userId)).find(({ visit_id }) => visit_id === item.visit_id);
  return mine ?? elsewhere(item);
}

function elsewhere({ visit_id, visited_at, beneficiary_id, outcome, missing, purposes }) {
  const told = { missing, purposes: purposes ?? [] };
  return { visit_id, beneficiary_id, outcome, started_at: visited_at, given: null, ...told };
}

function draw(page, item, visit) {
  const mode = visit?.outcome === "met" ? "visit" : "form";
  if (page.mode === "again" || (mode === "form" && page.mode === "form")) return page.form?.renew();
  return mode === "visit" ? drawVisit(page, item, visit) : drawForm(page, item, visit, "form");
}

function begin(page, mode) {
  page.parts.forEach((stop) => stop());
  page.parts = [];
  page.mode = mode;
}

function drawForm(page, item, earlier, mode) {
  begin(page, mode);
  const place = h("div");
  const last =
    earlier &&
    t("field.earlier", {
      outcome: coded("outcome", earlier.outcome),
      when: instant(earlier.started_at),
    });
  render(page.body, backLink(), head(item), last && h("p", { class: "muted" }, last), place);
  const onSaved = (visit) => saved(page, item, visit);
  const isOpen = () => page.mode === mode && !page.isClosed;
  page.form = openForm(place, { item, context: page.context, onSaved, isOpen });
}

function saved(page, item, visit) {
  announce(t("field.saved"));
  if (visit.outcome !== "met") return page.context.go("#people");
  drawVisit(page, item, visit);
  page.body.querySelector("#visit-title")?.focus();
  return undefined;
}

/**
 * A visit once drawn only has its small parts renewed, so that nothing jumps while a file is on
 * its way.
 */
function drawVisit(page, item, visit) {
  if (page.mode === "visit" && page.visit.visit_id === visit.visit_id)
    return renewVisit(page, item, visit);
  begin(page, "visit");
  const [summary, consent, media] = [h("div", { class: "stack" }), section(), section()];
  const again = () => drawForm(page, item, null, "again");
  const title = h("h2", { id: "visit-title", tabindex: "-1" }, t("field.visit"));
  const anew = h(
    "button",
    { type: "button", class: "button wide", id: "new-visit", onclick: again },
    t("field.visit.new"),
  );
  render(
    page.body,
    backLink(),
    head(item),
    h("section", { class: "card stack" }, title, summary),
    consent,
    media,
    h("p", null, anew),
  );
  page.sections = { summary, consent };
  page.media = openMedia(media, item);
  page.parts = [page.media.close];
  return renewVisit(page, item, visit);
}

function renewVisit(page, item, visit) {
  page.visit = visit;
  page.media.show(visit);
  openConsent(page.sections.consent, { userId: page.context.me.user_id, item, visit });
  void drawSummary(page.sections.summary, visit);
}

function section() {
  return h("section", { class: "card stack" });
}

async function drawSummary(summary, visit) {
  const waits = (await outbox.unsent()).some((change) => change.visit_id === visit.visit_id);
  const [sign, key, tone] = waits
    ? ["up", "field.visit.unsent", "warn-text"]
    : ["check", "field.visit.sent", "good-text"];
  render(
    summary,
    h(
      "p",
      { class: "person-state" },
      outcomeChip(visit.outcome),
      h("span", { class: "muted" }, instant(visit.started_at)),
    ),
    h("p", { class: `with-icon ${tone}` }, icon(sign), t(key)),
  );
}

function backLink() {
  return h(
    "p",
    null,
    h("a", { class: "button quiet back", href: "#people" }, icon("back"), t("field.back")),
  );
}

function head(item) {
  const guardian = guardianOf(item);
  return h(
    "header",
    { class: "person-head" },
    h("h1", null, nameOf(item)),
    guardian && h("p", null, t("field.guardian", { name: guardian })),
    h(
      "p",
      { class: "muted" },
      `${t("field.phone")}: `,
      h("span", { class: "numbers" }, item.phone ?? t("field.no_phone")),
    ),
    item.schemes.length > 0 &&
      h("p", { class: "muted" }, t("field.scheme", { names: item.schemes.join(", ") })),
  );
}
