"""Seeded crash points: a testimonial on its way to each network, with kills, faults and trouble.

One seed is one story: which network and files, what goes wrong there, at which calls the process
ends, and what people do meanwhile. When all of that is over the timers go on, and then the
network's own book is compared with ours.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, Protocol

from chalicelib.adapters.channels.by_kind import Channels
from chalicelib.adapters.channels.facebook import FacebookChannel
from chalicelib.adapters.channels.instagram import InstagramChannel
from chalicelib.adapters.channels.partner import PartnerChannel
from chalicelib.adapters.channels.practice import PracticeChannel
from chalicelib.adapters.channels.telegram import TelegramChannel
from chalicelib.adapters.channels.x import XChannel
from chalicelib.adapters.channels.youtube import YouTubeChannel
from chalicelib.domain.channels import ChannelKind
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.media import MediaKind
from chalicelib.domain.post_words import tag_of
from chalicelib.domain.publishing import Publication, PublicationState, publication_id_of
from chalicelib.ports import ChannelClient, Clock
from tests.builders import NOON, VISIT
from tests.fakes import FakeRecords, FixedClock
from tests.networks.facebook import FacebookNetwork
from tests.networks.files import serving_files
from tests.networks.instagram import InstagramNetwork
from tests.networks.partner import PartnerNetwork
from tests.networks.server import Fault, Network
from tests.networks.telegram import TelegramNetwork
from tests.networks.x import XNetwork
from tests.networks.youtube import YouTubeNetwork
from tests.prove.kills import Killer, WatchedCaller, WatchedDeliveries
from tests.prove.stand import ENDED, Stand

S = PublicationState
PATIENCE_S: Final = 0.08  # our clients' with a network that hangs
PHOTO, VIDEO = (MediaKind.PHOTO,), (MediaKind.VIDEO,)
BOTH = (MediaKind.PHOTO, MediaKind.VIDEO)
NETWORKS: Final[Mapping[ChannelKind, tuple[Callable[[], Any], tuple[Any, ...]]]] = {
    ChannelKind.FACEBOOK: (FacebookNetwork, (PHOTO, VIDEO)),
    ChannelKind.INSTAGRAM: (InstagramNetwork, (PHOTO, VIDEO)),
    ChannelKind.X: (XNetwork, (PHOTO, VIDEO)),
    ChannelKind.YOUTUBE: (YouTubeNetwork, (VIDEO,)),
    ChannelKind.TELEGRAM: (TelegramNetwork, (PHOTO, VIDEO, BOTH)),
    ChannelKind.PARTNER: (PartnerNetwork, (PHOTO, VIDEO)),
}
# A hanging network costs patience, so it is told seldom enough.
RARE: Final = frozenset({Fault.HANGS_AFTER, Fault.HANGS_BEFORE})
# After these a network may rightly have refused the post for good.
REFUSALS: Final = frozenset({Fault.REFUSED, Fault.DUPLICATE, Fault.BROKEN, Fault.NONSENSE})
MOST_KILLS: Final = 3
LATEST_CALL: Final = 90
LATEST_EFFECT: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What a seed stands for."""

    seed: int
    kind: ChannelKind
    kinds: tuple[MediaKind, ...]
    kills: frozenset[int]  # points among all calls
    effects: frozenset[int]  # and among those that leave something behind
    step: str | None
    fault: Fault | None
    lifted_after: int  # ticks
    events: tuple[tuple[int, str], ...]  # (after so many ticks, what happens)
    repeats: float  # the share of jobs that are handed out twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a story ended. `posted` is how often the network made it public."""

    plot: Plot
    state: PublicationState | None
    posted: int
    live: int
    kills: int
    trouble: tuple[str, ...]
    killed: Counter[str] = field(default_factory=Counter)


