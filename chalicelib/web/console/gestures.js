/* Wheel, drag and two fingers on a picture, as calls of `move` and `zoom`. Points are told from the
   frame's middle. */

import { useEffect, useRef } from "../shared/ui.js";

/* One notch of a common mouse wheel is 100 px: a fifth larger. */
const PER_PX = 0.0018;

/** Listen on the element of `frame`. */
export function useGestures(frame, act) {
  const now = useRef(act);
  now.current = act;
  useEffect(() => {
    const element = frame.current;
    const fingers = new Map();
    const listeners = {
      wheel: (event) => onWheel(event, element, now.current),
      pointerdown: (event) => onDown(event, element, fingers),
      pointermove: (event) => onMove(event, element, fingers, now.current),
      pointerup: (event) => fingers.delete(event.pointerId),
      pointercancel: (event) => fingers.delete(event.pointerId),
    };
    // A listener that may keep the page from scrolling has to say so.
    for (const [name, one] of Object.entries(listeners)) {
      element.addEventListener(name, one, { passive: false });
    }
    return () => {
      for (const [name, one] of Object.entries(listeners)) element.removeEventListener(name, one);
    };
  }, []);
}

function onWheel(event, element, act) {
  event.preventDefault();
  act.zoom(Math.exp(-event.deltaY * PER_PX), fromMiddle(event, element));
}

function onDown(event, element, fingers) {
  if (event.button !== 0 || event.target.closest("button")) return;
  fingers.set(event.pointerId, event);
  element.setPointerCapture(event.pointerId);
}

function onMove(event, element, fingers, act) {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const other = [...fingers.values()].find((one) => one.pointerId !== event.pointerId);
  if (other) {
    const middle = {
      clientX: (event.clientX + other.clientX) / 2,
      clientY: (event.clientY + other.clientY) / 2,
    };
    const was = apart(before, other);
    if (was > 0) act.zoom(apart(event, other) / was, fromMiddle(middle, element));
    act.move((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2);
  } else {
    act.move(event.clientX - before.clientX, event.clientY - before.clientY);
  }
  fingers.set(event.pointerId, event);
}

function apart(one, other) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

function fromMiddle({ clientX, clientY }, element) {
  const box = element.getBoundingClientRect();
  return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
}
