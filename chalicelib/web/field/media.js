/**
 * Photo and video of one visit: a camera button for each kind that was agreed to, and what became
 * of every file, with progress while it is sent and the small picture when the service has it
 * ready.
 */

import { announce, h, icon, render } from "../shared/dom.js";
import { size } from "../shared/format.js";
import { knows, pick, t } from "../shared/i18n.js";
import { fault } from "./files.js";
import { coded, nameOf, problemText } from "./labels.js";
import { allowed } from "./lists.js";
import { listen } from "./signals.js";
import * as uploads from "./uploads.js";
import { forgetThumb, thumbOf } from "./watching.js";

const KINDS = ["photo", "video"];
const REMOVABLE = ["waiting", "sending", "rejected", "refused"];

/** Open the section; `show(visit)` says which visit it is about and what stands of its consent. */
export function openMedia(section, item) {
  const view = { item, visit: null, cards: {}, rows: new Map(), section };
  KINDS.forEach((kind) => {
    view.cards[kind] = card(view, kind);
  });
  render(
    section,
    h("h2", null, t("field.media")),
    KINDS.map((kind) => view.cards[kind].node),
  );
  const draw = () => void drawAll(view);
  const stops = [
    listen("uploads", draw),
    listen("progress", (localId) => drawProgress(view.rows.get(localId), localId)),
  ];
  const show = (visit) => {
    view.visit = visit;
    draw();
  };
  return { show, close: () => stops.forEach((stop) => stop()) };
}

function card(view, kind) {
  const parts = {
    take: h("div"),
    trouble: h("p", { class: "trouble", role: "alert" }),
    list: h("ul", { class: "uploads" }),
  };
  const node = h(
    "div",
    { class: "media-kind stack" },
    h("h3", { class: "with-icon" }, icon(kind), coded("media", kind)),
    parts.take,
    parts.trouble,
    parts.list,
  );
  return { ...parts, node, isAllowed: null, kind, view };
}

async function drawAll(view) {
  const { visit } = view;
  const rows = await uploads.ofVisit(visit.visit_id);
  if (view.visit !== visit) return;
  KINDS.forEach((kind) =>
    drawCard(
      view.cards[kind],
      rows.filter((row) => row.kind === kind),
    ),
  );
}

function drawCard(one, rows) {
  const isAllowed = mayTake(one.view.visit, one.kind);
  if (isAllowed !== one.isAllowed) render(one.take, isAllowed ? picker(one) : closed(one));
  one.isAllowed = isAllowed;
  for (const row of rows) drawRow(one, row);
  const ids = new Set(rows.map((row) => row.local_id));
  for (const node of [...one.list.children]) if (!ids.has(node.dataset.localId)) node.remove();
}

/**
 * For a visit made on another phone only the list tells: a kind that is missing was agreed to. What
 * the desk sent back may be taken again.
 */
function mayTake(visit, kind) {
  if (visit.held) return false;
  if (visit.given === null)
    return visit.missing.includes(kind) || (visit.isSentBack && visit.purposes.includes(kind));
  return allowed(visit).includes(kind);
}

function picker(one) {
  const { kind } = one;
  const id = `take-${kind}`;
  const input = h("input", {
    type: "file",
    id,
    class: "visually-hidden",
    capture: "environment",
    accept: kind === "photo" ? "image/*" : "video/*",
    onchange: (event) => void picked(one, event.target),
  });
  return h(
    "div",
    { class: "take" },
    input,
    h(
      "label",
      { class: "button primary wide", for: id },
      icon(kind),
      t(`field.media.take_${kind}`),
    ),
  );
}

function closed({ kind, view: { visit } }) {
  const why = visit.given === null ? "field.media.not_missing" : "field.media.no_consent";
  return h(
    "div",
    { class: "take" },
    h(
      "button",
      { type: "button", class: "button wide", disabled: true },
      icon("lock"),
      t(`field.media.take_${kind}`),
    ),
    h("p", { class: "small muted" }, t(why)),
  );
}

