/* What became of the decision just passed: taken back while that is possible, kept until the network
   is back, or refused with what helps. */

import { countdown } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useEffect, useReducer } from "../shared/ui.js";
import { dismiss, mayUndo, openAgain, undo } from "./deciding.js";
import { Button, Icon, Strip } from "./marks.js";

const TICK_MS = 500;

/** The last decision, and each that was refused. */
export function Outcomes({ desk }) {
  return html`<div class="outcomes">
    ${desk.troubles.map((sent) => html`<${Refused} key=${sent} desk=${desk} sent=${sent} />`)}
    ${desk.last && html`<${Last} desk=${desk} sent=${desk.last} />`}
  </div>`;
}

function Last({ desk, sent }) {
  const [, tick] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [sent]);
  const isOpen = mayUndo(sent);
  if (!isOpen && !sent.is_undoing && isRead(sent)) return null;
  return html`<div class="last" role="status" data-last=${sent.status} data-id=${sent.id}>
    <${Icon} name=${sent.status === "waiting" ? "clock" : "check"} />
    <p>${lastWords(sent)}</p>
    ${isOpen &&
    html`<${Button} data-action="undo" aria-keyshortcuts="U" onclick=${() => undo(desk)}>
      <span>${t("bar.undo")}</span><kbd aria-hidden="true">U</kbd>
      <span class="numbers" aria-hidden="true">${timeLeft(sent)}</span>
    <//>`}
  </div>`;
}

/* A skip or a bulk rejection has no time to take it back in; it is told for as long as one has. */
const TOLD_MS = 8_000;

function isRead(sent) {
  if (sent.status === "sending" || sent.status === "waiting") return false;
  sent.told_at ??= performance.now();
  return performance.now() - sent.told_at > TOLD_MS;
}

function lastWords(sent) {
  if (sent.is_undoing) return t("bar.undoing");
  const done = t(`review.done.${sent.kind}`);
  if (sent.status === "waiting") return t("bar.waiting", { done });
  if (sent.waits_for_second) return t("bar.second");
  if (sent.twins_done) return `${done} ${t("bulk.done", sent.twins_done)}`;
  return done;
}

function timeLeft(sent) {
  return sent.status === "kept" ? countdown(sent.undo_ends_at - performance.now()) : "";
}

function Refused({ desk, sent }) {
  const isHere = desk.current?.id === sent.id;
  const mayOpen = !isHere && sent.status !== "lost" && !isGone(sent.error);
  return html`<div data-refused=${sent.id}>
    <${Strip} kind=${sent.status === "lost" ? "warn" : "bad"} text=${refusedWords(sent)}>
      ${mayOpen && html`<${Button} onclick=${() => openAgain(desk, sent)}>${t("bar.open")}<//>`}
      <${Button} onclick=${() => dismiss(desk, sent)}>${t("dialog.close")}<//>
    <//>
  </div>`;
}

function isGone(error) {
  return error.status === 404 || error.current_state === "withdrawn";
}

function refusedWords({ kind, status, why, error }) {
  if (status === "lost") return t(`lost.${why}`);
  const what = status === "undo_failed" ? t("bar.not_undone") : t("bar.not_done", { what: t(`action.${kind}`) });
  return `${what} ${error.current_state === "withdrawn" ? t("lost.withdrawn") : sentence(error)}`;
}
