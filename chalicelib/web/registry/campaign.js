/* What the sections need to know of the campaign: its clock, its last day, its languages, its name.
   It hardly changes, so it is asked for once. */

import { api } from "../shared/api.js";
import { zoneOf } from "./zone.js";

let known = null;

/** `{zone, endsAt, languages, names}`; `endsAt` is the end of its last day in ms, or null. Raises as
    `api` does. */
export function campaignOf(campaignId) {
  if (known?.id !== campaignId) known = { id: campaignId, told: ask(campaignId) };
  return known.told;
}

async function ask(campaignId) {
  try {
    const { body } = await api("GET", `/v1/campaigns/${encodeURIComponent(campaignId)}`);
    const zone = zoneOf(body.utc_offset_min);
    const last = body.days.map((one) => one.last_on).sort().at(-1);
    const endsAt = last ? Date.parse(zone.toInstant(`${last}T23:59`)) : null;
    return { zone, endsAt, languages: body.languages, names: body.names };
  } catch (error) {
    known = null;
    throw error;
  }
}
