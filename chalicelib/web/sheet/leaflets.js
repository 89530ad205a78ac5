/* Strips for the leaflets of a booth: whose it is, the code by which she takes her consent back,
   and where. The same code comes each time, so a strip that was lost is printed again. */

import { api } from "../shared/api.js";
import { address } from "../shared/config.js";
import { button, h, render } from "../shared/dom.js";
import { language, t, tIn } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { everyPage } from "./workers.js";

const LANGUAGES = ["hi", "en"];
const AT_ONCE = 200;

/** Show a booth's strips in `body`; returns `{draw}`. */
export function openLeaflets(body, booth) {
  let items = null;
  let trouble = null;
  const draw = () => render(body, content());

  async function load() {
    trouble = null;
    draw();
    try {
      const ask = (query) => api("GET", `/v1/leaflets?${query}`);
      items = await everyPage(ask, booth, { limit: AT_ONCE, language: language() });
    } catch (error) {
      trouble = sentence(error);
    }
    draw();
  }

  function content() {
    if (trouble) return banner("bad", trouble, button(t("shell.again"), () => void load()));
    if (items === null) return h("p", { class: "loading muted" }, t("shell.loading"));
    if (items.length === 0) return h("p", { class: "muted" }, t("sheet.nobody_on_roll"));
    return [
      h(
        "section",
        { class: "stack no-print" },
        h("p", null, t("sheet.strips_what", { n: items.length })),
        button(t("sheet.print"), () => window.print(), { tone: "primary", id: "print" }),
      ),
      h("section", { class: "papers strips", "aria-label": t("sheet.leaflets") }, items.map(strip)),
    ];
  }

  draw();
  void load();
  return { draw };
}

function strip(item) {
  const page = address("/withdraw").replace(/^https?:\/\//, "");
  return h(
    "article",
    { class: "paper strip" },
    h("p", { class: "strip-who" }, h("span", { class: "numbers" }, item.serial), ` ${item.name}`),
    h("p", { class: "strip-code" }, item.code),
    LANGUAGES.map((name) => h("p", { lang: name }, tIn(name, "sheet.strip", { page }))),
  );
}
