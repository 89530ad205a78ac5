/* Parts that the first item does not need come when something asks for them, so that the page itself
   stays light. */

import { t } from "../shared/i18n.js";
import { later as brought } from "../shared/later.js";
import { sentence } from "../shared/trouble.js";
import { html, useEffect, useState } from "../shared/ui.js";

/** A component that is the one called `name` of the module that `load()` imports. `Place` draws what
    is said until then; `warm()` brings it before anybody asks. */
export function later(load, name, Place = Line) {
  let part = null;
  const bring = async () => {
    part ??= (await brought(load))[name];
  };
  function Later(props) {
    const [error, setError] = useState(null);
    const [, draw] = useState(0);
    const isMissing = !part;
    useEffect(() => {
      // It may have come since this was drawn; that has to be drawn too.
      if (isMissing) bring().then(() => draw((count) => count + 1), setError);
    }, []);
    if (part) return html`<${part} ...${props} />`;
    const words = error ? sentence(error) : t("shell.loading");
    return html`<${Place} words=${words} onClose=${props.onClose} />`;
  }
  Later.warm = () => {
    // Whoever asks for it then is told why it does not come.
    if (!part) bring().catch(() => {});
  };
  return Later;
}

function Line({ words }) {
  return html`<p class="muted small" role="status">${words}</p>`;
}
