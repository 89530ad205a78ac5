/**
 * The form of one visit. It is built once and only shows, hides and enables its parts while she
 * fills it in, so the focus stays where it is; every touch is kept as a draft on the phone.
 */

import { h, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { now } from "../shared/ids.js";
import { agreement, takeNotice } from "./agreement.js";
import { choice, labelled, textField } from "./controls.js";
import { coded } from "./labels.js";
import { arrangeMinor } from "./minor.js";
import { arrangeNaming } from "./naming.js";
import { placeField } from "./place.js";
import * as visits from "./visits.js";

/**
 * Draw the form into `root`; `onSaved(visit)` runs when the visit is on disk. `{renew}` takes the
 * person as a newer list has her.
 */
export function openForm(root, about) {
  const { item, context } = about;
  const form = {
    draft: null,
    item,
    campaign: context.campaign,
    notice: context.list.notice,
    noticePlace: h("div"),
    trouble: h("p", { class: "trouble", role: "alert" }),
  };
  void begin(root, form, about, context.me.user_id, item);
  return { renew: (newer) => renew(form, newer, context) };
}

function renew(form, item, context) {
  Object.assign(form, { item, campaign: context.campaign });
  if (!form.node) return;
  takeNotice(form, context.list?.notice ?? null);
  arrange(form);
}

async function begin(root, form, { onSaved, isOpen }, userId, item) {
  const draft = await visits.draftFor(userId, item.beneficiary_id);
  if (!isOpen()) return;
  form.draft = draft;
  form.touched = () => {
    draft.started_at ??= now();
    form.trouble.textContent = "";
    arrange(form);
    void keepDraft(form, userId, item);
  };
  form.save = h(
    "button",
    { type: "submit", class: "button primary wide", id: "save-visit" },
    t("field.save"),
  );
  const onsubmit = (event) => {
    event.preventDefault();
    void submit(form, userId, onSaved);
  };
  form.node = h(
    "form",
    { class: "stack", onsubmit, novalidate: true },
    outcomes(form),
    whenMet(form),
    placeField(draft, form.touched),
    form.trouble,
    form.save,
  );
  render(root, form.node);
  arrange(form);
}

/** `data-kept` counts the touches that are on disk. */
async function keepDraft({ node, draft }, userId, item) {
  const touches = Number(node.dataset.touches ?? 0) + 1;
  node.dataset.touches = touches;
  await visits.keepDraft(userId, item.beneficiary_id, draft);
  node.dataset.kept = touches;
}

async function submit(form, userId, onSaved) {
  const lack = visits.lack(form.draft, form.notice, form.item);
  if (lack !== null) {
    form.trouble.textContent = t(lack);
    form.trouble.scrollIntoView({ block: "center" });
    return;
  }
  form.save.disabled = true;
  try {
    const mayPublish = form.campaign?.minors_may_publish === true;
    onSaved(await visits.record(userId, form.item, form.draft, form.notice, mayPublish));
  } catch (error) {
    // The phone's disk is full or closed to the page: she must not walk away thinking it is saved.
    if (!(error instanceof DOMException)) throw error;
    form.trouble.textContent = t("field.not_saved");
  } finally {
    form.save.disabled = false;
  }
}

/** Show what the answers so far call for. */
function arrange(form) {
  const { draft, met, sticker, method, call, callAt } = form;
  met.hidden = draft.outcome !== "met";
  sticker.disabled = !draft.owner_agreed;
  if (!draft.owner_agreed) draft.sticker_placed = sticker.checked = false;
  method.hidden = draft.purposes.length === 0;
  arrangeNaming(form);
  arrangeMinor(form);
  call.hidden = draft.method !== "missed_call";
  callAt.textContent = draft.dialled_at
    ? t("field.call.at", { when: instant(draft.dialled_at) })
    : "";
}

function outcomes(form) {
  const one = (code) =>
    choice("outcome", code, coded("outcome", code), form.draft.outcome === code, () => {
      form.draft.outcome = code;
      form.touched();
    });
  return h(
    "fieldset",
    { class: "card choices" },
    h("legend", null, t("field.step.outcome")),
    visits.OUTCOMES.map(one),
  );
}

function whenMet(form) {
  form.met = h("div", { class: "stack" }, atTheDoor(form), agreement(form));
  return form.met;
}

function atTheDoor(form) {
  form.sticker = tick(form, "sticker_placed");
  return h(
    "fieldset",
    { class: "card stack" },
    h("legend", null, t("field.step.door")),
    labelled(tick(form, "leaflet_given"), t("field.leaflet")),
    labelled(tick(form, "owner_agreed"), t("field.owner_agreed")),
    labelled(form.sticker, t("field.sticker"), t("field.sticker.hint")),
    household(form),
  );
}

function household(form) {
  const oninput = (event) => {
    form.draft.household = event.target.value;
    form.touched();
  };
  return textField(t("field.household"), {
    name: "household",
    maxlength: 64,
    value: form.draft.household ?? "",
    hint: t("field.household.hint"),
    oninput,
  });
}

function tick(form, name) {
  const onchange = (event) => {
    form.draft[name] = event.target.checked;
    form.touched();
  };
  return h("input", { type: "checkbox", name, checked: form.draft[name], onchange });
}
