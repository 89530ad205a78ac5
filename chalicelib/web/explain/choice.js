/* Which testimonial to tell of: by its id, or one of those that came last into the usual states. */

import { api } from "../shared/api.js";
import { areaNames, learnAreas } from "../shared/areas.js";
import { button, h, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { coded, pick, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";

const STATES = [
  "pending_review", "has_issues", "approved", "publishing", "published", "rejected", "refused", "withdrawn",
];
const EACH = 5;

/** Offer testimonials of these scopes in `main`; returns `{draw, close}`. */
export function openChoice(main, scopes) {
  const view = { items: null, trouble: null, closed: false };

  const load = async () => {
    Object.assign(view, { items: null, trouble: null });
    draw();
    try {
      const pages = await Promise.all(STATES.map(some));
      const items = pages.flat().sort(newestFirst);
      await learnAreas(items.map((item) => item.area_id), scopes);
      view.items = items;
    } catch (error) {
      view.trouble = sentence(error);
    }
    draw();
  };

  function draw() {
    if (!view.closed) render(main, h("div", { class: "plain-page" }, heading(), form(), list()));
  }

  function list() {
    if (view.trouble) return banner("bad", view.trouble, button(t("shell.again"), load));
    if (!view.items) return h("p", { class: "loading muted" }, t("shell.loading"));
    if (!view.items.length) return h("p", { class: "muted" }, t("explain.nothing_yet"));
    return h("ul", { class: "list choices" }, view.items.map(row));
  }

  load();
  const close = () => {
    view.closed = true;
  };
  return { draw, close };
}

function newestFirst(a, b) {
  return Date.parse(b.waiting_since) - Date.parse(a.waiting_since);
}

async function some(state) {
  const query = new URLSearchParams({ state, limit: EACH });
  return (await api("GET", `/v1/testimonials?${query}`)).body.items;
}

function heading() {
  return [h("h1", null, t("explain.heading")), h("p", { class: "muted" }, t("explain.choose_what"))];
}

function form() {
  const input = h("input", { id: "explain-id", name: "id", autocomplete: "off", spellcheck: "false" });
  const go = (event) => {
    event.preventDefault();
    if (input.value.trim()) location.assign(addressOf(input.value.trim()));
  };
  return h(
    "form",
    { class: "field", onsubmit: go },
    h("label", { for: "explain-id" }, t("explain.id")),
    h(
      "div",
      { class: "choice-line" },
      input,
      h("button", { class: "button primary", type: "submit" }, t("explain.show")),
    ),
  );
}

/** Where the story of a testimonial is told, relative to every page. */
export function addressOf(testimonialId) {
  return `explain?${new URLSearchParams({ id: testimonialId })}`;
}

function row(item) {
  return h(
    "li",
    null,
    h(
      "a",
      { class: "choice-link", href: addressOf(item.testimonial_id) },
      h(
        "span",
        { class: "choice-what" },
        h("strong", null, pick(areaNames(item.area_id)) || item.area_id),
        h("span", { class: "mono muted" }, item.testimonial_id),
      ),
      h("span", { class: "chip accent" }, coded("state", item.state)),
      h("span", { class: "muted small" }, instant(item.waiting_since)),
    ),
  );
}
