/* One freeze: what it holds, what was out of its reach, and having it lifted, which takes two people. */

import { api } from "../shared/api.js";
import { dialogButtons, openDialog } from "../shared/dialogs.js";
import { announce, button, h, icon, render } from "../shared/dom.js";
import { clock, number } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { banner } from "../shared/shell.js";
import { sentence } from "../shared/trouble.js";
import { campaignOf } from "./campaign.js";
import { dataTable, saying } from "./datatable.js";
import { kindSign, spanOf, stateChip, titleOf, who } from "./freezelist.js";
import { isThere, living } from "./living.js";
import { keepAsking } from "./watch.js";

const SOON_MS = 5_000;
const EVERY_MS = 15_000;
/* For so long what is held still grows. */
const FRESH_MS = 120_000;
const OPEN = ["planned", "on", "lift_asked"];

/** Show a freeze's page in `root`; returns `{draw, close}`. */
export function openFreezePage(root, context, id) {
  const view = { root, context, id, told: null, error: null };
  const stop = keepAsking(() => ask(view), () => pause(view));
  return {
    draw: () => draw(view),
    close: () => {
      view.isClosed = true;
      stop();
    },
  };
}

function pause({ told }) {
  const isFresh = told && told.at - Date.parse(told.freeze.created_at) < FRESH_MS;
  return isFresh ? SOON_MS : EVERY_MS;
}

async function ask(view) {
  try {
    const [{ body, served_at_ms: at }, campaign, channels] = await Promise.all([
      api("GET", pathOf(view)),
      campaignOf(view.context.me.campaign_id),
      channelNames(),
    ]);
    Object.assign(view, { told: { freeze: body, at, zone: campaign.zone, channels }, error: null });
  } catch (error) {
    if (!view.error) announce(sentence(error));
    view.error = error;
  }
  if (!view.isClosed) fill(view);
}

function pathOf(view, more = "") {
  return `/v1/freezes/${encodeURIComponent(view.id)}${more}`;
}

/* Not everybody who steers may see the channels; then they stand here by their ids. */
async function channelNames() {
  try {
    const { body } = await api("GET", "/v1/channels");
    return Object.fromEntries(body.items.map((one) => [one.channel_id, one.name]));
  } catch {
    return {};
  }
}

