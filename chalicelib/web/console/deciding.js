/* What a moderator does with her item: decide, give back, or lose it. Nothing is taken as done
   before the service has said so, and what she typed stays on the screen when it says no. */

import { api } from "../shared/api.js";
import { announce, button, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { isArmed, isOpen } from "./actions.js";
import { askAbout } from "./dialogs.js";
import { takeNext } from "./take.js";
import { remedy } from "./trouble.js";

/** Carry out one of the five decisions, unless another is on its way or the item just appeared. */
export function act(view, name) {
  if (!view.is_mine || view.busy || !isArmed(view.shown_at) || !isOpen(name, view.item)) return;
  if (name === "release") {
    release(view);
    return;
  }
  askAbout(name, view.item, (answer) => decide(view, { decision: name, ...answer }));
}

async function decide(view, choice) {
  const captions = Object.fromEntries(
    Object.entries(view.drafts).filter(([, text]) => text.trim()),
  );
  const body = choice.decision === "approve" ? { ...choice, captions, ...view.said } : choice;
  const path = `/v1/testimonials/${encodeURIComponent(view.id)}/decision`;
  await working(view, async () => {
    await api("POST", path, { body, headers: { "If-Match": view.etag } });
    announce(t(`review.done.${choice.decision}`));
    view.context.last = choice.decision;
    if ((await takeNext(view.context)) !== "taken") goToQueue(view);
  });
}

async function release(view) {
  await working(view, async () => {
    await api("POST", "/v1/reviews/release", { body: { testimonial_id: view.id } });
    view.context.note = { kind: "note", text: t("review.done.release") };
    goToQueue(view);
  });
}

async function working(view, job) {
  view.busy = true;
  view.root.querySelector(".actions")?.setAttribute("aria-busy", "true");
  try {
    await job();
  } catch (error) {
    if (!view.closed) trouble(view, error);
  }
}

function trouble(view, error) {
  view.busy = false;
  view.root.querySelector(".actions")?.removeAttribute("aria-busy");
  const what = remedy(error);
  const buttons = {
    again: () => null,
    next: () => nextButton(view, "queue.take"),
    reload: () => button(t("review.reload"), view.reload),
  };
  if (what === "next") letGo(view);
  note(view, banner("bad", sentence(error, { isWrite: true }), buttons[what]()));
}

/** The lock ran out: say so and take the decisions away. */
export function expire(view) {
  document.querySelector("dialog[open]")?.close();
  letGo(view);
  note(view, banner("warn", t("review.expired"), nextButton(view, "review.take_again")));
}

/* The claim is over: what was typed and seen stays on the screen, the decisions go. */
function letGo(view) {
  view.is_mine = false;
  stopParts(view);
  view.drawChips();
  view.root.querySelector(".actions")?.remove();
}

function note(view, element) {
  view.note = element;
  render(view.notes, element);
  // On a phone the buttons are at the bottom of a long page and the note is at its top.
  view.notes.scrollIntoView({ block: "center" });
}

/** The button that claims the next item, for those who may. */
export function nextButton(view, words) {
  if (!view.context.decides) return null;
  return button(t(words), async () => {
    if ((await takeNext(view.context)) !== "taken") goToQueue(view);
  });
}

function goToQueue(view) {
  if (!view.closed) view.context.go("#queue/pending_review");
}

/** End the timers of the parts on the screen. */
export function stopParts(view) {
  for (const part of view.parts) part.stop();
  view.parts = [];
}
