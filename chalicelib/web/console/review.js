/* One testimonial on the screen: to decide on when it is this person's claim, to read when not.
   Loads and draws the item; deciding.js acts on it, and each part beside it draws itself. */

import { api } from "../shared/api.js";
import { button, h, icon, render } from "../shared/dom.js";
import { pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { actionBar } from "./actions.js";
import { auditPanel } from "./audit.js";
import { captionsPanel } from "./captions.js";
import { capturePanel } from "./capture.js";
import { act, expire, nextButton, stopParts } from "./deciding.js";
import { showHelp } from "./dialogs.js";
import { consentPanel, findingsPanel, historyPanel, personPanel } from "./facts.js";
import { listenForKeys } from "./keys.js";
import { stateChip, verdictChip } from "./labels.js";
import { lockClock } from "./lock.js";
import { membersPanel, reelChip, reelsPanel } from "./members.js";
import { publicationsPanel } from "./publications.js";
import { stage } from "./stage.js";
import { remedy } from "./trouble.js";

/** Show one testimonial in `root`; returns `{draw, close}`. */
export function openReview(root, id, context) {
  const { taken, last } = context;
  Object.assign(context, { taken: null, last: null });
  const view = { root, id, context, last, item: null, drafts: {}, note: null, parts: [] };
  view.captures = new Map(); // what of the files' making was shown already
  view.reload = () => load(view);
  view.drawChips = () => render(view.head, chips(view, null));
  const stopKeys = listenForKeys((name) => (name === "help" ? showHelp() : act(view, name)));
  if (taken?.body.testimonial_id === id) receive(view, taken);
  else load(view);
  return {
    draw: () => draw(view),
    close: () => {
      view.closed = true;
      stopKeys();
      stopParts(view);
      document.querySelector("dialog[open]")?.close();
    },
  };
}

async function load(view) {
  render(view.root, h("p", { class: "loading muted" }, t("shell.loading")));
  try {
    receive(view, await api("GET", `/v1/testimonials/${encodeURIComponent(view.id)}`));
  } catch (error) {
    if (!view.closed) lost(view, error);
  }
}

function receive(view, answer) {
  if (view.closed) return;
  view.item = answer.body;
  view.etag = answer.etag ?? `"${answer.body.version}"`;
  view.said = { ai_altered: view.item.ai_altered === true };
  view.note = null;
  view.busy = false;
  view.is_mine = isMine(view.item, answer);
  view.lock_ms = view.item.lock ? Date.parse(view.item.lock.expires_at) - answer.served_at_ms : 0;
  view.lock_from = performance.now();
  view.shown_at = performance.now();
  draw(view);
  window.scrollTo(0, 0);
  view.root.querySelector("h1")?.focus({ preventScroll: true });
}

/* The answer to a claim is the claimer's own, also where it does not say so. */
function isMine(item, answer) {
  if (item.state !== "pending_review" || !item.lock) return false;
  return item.lock.mine !== false && Date.parse(item.lock.expires_at) > answer.served_at_ms;
}

function draw(view) {
  if (!view.item) return;
  stopParts(view);
  const { item } = view;
  const parts = {
    audit: auditPanel(item, view.context.me.user_id),
    publications: publicationsPanel(item, () => refresh(view)),
    clock: view.is_mine ? lockClock(view, () => expire(view)) : null,
  };
  view.parts = Object.values(parts).filter(Boolean);
  view.notes = h("div", { class: "review-notes" }, standing(view), view.note);
  view.head = h("div", { class: "review-chips" }, chips(view, parts.clock));
  render(
    view.root,
    h(
      "div",
      { class: "review" },
      h(
        "div",
        { class: "review-head" },
        back(),
        title(item),
        view.head,
        story(item),
        keysButton(view),
      ),
      view.notes,
      stage(item, view.reload),
      h(
        "div",
        { class: "review-side", tabindex: "0", role: "group", "aria-label": t("review.about") },
        parts.publications?.element,
        findingsPanel(item),
        item.is_reel ? membersPanel(item) : consentPanel(item),
        captionsPanel(item, view.drafts, view.is_mine),
        // A reel is of several people, each with a page of her own, and its film of no camera.
        item.is_reel ? null : [personPanel(item), capturePanel(item, view.captures), reelsPanel(item)],
        historyPanel(item),
        parts.audit.element,
      ),
      view.is_mine ? actionBar(view, (name) => act(view, name)) : null,
    ),
  );
}

function chips({ item, last }, clock) {
  return [
    stateChip(item.state),
    reelChip(item),
    item.is_escalated ? h("span", { class: "chip warn" }, icon("up"), t("review.escalated")) : null,
    item.ai_altered ? h("span", { class: "chip warn" }, icon("warn"), t("review.ai_altered")) : null,
    verdictChip(item.verdict),
    clock?.element,
    last
      ? h("span", { class: "muted small" }, t("review.last", { done: t(`review.done.${last}`) }))
      : null,
  ];
}

function back() {
  return h(
    "a",
    { class: "button quiet", href: "#queue/pending_review" },
    icon("back"),
    t("review.back"),
  );
}

/* On a tab of its own: a claim goes on running here. */
function story({ testimonial_id: id }) {
  const href = `explain?${new URLSearchParams({ id })}`;
  const props = { class: "review-story", href, target: "_blank", rel: "noopener" };
  return h("a", props, t("review.explain"));
}

function title(item) {
  return h("h1", { tabindex: "-1" }, pick(item.area?.names) || t("queue.no_area"));
}

function keysButton(view) {
  return view.is_mine ? button(t("help.title"), showHelp, { tone: "quiet for-keys" }) : null;
}

/* Why there are no buttons, when an item waits and is not this person's. */
function standing(view) {
  if (view.is_mine || view.item.state !== "pending_review") return null;
  if (!view.context.decides) return banner("note", t("review.read_only"));
  const words =
    view.item.lock && !view.item.lock.mine ? "review.with_colleague" : "review.not_taken";
  return banner("note", t(words), nextButton(view, "queue.take"));
}

function lost(view, error) {
  const actions = [nextButton(view, "queue.take"), button(t("shell.again"), view.reload)];
  if (remedy(error) === "next") actions.pop();
  const missing = error.status === 404 ? t("trouble.item-gone") : sentence(error);
  render(view.root, h("div", { class: "plain-page" }, back(), banner("bad", missing, actions)));
}

/* The item moved on while its posts were watched: only its chips are drawn again, so that a
   playing video goes on playing. */
async function refresh(view) {
  try {
    const { body } = await api("GET", `/v1/testimonials/${encodeURIComponent(view.id)}`);
    if (view.closed) return;
    view.item = { ...view.item, state: body.state, verdict: body.verdict };
    view.drawChips();
  } catch {
    // The next change of a publication asks again.
  }
}
