/**
 * The strip below the bar: what has been sent, what waits, what was refused. It is always there
 * with the same height, so that the page does not jump when the network comes and goes.
 */

import { h, icon, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { clockNotice } from "./clock.js";
import { coded, nameOf, problemText } from "./labels.js";
import * as outbox from "./outbox.js";
import { listen } from "./signals.js";
import * as uploads from "./uploads.js";

let stops = [];

/** Draw the strip into `root` and keep it true. */
export function openStatus(root, context) {
  stops.forEach((stop) => stop());
  const line = h("div", { class: "status", role: "status", "aria-label": t("field.status.label") });
  const refused = h("div");
  const clock = h("div");
  const draw = () => void drawAll(line, refused, context);
  const tick = () => render(clock, clockNotice());
  window.addEventListener("online", draw);
  window.addEventListener("offline", draw);
  const quiet = () => {
    window.removeEventListener("online", draw);
    window.removeEventListener("offline", draw);
  };
  stops = [listen("outbox", draw), listen("uploads", draw), listen("clock", tick), quiet];
  render(root, line, clock, refused);
  tick();
  draw();
}

async function drawAll(line, refused, context) {
  if (context.me === null) return;
  const [unsent, waiting, refusals] = await Promise.all([
    outbox.unsent(),
    uploads.waiting(),
    outbox.refusals(),
  ]);
  const parts = [offlinePart(), unsentPart(unsent.length), uploadsPart(waiting)].filter(Boolean);
  const all = h("span", { class: "status-part good" }, icon("check"), t("field.status.sent"));
  line.dataset.unsent = unsent.length;
  line.dataset.uploads = waiting.count;
  render(line, parts.length > 0 ? parts : all);
  render(refused, refusals.length > 0 && refusalList(refusals, context));
}

function offlinePart() {
  if (navigator.onLine) return null;
  return h("span", { class: "status-part warn" }, icon("warn"), t("field.status.offline"));
}

function unsentPart(n) {
  if (n === 0) return null;
  return h(
    "span",
    { class: "status-part warn" },
    icon("up"),
    t("field.status.unsent", { n }),
    sendButton(t("field.status.send"), () => void outbox.flush()),
  );
}

function uploadsPart({ count, paused }) {
  if (count === 0) return null;
  const words = t(paused ? "field.status.uploads" : "field.status.sending", { n: count });
  return h(
    "span",
    { class: "status-part warn" },
    icon("up"),
    words,
    paused && sendButton(t("field.status.continue"), uploads.resume),
  );
}

/** A button that sends is of no use without a network. */
function sendButton(words, onclick) {
  return navigator.onLine && smallButton(words, onclick);
}

function smallButton(words, onclick) {
  return h("button", { type: "button", class: "button quiet", onclick }, words);
}

function refusalList(refusals, context) {
  return h(
    "section",
    { class: "refusals", role: "alert" },
    h("h2", null, t("field.refusals")),
    h(
      "ul",
      null,
      refusals.map((one) => refusal(one, context)),
    ),
  );
}

function refusal(one, context) {
  const item = context.list?.items.find(
    ({ beneficiary_id }) => beneficiary_id === one.data.beneficiary_id,
  );
  const what = coded("change", one.type);
  const title = item ? t("field.change.of", { what, name: nameOf(item) }) : what;
  const seen = () => void outbox.dismiss(one.change_id);
  const isSafe = outbox.isKept(one.problem) || isBothKept(one);
  return h(
    "li",
    { class: isSafe ? "refusal kept" : "refusal" },
    h("h3", null, title),
    problemText(one.problem, one.type),
    smallButton(t("field.refusals.seen"), seen),
  );
}

/** Two corrections that disagree stand beside each other until the convener chooses. */
function isBothKept({ type, problem }) {
  if (type !== "beneficiary.updated" || problem.current_state) return false;
  return outbox.slugOf(problem) === "conflict";
}
