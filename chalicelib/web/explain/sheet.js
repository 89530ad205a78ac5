/* The sheet: whom it is about, what became of it, and the parts that tell why. */

import { button, h, icon } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { addressOf } from "./choice.js";
import { draw } from "./draw.js";
import { findings } from "./findings.js";
import { verdictChip } from "../console/labels.js";
import { files } from "./pictures.js";
import { posts } from "./posts.js";
import { timeline } from "./timeline.js";
import { versions } from "./versions.js";

/** Everything about one testimonial. */
export function sheet(story) {
  return h(
    "article",
    { class: "story" },
    head(story),
    members(story),
    part("findings", verdictHead(story), findings(story)),
    part("files", files(story)),
    posts(story),
    part("timeline", timeline(story)),
    part("versions", versions(story)),
    part("draw", draw(story)),
    h("p", { class: "muted small as-of" }, t("explain.as_of", { at: moment(story.as_of) })),
  );
}

function part(name, ...children) {
  if (!children.some(Boolean)) return null;
  const id = `part-${name}`;
  return h(
    "section",
    { class: `part part-${name}`, "aria-labelledby": id },
    h("h2", { id }, t(`explain.part.${name}`)),
    children,
  );
}

function head(story) {
  return h(
    "header",
    { class: "story-head" },
    h("h1", { tabindex: "-1" }, t("explain.heading")),
    h(
      "dl",
      { class: "pairs story-who" },
      pair(t("explain.person"), pick(story.person?.masked_names)),
      pair(t("explain.area"), pick(story.area?.names)),
      pair(t("explain.id"), h("span", { class: "mono" }, story.testimonial_id)),
    ),
    h(
      "div",
      { class: "story-chips" },
      h("span", { class: "chip accent" }, coded("state", story.state)),
      verdictChip(story.verdict),
      chain(story.audit),
    ),
    h(
      "div",
      { class: "row no-print" },
      button(t("explain.print"), () => window.print(), { tone: "primary", id: "print" }),
      h(
        "a",
        { class: "button", href: `console#item/${encodeURIComponent(story.testimonial_id)}` },
        t("explain.to_console"),
      ),
    ),
  );
}

function pair(term, value) {
  return value ? h("div", null, h("dt", null, term), h("dd", null, value)) : null;
}

function chain({ intact, entries }) {
  const [tone, sign] = intact ? ["good", "check"] : ["bad", "cross"];
  const words = t(intact ? "explain.chain.intact" : "explain.chain.broken", { n: entries });
  return h("span", { class: `chip ${tone}`, "data-intact": String(intact) }, icon(sign), words);
}

function verdictHead(story) {
  const newest = story.verdicts[0];
  if (!newest) return h("p", { class: "muted" }, t("explain.no_verdict"));
  const words = { n: newest.number, at: moment(newest.reached_at), policy: newest.policy_number };
  return [
    h("p", { class: "verdict-line" }, verdictChip(newest.verdict), t("explain.reached", words)),
    h("p", { class: "muted small" }, pick(story.rule)),
  ];
}

function members({ members: shown }) {
  if (!shown.length) return null;
  return part(
    "members",
    h(
      "ol",
      { class: "members" },
      shown.map((one) =>
        h(
          "li",
          null,
          h("a", { href: addressOf(one.testimonial_id) }, pick(one.area?.names) || one.area_id),
          h("span", { class: "muted small" }, ` ${coded("state", one.state)}`),
        ),
      ),
    ),
  );
}
