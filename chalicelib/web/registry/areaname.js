/* What an area is called, as far as somebody has told us (shared/areas.js). */

import { areaNames } from "../shared/areas.js";
import { pick } from "../shared/i18n.js";

/** Its name, or its id. */
export function areaName(areaId) {
  return pick(areaNames(areaId)) || areaId;
}