def plot_of(seed: int, steps: Mapping[ChannelKind, tuple[str, ...]]) -> Plot:
    """Return the story of a seed, always the same."""
    dice = Random(seed)  # noqa: S311  chance, not secrecy
    kind = dice.choice(sorted(NETWORKS))
    fault = dice.choice(sorted(Fault, key=lambda each: each.value)) if dice.random() < 0.6 else None
    if fault in RARE and dice.random() < 0.7:
        fault = Fault.FAILS_AFTER
    events: list[tuple[int, str]] = []
    for name, share in (
        ("withdraw", 0.15), ("freeze", 0.1), ("restore", 0.15), ("redrive", 0.25),
    ):  # fmt: skip
        if dice.random() < share:
            events.append((dice.randrange(6), name))
    return Plot(
        seed=seed, kind=kind, kinds=dice.choice(NETWORKS[kind][1]),
        kills=_points(dice, LATEST_CALL), effects=_points(dice, LATEST_EFFECT),
        step=dice.choice(steps[kind]) if fault else None, fault=fault,
        lifted_after=dice.randint(1, 6), events=tuple(sorted(events)),
        repeats=dice.choice([0.0, 0.1, 0.4]),
    )  # fmt: skip


def _points(dice: Random, latest: int) -> frozenset[int]:
    count = dice.randint(0, MOST_KILLS)
    return frozenset(dice.randrange(latest * 2) for _ in range(count))


class Theatre:
    """The networks' servers, kept over many stories."""

    def __init__(
        self, files: str, servers: Mapping[ChannelKind, Any], table: "Table | None" = None
    ) -> None:
        self._files = files
        self._servers = servers
        self._table = table
        self.steps = {kind: tuple(NETWORKS[kind][0].STEPS) for kind in NETWORKS}

    def play(self, seed: int) -> Outcome:
        """Tell one story to its end."""
        return self._played(plot_of(seed, self.steps))

    def _played(self, plot: Plot) -> Outcome:
        network = self._fresh(plot.kind)
        killer = Killer(at=plot.kills, at_effects=plot.effects)
        dice = Random(-plot.seed)  # noqa: S311
        clock = FixedClock(NOON)
        killer.is_on = False
        stand = Stand(
            network=network, client=client_of(killer, clock), address=self._files,
            killer=killer, kinds=plot.kinds, clock=clock, is_watched=self._table is None,
            records=self._table.fresh(killer) if self._table else FakeRecords(),
            duplicates=lambda: dice.random() < plot.repeats,
        )  # fmt: skip
        if self._table:
            self._table.units = 0  # what was there before is no part of the story
        killer.is_on = True
        _tell(plot, stand, network, can_restore=self._table is None)
        return _outcome(plot, stand, network)

    def play_calmly(self, kind: ChannelKind) -> Outcome:
        """Tell the story in which nothing goes wrong."""
        plot = Plot(
            seed=0, kind=kind, kinds=NETWORKS[kind][1][-1][-1:], kills=frozenset(),
            effects=frozenset(), step=None, fault=None, lifted_after=0, events=(), repeats=0.0,
        )  # fmt: skip
        return self._played(plot)

    def _fresh(self, kind: ChannelKind) -> Any:
        """Return a network without a past behind the server that is there."""
        server = self._servers[kind]
        network = NETWORKS[kind][0]()
        network._server = server._server
        server._server.RequestHandlerClass.network = network
        return network


class Table(Protocol):
    """Where tables come from; `units` counts what was written in the story."""

    units: int

    def fresh(self, killer: Killer) -> Any:
        """Return an empty one, whose calls the killer ends."""
        ...


@contextmanager
def a_theatre(table: Table | None = None) -> Iterator[Theatre]:
    """Yield a theatre with a server for each network; without `table` it is in memory."""
    with ExitStack() as stack:
        files = stack.enter_context(serving_files())
        servers = {kind: stack.enter_context(make()) for kind, (make, _) in NETWORKS.items()}
        yield Theatre(files, servers, table)


def client_of(killer: Killer, clock: Clock) -> ChannelClient:
    """Return the clients of production, with every call watched."""
    caller = WatchedCaller(killer, read_s=PATIENCE_S)
    deliveries = WatchedDeliveries(killer, answer_s=PATIENCE_S)
    return Channels(
        {
            ChannelKind.FACEBOOK: FacebookChannel(caller),
            ChannelKind.INSTAGRAM: InstagramChannel(caller),
            ChannelKind.X: XChannel(caller),
            ChannelKind.YOUTUBE: YouTubeChannel(caller),
            ChannelKind.TELEGRAM: TelegramChannel(caller),
            ChannelKind.PARTNER: PartnerChannel(deliveries, clock),
            ChannelKind.PRACTICE: PracticeChannel(caller),
        }
    )


