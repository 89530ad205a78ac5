/* The form that sends a file: what its rows are, which columns they need, the file itself. The
   bytes go straight to the store; the service reads them from there. */

import { api } from "../shared/api.js";
import { button, h, render } from "../shared/dom.js";
import { number, percent } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { newId } from "../shared/ids.js";
import { banner } from "../shared/shell.js";
import { postFile, TransferFailed } from "../shared/transfer.js";
import { sentence } from "../shared/trouble.js";
import { columnsOf, kindsFor, loadColumns, saveTemplate } from "./columns.js";

const ENDINGS = ".csv,.xlsx,.tsv,.txt";
/* The service grants no more (domain/importing.py). */
const MOST_MB = 200;

/** `{element, draw, close}`; `onSent(importId)` runs when a file has arrived at the store. */
export function sendForm(me, onSent) {
  const kinds = kindsFor(me.roles);
  const stop = new AbortController();
  const form = { campaignId: me.campaign_id, onSent, kinds, kind: kinds[0], stop };
  form.element = h("section", { class: "card send-form", "aria-labelledby": "send-title" });
  // Only the columns: whoever has chosen a file by then keeps it.
  loadColumns().then(
    () => form.columns && showColumns(form),
    (error) => form.trouble && render(form.trouble, banner("bad", sentence(error))),
  );
  return { element: form.element, draw: () => draw(form), close: () => form.stop.abort() };
}

function draw(form) {
  // A file on its way is not interrupted by a change of language.
  if (form.isSending) return;
  form.trouble = h("div", { class: "send-trouble" });
  form.columns = h("div", { class: "columns" });
  // One element for as long as the form lives: a file that was chosen outlasts a new drawing.
  form.file ??= h("input", { type: "file", id: "import-file", accept: ENDINGS, required: true });
  render(
    form.element,
    h("h2", { id: "send-title" }, t("imports.send")),
    h(
      "form",
      { onsubmit: (event) => send(event, form) },
      kinds(form),
      form.columns,
      h("div", { class: "field" }, h("label", { for: form.file.id }, t("imports.file")), form.file),
      h("p", { class: "muted small" }, t("imports.file_hint", { mb: MOST_MB })),
      h(
        "div",
        { class: "send-go" },
        h("button", { type: "submit", class: "button primary" }, t("imports.go")),
      ),
      form.trouble,
    ),
  );
  showColumns(form);
}

function kinds(form) {
  const one = (kind) => {
    const onchange = () => {
      form.kind = kind;
      showColumns(form);
    };
    const radio = { type: "radio", name: "kind", value: kind, checked: kind === form.kind, onchange };
    return h("label", { class: "kind" }, h("input", radio), h("span", null, coded("kind", kind)));
  };
  return h(
    "fieldset",
    { class: "kinds" },
    h("legend", null, t("imports.kind")),
    form.kinds.map(one),
  );
}

function showColumns(form) {
  const columns = columnsOf(form.kind);
  const row = (column) =>
    h(
      "tr",
      null,
      h(
        "th",
        { scope: "row" },
        column.header,
        h("span", { class: "column-needed" }, t(`needed.${column.needed}`)),
      ),
      h("td", null, column.what),
    );
  const heads = ["column", "what"].map((name) =>
    h("th", { scope: "col" }, t(`columns.${name}`)),
  );
  render(
    form.columns,
    h("p", null, t(`kind.${form.kind}.what`)),
    h(
      "details",
      null,
      h("summary", null, t("imports.columns", { n: number(columns.length) })),
      h("p", { class: "muted small" }, t("imports.columns_hint")),
      h(
        "div",
        { class: "table-frame" },
        h("table", null, h("thead", null, h("tr", null, heads)), h("tbody", null, columns.map(row))),
      ),
    ),
    button(t("imports.template"), () => saveTemplate(form.kind), { sign: "down", tone: "template" }),
  );
}

async function send(event, form) {
  event.preventDefault();
  const [file] = form.file.files;
  const fault = faultOf(file);
  if (fault) {
    render(form.trouble, banner("bad", t(fault)));
    return;
  }
  const fields = form.element.querySelectorAll("input, button");
  form.isSending = true;
  for (const field of fields) field.disabled = true;
  try {
    await form.onSent(await transfer(file, form));
    form.isSending = false;
    form.file.value = "";
    form.file.disabled = false;
    draw(form);
    render(form.trouble, banner("good", t("imports.arrived")));
  } catch (error) {
    form.isSending = false;
    for (const field of fields) field.disabled = false;
    if (!form.stop.signal.aborted) render(form.trouble, banner("bad", said(error)));
  }
}

function faultOf(file) {
  if (!file) return "imports.choose";
  if (file.size === 0) return "imports.empty";
  return file.size > MOST_MB * 1024 * 1024 ? "imports.too_large" : null;
}

async function transfer(file, form) {
  const importId = newId();
  const body = {
    import_id: importId,
    kind: form.kind,
    campaign_id: form.campaignId,
    size_bytes: file.size,
  };
  const grant = (await api("POST", "/v1/imports", { body })).body;
  const bar = h("progress", { class: "bar-share", max: String(file.size), value: 0 });
  const words = h("p", { class: "numbers", role: "status" });
  render(form.trouble, bar, words);
  const onProgress = (bytes) => {
    bar.value = bytes;
    words.textContent = t("imports.sending", { share: percent(Math.min(1, bytes / file.size)) });
  };
  onProgress(0);
  await postFile(grant, file, { onProgress, signal: form.stop.signal });
  return importId;
}

function said(error) {
  if (!(error instanceof TransferFailed)) return sentence(error, { isWrite: true });
  return t(error.status ? "imports.store_refused" : "imports.broken_off");
}
