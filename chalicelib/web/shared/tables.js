/* A table as the text of a file. A sheet is `{header: [text], rows: [[cell]]}`; a cell is a number,
   a text, true or false, or null for nothing. Nothing here knows the page. */

/* Without the mark, Excel reads Hindi as something else. */
const BYTE_ORDER_MARK = "\ufeff";
/* What a spreadsheet may take for the beginning of a formula. */
const LIKE_A_FORMULA = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]/;
/* XML 1.0 has no way to write these; half a surrogate pair is one of them. */
const NOT_IN_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/* Limits of spreadsheet programs: characters of a cell, of a sheet's name. */
const LONGEST_CELL = 32_767;
const LONGEST_NAME = 31;
const NOT_IN_A_NAME = /[[\]:*?/\\]/g;
const WIDEST_COLUMN = 60;

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The sheet as CSV by RFC 4180, in UTF-8 with a mark. A cell that a spreadsheet would run as a
    formula begins with an apostrophe instead. */
export function csvOf({ header, rows }) {
  const lines = [header, ...rows].map((cells) => cells.map(csvCell).join(","));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

function csvCell(value) {
  const text = plain(value);
  const safe = LIKE_A_FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function plain(value) {
  return value === null || value === undefined ? "" : String(value);
}

/** The files inside an XLSX workbook with this one sheet, by their names, as texts. Its texts are
    inline strings, which no program takes for formulas. */
export function workbookOf(name, sheet) {
  return {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${KIND}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>
</Types>`,
    "_rels/.rels": relations([["officeDocument", "xl/workbook.xml"]]),
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>
<sheet name="${inXml(sheetName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ["worksheet", "worksheets/sheet1.xml"],
      ["styles", "styles.xml"],
    ]),
    "xl/styles.xml": STYLES,
    "xl/worksheets/sheet1.xml": worksheet(sheet),
  };
}

function relations(targets) {
  const one = ([kind, target], index) =>
    `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${targets.map(one).join("")}</Relationships>`;
}

/* Style 1 is that of the header. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

function worksheet({ header, rows }) {
  const all = [header, ...rows];
  const lines = all.map((cells, index) => row(cells, index + 1, index ? "" : ' s="1"'));
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>
<cols>${header.map((_, index) => column(all, index)).join("")}</cols>
<sheetData>${lines.join("\n")}</sheetData></worksheet>`;
}

function column(all, index) {
  const longest = Math.max(...all.map((cells) => plain(cells[index]).length));
  const width = Math.min(WIDEST_COLUMN, longest + 3);
  return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`;
}

function row(cells, number, style) {
  const all = cells.map((value, index) => cell(value, `${letters(index)}${number}`, style));
  return `<row r="${number}">${all.join("")}</row>`;
}

function cell(value, place, style) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "number" && Number.isFinite(value)) {
    return `<c r="${place}"${style}><v>${value}</v></c>`;
  }
  if (typeof value === "boolean") return `<c r="${place}"${style} t="b"><v>${Number(value)}</v></c>`;
  const text = inXml(String(value).slice(0, LONGEST_CELL));
  return `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/* A, B, … Z, AA, AB, … */
function letters(index) {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? "" : letters(rest)) + String.fromCharCode(65 + (index % 26));
}

function sheetName(name) {
  const kept = [...name.replace(NOT_IN_A_NAME, " ").trim()].slice(0, LONGEST_NAME).join("");
  return kept.replace(/^'|'$/g, " ").trim() || "1";
}

function inXml(text) {
  return text.replace(NOT_IN_XML, "").replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
}
