/* A picture that is drawn to the width that it has: letters in it keep the size of the page's own. */

import { h, render } from "../shared/dom.js";

/** `{element, redraw, close}`; `draw(width)` returns what stands in it, for a width in pixels. */
export function fitted(draw) {
  const element = h("div", { class: "fitted" });
  let width = 0;
  const redraw = () => {
    if (width) render(element, draw(width));
  };
  const look = () => {
    const now = Math.floor(element.clientWidth);
    if (now === width) return;
    width = now;
    redraw();
  };
  // In the next frame: to draw while being told of a size would be told of again.
  const observer = new ResizeObserver(() => requestAnimationFrame(look));
  observer.observe(element);
  return { element, redraw, close: () => observer.disconnect() };
}

/** How many pixels one rem has on this screen. */
export function rem() {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
