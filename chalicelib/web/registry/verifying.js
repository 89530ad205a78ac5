/* What the engineers of an operator's own systems need: how to know that a message is ours. The
   example is that of docs/webhooks.md, which a test runs and holds against this one. */

import { h } from "../shared/dom.js";
import { t } from "../shared/i18n.js";

const EXAMPLE = `import base64, hashlib, hmac, time


def is_ours(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """\`headers\` in lower case, \`body\` as it came, before it is read as JSON."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mine = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(mine.encode(), one.encode()) for one in given)
`;

/** A folded part with the rules and the example. */
export function verifying() {
  const rules = ["verify.signed", "verify.once", "verify.answer", "verify.retries", "verify.gone", "verify.replay", "verify.rotation"];
  return h(
    "details",
    { class: "card verifying" },
    h("summary", null, t("verify.title")),
    h("ul", { class: "consequences" }, rules.map((key) => h("li", null, t(key)))),
    h("pre", { class: "example", tabindex: "0", role: "region", "aria-label": t("verify.example"), lang: "en" }, h("code", null, EXAMPLE)),
    h("p", null, h("a", { href: "docs#post_webhook" }, t("verify.api")), " · ", t("verify.guide")),
  );
}
