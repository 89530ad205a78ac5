/* The two halves of the review screen: what is looked at, and all that is known about it. */

import { html, useState } from "../shared/ui.js";
import { CapturePanel } from "./capture.js";
import { CaptionsPanel } from "./captions.js";
import { ConsentPanel } from "./consent.js";
import { Findings } from "./findings.js";
import { AuditPanel, MapPanel, TranscriptPanel } from "./folds.js";
import { DecisionsPanel, HistoryPanel } from "./history.js";
import { later } from "./later.js";
import { MembersPanel, ReelsPanel } from "./members.js";
import { PersonPanel } from "./person.js";
import { Panel } from "./pieces.js";
import { TimelineFigure } from "./timeline.js";

export { prefetch } from "./prefetch.js";
export { Stage } from "./stage.js";

const PublicationsPanel = later(() => import("./publications.js"), "PublicationsPanel");
const Rework = later(() => import("./rework.js"), "Rework");
const GOING_OUT = ["approved", "publishing", "published"];
const WITH_POSTS = [...GOING_OUT, "withdrawn", "rejected"];

/* What was approved once may have posts that are being taken down. */
function mayHavePosts({ state, history = [] }) {
  return WITH_POSTS.includes(state) || history.some((step) => step.to === "approved");
}

/** All that is known about an item. What was revealed or opened of it goes with it. */
export function Side(props) {
  return html`<${Parts} key=${props.item.testimonial_id} ...${props} />`;
}

/* Worst news first, then what a decision stands on, then what is there for whoever asks. */
function Parts({ item, etag, drafts, setDrafts, isMine, me, settings, onChanged }) {
  const [captures, setCaptures] = useState(() => new Map());
  const onShown = (id, capture) => setCaptures((known) => new Map(known).set(id, capture));
  const [words, setWords] = useState(null);
  const mayRework = GOING_OUT.includes(item.state) && me.roles.includes("moderator");
  const isWriting = mayRework && words !== null;
  return html`<div class=${settings?.blur ? "side-parts blurred" : "side-parts"}>
    ${mayHavePosts(item) &&
    html`<${PublicationsPanel} item=${item} onChanged=${onChanged} />`}
    <${Findings} item=${item} captures=${captures} />
    <${DecisionsPanel} item=${item} />
    ${item.is_reel ? html`<${MembersPanel} item=${item} />` : html`<${ConsentPanel} item=${item} />`}
    <${CaptionsPanel}
      item=${item}
      drafts=${(isWriting ? words : drafts) ?? {}}
      setDrafts=${isWriting ? setWords : setDrafts}
      isMine=${isMine || isWriting}
    />
    ${mayRework &&
    html`<${Rework} item=${item} etag=${etag} words=${words} setWords=${setWords} onChanged=${onChanged} />`}
    ${!item.is_reel && html`<${OfOne} item=${item} captures=${captures} onShown=${onShown} />`}
    <${TranscriptPanel} item=${item} etag=${etag} isMine=${isMine} me=${me} onChanged=${onChanged} />
    <${HistoryPanel} item=${item} />
    ${!item.is_sample && html`<${AuditPanel} item=${item} me=${me} />`}
  </div>`;
}

/* A reel is of several people, each with a page of her own, and its film of no camera. */
function OfOne({ item, captures, onShown }) {
  return html`
    <${PersonPanel} item=${item} />
    ${item.timeline?.length > 0 &&
    html`<${Panel} name="timeline"><${TimelineFigure} item=${item} captures=${captures} /><//>`}
    <${MapPanel} item=${item} captures=${captures} />
    <${CapturePanel} item=${item} captures=${captures} onShown=${onShown} />
    <${ReelsPanel} item=${item} />
  `;
}
