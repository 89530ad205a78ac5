/* What the page shows: the field for the code, what is held, and what has been taken back. */

import { button, h, icon } from "../shared/dom.js";
import { Problem } from "../shared/errors.js";
import { language, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { regroup } from "./code.js";
import { day, minutes } from "./days.js";
import { decisions } from "./decisions.js";

/** What `trouble` is when letters of the code are lacking; nobody needs to be asked for that. */
export const SHORT = "short";

const TOO_MANY = 429;
const THEIRS = new Set([404, 422]);

/** The first view; `look(code)` asks what is held. */
export function entry(now, look) {
  const send = (event) => {
    event.preventDefault();
    look(event.currentTarget.elements.code.value);
  };
  return [
    heading(t("withdraw.heading")),
    h("p", { class: "lead" }, t("withdraw.what")),
    h(
      "form",
      { class: "card code-form", onsubmit: send, novalidate: true },
      h("label", { for: "code" }, t("withdraw.code")),
      field(now),
      h("p", { class: "muted", id: "code-hint" }, t("withdraw.code_hint")),
      h("div", { id: "code-trouble" }, trouble(now.trouble)),
      h(
        "button",
        { type: "submit", class: "button primary wide", disabled: now.busy === "look" },
        t(now.busy === "look" ? "withdraw.looking" : "withdraw.look"),
      ),
    ),
    h("p", { class: "muted" }, t("withdraw.by_call")),
  ];
}

function field(now) {
  return h("input", {
    id: "code",
    name: "code",
    class: "code",
    type: "text",
    value: now.code,
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    enterkeyhint: "go",
    lang: "en",
    placeholder: "XXXX-XXXX-XXXX",
    "aria-describedby": "code-hint code-trouble",
    "aria-invalid": isWrongCode(now.trouble) ? "true" : null,
    oninput: (event) => regroup(event.currentTarget),
  });
}

/** What is held; one button takes all of it back. */
export function held(now, { takeBack, askAgain, restart }) {
  const { held: found, busy } = now;
  return [
    heading(found.withdrawn ? t("withdraw.already") : t("withdraw.held")),
    h("p", { class: "lead" }, t("withdraw.campaign", { name: pick(found.campaign_names) })),
    found.withdrawn ? ending(found.erase_on) : null,
    h("section", { class: "card facts" }, purposes(found), files(found)),
    found.posts.length > 0 && posts(found.posts),
    decisions(now, askAgain),
    found.withdrawn ? null : consequences(found),
    trouble(now.trouble),
    found.withdrawn
      ? null
      : button(busy === "withdraw" ? t("withdraw.going") : t("withdraw.go"), takeBack, {
          tone: "primary",
          class: "button primary wide take-back",
          disabled: busy === "withdraw",
        }),
    button(t("withdraw.other_code"), restart, { tone: "quiet" }),
  ];
}

function purposes(found) {
  if (found.purposes.length === 0) {
    return h("p", null, t(found.withdrawn ? "withdraw.nothing_stands" : "withdraw.never_agreed"));
  }
  return h(
    "div",
    null,
    h("h2", null, t("withdraw.agreed_to")),
    h("ul", { class: "purposes" }, found.purposes.map(purpose)),
  );
}

function purpose({ purpose: name, since }) {
  return h(
    "li",
    null,
    icon("check"),
    h("span", null, t(`purpose.${name}`)),
    h("span", { class: "muted" }, t("withdraw.since", { day: day(since) })),
  );
}

function files({ photos, videos }) {
  if (photos + videos === 0) return h("p", { class: "muted" }, t("withdraw.no_files"));
  return h("p", null, t("withdraw.files", { photos, videos }));
}

function posts(all) {
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("withdraw.posts")),
    h("ul", { class: "posts" }, all.map(post)),
  );
}

function post({ channel, permalink, is_going: isGoing }) {
  return h(
    "li",
    null,
    /^https?:\/\//.test(permalink ?? "")
      ? h("a", { href: permalink, target: "_blank", rel: "noopener noreferrer" }, channel)
      : channel,
    isGoing && h("span", { class: "chip warn" }, t("withdraw.being_removed")),
  );
}

function consequences({ erase_after_days: days }) {
  const lines = ["withdraw.then_stop", "withdraw.then_remove", "withdraw.then_erase"];
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("withdraw.then")),
    h("ul", { class: "lines" }, lines.map((key) => h("li", null, t(key, { days })))),
  );
}

/** What has been taken back, and until when what is held is erased. */
export function done(now, { again, restart }) {
  const { purposes_ended: ended, posts_to_remove: going, erase_on: eraseOn } = now.ended;
  return [
    heading(t("withdraw.done")),
    ending(eraseOn),
    h(
      "section",
      { class: "card facts" },
      ended.length > 0 && [
        h("h2", null, t("withdraw.ended")),
        h("ul", { class: "lines" }, ended.map((name) => h("li", null, t(`purpose.${name}`)))),
      ],
      h("p", null, t(going > 0 ? "withdraw.posts_going" : "withdraw.no_posts", { count: going })),
    ),
    trouble(now.trouble),
    button(t("withdraw.look_again"), again, { disabled: now.busy === "look" }),
    button(t("withdraw.other_code"), restart, { tone: "quiet" }),
  ];
}

/** Nothing is left. */
export function erased(restart) {
  return [
    heading(t("withdraw.erased")),
    banner("good", t("withdraw.erased_what")),
    button(t("withdraw.other_code"), restart, { tone: "quiet" }),
  ];
}

function ending(eraseOn) {
  return eraseOn && banner("good", t("withdraw.erase_on", { day: day(eraseOn) }));
}

function heading(text) {
  return h("h1", { tabindex: "-1" }, text);
}

function trouble(error) {
  return error && banner("bad", sentence(error));
}

/* The service speaks both languages about a code; for everything else the page has words. */
function sentence(error) {
  if (error === SHORT) return t("withdraw.short");
  if (!(error instanceof Problem)) return t("withdraw.offline");
  if (error.status === TOO_MANY && error.retry_after_s) {
    return t("withdraw.too_many", { minutes: minutes(error.retry_after_s) });
  }
  if (!isWrongCode(error)) return t("withdraw.fault");
  const own = language() === "hi" ? error.detail_hi : error.detail;
  return own || t("withdraw.wrong");
}

function isWrongCode(error) {
  return error === SHORT || (error instanceof Problem && THEIRS.has(error.status));
}
