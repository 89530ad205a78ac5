/* One testimonial on the screen: to decide on when it is in hand, to read when it is not. Its parts
   draw themselves (panels.js); here is the frame around them and what is said above and below. */

import { language, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useLayoutEffect, useMemo, useRef } from "../shared/ui.js";
import { Actions, Said } from "./actions.js";
import { Appeal } from "./appeal.js";
import { Outcomes } from "./bar.js";
import { Head } from "./head.js";
import { read, receive } from "./holding.js";
import { Button, Icon } from "./marks.js";
import { Notes } from "./notes.js";
import { Side, Stage } from "./panels.js";
import { load } from "./routes.js";
import { settings } from "./settings.js";
import { changed, inTurn } from "./store.js";
import { takeNext } from "./take.js";
import { Ask, warmWindows } from "./windows.js";

/** The item that the address names, or the place where the next one is waited for. */
export function Review({ desk }) {
  const { id } = desk.route;
  const held = desk.current?.id === id && id ? desk.current : null;
  const reading = desk.reading?.id === id ? desk.reading : null;
  const item = held?.item ?? reading?.item ?? null;
  useSeen(desk);
  if (reading?.error && !item) return html`<${Lost} desk=${desk} error=${reading.error} />`;
  if (!item) return html`<${Waiting} desk=${desk} />`;
  return html`<${Screen} desk=${desk} held=${held} reading=${reading} item=${item} />`;
}

function Screen({ desk, held, reading, item }) {
  const root = useRef(null);
  const id = item.testimonial_id;
  const isMine = Boolean(held) && !held.lost;
  useArrival(root, id);
  const drafts = desk.drafts.get(id) ?? null;
  const setDrafts = (value) => {
    desk.drafts.set(id, typeof value === "function" ? value(desk.drafts.get(id)) : value);
    changed(desk);
  };
  const reload = () => (held ? inTurn(desk, () => read(desk, held)) : load(desk, id));
  const onChanged = (answer) => {
    if (held) receive(desk, held, answer);
    else Object.assign(reading, { item: answer.body, etag: answer.etag });
    changed(desk);
  };
  const { asking } = desk;
  const next = (isMine && desk.next?.item) || null;
  const { etag } = held ?? reading;
  // The desk changes often, these rarely: what is the same is not even compared.
  const stage = useMemo(
    () => html`<${Stage} item=${item} next=${next} settings=${settings()} onExpired=${reload} />`,
    [held, item, next, settings(), language()],
  );
  const side = useMemo(
    () => html`<${Side}
      key=${id}
      item=${item}
      etag=${etag}
      drafts=${drafts}
      setDrafts=${setDrafts}
      isMine=${isMine}
      me=${desk.me}
      settings=${settings()}
      onChanged=${onChanged}
    />`,
    [held, reading, item, etag, drafts, isMine, desk.me, settings(), language()],
  );
  const stopAsking = () => {
    if (desk.asking !== asking) return;
    desk.asking = null;
    changed(desk);
  };
  return html`<div class="review" data-testimonial=${id} ref=${root}>
    <${Head} desk=${desk} item=${item} held=${isMine ? held : null} />
    <${Notes} desk=${desk} item=${item} held=${held} isMine=${isMine} />
    <div class="review-stage">${stage}</div>
    <div class="review-side" tabindex="0" role="group" aria-label=${t("review.about")} key=${id}>
      <${Appeal} item=${item} />
      ${side}
    </div>
    ${isMine && html`<${Said} desk=${desk} held=${held} />`}
    <div class="review-foot">
      <${Outcomes} desk=${desk} />
      ${isMine && html`<${Actions} desk=${desk} held=${held} />`}
    </div>
    ${isMine && asking?.id === id && html`<${Ask}
      key=${asking}
      desk=${desk}
      onClose=${stopAsking}
    />`}
  </div>`;
}

/* A new item begins at its heading, without a jump of the page, and says when it was painted. */
function useArrival(root, id) {
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    root.current.querySelector("h1").focus({ preventScroll: true });
    const mark = () => {
      performance.mark("sampark:drawn");
      warmWindows();
    };
    requestAnimationFrame(() => requestAnimationFrame(mark));
  }, [id]);
}

/* What was never looked at is not approved. */
function useSeen(desk) {
  useLayoutEffect(() => {
    const onSeen = ({ detail }) => {
      const held = desk.current;
      if (held?.id !== detail || held.seen) return;
      held.seen = true;
      changed(desk);
    };
    window.addEventListener("sampark:seen", onSeen);
    return () => window.removeEventListener("sampark:seen", onSeen);
  }, [desk]);
}

function Waiting({ desk }) {
  const isStalled = desk.phase === "waiting" && desk.unsent.length > 0;
  return html`<div class="review review-empty">
    <div class="review-head"><${Back} /><h1 tabindex="-1">${t("console.title")}</h1></div>
    <p class="loading muted" role="status">${t(isStalled ? "review.stalled" : "shell.loading")}</p>
    <div class="review-foot"><${Outcomes} desk=${desk} /></div>
  </div>`;
}

/** The way back to the queue. */
export function Back({ href = "#queue/pending_review", words = "review.back" }) {
  return html`<a class="button quiet" href=${href}><${Icon} name="back" />${t(words)}</a>`;
}

function Lost({ desk, error }) {
  const isMissing = error.status === 404;
  return html`<div class="plain-page">
    <${Back} />
    <div class="banner banner-bad" role="alert">
      <${Icon} name="cross" />
      <p>${isMissing ? t("trouble.item-gone") : sentence(error)}</p>
      <div class="banner-actions">
        ${desk.decides &&
        html`<${Button} onclick=${() => takeNext(desk)}>${t("queue.take")}<//>`}
        ${!isMissing &&
        html`<${Button} onclick=${() => load(desk, desk.route.id)}>${t("shell.again")}<//>`}
      </div>
    </div>
    <${Outcomes} desk=${desk} />
  </div>`;
}
