/**
 * The code by which a person takes everything back by herself, large enough to be copied by hand
 * onto her leaflet. It is asked for when it is wanted and stays on no disk: whoever has it can end
 * her consent.
 */

import { api, Offline, Problem } from "../shared/api.js";
import { h, icon, render } from "../shared/dom.js";
import { address } from "../shared/config.js";
import { t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { trouble } from "./labels.js";

/** Draw a button into `section` that shows the code, or the code at once when `isOpen`. */
export function openLeaflet(section, item, { isOpen = false } = {}) {
  if (isOpen) return void show(section, item);
  return render(section, title(), button(section, item, "field.code.show"));
}

async function show(section, item) {
  render(section, title(), h("p", { class: "muted", role: "status" }, t("field.loading")));
  const path = `/v1/beneficiaries/${encodeURIComponent(item.beneficiary_id)}/code`;
  try {
    const { body } = await api("GET", path);
    render(section, title(), written(body.code));
  } catch (error) {
    if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
    const words = error instanceof Offline ? t("field.code.offline") : trouble(error);
    render(section, title(), banner("note", words), button(section, item, "field.again"));
  }
}

function written(code) {
  const page = address("/withdraw");
  return [
    h("p", null, t("field.code.what")),
    h("p", { class: "code", id: "leaflet-code", lang: "en" }, code),
    h(
      "p",
      { class: "small" },
      `${t("field.code.where")} `,
      h("span", { class: "address", lang: "en" }, page.replace(/^https?:\/\//, "")),
    ),
  ];
}

function title() {
  return h("h2", { class: "with-icon" }, icon("lock"), t("field.code"));
}

function button(section, item, words) {
  const onclick = () => void show(section, item);
  return h("button", { type: "button", class: "button", id: "show-code", onclick }, t(words));
}
