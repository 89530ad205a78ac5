/* Names of areas, which the lists of the service leave out: they are few and the lists are long.
   One call per area of this person brings the names right below it; a name that is still missing
   is asked for by itself, and remembered for as long as the page is open. */

import { api } from "../shared/api.js";

const asked = new Map();
const names = new Map();

/** Learn the names of these areas; afterwards `areaNames` knows those that could be had. */
export async function learnAreas(areaIds, scopes) {
  const wanted = () => [...new Set(areaIds)].filter((id) => !names.has(id));
  if (!wanted().length) return;
  await Promise.all(scopes.map((scope) => learn(scope.area_id)));
  await Promise.all(wanted().map(learn));
}

/** `{hi, en}`, or undefined for an area nobody has told us about. */
export function areaNames(areaId) {
  return names.get(areaId);
}

function learn(areaId) {
  if (!asked.has(areaId)) asked.set(areaId, ask(areaId));
  return asked.get(areaId);
}

async function ask(areaId) {
  try {
    const { body } = await api("GET", `/v1/areas/${encodeURIComponent(areaId)}`);
    for (const area of [body, ...body.children]) names.set(area.area_id, area.names);
  } catch {
    // A list without a name is still a list; the next load asks again.
    asked.delete(areaId);
  }
}
