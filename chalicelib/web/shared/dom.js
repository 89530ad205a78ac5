/* Builds DOM without markup strings, so the pages can live under Trusted Types and a policy
   without inline code. Text always arrives as text nodes; nothing here parses HTML. */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "path", "circle", "rect", "line", "polyline", "g"]);

/* These differ from their attribute of the same name once a person has touched the control. */
const AS_PROPERTY = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "muted",
  "open",
  "selected",
]);

/** An element with properties, listeners (`onclick: fn`) and children.
    `null`, `undefined` and `false` leave a property or a child out; arrays are flattened. */
export function h(tag, props, ...children) {
  const element = SVG_TAGS.has(tag)
    ? document.createElementNS(SVG, tag)
    : document.createElement(tag);
  // Children come first, so that `value` on a <select> finds its options.
  element.append(...nodes(children));
  for (const [name, value] of Object.entries(props ?? {})) set(element, name, value);
  return element;
}

/** A button that submits nothing: `tone` is primary, danger or quiet; `sign` names an icon. */
export function button(label, onclick, { tone = "", sign = null, ...props } = {}) {
  const all = { type: "button", class: `button ${tone}`.trim(), onclick, ...props };
  return h("button", all, sign && icon(sign), label);
}

/** Replace everything inside `root`. */
export function render(root, ...children) {
  root.replaceChildren(...nodes(children));
}

/** A line icon of 24 units drawn in the current text colour, hidden from screen readers. */
export function icon(name) {
  const strokes = ICONS[name] ?? [];
  return h(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    strokes.map((d) => h("path", { d })),
  );
}

/** Say something to screen readers without moving the focus. */
export function announce(text) {
  let region = document.getElementById("announcements");
  if (!region) {
    region = h("div", { id: "announcements", class: "visually-hidden", "aria-live": "polite" });
    document.body.append(region);
  }
  region.textContent = text;
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false);
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (AS_PROPERTY.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** The strokes of each icon, by its name. */
export const ICONS = {
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  cross: ["M6 6l12 12", "M18 6L6 18"],
  warn: ["M12 4L2.8 19.5h18.4z", "M12 10v4.5", "M12 17.2v.1"],
  info: ["M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M12 11v5", "M12 7.8v.1"],
  question: ["M9 9.2a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.2-1.6 2.4", "M12 17.2v.1"],
  dash: ["M6 12h12"],
  clock: ["M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M12 7.5V12l3 2"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  back: ["M14.5 6L8.5 12l6 6"],
  next: ["M9.5 6l6 6-6 6"],
  photo: ["M3.5 5.5h17v13h-17z", "M4 17l5-5 4 4 3-3 4 4", "M15.5 9v.1"],
  video: ["M3.5 6.5h11v11h-11z", "M14.5 10.5l6-3v9l-6-3z"],
  phone: [
    "M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5.5a2 2 0 0 1 2-2z",
  ],
  up: ["M12 19V6", "M6 11.5L12 5.5l6 6"],
  down: ["M12 5v13", "M6 12.5L12 18.5l6-6"],
  refresh: ["M19 8.5A8 8 0 1 0 20 13", "M19.5 4v5h-5"],
  person: ["M12 4.5a3.7 3.7 0 1 0 0 7.4a3.7 3.7 0 1 0 0-7.4z", "M4.5 20a7.5 7.5 0 0 1 15 0"],
  flag: ["M6 21V4", "M6 5h11l-2 3.5 2 3.5H6"],
  enlarge: ["M9 4H4v5", "M15 4h5v5", "M9 20H4v-5", "M15 20h5v-5"],
  play: ["M8 5.5v13l10.5-6.5z"],
  pause: ["M8.5 5.5v13", "M15.5 5.5v13"],
  sound: ["M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z", "M15.5 9a4.2 4.2 0 0 1 0 6", "M18 6.5a7.8 7.8 0 0 1 0 11"],
  muted: ["M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z", "M16 9.5l5 5", "M21 9.5l-5 5"],
  plus: ["M6 12h12", "M12 6v12"],
  turn: ["M19 12a7 7 0 1 1-2.5-5.4", "M19 3.5v4h-4"],
  whole: ["M3.5 5h17v14h-17z", "M8 9.5h8v5H8z"],
  eye: ["M2.5 12c2.5-4 5.7-6 9.5-6s7 2 9.5 6c-2.5 4-5.7 6-9.5 6s-7-2-9.5-6z", "M12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5z"],
};
