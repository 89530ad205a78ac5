/* How one person likes to work, kept in this browser: what is covered or silent until she asks,
   when she is reminded of a break, and whether single keys decide. */

const REMEMBERED = "sampark.console.settings";
const DEFAULTS = { blur: false, muted: true, break_minutes: 45, keys: true };

/** The choices of a break reminder; 0 is none. */
export const BREAKS = [0, 20, 30, 45, 60, 90];

let known = null;

/** `{blur, muted, break_minutes, keys}` as she left them. */
export function settings() {
  known ??= { ...DEFAULTS, ...stored() };
  return known;
}

/** Change some of them, for good. */
export function setSettings(changes) {
  known = { ...settings(), ...changes };
  localStorage.setItem(REMEMBERED, JSON.stringify(known));
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
  } catch {
    // Something else wrote there; the defaults are good enough.
    return {};
  }
}
