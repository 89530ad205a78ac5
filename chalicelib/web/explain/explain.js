/* One testimonial from capture to now, on a sheet that can be printed: `explain?id=…`. Without an id
   it offers those that came last. Everything is read, nothing is decided. */

import { api } from "../shared/api.js";
import { button, h, render } from "../shared/dom.js";
import { loadWords, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { startSignedIn } from "../shared/signedin.js";
import { sentence } from "../shared/trouble.js";
import { openChoice } from "./choice.js";
import { sheet } from "./sheet.js";

function open(main, me) {
  const id = new URLSearchParams(location.search).get("id");
  return id ? openStory(main, id) : openChoice(main, me.scopes);
}

function openStory(main, id) {
  const view = { story: null, trouble: null, closed: false };

  const load = async () => {
    Object.assign(view, { story: null, trouble: null });
    draw();
    try {
      view.story = (await api("GET", `/v1/testimonials/${encodeURIComponent(id)}/explain`)).body;
    } catch (error) {
      view.trouble = error.status === 404 ? t("explain.gone") : sentence(error);
    }
    draw();
  };

  function draw() {
    if (view.closed) return;
    if (view.story) render(main, sheet(view.story));
    else render(main, h("div", { class: "plain-page" }, waiting()));
  }

  function waiting() {
    if (!view.trouble) return h("p", { class: "loading muted" }, t("shell.loading"));
    const other = h("a", { class: "button", href: "explain" }, t("explain.choose"));
    return banner("bad", view.trouble, button(t("shell.again"), load), other);
  }

  load();
  const close = () => {
    view.closed = true;
  };
  return { draw, close };
}

/* The words for codes of findings are the console's; this page speaks them as it does. */
await loadWords(new URL("../console/words.json", import.meta.url), new URL("../posts/words.json", import.meta.url));
startSignedIn({
  name: "explain",
  words: new URL("./words.json", import.meta.url),
  roles: ["moderator", "convener", "admin"],
  open,
  forget: () => {},
});
