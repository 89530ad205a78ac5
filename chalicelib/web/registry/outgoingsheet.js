/* The publications that are shown, as a file. */

import { coded, t } from "../shared/i18n.js";
import { channelOf, saysOf } from "../posts/post.js";
import { areaName } from "./areaname.js";

/** `{name, header, rows}` of everything in a view's lists. */
export function sheetOf({ lists, zone }) {
  const at = (value) => (value ? zone.instant(value) : "");
  const columns = [
    [t("outgoing.testimonial"), (one) => one.testimonial_id],
    [t("registry.area"), (one) => areaName(one.area_id)],
    [t("outgoing.channel"), channelOf],
    [t("outgoing.state"), (one) => coded("publication", one.state)],
    [t("outgoing.why"), (one) => saysOf(one, at).join(" ")],
    [t("outgoing.told"), (one) => one.told],
    [t("post.slot"), (one) => at(one.slot_at)],
    [t("post.posted_at"), (one) => at(one.posted_at)],
    [t("post.link"), (one) => one.permalink],
    [t("post.views"), (one) => one.metrics?.views],
    [t("post.reactions"), (one) => one.metrics?.reactions],
    [t("takedown.why"), (one) => one.takedown && coded("takedown_kind", one.takedown.kind)],
    [t("takedown.deadline"), (one) => at(one.takedown?.deadline_at)],
    [t("outgoing.late"), (one) => one.takedown?.is_late],
    [t("takedown.gone"), (one) => at(one.takedown?.gone_at)],
    [t("outgoing.tries"), (one) => one.takedown?.tries],
  ];
  return {
    name: t("registry.outgoing"),
    header: columns.map(([title]) => title),
    rows: lists.flatMap(({ list }) => list.items()).map((one) => columns.map(([, value]) => value(one))),
  };
}
