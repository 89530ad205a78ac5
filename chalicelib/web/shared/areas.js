/* Areas by their ids, which the lists of the service name by nothing else: areas are few and the
   lists are long. One call per area of this person brings those right below it; one that is still
   missing is asked for by itself, and remembered for as long as the page is open. */

import { api } from "./api.js";

const asked = new Map();
const known = new Map();

/** Learn about these areas; afterwards `areaNames` knows those that could be had. */
export async function learnAreas(areaIds, scopes) {
  const wanted = () => [...new Set(areaIds)].filter((id) => !known.has(id));
  if (!wanted().length) return;
  await Promise.all(scopes.map((scope) => learn(scope.area_id)));
  await Promise.all(wanted().map(learn));
}

/** `{hi, en}`, or undefined for an area nobody has told us about. */
export function areaNames(areaId) {
  return known.get(areaId)?.names;
}

/** `{area_id, level, names, parent_id}` from `topId` down to an area, both included; as much of it
    as could be had. */
export async function pathTo(areaId, topId) {
  const path = [];
  for (let id = areaId; id; id = id === topId ? null : known.get(id)?.parent_id) {
    if (!known.has(id)) await learn(id);
    if (!known.has(id)) break;
    path.unshift(known.get(id));
  }
  return path;
}

/** The areas right below one; none when they cannot be had. */
export async function areasBelow(areaId) {
  await learn(areaId);
  return [...known.values()].filter((area) => area.parent_id === areaId);
}

function learn(areaId) {
  if (!asked.has(areaId)) asked.set(areaId, ask(areaId));
  return asked.get(areaId);
}

async function ask(areaId) {
  try {
    const { body } = await api("GET", `/v1/areas/${encodeURIComponent(areaId)}`);
    const below = body.children.map((child) => ({ ...child, parent_id: areaId }));
    for (const area of [body, ...below]) known.set(area.area_id, area);
  } catch {
    // A list without a name is still a list; the next load asks again.
    asked.delete(areaId);
  }
}
