/* The view that the address names, and the windows that any view may open. */

import { html, useLayoutEffect, useReducer } from "../shared/ui.js";
import { Queue } from "./queue.js";
import { Review } from "./review.js";
import { changed, watchDesk } from "./store.js";
import { Help, Look, Looks, Numbers, Preferences } from "./windows.js";

const VIEWS = { queue: Queue, item: Review, desk: Review, looks: Looks, look: Look };
const WINDOWS = { help: Help, preferences: Preferences, numbers: Numbers };

/** All of the console, drawn again after each change of the desk. */
export function Console({ desk }) {
  const [, redraw] = useReducer((n) => n + 1, 0);
  useLayoutEffect(() => watchDesk(desk, redraw), [desk]);
  const View = VIEWS[desk.route.view];
  const Open = WINDOWS[desk.window];
  const close = (name) => () => {
    if (desk.window !== name) return;
    desk.window = null;
    changed(desk);
  };
  return html`
    <${View} desk=${desk} />
    ${Open && html`<${Open} key=${desk.window} desk=${desk} onClose=${close(desk.window)} />`}
  `;
}
