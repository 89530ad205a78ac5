/* The states as tabs, each with an address of its own. */

import { coded, t } from "../shared/i18n.js";
import { html, useLayoutEffect, useRef } from "../shared/ui.js";

/** One link per state; the current one with how many are shown of it, and in sight. */
export function Tabs({ states, state, count }) {
  const bar = useRef(null);
  useLayoutEffect(() => {
    const current = bar.current.querySelector("[aria-current]");
    if (!current) return;
    const before = current.offsetLeft - (bar.current.clientWidth - current.offsetWidth) / 2;
    bar.current.scrollLeft = before;
  }, [state]);
  const tab = (one) => html`<a
    key=${one}
    class="tab"
    href=${`#queue/${one}`}
    aria-current=${one === state ? "page" : null}
  >
    ${coded("state", one)}
    ${one === state && count !== null && html`<span class="count numbers">${count}</span>`}
  </a>`;
  return html`<nav class="tabs" aria-label=${t("queue.states")} ref=${bar}>
    ${states.map(tab)}
    <a class="tab" href="#looks" aria-current=${state === "looks" ? "page" : null}>
      ${t("looks.title")}
    </a>
  </nav>`;
}
