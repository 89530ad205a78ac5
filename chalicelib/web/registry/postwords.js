/* How the words of a post come together and how each network counts them: the service's own rules
   (domain/post_words.py, caption_templates.py, caption_limits.py) for a preview while somebody types.
   A test holds both against each other; what counts is what the service says. */

export const FIELDS = ["caption", "hashtags", "area", "scheme", "campaign"];
export const MOST_TEMPLATE = 500;
export const LIMITS = {
  facebook: [63_206, "characters"],
  instagram: [2_200, "characters"],
  x: [280, "weighted"],
  youtube: [5_000, "bytes"],
  telegram: [1_024, "utf16_units"],
  partner: [1_000, "characters"],
  practice: [1_000, "characters"],
};
/* Their limit is of one language's caption, not of the whole post. */
export const PER_LANGUAGE = ["partner", "practice"];
export const TAGGED = ["facebook", "instagram", "x", "youtube", "telegram"];
export const MOST_HASHTAGS = { instagram: 5 };

const PIECE = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;
const MANY_BLANK_LINES = /[^\S\n]*\n[^\S\n]*\n\s*\n/g;
const HASHTAG = /[#＃]+(?=[\p{L}\p{N}_])/gu;
const UNSENT = /(?![\n\t])[\p{Cc}\p{Cs}]|\p{Noncharacter_Code_Point}/gu;

/* X's published weights, version 3. */
const LINK_WEIGHS = 23;
const EMOJI_WEIGHS = 2;
const LABEL = "[\\p{L}\\p{N}_\\u0900-\\u0963\\u0966-\\u0d7f\\-]";
const LINK = new RegExp(
  `(?<![\\p{L}\\p{N}_@#.\\-])(?:https?://(?:${LABEL}{1,63}\\.)+${LABEL}{2,63}` +
    "|(?:[a-z0-9\\-]{1,63}\\.)+[a-z]{2,63}(?![\\p{L}\\p{N}_]))" +
    "(?::\\d+)?(?:[/?#](?:[!-~]*[a-z0-9=_#/+&%\\-])?)?",
  "giu",
);
const SIGN =
  "[\\u00a9\\u00ae\\u203c\\u2049\\u2122\\u2139\\u2190-\\u21ff\\u2300-\\u23ff\\u24c2\\u25a0-\\u2bff\\u3030\\u303d\\u3297\\u3299]";
const PICTURE = `(?:[\\u{1f000}-\\u{1faff}]|${SIGN}\\ufe0f|[\\u2600-\\u27bf])`;
const ONE = `${PICTURE}\\ufe0f?[\\u{1f3fb}-\\u{1f3ff}]?(?:[\\u{e0020}-\\u{e007e}]+\\u{e007f})?`;
const EMOJI = new RegExp(
  `[\\u{1f1e6}-\\u{1f1ff}]{2}|[0-9#*]\\ufe0f?\\u20e3|${ONE}(?:\\u200d(?:${ONE}|${SIGN}))*`,
  "gu",
);
const HEAVY = /[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]/gu;

const MEASURES = {
  characters: (text) => [...text].length,
  utf16_units: (text) => text.length,
  bytes: (text) => new TextEncoder().encode(text).length,
  weighted,
};

/** How long a text is by a measure. */
export function lengthOf(text, measure) {
  return MEASURES[measure](text);
}

function weighted(text) {
  let links = 0;
  let emoji = 0;
  const rest = text
    .normalize("NFC")
    .replace(LINK, () => ((links += 1), ""))
    .replace(EMOJI, () => ((emoji += 1), ""));
  return LINK_WEIGHS * links + EMOJI_WEIGHS * emoji + [...rest].length + (rest.match(HEAVY) ?? []).length;
}

/** What is wrong with a template: "" for nothing, else a code, `field:<name>` for an unknown one. */
export function faultOf(template) {
  if ([...template].length > MOST_TEMPLATE) return "long";
  const pieces = [...template.matchAll(PIECE)].filter(([whole]) => whole !== "{{" && whole !== "}}");
  if (pieces.some(([, name]) => name === undefined)) return "brace";
  const unknown = pieces.find(([, name]) => !FIELDS.includes(name));
  if (unknown) return `field:${unknown[1]}`;
  return pieces.filter(([, name]) => name === "caption").length === 1 ? "" : "caption";
}

/** The words of a post, all of them, as they would go out if they fit: `channel` is `{kind,
    template, hashtags, languages}` and `said` `{captions, area, scheme, campaign, tag}`. */
export function composed(channel, said) {
  const { kind } = channel;
  const captions = channel.languages.map((one) => clean(said.captions[one] ?? "")).filter(Boolean).join("\n\n");
  const values = { caption: captions, area: said.area, scheme: said.scheme, campaign: said.campaign };
  const tag = TAGGED.includes(kind) ? said.tag : "";
  const most = MOST_HASHTAGS[kind];
  const whole = (hashtags) => {
    const body = clean(fill(channel.template, { ...values, hashtags: asHashtags(hashtags) }));
    const kept = most ? withHashtags(body, most - 1) : body;
    const text = [kept, tag].filter(Boolean).join("\n\n");
    return kind === "youtube" ? text.replaceAll("<", "‹").replaceAll(">", "›") : text;
  };
  if (!most) return whole(channel.hashtags);
  const room = most - (whole([]).match(HASHTAG) ?? []).length;
  return whole(channel.hashtags.slice(0, room));
}

/** `{text, length, most, measure, fits}` of a post's words on a channel. */
export function counted(channel, said) {
  const text = composed(channel, said);
  const [most, measure] = LIMITS[channel.kind];
  const length = lengthOf(text, measure);
  return { text, length, most, measure, fits: PER_LANGUAGE.includes(channel.kind) || length <= most };
}

function fill(template, values) {
  const hasPlace = template.replace(/\{\{|\}\}/g, "").includes("{hashtags}");
  const whole = values.hashtags && !hasPlace ? `${template}\n\n{hashtags}` : template;
  const filled = whole.replace(PIECE, (piece, name) => {
    if (piece === "{{") return "{";
    if (piece === "}}") return "}";
    return values[name] ?? "";
  });
  return filled.replace(MANY_BLANK_LINES, "\n\n").trim();
}

function asHashtags(words) {
  return words.map((word) => `#${word}`).join(" ");
}

function withHashtags(text, most) {
  let place = 0;
  return text.replace(HASHTAG, (sign) => ((place += 1) > most ? "" : sign));
}

function clean(text) {
  return text.replace(/\r\n?/g, "\n").replace(UNSENT, "").trim();
}