def _tell(plot: Plot, stand: Stand, network: Network, *, can_restore: bool) -> None:
    backup = stand.backup() if can_restore else {}
    if plot.step and plot.fault:
        network.faults[plot.step] = plot.fault
    stand.send(Job(action=Action.SCHEDULE, subject=VISIT, content_version=1))
    stand.drain()
    for tick in range(7):
        for at, name in plot.events:
            if at == tick and (can_restore or name != "restore"):
                _happens(name, stand, backup)
        if tick == plot.lifted_after:
            network.faults.clear()
            stand.give()
        if can_restore and tick == plot.seed % 5:
            backup = stand.backup()
        stand.tick()
    # All trouble is over: now it has to come to an end by itself.
    stand.killer.is_on = False
    network.faults.clear()
    stand.give()
    stand.lift()
    stand.settle()


def _happens(name: str, stand: Stand, backup: dict[Any, Any]) -> None:
    match name:
        case "withdraw":
            stand.withdraw()
        case "freeze":
            stand.freeze()
        case "restore":
            stand.restore(backup)
        case "redrive":
            stand.queue += list(stand.ever)
    stand.drain()


def _outcome(plot: Plot, stand: Stand, network: Network) -> Outcome:
    one = stand.publication()
    return Outcome(
        plot=plot, state=one.state if one else None, posted=_times(stand, network),
        live=len(network.live), kills=sum(stand.killer.killed.values()),
        trouble=tuple(_trouble(plot, stand, network)), killed=stand.killer.killed,
    )  # fmt: skip


def _times(stand: Stand, network: Network) -> int:
    """Return how often the network ever made it public; only one file of an album has the text."""
    marker = publication_id_of(VISIT, stand.channel.channel_id, 1)
    tag = tag_of(marker)
    return sum(marker in post.text or tag in post.text for post in network.posts.values())


def _trouble(plot: Plot, stand: Stand, network: Network) -> Iterator[str]:
    """Yield what must not be."""
    one, names = stand.publication(), {name for _, name in plot.events}
    if _times(stand, network) > 1 or len(network.posts) > len(plot.kinds):
        yield "posted twice"
    if one is not None:
        yield from _lost(plot, one, names)
        yield from _untrue(plot, one, network, names)
    elif "withdraw" not in names:
        yield "lost: no publication"


def _lost(plot: Plot, one: Publication, names: set[str]) -> Iterator[str]:
    """Yield why a publication would wait for ever, or ended without a reason."""
    if one.state not in ENDED and one.due_at is None:
        yield f"lost: {one.state} without a next look"
    if one.state in {S.SCHEDULED, S.POSTING, S.HELD}:
        yield f"lost: {one.state} when all trouble is over"
    is_calm = plot.fault not in REFUSALS and "withdraw" not in names
    if is_calm and one.state in {S.FAILED, S.CANCELLED}:
        yield f"lost: {one.state} ({one.reason}) though nobody refused it"


def _untrue(plot: Plot, one: Publication, network: Network, names: set[str]) -> Iterator[str]:
    """Yield in what our book differs from the network's."""
    # A receiver that answers 200, or that it has the message already, has said that it took it.
    lies = {Fault.NONSENSE, Fault.DUPLICATE}
    is_liar = plot.kind is ChannelKind.PARTNER and plot.fault in lies
    # A table that was put back may have forgotten that it was taken down, and what she takes back
    # before it is tried again is cancelled though it may be out (decision 33, its cost).
    has_forgotten = {"withdraw", "restore"} <= names
    is_believed_gone = one.state in {S.FAILED, S.CANCELLED, S.TAKEN_DOWN}
    if network.live and is_believed_gone and not is_liar and not has_forgotten:
        yield f"{one.state}, and live"
    if one.state is S.POSTED and not network.live and not is_liar and not has_forgotten:
        yield "posted, and not live"
    if "withdraw" in names and "restore" not in names and one.state is S.POSTED:
        yield "posted after she took it back"


def tell(seeds: Sequence[int]) -> tuple[list[Outcome], float]:
    """Tell some stories with a table in memory; return them and the CPU seconds they took."""
    began = time.process_time()
    with a_theatre() as theatre:
        return [theatre.play(seed) for seed in seeds], time.process_time() - began
