/* The page of those who steer an area: shows the section that the address names, such as
   `#progress` or `#audit`, inside the frame of shared/signedin.js. What stands behind the section's
   name, such as an area, is the section's own. */

import { h, render } from "../shared/dom.js";
import { loadWords, pick, t } from "../shared/i18n.js";
import { go, startSignedIn } from "../shared/signedin.js";
import { openAgreement } from "./agreement.js";
import { openAudit } from "./audit.js";
import { openCalls } from "./calls.js";
import { openChannels } from "./channels.js";
import { openFreezes } from "./freezes.js";
import { openHeld } from "./held.js";
import { openImports } from "./imports.js";
import { openOutgoing } from "./outgoing.js";
import { openPatterns } from "./patterns.js";
import { openProgress } from "./progress.js";
import { openThroughput } from "./throughput.js";
import { openWebhooks } from "./webhooks.js";
import { openWorkshops } from "./workshops.js";

const SECTIONS = {
  progress: openProgress,
  throughput: openThroughput,
  outgoing: openOutgoing,
  channels: openChannels,
  freezes: openFreezes,
  imports: openImports,
  calls: openCalls,
  held: openHeld,
  workshops: openWorkshops,
  patterns: openPatterns,
  agreement: openAgreement,
  audit: openAudit,
  webhooks: openWebhooks,
};
const STEERING = ["in_charge", "co_convener", "convener", "admin"];
/* What became of testimonials is for those who answer for the area; the service says the same. */
const ANSWERING = ["convener", "admin"];
const FOR_ANSWERING = new Set(["throughput", "outgoing", "channels", "agreement", "audit"]);
const FOR_ADMINS = new Set(["webhooks"]);

/* Carried from section to section: who she is, the areas she steers, the one she looks at. */
const context = { me: null, scopes: [], area: null };

function open(main, me) {
  const scopes = me.scopes.filter((scope) => STEERING.includes(scope.role));
  context.me = me;
  context.scopes = [...new Map(scopes.map((scope) => [scope.area_id, scope])).values()];
  context.area ??= context.scopes[0].area_id;
  const [name, ...rest] = location.hash.replace(/^#/, "").split("/").map(decodeURIComponent);
  const names = sectionsFor(me.roles);
  const section = names.includes(name) ? name : names[0];
  document.body.dataset.view = section;
  const body = h("div", { class: "section" });
  const view = SECTIONS[section](body, context, rest);
  const draw = () => {
    render(main, h("div", { class: "registry" }, top(section, names), body));
    view.draw();
    showCurrentTab(main);
  };
  draw();
  return { draw, close: view.close };
}

function sectionsFor(roles) {
  const isAnswering = roles.some((role) => ANSWERING.includes(role));
  const isAdmin = roles.includes("admin");
  const isHers = (name) => (isAdmin || !FOR_ADMINS.has(name)) && (isAnswering || !FOR_ANSWERING.has(name));
  return Object.keys(SECTIONS).filter(isHers);
}

function top(section, names) {
  return h(
    "div",
    { class: "registry-top" },
    h(
      "nav",
      { class: "tabs", "aria-label": t("registry.sections") },
      names.map((name) => tab(name, section)),
    ),
    areaChoice(section),
  );
}

function tab(name, current) {
  const aria = name === current ? "page" : null;
  return h("a", { class: "tab", href: `#${name}`, "aria-current": aria }, t(`registry.${name}`));
}

function areaChoice(section) {
  const option = (scope) =>
    h("option", { value: scope.area_id }, pick(scope.names) || scope.area_id);
  if (context.scopes.length === 1) {
    return h("p", { class: "muted area-only" }, option(context.scopes[0]).textContent);
  }
  const onchange = (event) => {
    context.area = event.target.value;
    go(`#${section}`);
  };
  const select = h(
    "select",
    { id: "area-choice", "aria-label": t("registry.area"), value: context.area, onchange },
    context.scopes.map(option),
  );
  return select;
}

/* On a phone the row of tabs is wider than the screen. */
function showCurrentTab(main) {
  const tabs = main.querySelector(".tabs");
  const current = tabs.querySelector("[aria-current]");
  tabs.scrollLeft = current.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
}

function forget() {
  Object.assign(context, { me: null, scopes: [], area: null });
}

/* Posts are told here in the same words as on the page of a testimonial's story. */
await loadWords(new URL("../posts/words.json", import.meta.url));
startSignedIn({
  name: "registry",
  words: new URL("./words.json", import.meta.url),
  roles: STEERING,
  open,
  forget,
});
