/* The kill switch: stops one channel or all of them at once. Anybody who steers an area may stop it;
   that it goes on again takes two people, and is asked for at the freeze's own page. */

import { api } from "../shared/api.js";
import { pathTo } from "../shared/areas.js";
import { dialogButtons, openDialog } from "../shared/dialogs.js";
import { announce, button, h, render } from "../shared/dom.js";
import { pick, t } from "../shared/i18n.js";
import { newId } from "../shared/ids.js";
import { banner } from "../shared/shell.js";
import { go } from "../shared/signedin.js";
import { clearFaults, field, showFaults } from "./faults.js";

const FREEZERS = ["co_convener", "convener", "admin"];

/** Whether somebody may put freezes up, lift them, and stop channels. */
export function mayFreeze(me) {
  return me.roles.some((role) => FREEZERS.includes(role));
}

/** The stop that holds a channel now in the whole of somebody's area, among freezes of freezelist.js;
    `null` as a channel asks for that of all. */
export function stopOf(freezes, channelId) {
  const isMeant = (one) => one.channel_id === null || one.channel_id === channelId;
  return freezes.find((one) => one.kind === "stop" && one.isAround && isHolding(one) && isMeant(one)) ?? null;
}

/** Whether a freeze holds posts up, as the service says of its state. */
export function isHolding({ state, from }, now = Date.now()) {
  // Somebody may ask for a freeze to be lifted before it begins.
  return state === "on" || (state === "lift_asked" && Date.parse(from) <= now);
}

/** The button that stops a channel, or all of them without one. */
export function stopButton(context, channel = null) {
  const words = channel ? t("stop.channel") : t("stop.all");
  return button(words, () => openStop(context, channel), {
    tone: "danger", sign: "pause", "data-stop": channel?.channel_id ?? "all",
  });
}

async function openStop(context, channel) {
  const top = context.scopes.find((scope) => scope.area_id === context.area);
  const form = { id: newId(), areaId: top.area_id, channel, trouble: h("div", { class: "form-trouble" }) };
  const what = { channel: channel?.name, area: pick(top.names) || top.area_id };
  const reason = h("textarea", { id: "stop-reason", rows: "2", required: true, maxlength: "500" });
  const pressed = h(
    "button",
    { type: "submit", class: "button danger", "data-confirm": "stop" },
    channel ? t("stop.channel") : t("stop.all"),
  );
  const where = h("div");
  const content = h(
    "form",
    { class: "ask", onsubmit: (event) => send(event, form, reason, pressed, dialog) },
    h("h2", null, channel ? t("stop.ask_channel", what) : t("stop.ask_all")),
    h(
      "ul",
      { class: "consequences" },
      h("li", null, channel ? t("stop.then_channel", what) : t("stop.then_all", what)),
      h("li", null, t("stop.then_held")),
      h("li", null, t("stop.then_underway")),
      h("li", null, h("strong", null, t("stop.then_two"))),
    ),
    where,
    field("reason", t("freeze.reason"), reason, t("freeze.reason_hint")),
    form.trouble,
    dialogButtons(pressed),
  );
  const dialog = openDialog(content);
  const [own] = await pathTo(top.area_id, top.area_id);
  // Not the root of the campaign: somewhere else posts go on.
  if (own?.parent_id) render(where, banner("warn", t("stop.part", what)));
}

async function send(event, form, reason, pressed, dialog) {
  event.preventDefault();
  pressed.disabled = true;
  clearFaults(event.target, form.trouble);
  const body = {
    freeze_id: form.id, area_id: form.areaId, kind: "stop", reason: reason.value.trim(),
    ...(form.channel && { channel_id: form.channel.channel_id }),
  };
  try {
    const { body: freeze } = await api("POST", "/v1/freezes", { body });
    dialog.close();
    announce(t("stop.done"));
    go(`#freezes/${encodeURIComponent(freeze.freeze_id)}`);
  } catch (error) {
    pressed.disabled = false;
    showFaults(event.target, form.trouble, error);
  }
}
