/* Two buttons below a table: the same as CSV and as an Excel workbook. */

import { button, h, render } from "./dom.js";
import { saveBlob } from "./saving.js";
import { banner } from "./shell.js";
import { csvOf, workbookOf } from "./tables.js";
import { sentence } from "./trouble.js";

const CSV = "text/csv;charset=utf-8";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const NOT_IN_A_FILE_NAME = /[\u0000-\u001f"*/:<>?\\|]/g;

/** The buttons; `save(ending)` is called with "csv" or "xlsx" and saves the file. */
export function downloadButtons(save) {
  const trouble = h("div", { class: "download-trouble" });
  const one = (ending, words) =>
    button(words, (event) => pressed(event.currentTarget, () => save(ending), trouble), {
      sign: "down",
      "data-download": ending,
    });
  return [one("csv", "CSV"), one("xlsx", "Excel"), trouble];
}

/** The buttons for a table of this page: `sheetOf()` returns `{name, header, rows}` as of now. */
export function tableDownloads(sheetOf) {
  return h("div", { class: "tool tool-download" }, downloadButtons((ending) => saveSheet(ending, sheetOf())));
}

async function saveSheet(ending, { name, ...sheet }) {
  const file = `${name.replace(NOT_IN_A_FILE_NAME, " ")}.${ending}`;
  if (ending === "csv") saveBlob(new Blob([csvOf(sheet)], { type: CSV }), file);
  else saveBlob(await zipped(workbookOf(name, sheet)), file);
}

/* The library that packs comes when it is first wanted: most visits never want it. */
async function zipped(files) {
  const { strToU8, zipSync } = await import("../vendor/fflate.js");
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)]);
  return new Blob([zipSync(Object.fromEntries(entries))], { type: XLSX });
}

async function pressed(one, save, trouble) {
  one.disabled = true;
  try {
    await save();
    render(trouble);
  } catch (error) {
    render(trouble, banner("bad", sentence(error)));
  }
  one.disabled = false;
}
