/* Over which areas somebody reads, and at which levels she may look a second time. */

/* From the widest to the smallest; looks are drawn at some of them (domain/policy.py). */
const LEVELS = ["nation", "state", "constituency", "district", "mandal", "booth"];
const DRAWN = ["state", "district", "mandal"];

/** The scopes over which she reads: a moderator may also be a worker at some booth. */
export function readingScopes(me) {
  return me.scopes.filter((scope) => scope.role !== "worker");
}

/** The levels at which she may look: a look is for somebody of its level or above. */
export function levelsOf(me) {
  const places = readingScopes(me).map((scope) => LEVELS.indexOf(scope.level));
  const widest = Math.min(...places.map((place) => Math.max(place, 0)));
  return DRAWN.filter((level) => LEVELS.indexOf(level) >= widest);
}
