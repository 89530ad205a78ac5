/**
 * One person: who she is, then either the form of a new visit, or the visit that was made, with
 * its consent, its withdrawal and the photo and video that go with it.
 */

import { announce, h, icon, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { openConsent } from "./consent.js";
import { openDetails } from "./details.js";
import { openForm } from "./form.js";
import { backLink, heading } from "./heading.js";
import { callMark, coded, outcomeChip } from "./labels.js";
import { openLeaflet } from "./leaflet.js";
import { allowed } from "./lists.js";
import { openMedia } from "./media.js";
import * as outbox from "./outbox.js";
import { withMine } from "./people.js";
import { isSentBack, openReturnedOf } from "./returnedcards.js";
import { listen } from "./signals.js";
import * as visits from "./visits.js";

/** Open a person in `root`; `{update, close}`. */
export function openPerson(root, id, context) {
  const body = h("div", { class: "column stack" });
  const head = h("div");
  const page = { id, context, body, head, parts: [], mode: null, visit: null, isClosed: false };
  render(root, body);
  const refresh = () => drawAgain(page);
  const stops = [listen("outbox", refresh)];
  void refresh();
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
  if (page.mode === "details") return undefined;
  drawHead(page, item);
  const mode = visit?.outcome === "met" ? "visit" : "form";
  const isFilledIn = page.mode === "again" || (mode === "form" && page.mode === "form");
  if (isFilledIn) return page.form?.renew(item);
  return mode === "visit" ? drawVisit(page, item, visit) : drawForm(page, item, visit, "form");
}

function begin(page, mode) {
  page.parts.forEach((stop) => stop());
  page.parts = [];
  page.mode = mode;
}

/** Her name and details; drawn anew only when they say something else, for the focus's sake. */
function drawHead(page, item) {
  const { names, guardian_names, phone, details, conflicts, version } = item;
  const says = JSON.stringify([names, guardian_names, phone, details, conflicts, version]);
  if (page.headSays === says) return;
  page.headSays = says;
  render(page.head, heading(item, () => drawDetails(page, item)));
}

/** The form for her details takes the place of everything else; a begun visit stays a draft. */
function drawDetails(page, item) {
  const place = h("div");
  begin(page, "details");
  const onDone = (isSaved) => {
    if (isSaved) announce(t("field.details.saved"));
    page.mode = null;
    void drawAgain(page).then(() => page.head.querySelector("#correct")?.focus());
  };
  render(page.body, heading(item, null), place);
  openDetails(place, { item, userId: page.context.me.user_id, onDone });
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
  render(page.body, backLink(), page.head, last && h("p", { class: "muted" }, last), place);
  const onSaved = (visit) => saved(page, item, visit);
  const isOpen = () => page.mode === mode && !page.isClosed;
  page.form = openForm(place, { item, context: page.context, onSaved, isOpen });
}

function saved(page, item, visit) {
  announce(t("field.saved"));
  if (visit.outcome !== "met") return page.context.go("#people");
  drawVisit(page, item, visit);
  if (hasConsent(visit)) openLeaflet(page.sections.leaflet, item, { isOpen: true });
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
  const [leaflet, returned] = [section(), h("div", { class: "returned-place" })];
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
    page.head,
    returned,
    h("section", { class: "card stack" }, title, summary),
    consent,
    leaflet,
    media,
    h("p", null, anew),
  );
  page.sections = { summary, consent, leaflet };
  page.showReturned = openReturnedOf(returned, page.context);
  openLeaflet(leaflet, item);
  page.media = openMedia(media, item);
  const onFile = listen("uploads", () => void page.showReturned(page.visit));
  page.parts = [page.media.close, onFile];
  return renewVisit(page, item, visit);
}

function renewVisit(page, item, visit) {
  page.visit = visit;
  page.media.show({ ...visit, isSentBack: isSentBack(page.context, visit) });
  page.sections.leaflet.hidden = !hasConsent(visit);
  openConsent(page.sections.consent, { userId: page.context.me.user_id, item, visit });
  void drawSummary(page.sections.summary, item, visit);
  return page.showReturned(visit);
}

function hasConsent(visit) {
  return (visit.given === null ? visit.purposes : allowed(visit)).length > 0;
}

function section() {
  return h("section", { class: "card stack" });
}

async function drawSummary(summary, item, visit) {
  const waits = (await outbox.unsent()).some((change) => change.visit_id === visit.visit_id);
  const [sign, key, tone] = stateOf(visit, waits);
  render(
    summary,
    h(
      "p",
      { class: "person-state" },
      outcomeChip(visit.outcome),
      h("span", { class: "muted" }, instant(visit.started_at)),
    ),
    h("p", { class: `with-icon ${tone}` }, icon(sign), t(key)),
    call(item, visit),
  );
}

function stateOf(visit, waits) {
  if (waits) return ["up", "field.visit.unsent", "warn-text"];
  if (visit.held) return ["clock", "field.visit.held", "warn-text"];
  return ["check", "field.visit.sent", "good-text"];
}

function call(item, visit) {
  if (item.call === "matched") return callMark();
  if (!visit.dialled_at) return null;
  return h("p", { class: "with-icon small muted" }, icon("clock"), t("field.call.waiting"));
}
