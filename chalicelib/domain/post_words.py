"""Puts the words of a post together, so that they fit their network.

From the top: the label of what a machine altered, where people see it before they unfold the rest;
the channel's template with the caption in it; last the tag by which the post is found again. When
all that is too long, this goes, in this order, until it fits:

1. the channel's hashtags, from the last one to the second,
2. the further languages, whole ones, from the last one on,
3. the end of the caption, by whole grapheme clusters,
4. where hardly a caption would be left beside them, the template's own text and the first hashtag.

The tag and the label never go: without the one the post could not be found, without the other it
would not be lawful.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.caption_limits import (
    ALT_LIMIT,
    CAPTION_LIMITS,
    MOST_HASHTAGS,
    PER_LANGUAGE,
    TITLE_LIMIT,
)
from chalicelib.domain.caption_templates import (
    PLAIN,
    Template,
    as_hashtags,
    clean,
    fill,
    hashtags_in,
    parse_template,
    with_hashtags,
)
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.graphemes import clusters, cut

# Networks that keep nothing of ours beside the text. Of Telegram's posts no list can be read: there
# the tag is for the person who has to settle what is unclear, since a chat can be searched for it.
TAGGED: Final = frozenset(
    {
        ChannelKind.FACEBOOK, ChannelKind.INSTAGRAM, ChannelKind.X, ChannelKind.YOUTUBE,
        ChannelKind.TELEGRAM,
    }
)  # fmt: skip
TITLED: Final = frozenset({ChannelKind.YOUTUBE})
TAG_DIGITS: Final = 10
AI_LINES: Final[Mapping[str, str]] = {"hi": "AI से बदला गया", "en": "Altered with AI"}
ELSE: Final = "en"  # where there is no line in the caption's language
# YouTube refuses angle brackets; these look alike.
REPLACED: Final[Mapping[ChannelKind, Mapping[int, str]]] = {
    ChannelKind.YOUTUBE: str.maketrans({"<": "‹", ">": "›"})
}
# A caption that is cut to less than this says nothing any more.
LEAST_CLUSTERS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a post has to say. `captions` are by language, the names as a template has them."""

    marker: str
    captions: Mapping[str, str]
    area: str = ""
    scheme: str = ""
    campaign: str = ""
    has_ai_label: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a post. `caption` ends with `tag`, which is empty where none is needed.

    `title` is empty but for YouTube. `language` is that of the first caption that there is, and
    `alt_text` is that caption; `hashtags` are the channel's own that are in `caption`.
    """

    caption: str
    title: str
    tag: str
    language: str
    alt_text: str
    hashtags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Words that may still be too long. `texts` are (language, caption), the first one first.

    `language` is what is spoken where there is no caption.
    """

    kind: ChannelKind
    language: str
    template: Template
    texts: tuple[tuple[str, str], ...]
    names: Mapping[str, str]
    tag: str
    has_ai_label: bool
    hashtags: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The first caption; "" when there is none."""
        return next((text for _, text in self.texts), "")

    def text(self) -> str:
        """Return the whole, as it would be posted."""
        captions = _apart(text for _, text in self.texts)
        values = {**self.names, "caption": captions, "hashtags": as_hashtags(self.hashtags)}
        body = clean(fill(self.template, values))
        if most := MOST_HASHTAGS.get(self.kind):
            body = with_hashtags(body, most - 1)  # the tag is one too
        return _for(self.kind, _apart((self._label(), body, self.tag)))

    def fits(self) -> bool:
        """True when its network takes it as it is."""
        return self.kind in PER_LANGUAGE or CAPTION_LIMITS[self.kind].fits(self.text())

    def saying(self, caption: str) -> "Draft":
        """Return the draft with this in place of its captions, in the language of the first."""
        return replace(self, texts=tuple((language, caption) for language, _ in self.texts[:1]))

    def _label(self) -> str:
        if not self.has_ai_label:
            return ""
        languages = [language for language, _ in self.texts] or [self.language]
        lines = (AI_LINES.get(language, AI_LINES[ELSE]) for language in languages)
        return " / ".join(dict.fromkeys(lines))


def tag_of(marker: str) -> str:
    """Return the hashtag by which the post with this marker is found again.

    Its 50 bits come from SHA-256. Among a million posts of one account two have the same one with
    a chance of 1 in 2,000; only posts of the same hours are ever compared.
    """
    digits = base64.b32encode(hashlib.sha256(marker.encode()).digest()).decode().lower()
    return f"#s{digits[:TAG_DIGITS]}"


def composed(channel: Channel, said: Said) -> Words:
    """Return the words of a post on a channel, within its network's limits."""
    draft = drafted(channel, said)
    fitting = next((each for each in _ever_shorter(draft) if each.fits()), None) or _cut(draft)
    return Words(
        caption=fitting.text(),
        title=_title(draft, said) if channel.kind in TITLED else "",
        tag=draft.tag,
        language=next((language for language, _ in draft.texts), draft.language),
        alt_text=cut(draft.first, ALT_LIMIT.fits),
        hashtags=fitting.hashtags,
    )


def drafted(channel: Channel, said: Said) -> Draft:
    """Return all that a post has to say, with as many of the channel's hashtags as may be there."""
    kind = channel.kind
    draft = Draft(
        kind=kind,
        language=next(iter(channel.caption_languages), ""),
        template=parse_template(channel.template),
        texts=tuple(_texts(channel, said.captions)),
        names={"area": said.area, "scheme": said.scheme, "campaign": said.campaign},
        tag=tag_of(said.marker) if kind in TAGGED else "",
        has_ai_label=said.has_ai_label,
    )
    if kind not in MOST_HASHTAGS:
        return replace(draft, hashtags=channel.hashtags)
    room = MOST_HASHTAGS[kind] - hashtags_in(draft.text())
    return replace(draft, hashtags=channel.hashtags[:room])


def _texts(channel: Channel, captions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for language in channel.caption_languages:
        text = clean(captions.get(language, ""))
        if channel.kind in PER_LANGUAGE:
            text = cut(text, CAPTION_LIMITS[channel.kind].fits)
        if text:
            yield language, text


def _ever_shorter(draft: Draft) -> Iterator[Draft]:
    """Yield the draft, and then without more and more of what goes first."""
    yield draft
    for count in range(len(draft.hashtags) - 1, 0, -1):
        yield replace(draft, hashtags=draft.hashtags[:count])
    for count in range(len(draft.texts) - 1, 0, -1):
        yield replace(draft, hashtags=draft.hashtags[:1], texts=draft.texts[:count])


def _cut(draft: Draft) -> Draft:
    """Return the draft with its first caption alone, of which the end is cut off."""
    framed = replace(draft, hashtags=draft.hashtags[:1])
    short = cut(draft.first, lambda caption: framed.saying(caption).fits())
    if len(list(clusters(short))) > LEAST_CLUSTERS:
        return framed.saying(short)
    bare = replace(draft, template=PLAIN, hashtags=())
    return bare.saying(cut(draft.first, lambda caption: bare.saying(caption).fits()))


def _title(draft: Draft, said: Said) -> str:
    """Return the first line of the caption, or whatever else there is: none may be empty."""
    line = draft.first.partition("\n")[0].strip() or clean(said.campaign) or draft.tag
    return cut(_for(draft.kind, line), TITLE_LIMIT.fits)


def _for(kind: ChannelKind, text: str) -> str:
    return text.translate(REPLACED.get(kind, {}))


def _apart(texts: Iterable[str]) -> str:
    """Return texts with a blank line between them; the empty ones are left out."""
    return "\n\n".join(filter(None, texts))
