/* A finding's sign without its words: a shape and a colour, and the words for those who see neither. */

import { outcomeLook } from "../console/labels.js";
import { h, icon } from "../shared/dom.js";
import { coded, t } from "../shared/i18n.js";

/** A mark for an outcome; none for a check not run. */
export function mark(outcome) {
  const [tone, sign] = outcome ? outcomeLook(outcome) : ["", "dash"];
  const words = outcome ? coded("outcome", outcome) : t("explain.not_run");
  return h(
    "span",
    { class: `mark ${tone}`, title: words },
    icon(sign),
    h("span", { class: "visually-hidden" }, words),
  );
}
