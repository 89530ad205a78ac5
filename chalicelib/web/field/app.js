/**
 * The field worker's page: signs her in, learns her booths, fetches her list, and shows the view
 * that the address names, `#people` or `#person/<beneficiary_id>`. Views draw themselves; this
 * module owns the frame around them.
 */

import { session, signOut } from "../shared/auth.js";
import { h, render } from "../shared/dom.js";
import { language, loadWords, t } from "../shared/i18n.js";
import { banner, pageHeader } from "../shared/shell.js";
import { signInForm } from "../shared/signinform.js";
import { isAttendance, openAttendance } from "./attend.js";
import { codeInAddress, openEnrolment } from "./enrol.js";
import { trouble } from "./labels.js";
import { boothsOf, campaignOf, freshList, keptList, whoAmI } from "./lists.js";
import * as outbox from "./outbox.js";
import { openPeople } from "./people.js";
import { openPerson } from "./person.js";
import { freshReturned, keptReturned, replaced } from "./returned.js";
import { openRinging } from "./ringing.js";
import { listen } from "./signals.js";
import { openStatus } from "./status.js";
import * as store from "./store.js";
import * as uploads from "./uploads.js";
import * as visits from "./visits.js";

/* Her own work is laid over the list anyway, so a younger list is not worth a call. */
const OLD_AFTER_MS = 5 * 60_000;

const main = h("main", { id: "main", tabindex: "-1" });
const status = h("div", { class: "status-place" });

/* `list` is {items, notice, fetched_at}; `stale` says that it is the kept one, `failed` why. */
const context = {
  me: null,
  booth: null,
  campaign: null, // {numbers, minors_may_publish}, once known.
  list: null,
  stale: false,
  failed: null,
  returned: null, // What came back from the desk, once known.
  filter: "all",
  search: "",
};
let view = null;
let ringing = null;
let enrolment = null; // The page on which this phone becomes hers, while it shows.
let wasSignedIn = false;

context.go = (hash) => {
  location.hash = hash;
};
context.useBooth = useBooth;
context.reload = () => void fetchAll();
context.takeReturned = async (item) => {
  context.returned = await replaced(context.me.user_id, context.returned, item);
  await view?.update();
};

async function start() {
  await loadWords(
    new URL("../shared/words.json", import.meta.url),
    new URL("./words.json", import.meta.url),
  );
  window.addEventListener("hashchange", onAddress);
  window.addEventListener("sampark:language", onLanguage);
  window.addEventListener("sampark:session", onSession);
  window.addEventListener("online", context.reload);
  listen("outbox", () => void refreshWhenOld());
  listen("corrected", context.reload);
  await enter();
}

/** From "nobody" to a shown list, as far as the network and the phone's memory allow. */
async function enter() {
  const code = codeInAddress();
  if (code !== null) return enrolling(code);
  enrolment = null;
  const current = session();
  wasSignedIn ||= current !== null;
  if (!current) return signedOut();
  frame();
  render(main, h("p", { class: "loading muted" }, t("field.loading")));
  try {
    context.me = await whoAmI(current.username);
  } catch (error) {
    return session() ? render(main, banner("bad", trouble(error), againButton(enter))) : undefined;
  }
  frame();
  const booths = boothsOf(context.me);
  if (booths.length === 0) return notForYou();
  outbox.start(context.me.user_id);
  await uploads.start(context.me.user_id);
  openStatus(status, context);
  ringing ??= openRinging(context);
  void campaignOf(context.me).then((campaign) => Object.assign(context, { campaign }));
  return useBooth(await lastBooth(booths));
}

async function lastBooth(booths) {
  const last = await store.kept(context.me.user_id, "booth");
  return booths.find(({ area_id }) => area_id === last)?.area_id ?? booths[0].area_id;
}

