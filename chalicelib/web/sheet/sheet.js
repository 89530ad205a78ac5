/* The page that prints for a booth: cards with which its workers enrol their phones, and strips
   with the codes by which people take their consent back. It also ends a lost phone. Codes are
   shown while the page is open and kept nowhere. */

import { h, render } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { startSignedIn } from "../shared/signedin.js";
import { openLeaflets } from "./leaflets.js";
import { boothPicker } from "./places.js";
import { openWorkers } from "./workers.js";

const STEERING = ["in_charge", "co_convener", "convener", "admin"];
const KINDS = { workers: openWorkers, leaflets: openLeaflets };

function open(main, me) {
  const scopes = me.scopes.filter((scope) => STEERING.includes(scope.role));
  const picker = boothPicker(scopes, onBooth);
  const body = h("div", { class: "sheet-body" });
  let kind = "workers";
  let view = null;

  function onBooth(booth) {
    view = booth ? KINDS[kind](body, booth) : null;
    if (!booth) render(body, h("p", { class: "muted" }, t("sheet.choose_first")));
  }

  function choose(name) {
    kind = name;
    draw();
    onBooth(picker.booth());
    document.getElementById(`kind-${name}`).focus();
  }

  function tab(name) {
    const props = { type: "button", class: "tab", id: `kind-${name}`, onclick: () => choose(name) };
    const current = kind === name ? "true" : null;
    return h("button", { ...props, "aria-current": current }, t(`sheet.${name}`));
  }

  function draw() {
    picker.draw();
    const tabs = h("div", { class: "tabs" }, Object.keys(KINDS).map(tab));
    const heading = h("h1", null, t("sheet.heading"));
    const top = h("div", { class: "sheet-top no-print" }, heading, picker.element, tabs);
    render(main, h("div", { class: "sheet" }, top, body));
    view?.draw();
  }

  draw();
  picker.start();
  return { draw, close: () => {} };
}

startSignedIn({
  name: "sheet",
  words: new URL("./words.json", import.meta.url),
  printed: ["hi", "en"],
  roles: STEERING,
  open,
  forget: () => {},
});