async function picked(one, input) {
  const [file] = input.files;
  if (!file) return;
  const wrong = fault(one.kind, file);
  one.trouble.textContent = wrong ? t(wrong) : "";
  if (!wrong && !(await keep(one, file))) one.trouble.textContent = t("field.upload.memory_only");
  input.value = ""; // So that the same file can be picked again.
}

function keep({ view: { visit, item }, kind }, file) {
  return uploads.add({ visitId: visit.visit_id, beneficiaryId: item.beneficiary_id, kind, file });
}

function drawRow(one, row) {
  const { rows } = one.view;
  const known = rows.get(row.local_id);
  if (known?.state === row.state) return;
  if (known) announce(`${coded("media", row.kind)}: ${coded("upload", row.state)}`);
  const node = uploadRow(one, row);
  if (known) known.node.replaceWith(node);
  else one.list.append(node);
  rows.set(row.local_id, { state: row.state, node });
  drawProgress(rows.get(row.local_id), row.local_id);
}

function uploadRow(one, row) {
  const tone = { ready: "good-text", rejected: "bad-text", refused: "bad-text" }[row.state] ?? "";
  const sign =
    { ready: "check", rejected: "cross", refused: "cross", waiting: "clock" }[row.state] ?? "up";
  return h(
    "li",
    { class: "upload", "data-local-id": row.local_id, "data-state": row.state },
    picture(one, row),
    h(
      "div",
      { class: "upload-text" },
      h(
        "p",
        { class: `with-icon ${tone}` },
        icon(sign),
        h("span", { class: "upload-state" }, coded("upload", row.state)),
        h("span", { class: "muted small numbers" }, size(row.size_bytes)),
      ),
      explanation(row),
      row.state === "sending" && bar(row),
    ),
    REMOVABLE.includes(row.state) && removeButton(row),
  );
}

function bar(row) {
  return h(
    "div",
    { class: "upload-bar" },
    h("progress", {
      max: "1",
      value: 0,
      "aria-label": t("field.upload.progress", { kind: coded("media", row.kind) }),
    }),
    h("span", { class: "numbers small" }),
  );
}

function drawProgress(known, localId) {
  const now = uploads.progressOf(localId);
  const meter = known?.node.querySelector("progress");
  if (!now || !meter) return;
  meter.value = now.share;
  meter.nextSibling.textContent = t("field.upload.percent", { n: Math.floor(now.share * 100) });
  known.node.querySelector(".upload-state").textContent = coded("upload", now.step);
}

function explanation(row) {
  if (row.state === "refused") return problemText(row.problem);
  if (row.state === "rejected") return h("p", { class: "small" }, reason(row));
  return null;
}

function reason(row) {
  const key = `field.rejected.${row.reason}`;
  return pick(row.reason_text) || t(knows(key) ? key : "field.rejected.other");
}

/** The place of the picture is there from the start, so that nothing moves when it comes. */
function picture(one, row) {
  const place = h("div", { class: "upload-picture" }, icon(row.kind));
  if (row.state === "ready") void fill(place, one, row);
  return place;
}

async function fill(place, one, row, tries = 2) {
  const thumb = await thumbOf(row.media_id);
  if (!thumb) return;
  const alt = t("field.upload.picture", {
    kind: coded("media", row.kind),
    name: nameOf(one.view.item),
  });
  const onerror = () => {
    // The signed address has run out while the page stood open: ask for another one, once.
    forgetThumb(row.media_id);
    if (tries > 1) void fill(place, one, row, tries - 1);
    else render(place, icon(row.kind));
  };
  render(
    place,
    h("img", { alt, width: thumb.width, height: thumb.height, onerror, src: thumb.url }),
  );
}

function removeButton(row) {
  return h(
    "button",
    { type: "button", class: "button quiet", onclick: () => void uploads.remove(row) },
    t("field.upload.remove"),
  );
}
