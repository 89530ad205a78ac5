/* The panels that are folded away until somebody asks: the map, what is said, the chain of
   evidence. What draws them comes when they are opened. */

import { html, useState } from "../shared/ui.js";
import { later } from "./later.js";
import { Folded } from "./pieces.js";

const Audit = later(() => import("./audit.js"), "Audit");
const MapFigure = later(() => import("./map.js"), "MapFigure");
const Transcript = later(() => import("./transcript.js"), "Transcript");

/* The service takes words for what was not decided (domain/testimonial.py). */
const OPEN_STATES = ["collecting", "verifying", "pending_review", "refused", "has_issues"];

/** The item's place among others. */
export function MapPanel({ item, captures }) {
  return html`<${Opened} name="map">
    <${MapFigure} item=${item} captures=${captures} />
  <//>`;
}

/** Every entry about the item, and whether the chain holds. */
export function AuditPanel({ item, me }) {
  return html`<${Opened} name="audit"><${Audit} item=${item} me=${me} /><//>`;
}

/** What is said in the item's film; an editor while somebody may add to it. */
export function TranscriptPanel({ item, etag, isMine, me, onChanged }) {
  const hasFilm = (item.media_items ?? []).some((one) => one.kind === "video");
  const mayWrite = isMine || (me?.roles?.includes("moderator") && !item.lock);
  const isOpen = mayWrite && OPEN_STATES.includes(item.state) && !item.is_reel;
  const isSaid = Object.keys(item.transcript ?? {}).length > 0;
  if (!hasFilm || (!isOpen && !isSaid)) return null;
  return html`<${Opened} name="transcript">
    <${Transcript} item=${item} etag=${etag} isOpen=${isOpen} onChanged=${onChanged} />
  <//>`;
}

function Opened({ name, children }) {
  const [wasOpened, setOpened] = useState(false);
  return html`<${Folded} name=${name} onOpen=${() => setOpened(true)}>
    ${wasOpened && children}
  <//>`;
}