async function useBooth(booth) {
  Object.assign(context, { booth, list: null, stale: false, failed: null });
  await store.keep(context.me.user_id, "booth", booth);
  context.returned ??= await keptReturned(context.me.user_id);
  await fetchAll();
}

async function fetchAll() {
  await fetchList();
  await fetchReturned();
}

/** What came back from the desk, of all her booths. */
async function fetchReturned() {
  const { me } = context;
  const items = me && (await freshReturned(me.user_id));
  if (items === null || context.me !== me) return;
  context.returned = items;
  view?.update();
}

/** Show the kept list at once, then the server's when it comes. */
async function fetchList() {
  const { me, booth } = context;
  if (me === null || booth === null) return;
  const wanted = language();
  const kept = await keptList(me.user_id, booth, wanted);
  if (kept !== null) take({ list: kept, stale: true });
  try {
    const list = await freshList(me.user_id, booth, wanted);
    await visits.admitted(me.user_id, list.items);
    if (context.booth === booth && language() === wanted)
      take({ list, stale: false, failed: null });
  } catch (error) {
    if (session()) take({ failed: trouble(error) });
  }
}

function take(news) {
  Object.assign(context, news);
  if (view === null) show({ focus: false });
  else view.update();
  ringing?.look();
}

async function refreshWhenOld() {
  const isOld = context.list !== null && Date.now() - context.list.fetched_at > OLD_AFTER_MS;
  if (context.me !== null && isOld && (await outbox.unsent()).length === 0) await fetchAll();
}

function show({ focus }) {
  view?.close();
  view = null;
  if (context.booth === null) return;
  view = opened(location.hash.replace(/^#/, ""));
  window.scrollTo(0, 0);
  if (focus) main.focus({ preventScroll: true });
}

function opened(hash) {
  const [name, id] = hash.split("/");
  if (isAttendance(hash)) return openAttendance(main, hash);
  if (name === "person" && id) return openPerson(main, decodeURIComponent(id), context);
  return openPeople(main, context);
}

function frame() {
  document.title = `${t("field.title")} · ${t("shell.brand")}`;
  const person = context.me?.name ?? session()?.username ?? null;
  render(document.body, pageHeader({ title: t("field.title"), person }), status, main);
}

function signedOut() {
  frame();
  render(status);
  const note = wasSignedIn ? t("sign_in.again") : null;
  wasSignedIn = false;
  // A successful sign-in tells the window, which then enters.
  render(main, signInForm({ intro: t("field.intro"), note, onSignedIn: () => {} }));
  main.querySelector("input").focus();
}

function enrolling(code) {
  frame();
  render(status);
  enrolment = openEnrolment(main, code, { onLeave: enter });
}

function notForYou() {
  const other = h(
    "button",
    { type: "button", class: "button", onclick: signOut },
    t("field.other_person"),
  );
  render(
    main,
    h(
      "section",
      { class: "card stack" },
      h("h1", null, t("field.not_worker")),
      h("p", null, t("field.not_worker_why")),
      h("p", null, other),
    ),
  );
}

function againButton(again) {
  return h("button", { type: "button", class: "button", onclick: again }, t("field.again"));
}

function onAddress() {
  // Another card was read in this tab: whoever was at work here is not any more.
  if (codeInAddress() !== null) return location.reload();
  return show({ focus: true });
}

function onLanguage() {
  if (enrolment !== null) {
    frame();
    return enrolment.draw();
  }
  if (view === null) return void enter();
  frame();
  openStatus(status, context);
  show({ focus: false });
  return void fetchList();
}

async function onSession() {
  if (session()) return context.me === null ? enter() : undefined;
  const gone = context.me?.user_id ?? null;
  view?.close();
  view = null;
  outbox.stop();
  uploads.stop();
  ringing?.stop();
  ringing = null;
  Object.assign(context, { me: null, booth: null, list: null, failed: null, returned: null });
  if (gone !== null) await store.forgetLists(gone);
  return signedOut();
}

start();
