/* What a sheet of each kind may have as columns. Which there are stands in columns.json, what they
   are called and what they mean in words.json; a test compares both with what the service reads. */

import { t } from "../shared/i18n.js";
import { readLater } from "../shared/later.js";
import { saveBlob } from "../shared/saving.js";

const KINDS = ["areas", "workers", "beneficiaries", "workshops"];
/* Whoever steers a part of the tree may not change the tree, nor give roles. */
const FOR_PLANNERS = ["areas", "workers"];
const PLANNERS = ["convener", "admin"];
/* Without the mark, Excel reads Hindi as something else. */
const BYTE_ORDER_MARK = "\ufeff";

let sheets = {};

/** The kinds of files that somebody with these roles may send. */
export function kindsFor(roles) {
  const isPlanner = roles.some((role) => PLANNERS.includes(role));
  return KINDS.filter((kind) => isPlanner || !FOR_PLANNERS.includes(kind));
}

/** Read columns.json once; raises as later.js does when it does not come. */
export async function loadColumns() {
  sheets = await readLater(new URL("./columns.json", import.meta.url));
}

/** The columns of a kind as `{name, needed, header, what}`, in the page's language. */
export function columnsOf(kind) {
  return (sheets[kind] ?? []).map(({ name, needed }) => ({
    name,
    needed,
    header: t(`column.${kind}.${name}`),
    what: t(`column.${kind}.${name}.what`),
  }));
}

/** Save an empty sheet with the headers of a kind. */
export function saveTemplate(kind) {
  const headers = columnsOf(kind).map((column) => column.header);
  const text = `${BYTE_ORDER_MARK}${headers.join(",")}\r\n`;
  saveBlob(new Blob([text], { type: "text/csv;charset=utf-8" }), `${kind}.csv`);
}