function draw(view) {
  const title = saying();
  const head = living(h("div", { class: "freeze-head" }), (freeze) => [
    h("span", { class: "freeze-sign" }, kindSign(freeze.kind)), stateChip(freeze),
  ]);
  const facts = living(h("dl", { class: "pairs card" }), (all) => all.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
  const held = living(h("dl", { class: "figures channel-figures card" }), (all) => all.map(([name, value]) =>
    h("div", null, h("dt", null, name), h("dd", { class: "is-strong numbers" }, value))));
  const lifting = living(h("div", { class: "lifting" }), (told) => liftingOf(view, told));
  const liftTrouble = h("div");
  const table = dataTable({
    label: t("freeze.not_recalled"),
    columns: columns(view),
    key: (one) => `${one.testimonial_id}/${one.channel_id}`,
    name: () => t("freeze.not_recalled"),
  });
  const files = table.downloads();
  const none = h("p", { class: "muted" }, t("freeze.all_recalled"));
  const whole = living(h("div"), (isWhole) => !isWhole && h("p", { class: "muted" }, t("freeze.not_whole")));
  const asOf = saying();
  const trouble = h("div", { class: "section-trouble" });
  const body = h(
    "div",
    { class: "channel-page" },
    head.element,
    held.element,
    h("section", { class: "below", "aria-labelledby": "lift-title" }, h("h2", { id: "lift-title" }, t("lift.title")), lifting.element, liftTrouble),
    h(
      "section",
      { class: "below", "aria-labelledby": "recall-title" },
      h("h2", { id: "recall-title" }, t("freeze.not_recalled")),
      h("p", { class: "muted" }, t("freeze.not_recalled_what")),
      none, table.element, whole.element, files,
    ),
    h("section", { class: "below", "aria-labelledby": "facts-title" }, h("h2", { id: "facts-title" }, t("freeze.facts")), facts.element),
    h("p", { class: "muted small" }, asOf.element),
  );
  view.parts = { title, head, facts, held, lifting, liftTrouble, table, files, none, whole, asOf, trouble, body };
  render(
    view.root,
    h("p", null, h("a", { class: "back", href: "#freezes" }, icon("back"), t("freezes.all"))),
    h("h1", null, title.element),
    trouble, body,
  );
  fill(view);
}

function fill(view) {
  const { parts, told, error } = view;
  if (!parts) return;
  if (!isThere(parts, told, error)) {
    parts.title.element.textContent = t("freezes.one");
    return;
  }
  const { freeze, at, zone, channels } = told;
  parts.title.say(titleOf(freeze));
  parts.head.show({ kind: freeze.kind, state: freeze.state });
  parts.held.show([
    [t("freeze.held"), number(freeze.held)],
    [t("freeze.out"), number(freeze.not_recalled.length)],
    [t("freeze.swept"), freeze.swept_at ? zone.instant(freeze.swept_at) : t("freeze.not_swept")],
  ]);
  const { me } = view.context;
  parts.lifting.show({
    state: freeze.state, may_lift: freeze.may_lift, asked: freeze.lift_asked_by && who(freeze.lift_asked_by, me),
    isMine: freeze.lift_asked_by === me.user_id, asked_at: zone.instant(freeze.lift_asked_at),
    lifted: freeze.lifted_by && who(freeze.lifted_by, me), lifted_at: zone.instant(freeze.lifted_at),
  });
  parts.none.hidden = freeze.not_recalled.length > 0;
  parts.table.element.hidden = !freeze.not_recalled.length;
  parts.files.hidden = !freeze.not_recalled.length;
  parts.table.show(freeze.not_recalled.map((one) => ({ ...one, when: zone.instant(one.since), channel: channels[one.channel_id] ?? one.channel_id })));
  parts.whole.show(freeze.is_whole);
  parts.facts.show(factsOf(freeze, zone, channels, me));
  parts.asOf.element.textContent = t("progress.as_of", { at: clock(at) });
}

function factsOf(freeze, zone, channels, me) {
  const { channel_id: channelId } = freeze;
  const by = (userId, at) => t("freeze.by_at", { who: who(userId, me), at: zone.instant(at) });
  return [
    [t("freeze.when"), `${spanOf(freeze, zone)} (${zone.name})`],
    [t("freeze.channel"), channelId ? (channels[channelId] ?? channelId) : t("freeze.all_channels")],
    [t("freeze.reason"), freeze.reason],
    [t("freeze.by"), by(freeze.by, freeze.created_at)],
    freeze.lift_asked_by && [t("freeze.lift_asked"), by(freeze.lift_asked_by, freeze.lift_asked_at)],
    freeze.lifted_by && [t("freeze.lifted"), by(freeze.lifted_by, freeze.lifted_at)],
  ].filter(Boolean);
}

function columns(view) {
  const link = ({ permalink }) =>
    permalink
      ? h("a", { href: permalink, target: "_blank", rel: "noopener noreferrer" }, t("freeze.see_post"))
      : t("freeze.no_link");
  const story = ({ testimonial_id: id }) => h("a", { class: "mono", href: `explain?id=${encodeURIComponent(id)}` }, `…${id.slice(-6)}`);
  return [
    { title: t("freeze.testimonial"), value: (one) => one.testimonial_id, node: story },
    { title: t("freeze.channel"), value: (one) => one.channel },
    { title: t("freeze.state"), value: (one) => coded("publication", one.state) },
    { title: t("freeze.since"), value: (one) => one.when },
    { title: t("freeze.post"), value: (one) => one.permalink ?? "", node: link },
  ];
}

/* Who the two people are, and which of them is looking. */
function liftingOf(view, told) {
  const { state, may_lift: mayLift, asked, isMine } = told;
  if (state === "lifted") return banner("good", t("lift.done", { first: told.asked, second: told.lifted, at: told.lifted_at }));
  if (!OPEN.includes(state)) return h("p", null, t("lift.over"));
  const steps = h(
    "ol",
    { class: "two-people" },
    step(t("lift.first"), asked ? t("lift.asked_at", { who: asked, at: told.asked_at }) : t("lift.nobody_yet"), Boolean(asked)),
    step(t("lift.second"), t(asked ? "lift.needs_second" : "lift.after_first"), false),
  );
  if (isMine) return [steps, banner("note", t("lift.waiting"))];
  if (!mayLift) return [steps, h("p", { class: "muted" }, t("lift.not_you"))];
  const words = asked ? "lift.confirm" : "lift.ask";
  const press = () => openLift(view, words, asked);
  return [steps, h("div", { class: "row" }, button(t(words), press, { tone: asked ? "primary" : "", sign: asked ? "check" : "person", "data-do": asked ? "lift" : "ask-lift" }))];
}

function step(title, words, isDone) {
  return h("li", { class: isDone ? "is-done" : null }, icon(isDone ? "check" : "person"), h("strong", null, title), h("span", null, words));
}

function openLift(view, words, asked) {
  const trouble = h("div");
  const lift = async (event) => {
    const { currentTarget: pressed } = event;
    pressed.disabled = true;
    await ask(view);
    // She meant to be the first; as the second she would lift it.
    if (!asked && view.told.freeze.lift_asked_by) {
      render(trouble, banner("warn", t("lift.meanwhile")));
      return;
    }
    try {
      const { body } = await api("POST", pathOf(view, "/lift"));
      pressed.closest("dialog").close();
      announce(coded("freeze_state", body.state));
      await ask(view);
    } catch (error) {
      pressed.disabled = false;
      render(trouble, banner("bad", sentence(error, { isWrite: true })));
    }
  };
  openDialog(
    h(
      "div",
      { class: "ask" },
      h("h2", null, t(`${words}_sure`)),
      h("p", null, t(`${words}_then`, { who: asked ?? "" })),
      trouble,
      dialogButtons(button(t(words), lift, { tone: "primary", "data-confirm": "lift" })),
    ),
  );
}
