/* The part of a channel's form that says when it may post: quotas, spacing, quiet hours. */

import { button, h, render } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { durationControl } from "./durations.js";
import { fields } from "./faults.js";

const MOST_QUOTAS = 3;
const A_DAY_S = 86_400;
const NIGHT = { from: "22:00", until: "06:00" };

/** `{element, read()}`; what is read are the fields of the service. */
export function postingRules(wanted, zone) {
  const quotas = quotaPart(wanted.quotas);
  const spacing = durationControl("channel-spacing", t("channels.spacing"), wanted.min_spacing_s);
  const quiet = quietPart(wanted.quiet, zone);
  const element = [
    quotas.element,
    fields("min_spacing_s", t("channels.spacing"), [spacing.element], t("channels.spacing_hint")),
    quiet.element,
  ];
  const read = () => ({ quotas: quotas.read(), min_spacing_s: spacing.seconds(), quiet: quiet.read() });
  return { element, read };
}

/* Without rules of its own a channel gets those of its network, which is null to the service. */
function quotaPart(quotas) {
  const rows = [];
  const list = h("div", { class: "quotas" });
  let made = 0;
  const add = button(t("channels.quota_add"), () => row({ most: 10, window_s: A_DAY_S }).focus(), { sign: "plus", id: "quota-add" });
  const tell = () => {
    add.hidden = rows.length >= MOST_QUOTAS;
  };
  const row = ({ most, window_s: windowS }) => {
    made += 1;
    const count = h("input", {
      id: `quota-${made}`, type: "number", min: "1", step: "1", inputmode: "numeric", required: true, value: String(most), "aria-label": t("channels.quota_most"),
    });
    const time = durationControl(`quota-${made}-window`, t("channels.quota_window"), windowS, 1);
    const one = { read: () => ({ most: Number(count.value), window_s: time.seconds() }) };
    const gone = () => {
      rows.splice(rows.indexOf(one), 1);
      element.remove();
      tell();
      add.focus();
    };
    const element = h(
      "div",
      { class: "quota" },
      count, h("span", null, t("channels.quota_in")), time.element,
      button(t("channels.quota_remove"), gone, { tone: "quiet", sign: "cross" }),
    );
    rows.push(one);
    list.append(element);
    tell();
    return count;
  };
  const own = h("div", { class: "quota-own" }, list, add);
  const choice = (value, words) => {
    const onchange = () => {
      own.hidden = value === "usual";
      if (value === "own" && !rows.length) row({ most: 10, window_s: A_DAY_S });
    };
    const isOn = (quotas === null) === (value === "usual");
    const radio = h("input", { type: "radio", name: "quota-choice", id: `quota-${value}`, value, checked: isOn, onchange });
    return h("label", { class: "check", for: `quota-${value}` }, radio, h("span", null, words));
  };
  const usual = choice("usual", t("channels.quota_usual"));
  for (const quota of quotas ?? []) row(quota);
  own.hidden = quotas === null;
  const controls = [usual, choice("own", t("channels.quota_own")), own];
  const element = fields("quotas", t("channels.quotas"), controls, t("channels.quota_hint", { n: number(MOST_QUOTAS) }));
  tell();
  const isUsual = () => usual.querySelector("input").checked;
  return { element, read: () => (isUsual() ? null : rows.map((one) => one.read())) };
}

function quietPart(quiet, zone) {
  const times = h("div", { class: "quiet-times" });
  const time = (name, words) => {
    const id = `channel-quiet-${name}`;
    const control = h("input", { id, type: "time", value: (quiet ?? NIGHT)[name] });
    return { control, element: h("div", null, h("label", { for: id }, words), control) };
  };
  const from = time("from", t("channels.quiet_from"));
  const until = time("until", t("channels.quiet_until"));
  const isQuiet = h("input", { type: "checkbox", id: "channel-quiet", checked: Boolean(quiet) });
  const tell = () => {
    times.hidden = !isQuiet.checked;
    for (const { control } of [from, until]) control.required = isQuiet.checked;
  };
  isQuiet.addEventListener("change", tell);
  render(times, from.element, until.element);
  tell();
  const own = h("label", { class: "check", for: "channel-quiet" }, isQuiet, h("span", null, t("channels.quiet_on")));
  const element = fields("quiet", t("channels.quiet"), [own, times], t("channels.quiet_hint", { zone: zone.name }));
  const read = () => (isQuiet.checked ? { from: from.control.value, until: until.control.value } : null);
  return { element, read };
}
