/* Putting a freeze up, in a window on top of the calendar. Its id is made here, so that a second try
   after a lost answer is the same freeze. */

import { api } from "../shared/api.js";
import { dialogButtons, openDialog } from "../shared/dialogs.js";
import { announce, h } from "../shared/dom.js";
import { coded, t } from "../shared/i18n.js";
import { newId } from "../shared/ids.js";
import { go } from "../shared/signedin.js";
import { areaPicker } from "./areapicker.js";
import { clearFaults, field, fields, showFaults } from "./faults.js";

/* The kill switch is another button, and blackouts are declared with the campaign. */
const KINDS = ["silence", "code_of_conduct", "incident"];

/** Ask for what a freeze needs, and go to its page once it is up. */
export function openFreezeForm(context, { zone }) {
  const top = context.scopes.find((scope) => scope.area_id === context.area);
  const form = {
    id: newId(), zone, area: areaPicker(top), trouble: h("div", { class: "form-trouble" }), controls: controls(),
  };
  const pressed = h("button", { type: "submit", class: "button primary" }, t("freezes.put_up"));
  const { kind, from, until, channel, reason } = form.controls;
  const content = h(
    "form",
    { class: "ask", onsubmit: (event) => submit(event, form, pressed, dialog) },
    h("h2", null, t("freezes.put_up")),
    h("p", null, t("freeze.then")),
    fields("area_id", t("freeze.where"), [form.area.element]),
    field("kind", t("freeze.kind"), kind),
    h(
      "div",
      { class: "plan-pair" },
      field("from", t("freeze.from"), from, t("freeze.from_hint", { zone: zone.name })),
      field("until", t("freeze.until"), until, t("freeze.until_hint", { zone: zone.name })),
    ),
    field("channel_id", t("freeze.channel"), channel),
    field("reason", t("freeze.reason"), reason, t("freeze.reason_hint")),
    form.trouble,
    dialogButtons(pressed),
  );
  const dialog = openDialog(content);
  offerChannels(channel);
}

function controls() {
  const option = (kind) => h("option", { value: kind }, coded("freeze_kind", kind));
  const all = h("option", { value: "" }, t("freeze.all_channels"));
  return {
    kind: h("select", { id: "freeze-kind", value: "silence" }, KINDS.map(option)),
    from: h("input", { id: "freeze-from", type: "datetime-local" }),
    until: h("input", { id: "freeze-until", type: "datetime-local" }),
    channel: h("select", { id: "freeze-channel" }, all),
    reason: h("textarea", { id: "freeze-reason", rows: "2", required: true, maxlength: "500" }),
  };
}

/* Who may not see the channels freezes all of them. */
async function offerChannels(select) {
  try {
    const { body } = await api("GET", "/v1/channels");
    select.append(...body.items.map((one) => h("option", { value: one.channel_id }, one.name)));
  } catch {
    select.closest(".field").hidden = true;
  }
}

async function submit(event, form, pressed, dialog) {
  event.preventDefault();
  pressed.disabled = true;
  clearFaults(event.target, form.trouble);
  try {
    const { body } = await api("POST", "/v1/freezes", { body: bodyOf(form) });
    dialog.close();
    announce(t("freeze.is_up"));
    go(`#freezes/${encodeURIComponent(body.freeze_id)}`);
  } catch (error) {
    pressed.disabled = false;
    showFaults(event.target, form.trouble, error);
  }
}

function bodyOf({ id, zone, area, controls: { kind, from, until, channel, reason } }) {
  return {
    freeze_id: id,
    area_id: area.value(),
    kind: kind.value,
    from: zone.toInstant(from.value),
    until: zone.toInstant(until.value),
    channel_id: channel.value || null,
    reason: reason.value.trim(),
  };
}
