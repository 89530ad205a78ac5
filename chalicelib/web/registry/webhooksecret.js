/* A webhook's secret, shown once: it is handed from what made it to the page that shows it, and
   forgotten as soon as somebody says that she has it, or leaves. */

import { announce, button, h, icon, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";

let handed = null;

/** Keep a secret for the page that comes next. */
export function hand(webhookId, secret) {
  handed = { webhookId, secret };
}

/** Forget it. */
export function forgetSecret() {
  handed = null;
}

/** What shows the secret of a webhook that was just made or rotated; nothing otherwise. */
export function secretPanel(webhookId) {
  const place = h("div", { class: "secret-place" });
  if (handed?.webhookId === webhookId) render(place, panel(place, handed.secret));
  return place;
}

function panel(place, secret) {
  const text = h("code", { class: "secret mono", id: "webhook-secret", tabindex: "0" }, secret);
  const said = h("p", { class: "small", role: "status" });
  const kept = () => {
    forgetSecret();
    render(place);
    announce(t("secret.forgotten"));
    document.querySelector("main h1")?.focus();
  };
  return h(
    "section",
    { class: "banner banner-warn secret-panel", "aria-labelledby": "secret-title" },
    h("h2", { id: "secret-title" }, icon("lock"), t("secret.title")),
    h("p", null, t("secret.once")),
    text,
    h("div", { class: "row" }, button(t("secret.copy"), () => copy(text, said), { tone: "primary", id: "copy-secret" }), button(t("secret.kept"), kept, { sign: "check", id: "secret-kept" })),
    said,
  );
}

/* Where a browser does not let a page copy, the text is marked for the person to copy. */
async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    render(said, t("secret.copied"));
  } catch {
    getSelection().selectAllChildren(text);
    text.focus();
    render(said, t("secret.copy_yourself"));
  }
}
