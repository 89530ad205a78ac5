/* The sign-in card, shared by the console and the field page. It answers a wrong password and a
   missing network with different sentences, because people do different things about them. */

import { signIn } from "./auth.js";
import { h, render } from "./dom.js";
import { Problem } from "./errors.js";
import { t } from "./i18n.js";
import { banner } from "./shell.js";

/** A `<main>`-ready card; `onSignedIn(session)` runs after success. `note` explains why it shows. */
export function signInForm({ intro, note = null, onSignedIn }) {
  const user = field("username", t("sign_in.user"), { autocomplete: "username" });
  const password = field("password", t("sign_in.password"), {
    type: "password",
    autocomplete: "current-password",
  });
  const button = h("button", { type: "submit", class: "button primary wide" }, t("sign_in.go"));
  const trouble = h("div", { class: "sign-in-trouble" }, note ? banner("note", note) : null);

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    button.textContent = t("sign_in.going");
    try {
      onSignedIn(await signIn(user.input.value.trim(), password.input.value));
    } catch (error) {
      render(trouble, banner("bad", sentence(error)));
      button.disabled = false;
      button.textContent = t("sign_in.go");
      password.input.select();
    }
  }

  return h(
    "form",
    { class: "card sign-in", onsubmit: submit, novalidate: true },
    h("h1", null, t("sign_in.title")),
    h("p", { class: "muted" }, intro),
    trouble,
    user.row,
    password.row,
    button,
  );
}

function field(name, label, attributes) {
  const input = h("input", {
    id: `sign-in-${name}`,
    name,
    type: "text",
    autocapitalize: "none",
    spellcheck: "false",
    ...attributes,
  });
  const row = h("div", { class: "field" }, h("label", { for: input.id }, label), input);
  return { input, row };
}

function sentence(error) {
  if (!(error instanceof Problem)) return t("sign_in.offline");
  if (error.status === 429 || error.slug.includes("TooManyRequests")) return t("sign_in.too_many");
  return error.status < 500 ? t("sign_in.wrong") : t("sign_in.fault");
}
