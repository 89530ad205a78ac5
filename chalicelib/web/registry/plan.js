/* Planning a workshop, in a window on top of the list. Its id is made here, so that a second try
   after a lost answer is the same workshop. */

import { api } from "../shared/api.js";
import { dialogButtons, openDialog } from "../shared/dialogs.js";
import { h, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { newId } from "../shared/ids.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { areaPicker } from "./areapicker.js";

/** Ask for what a workshop needs; `onPlanned()` runs once it is kept. */
export function openPlan(context, onPlanned) {
  const top = context.scopes.find((scope) => scope.area_id === context.area);
  const form = { id: newId(), area: areaPicker(top), trouble: h("div"), onPlanned };
  const go = h("button", { type: "submit", class: "button primary" }, t("workshops.plan"));
  const content = h(
    "form",
    { class: "ask plan", onsubmit: (event) => submit(event, form, go, dialog) },
    h("h2", null, t("workshops.plan")),
    field("title_hi", { lang: "hi", maxlength: "200" }),
    field("title_en", { lang: "en", maxlength: "200" }),
    h(
      "fieldset",
      { class: "field" },
      h("legend", null, t("plan.area")),
      form.area.element,
    ),
    h(
      "div",
      { class: "plan-pair" },
      field("starts_at", { type: "datetime-local", required: true }),
      field("finish_by", { type: "date" }),
    ),
    h(
      "div",
      { class: "plan-pair" },
      field("place", { required: true, maxlength: "200" }),
      field("capacity", { type: "number", min: "1", max: "10000", inputmode: "numeric" }),
    ),
    form.trouble,
    dialogButtons(go),
  );
  const dialog = openDialog(content);
}

function field(name, attributes) {
  const id = `plan-${name}`;
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, t(`plan.${name}`)),
    h("input", { id, name, type: "text", ...attributes }),
  );
}

async function submit(event, form, go, dialog) {
  event.preventDefault();
  const body = bodyOf(new FormData(event.target), form);
  if (!Object.keys(body.titles).length) {
    render(form.trouble, banner("bad", t("plan.needs_title")));
    return;
  }
  go.disabled = true;
  try {
    await api("POST", "/v1/workshops", { body });
    dialog.close();
    form.onPlanned();
  } catch (error) {
    go.disabled = false;
    render(form.trouble, banner("bad", sentence(error, { isWrite: true })));
  }
}

function bodyOf(data, form) {
  const text = (name) => data.get(name).trim();
  const titles = [["hi", text("title_hi")], ["en", text("title_en")]];
  return {
    workshop_id: form.id,
    area_id: form.area.value(),
    titles: Object.fromEntries(titles.filter(([, title]) => title)),
    starts_at: new Date(data.get("starts_at")).toISOString(),
    finish_by: data.get("finish_by") || null,
    place: text("place"),
    capacity: data.get("capacity") ? Number(data.get("capacity")) : null,
  };
}
