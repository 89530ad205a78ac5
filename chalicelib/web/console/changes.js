/* What is different about an item that was read anew, in words for whoever looked at it before. */

/** Keys of the sentences that say what changed from `before` to `after`; none when a person would
    see no difference. */
export function changesBetween(before, after) {
  const differs = (name) => print(before[name]) !== print(after[name]);
  return [
    differs("verdict") && "changed.verdict",
    print(findings(before)) !== print(findings(after)) && "changed.findings",
    print(files(before)) !== print(files(after)) && "changed.media",
    print(before.consent?.purposes) !== print(after.consent?.purposes) && "changed.consent",
    (differs("captions") || differs("channel_captions")) && "changed.captions",
    differs("transcript") && "changed.transcript",
    differs("appeal") && "changed.appeal",
    differs("is_escalated") && "changed.escalated",
  ].filter(Boolean);
}

function findings(item) {
  return (item.findings ?? []).map((one) => [one.check, one.version, one.outcome]).sort();
}

function files(item) {
  return (item.media_items ?? []).map((one) => [one.media_id, one.state]).sort();
}

function print(value) {
  return JSON.stringify(value ?? null);
}
