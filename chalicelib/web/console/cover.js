/* The picture stays covered until somebody looks on purpose: a pointer over it, the focus in it, or
   a press. For people who look at hundreds of them a day. */

import { t } from "../shared/i18n.js";
import { html, useRef, useState } from "../shared/ui.js";

/** `{name, listeners, hint, isOn}` for a frame; without `wanted` it is never covered. */
export function useCover(wanted, onUncovered) {
  const [over, setOver] = useState({ pointer: false, focus: false });
  const isCovered = Boolean(wanted) && !over.pointer && !over.focus;
  const now = useRef(isCovered);
  now.current = isCovered;
  const set = (part) => {
    setOver((known) => ({ ...known, ...part }));
    if (wanted && (part.pointer || part.focus)) onUncovered?.();
  };
  const listeners = wanted
    ? {
        onpointerenter: () => set({ pointer: true }),
        onpointerleave: (event) => event.pointerType === "mouse" && set({ pointer: false }),
        onfocusin: () => set({ focus: true }),
        onfocusout: ({ currentTarget, relatedTarget }) =>
          currentTarget.contains(relatedTarget) || set({ focus: false, pointer: false }),
      }
    : {};
  const hint = isCovered ? html`<p class="cover-hint">${t("stage.covered")}</p>` : null;
  return { name: isCovered ? "covered" : "", listeners, hint, isOn: () => now.current };
}
