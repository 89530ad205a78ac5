"""Numbers of posts: read when they are due, together, and at any number of runs with one result."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.channels import Account
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.posts import Metrics, MetricsById
from chalicelib.domain.progress import contribution
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.reels import NOBODY
from chalicelib.services import metrics_reading
from chalicelib.services.metrics_reading import BATCH, IDS_PER_CALL
from tests.builders import CHANNEL, NOON, VISIT, a_channel, a_publication, an_id, path_to
from tests.fakes import FakeChannel
from tests.services.press import OTHER, Press, a_press

S = PublicationState
HOUR = timedelta(hours=1)
SEEN = Metrics(views=120, reactions=7, comments=2)


class Listening(FakeChannel):
    """Remembers what it was asked for in each call; one of its pages may be silent."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, int]] = []
        self.silent: str | None = None

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        self.calls.append((account.channel.channel_id, len(external_ids)))
        self.is_down = account.channel.channel_id == self.silent
        return super().metrics(account, external_ids)


def a_post(number: int = 0, channel_id: ChannelId = CHANNEL, **fields: object) -> Publication:
    post = a_publication(
        S.POSTED, visit_id=VisitId(an_id(number)) if number else VISIT, channel_id=channel_id,
        external_id=f"x{number}", posted_at=NOON - HOUR, due_at=NOON,
    )  # fmt: skip
    return replace(post, **fields)


def with_posts(*posts: Publication) -> tuple[Press, Listening]:
    press = a_press()
    press.network = network = Listening()
    network.counts = {str(each.external_id): SEEN for each in posts}
    press.records.seed(*posts)
    return press, network


def test_a_post_is_read_soon_after_it_went_out_then_after_an_hour_and_then_more_rarely() -> None:
    press = a_press()
    press.post()
    post = press.publication()
    press.network.counts = {str(post.external_id): SEEN}
    assert post.due_at == NOON + timedelta(seconds=30)
    read = []
    while (due_at := press.publication().due_at) is not None:
        press.clock.set(due_at)
        assert metrics_reading.collect(press.tools) == {"read": 1, "delayed": 0}
        read.append(press.publication().metrics_at)

    assert read == [post.due_at, *(NOON + HOUR * each for each in (1, 6, 24, 72, 168, 720))]
    assert press.publication().metrics == SEEN
    assert metrics_reading.collect(press.tools) == {"read": 0, "delayed": 0}


def test_twice_is_once() -> None:
    press, network = with_posts(a_post())

    metrics_reading.collect(press.tools)
    once = press.publication()
    metrics_reading.collect(press.tools)

    assert press.publication() == once
    assert len(network.calls) == 1


def test_posts_are_asked_for_by_channel_and_fifty_at_a_time() -> None:
    posts = [a_post(number) for number in range(1, IDS_PER_CALL + 3)]
    press, network = with_posts(*posts, a_post(1, OTHER))
    press.records.seed(a_channel(channel_id=OTHER))

    found = metrics_reading.collect(press.tools)

    assert found == {"read": IDS_PER_CALL + 3, "delayed": 0}
    assert sorted(network.calls) == [(CHANNEL, 2), (CHANNEL, IDS_PER_CALL), (OTHER, 1)]


def test_a_silent_network_only_delays_and_the_others_are_read() -> None:
    posts = [a_post(number) for number in range(1, IDS_PER_CALL + 3)]
    press, network = with_posts(*posts, a_post(1, OTHER))
    press.records.seed(a_channel(channel_id=OTHER))
    network.silent = CHANNEL

    found = metrics_reading.collect(press.tools)

    assert found == {"read": 1, "delayed": IDS_PER_CALL + 2}
    assert len(network.calls) == 2  # once silent, it is not asked for the rest
    late = press.records.find(Publication, VisitId(an_id(1)), CHANNEL)
    assert late is not None
    assert (late.due_at, late.metrics, late.metrics_at) == (NOON + HOUR, None, None)


def test_what_the_network_does_not_know_keeps_its_numbers_and_is_asked_for_later() -> None:
    press, network = with_posts(a_post(metrics=SEEN, metrics_at=NOON - HOUR))
    network.counts = {}

    metrics_reading.collect(press.tools)

    post = press.publication()
    assert (post.metrics, post.metrics_at) == (SEEN, NOON - HOUR)
    assert post.due_at == NOON + 5 * HOUR


def test_a_post_of_which_only_the_link_is_known_is_read_no_more() -> None:
    press, network = with_posts(a_post(external_id=None))

    metrics_reading.collect(press.tools)

    assert press.publication().due_at is None
    assert network.calls == []


def test_a_post_without_its_channel_is_not_asked_for() -> None:
    press, network = with_posts(a_post(1, OTHER))

    assert metrics_reading.collect(press.tools) == {"read": 1, "delayed": 0}
    assert network.calls == []


def test_a_post_that_moved_on_meanwhile_keeps_where_it_is() -> None:
    press, _ = with_posts(a_post())
    press.records.before_commit = lambda _: press.records.seed(
        replace(press.publication(), state=S.TAKEDOWN_DUE, version=9)
    )

    metrics_reading.collect(press.tools)

    assert press.publication().state is S.TAKEDOWN_DUE
    assert press.publication().metrics is None


def test_more_than_one_read_holds_is_read_in_one_run() -> None:
    press, _ = with_posts(*(a_post(number) for number in range(1, BATCH + 2)))

    assert metrics_reading.collect(press.tools) == {"read": BATCH + 1, "delayed": 0}


def test_what_one_tick_leaves_is_due_at_the_next() -> None:
    press, _ = with_posts(*(a_post(number) for number in range(1, BATCH + 2)))

    runs = [metrics_reading.collect(press.tools, most_reads=1)["read"] for _ in range(2)]

    assert runs == [BATCH, 1]


def test_what_is_not_out_is_not_read() -> None:
    press, network = with_posts(a_post(state=S.TAKEN_DOWN), a_post(1, state=S.UNCONFIRMED))

    metrics_reading.collect(press.tools)

    assert network.calls == []


def test_views_count_on_the_day_the_post_went_out_also_once_it_is_gone() -> None:
    post = a_post(metrics=SEEN, metrics_at=NOON)

    assert contribution(post)[1].days == {NOON.date(): {"views": 120, "reactions": 7}}
    assert contribution(replace(post, state=S.TAKEN_DOWN))[1].days == contribution(post)[1].days
    assert contribution(a_post())[1].days == {}
    assert contribution(replace(post, posted_at=None))[1].days == {}


def test_another_version_takes_the_place_of_the_one_before_in_the_sums() -> None:
    first, second = a_post(content_version=1), a_post(content_version=2, publication_id=an_id(9))

    assert contribution(first)[0] == contribution(second)[0]
    assert contribution(first)[0] != contribution(replace(first, channel_id=OTHER))[0]


def test_a_reels_posts_count_by_the_reel() -> None:
    reel = a_post(beneficiary_id=NOBODY, path=path_to("constituency"))

    assert contribution(reel)[0].startswith(f"{VISIT}:P")
