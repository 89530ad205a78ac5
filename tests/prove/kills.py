"""Kills: a process that ends before or after the effect of any call that it makes.

Calls are counted over everything that a run talks to: the table, the buckets, the secrets, and each
HTTP request to a network. A kill is no Exception, so nothing on its way can catch it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from chalicelib.adapters.channels.calls import Caller
from chalicelib.adapters.channels.deliveries import SignedDeliveries

WATCHED: Final = frozenset(
    {
        "find", "find_many", "recall", "bundle", "commit", "add", "channels", "under", "waiting",
        "due", "listed", "mark_attempt", "derivative_url", "read", "keep", "send",
    }
)  # fmt: skip


class Kill(BaseException):
    """The process ends here."""


# Calls that leave something behind, wherever they are made.
EFFECTS: Final = (
    "commit",
    "add",
    "mark_attempt",
    "keep",
    "network",
    "PutItem",
    "TransactWriteItems",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A call: its number among all, and among those that leave something behind."""

    number: int
    effect: int | None


@dataclass(kw_only=True)
class Killer:
    """Ends the process at the points in `at`: 2n is before the n-th call, 2n + 1 after it.

    `at_effects` are such points among the calls that leave something behind.
    """

    at: frozenset[int] = frozenset()
    at_effects: frozenset[int] = frozenset()
    count: int = 0
    effects: int = 0
    is_on: bool = True
    killed: Counter[str] = field(default_factory=Counter)

    def around(self, kind: str, call: Callable[[], Any]) -> Any:
        """Make a call, unless the process ends before it; its answer is lost if it ends after."""
        begun = self.before(kind)
        answer = call()
        self.after(kind, begun)
        return answer

    def before(self, kind: str) -> Begun:
        """Begin a call and return it, unless the process ends here."""
        begun = Begun(number=self.count, effect=self.effects if is_effect(kind) else None)
        self.count += int(self.is_on)
        self.effects += int(self.is_on and is_effect(kind))
        self._end_at(begun, 0, f"before {kind}")
        return begun

    def after(self, kind: str, begun: Begun) -> None:
        """Let the process end after a call's effect."""
        self._end_at(begun, 1, f"after {kind}")

    def _end_at(self, begun: Begun, side: int, where: str) -> None:
        is_here = 2 * begun.number + side in self.at
        if begun.effect is not None:
            is_here = is_here or 2 * begun.effect + side in self.at_effects
        if self.is_on and is_here:
            self.killed[where] += 1
            raise Kill


def is_effect(kind: str) -> bool:
    """True for a call that leaves something behind."""
    return kind.endswith(EFFECTS)


class Watched:
    """Something that a run talks to, with every call of WATCHED counted."""

    def __init__(self, inner: Any, killer: Killer, name: str) -> None:
        self._inner = inner
        self._killer = killer
        self._name = name

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in WATCHED:
            return found

        def call(*given: Any, **named: Any) -> Any:
            kind = f"{self._name}.{name}"
            return self._killer.around(kind, lambda: found(*given, **named))

        return call


class WatchedCaller(Caller):
    """The HTTP of our clients, with every request counted: before it leaves, after it arrived."""

    def __init__(self, killer: Killer, *, read_s: float) -> None:
        super().__init__(connect_s=1.0, read_s=read_s)
        calls: list[Begun] = []

        def leaves(_: httpx.Request) -> None:
            calls.append(killer.before("network"))

        def arrived(_: httpx.Response) -> None:
            killer.after("network", calls.pop())

        self._http.event_hooks = {"request": [leaves], "response": [arrived]}


class WatchedDeliveries(SignedDeliveries):
    """Signed deliveries, with every one counted."""

    def __init__(self, killer: Killer, *, answer_s: float) -> None:
        super().__init__(allow_loopback=True, answer_s=answer_s)
        self._killer = killer

    def send(self, *given: Any, **named: Any) -> Any:
        """Send one delivery, unless the process ends before it."""
        plain = super().send
        return self._killer.around("network", lambda: plain(*given, **named))
