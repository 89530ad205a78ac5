/* What the service objects to in a form, said at the field that it names. */

import { h, render } from "../shared/dom.js";
import { Problem } from "../shared/errors.js";
import { language } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";

/** A field with its name, a hint, and a place for what is wrong with it. `name` is what the service
    calls it; `control` is one element, or several of which the first takes the name. */
export function field(name, label, control, hint = null) {
  const id = control.id;
  const hintId = `${id}-hint`;
  if (hint) control.setAttribute("aria-describedby", hintId);
  return h(
    "div",
    { class: "field", "data-field": name },
    h("label", { for: id }, label),
    control,
    hint && h("p", { class: "muted small", id: hintId }, hint),
    h("div", { class: "field-fault" }),
  );
}

/** The same for several controls that belong together. */
export function fields(name, label, controls, hint = null) {
  return h(
    "fieldset",
    { class: "field", "data-field": name },
    h("legend", null, label),
    controls,
    hint && h("p", { class: "muted small" }, hint),
    h("div", { class: "field-fault" }),
  );
}

/** Forget what was wrong with a form. */
export function clearFaults(form, trouble) {
  for (const place of form.querySelectorAll(".field-fault")) render(place);
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  render(trouble);
}

/** Say what is wrong: at its fields where the error names some that the form has, else in `trouble`. */
export function showFaults(form, trouble, error) {
  clearFaults(form, trouble);
  const left = faultsOf(error).filter((fault) => !showAt(form, fault));
  const [first] = form.querySelectorAll("[aria-invalid]");
  if (left.length || !first) {
    const words = first ? left.map((fault) => fault.message).join(" ") : sentence(error, { isWrite: true });
    render(trouble, banner("bad", words));
  }
  if (first) first.focus();
  else trouble.scrollIntoView({ block: "nearest" });
}

function faultsOf(error) {
  if (!(error instanceof Problem)) return [];
  if (error.errors) return error.errors;
  return error.field ? [{ field: error.field, message: error.message }] : [];
}

/* A field of a field, `quotas.0.most`, is said at the one that the form has. */
function showAt(form, { field: name, message }) {
  const [own] = name.split(".");
  const place = form.querySelector(`[data-field="${CSS.escape(own)}"]`);
  if (!place) return false;
  const id = `fault-${own}`;
  // The service's own words are English; a reader's voice should know.
  const lang = language() === "en" ? null : "en";
  render(place.querySelector(".field-fault"), h("p", { class: "fault", id, lang }, message));
  const control = place.querySelector("input, select, textarea");
  control?.setAttribute("aria-invalid", "true");
  control?.setAttribute("aria-describedby", `${control.id}-hint ${id}`);
  return Boolean(control);
}
