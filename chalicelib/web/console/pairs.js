/* What a finding names elsewhere, as pairs to be laid side by side. */

/** Whether a finding names something elsewhere that can be looked at. */
export function isCompared(finding, item) {
  return pairsOf(finding, item).length > 0;
}

/** `[{key, ours, mediaId, visitId, laid}]`: a copy names files and visits by the same place in
    their lists; other findings name visits alone. */
export function pairsOf(finding, item) {
  const { evidence = {}, links = [] } = finding;
  const mine = item.media_items ?? [];
  const listed = (name) => [evidence[name] ?? []].flat();
  const visits = listed("matching_visit_ids");
  const ours = (at) => mine.find((one) => one.media_id === listed("media_ids")[at]) ?? mine[0];
  const copies = listed("matching_media_ids").map((id, at) => ({
    key: id,
    ours: ours(at),
    mediaId: id,
    visitId: visits[at],
    laid: listed("laid")[at] ?? "same",
  }));
  if (copies.length) return copies;
  return links
    .filter((link) => link.kind === "testimonial" && link.id !== item.testimonial_id)
    .map(({ id }) => ({ key: id, ours: firstShown(mine), visitId: id, laid: "same" }));
}

/** The file that stands for an item. */
export function firstShown(media) {
  return media.find((one) => one.state === "ready") ?? media[0];
}
