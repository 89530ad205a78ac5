/* Parts that most items do not need come with the first press that asks for them, so that the page
   itself stays light. */

import { t } from "../shared/i18n.js";
import { html, useEffect, useState } from "../shared/ui.js";

/** A component that is the one called `name` of the module that `load()` imports. */
export function later(load, name) {
  let part = null;
  return function Later(props) {
    const [isLost, setLost] = useState(false);
    const [, draw] = useState(0);
    useEffect(() => {
      if (part) return;
      load().then(
        (module) => {
          part = module[name];
          draw((count) => count + 1);
        },
        () => setLost(true),
      );
    }, []);
    if (part) return html`<${part} ...${props} />`;
    return html`<p class="muted small" role="status">
      ${t(isLost ? "trouble.offline" : "shell.loading")}
    </p>`;
  };
}
