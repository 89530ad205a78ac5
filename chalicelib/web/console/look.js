/* One second look: the item without its decision, her own answer, and only then both. */

import { api } from "../shared/api.js";
import { announce } from "../shared/dom.js";
import { coded, pick, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../shared/ui.js";
import { LookForm } from "./lookform.js";
import { Button, Chip, Icon, Strip, VerdictChip } from "./marks.js";
import { Side, Stage } from "./panels.js";
import { settings } from "./settings.js";

/* What a second look is shown without: it would tell what was decided. */
const UNTOLD = {
  state: null,
  is_sample: true,
  is_reel: false,
  history: [],
  timeline: [],
  decisions: [],
  reels: [],
  two_people: [],
  appeal: null,
};

/** The view of one look. */
export function Look({ desk }) {
  const { level, id } = desk.route;
  const [found, setFound] = useState({});
  const path = `/v1/samples/${encodeURIComponent(id)}`;
  const load = async () => {
    try {
      const { body } = await api("GET", `${path}?${new URLSearchParams({ level })}`);
      setFound({ item: { ...body, ...UNTOLD }, look: body.look });
    } catch (error) {
      setFound((before) => ({ ...before, error }));
    }
  };
  useEffect(() => {
    load();
  }, [level, id]);
  const send = async (body) => {
    const answer = await api("POST", `${path}/checks`, { body: { level, ...body } });
    announce(t("look.kept"));
    setFound((before) => ({ ...before, look: answer.body }));
  };
  if (found.error) return html`<${Missing} error=${found.error} load=${load} />`;
  if (!found.item) return html`<p class="loading muted">${t("shell.loading")}</p>`;
  return html`<${Open} desk=${desk} found=${found} load=${load} send=${send} />`;
}

function Open({ desk, found: { item, look }, load, send }) {
  const head = useRef(null);
  useLayoutEffect(() => head.current.focus({ preventScroll: true }), []);
  return html`<div class="review" data-testimonial=${item.testimonial_id}>
    <div class="review-head">
      <${BackToLooks} />
      <h1 tabindex="-1" ref=${head}>${pick(item.area?.names) || t("queue.no_area")}</h1>
      <div class="review-chips">
        <${Chip} tone="accent">${coded("look_level", item.level)}<//>
        <${VerdictChip} verdict=${item.verdict} />
      </div>
    </div>
    <div class="review-notes">${look && html`<${Both} look=${look} />`}</div>
    <div class="review-stage">
      <${Stage} item=${item} next=${null} settings=${settings()} onExpired=${load} />
    </div>
    <div class="review-side" tabindex="0" role="group" aria-label=${t("review.about")}>
      ${!look && html`<${LookForm} send=${send} />`}
      <${Side}
        item=${item}
        etag=${null}
        drafts=${null}
        setDrafts=${() => {}}
        isMine=${false}
        me=${desk.me}
        settings=${settings()}
        onChanged=${() => {}}
      />
    </div>
  </div>`;
}

function BackToLooks() {
  return html`<a class="button quiet" href="#looks"><${Icon} name="back" />${t("looks.title")}</a>`;
}

function Both({ look }) {
  const words = t(look.agrees === false ? "look.differs" : "look.agrees", {
    hers: coded("action", look.decision),
    first: coded("action", look.first_decision),
  });
  return html`<${Strip} kind=${look.agrees === false ? "warn" : "good"} text=${words} />`;
}

function Missing({ error, load }) {
  return html`<div class="plain-page">
    <${BackToLooks} />
    <${Strip} kind="bad" text=${sentence(error)}>
      <${Button} onclick=${load}>${t("shell.again")}<//>
    <//>
  </div>`;
}
