"""A media's signals as a reader sees them: each number with its unit, its meaning and its hint."""

from collections.abc import Mapping

from chalicelib.domain.signals import SENTENCES, SIGNALS, Hint, Signal
from chalicelib.entry.models.common import Model, Words


class SignalView(Model):
    """One number; `hint` says what it hints at, if it lies beyond its threshold."""

    value: float
    unit: str
    meaning: Words
    hint: Hint | None = None
    hint_text: Words | None = None


def signal_views(signals: Mapping[str, float]) -> dict[str, SignalView]:
    """Return the signals that are known today, in the order of the table of all of them."""
    return {
        name: _view(signal, signals[name]) for name, signal in SIGNALS.items() if name in signals
    }


def _view(signal: Signal, value: float) -> SignalView:
    hint = signal.hint if signal.hints_at(value) else None
    return SignalView(
        value=value, unit=signal.unit, meaning=dict(signal.meaning), hint=hint,
        hint_text=dict(SENTENCES[hint]) if hint else None,
    )  # fmt: skip
