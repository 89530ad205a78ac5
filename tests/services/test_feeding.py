"""The feed of a partner app: written once something is public, read with the app's own key."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.aws.clients import QUICK
from chalicelib.domain.channel_editions import Edition, EditionOrder, EditionState, edition_id_of
from chalicelib.domain.channels import Channel, ChannelKind, Credential
from chalicelib.domain.consent import Ledger, withdraw
from chalicelib.domain.editions import Style
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.feeds import SETTLES_IN, FeedEntry, FeedKind
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import feeding
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    PERSON,
    VISIT,
    a_channel,
    a_publication,
    a_testimonial,
    a_visited_place,
    a_withdrawal,
    an_id,
)
from tests.fakes import FakeCredentials, FakeObjectStore, FakeRecords, FakeVault, FixedClock

S = PublicationState
KEY = "k" * 40
APP = a_channel(kind=ChannelKind.PARTNER, base_url="")


@dataclass(kw_only=True)
class Feed:
    """A partner app with a feed."""

    records: FakeRecords
    credentials: FakeCredentials = field(default_factory=FakeCredentials)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))

    def write(self, old: Publication | None, new: Publication) -> bool:
        return feeding.write(old, new, records=self.records, clock=self.clock)

    def read(
        self, key: str = KEY, cursor: str | None = None, limit: int = 20,
        channel_id: ChannelId = CHANNEL,
    ) -> feeding.FeedPage:  # fmt: skip
        tools = feeding.Tools(
            records=self.records, store=FakeObjectStore(), credentials=self.credentials,
            vault=FakeVault(), clock=self.clock,
        )  # fmt: skip
        return feeding.read(CAMPAIGN, channel_id, key, limit=limit, cursor=cursor, tools=tools)


def a_feed(*rows: Row, channel: Channel = APP) -> Feed:
    feed = Feed(
        records=FakeRecords(*a_visited_place(), a_testimonial(State.PUBLISHED), channel, *rows)
    )
    feed.credentials.keep(CAMPAIGN, CHANNEL, Credential(access=KEY))
    return feed


def posted(**fields: object) -> Publication:
    return replace(a_publication(S.POSTED, due_at=None), **fields)  # type: ignore[arg-type]


@pytest.fixture
def feed() -> Feed:
    """A feed with one post, written a minute ago."""
    feed = a_feed(posted())
    feed.write(a_publication(S.POSTING), posted())
    feed.clock.advance(minutes=1)
    return feed


def test_a_post_is_read_with_its_words_and_files(feed: Feed) -> None:
    page = feed.read()

    (item,) = page.items
    assert (item.kind, item.publication_id) == (FeedKind.PUBLISHED, posted().publication_id)
    assert item.post is not None
    assert "घर मिला" in item.post.caption
    assert [one.kind.value for one in item.post.media] == ["photo"]
    assert not page.has_more


def test_what_was_read_is_not_read_again_and_a_cursor_waits_for_what_comes(feed: Feed) -> None:
    first = feed.read()
    second = feed.read(cursor=first.cursor)
    assert (second.items, second.cursor) == ((), first.cursor)

    feed.write(posted(), a_publication(S.TAKEDOWN_DUE))
    feed.records.seed(a_publication(S.TAKEDOWN_DUE))
    feed.clock.advance(minutes=1)
    third = feed.read(cursor=second.cursor)
    assert [(each.kind, each.post) for each in third.items] == [(FeedKind.REMOVED, None)]


def test_a_post_that_is_gone_by_now_is_told_as_removed(feed: Feed) -> None:
    feed.records.seed(a_publication(S.TAKEN_DOWN))

    assert [(each.kind, each.post) for each in feed.read().items] == [(FeedKind.REMOVED, None)]


def test_an_older_version_of_a_post_is_told_as_removed(feed: Feed) -> None:
    newer = an_id(0xF002)
    feed.records.seed(posted(publication_id=newer))

    assert [each.kind for each in feed.read().items] == [FeedKind.REMOVED]


def test_what_has_just_been_written_is_read_a_little_later(feed: Feed) -> None:
    other = VisitId(an_id(0xA77))
    feed.write(None, posted(visit_id=other, publication_id=an_id(0xF003)))

    first = feed.read()
    feed.clock.advance(minutes=1)
    assert len(first.items) == 1
    assert [each.publication_id for each in feed.read(cursor=first.cursor).items] == [an_id(0xF003)]


def test_a_long_feed_is_read_in_pages(feed: Feed) -> None:
    for number in range(3):
        feed.write(None, posted(publication_id=an_id(0xF100 + number)))
    feed.clock.advance(minutes=1)

    pages = [feed.read(limit=2)]
    while pages[-1].has_more:
        pages.append(feed.read(limit=2, cursor=pages[-1].cursor))

    assert [len(page.items) for page in pages] == [2, 2]
    assert len({each.publication_id for page in pages for each in page.items}) == 4


def test_a_wrong_key_learns_as_little_as_one_for_a_feed_that_is_not_there(feed: Feed) -> None:
    told = []
    for ask in (
        lambda: feed.read(key="wrong" * 10),
        lambda: feed.read(key=""),
        lambda: feed.read(key="पासवर्ड"),
        lambda: feed.read(channel_id=ChannelId("nowhere")),
    ):
        with pytest.raises(NotFound) as refused:
            ask()
        told.append(str(refused.value))
    assert len(set(told)) == 1


@pytest.mark.parametrize(
    "channel", [replace(APP, is_enabled=False), a_channel(), replace(APP, kind=ChannelKind.X)]
)
def test_only_a_partner_that_is_switched_on_has_a_feed(channel: Channel) -> None:
    with pytest.raises(NotFound):
        a_feed(channel=channel).read()


def test_an_empty_key_opens_nothing() -> None:
    feed = a_feed()
    feed.credentials.keep(CAMPAIGN, CHANNEL, Credential(signing=("whsec_x",)))

    with pytest.raises(NotFound):
        feed.read(key="")


def test_a_cursor_that_was_tampered_with_is_refused(feed: Feed) -> None:
    cursor = feed.read().cursor
    for broken in (cursor[:-2], cursor + "AA", cursor.swapcase(), "not a cursor", "%%%"):
        with pytest.raises(InvalidInput):
            feed.read(cursor=broken)


def test_only_a_partners_posts_are_written(feed: Feed) -> None:
    assert not feed.write(None, posted(channel_id=ChannelId("nowhere")))
    assert not feed.write(None, a_publication(S.SCHEDULED))
    feed.records.seed(a_channel())
    assert not feed.write(None, posted(publication_id=an_id(0xF009)))
    assert len(feed.records.all(FeedEntry)) == 1


def test_the_stream_may_tell_a_change_twice(feed: Feed) -> None:
    feed.write(a_publication(S.POSTING), posted())
    feed.write(a_publication(S.POSTING), posted())
    feed.clock.advance(minutes=1)

    assert {each.publication_id for each in feed.read().items} == {posted().publication_id}


def test_what_was_composed_is_what_is_read() -> None:
    order = EditionOrder(style=Style(has_cards=True), language="hi")
    media = FakeRecords(*a_visited_place()).bundle(VISIT).media[0]
    edition = Edition(
        visit_id=VISIT, edition_id=edition_id_of(1, order, None), state=EditionState.READY,
        derivatives=(replace(media.derivatives[0], key="aa/edition.jpg"),),
    )  # fmt: skip
    feed = a_feed(posted(order=order), edition)
    feed.write(None, posted(order=order))
    feed.clock.advance(minutes=1)

    (item,) = feed.read().items
    assert item.post is not None
    assert "aa/edition.jpg" in item.post.media[0].url


def test_a_post_that_no_longer_fits_is_not_shown() -> None:
    gone = posted(media_ids=())
    feed = a_feed(gone)
    feed.write(None, gone)
    feed.clock.advance(minutes=1)

    assert [each.kind for each in feed.read().items] == [FeedKind.REMOVED]


def test_from_the_commit_of_a_withdrawal_on_nothing_of_hers_is_read(feed: Feed) -> None:
    ledger = feed.records.find(Ledger, PERSON)
    assert ledger is not None
    feed.records.commit(Save(row=withdraw(ledger, a_withdrawal())))

    assert [(each.kind, each.post) for each in feed.read().items] == [(FeedKind.REMOVED, None)]


@pytest.mark.parametrize(
    "fields",
    [{"state": State.PENDING_REVIEW}, {"content_version": 2}, {"state": State.WITHDRAWN}],
    ids=["not approved", "another version", "withdrawn"],
)
def test_what_is_approved_no_longer_is_not_read_though_its_takedown_is_to_come(
    feed: Feed, fields: dict[str, Any]
) -> None:
    known = feed.records.find(Testimonial, VISIT)
    assert known is not None
    feed.records.seed(replace(known, **fields))

    assert [each.kind for each in feed.read().items] == [FeedKind.REMOVED]
    feed.records.seed(known)
    assert [each.kind for each in feed.read().items] == [FeedKind.PUBLISHED]


def test_an_entry_takes_its_place_just_before_it_is_written() -> None:
    feed = a_feed(posted())
    recall = feed.records.recall

    def slow(*key: Any) -> Any:
        feed.clock.advance(minutes=1)
        return recall(*key)

    feed.records.recall = slow  # type: ignore[method-assign]
    cursor = feed.read().cursor
    feed.write(None, posted())
    early = feed.read(cursor=cursor)
    feed.clock.advance(minutes=1)

    assert early.items == ()
    assert len(feed.read(cursor=early.cursor).items) == 1


def test_an_entry_settles_for_longer_than_the_table_may_take_to_write_it() -> None:
    tries, pauses_s = QUICK.retries["total_max_attempts"], 1 + 2
    longest_s = tries * (QUICK.connect_timeout + QUICK.read_timeout) + pauses_s

    assert timedelta(seconds=longest_s) < SETTLES_IN
