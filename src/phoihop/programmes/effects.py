"""What comes into being when an instrument enters into force; higher parts register it at start-up."""

from collections.abc import Callable

from phoihop.accounts.models import User
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentKind

Effect = Callable[[Instrument, User], None]
_effects: dict[InstrumentKind, list[Effect]] = {}


def register(kind: InstrumentKind, fn: Effect) -> None:
    """Let `fn(instrument, by)` run inside the transaction in which an instrument of that kind enters into force."""
    registered = _effects.setdefault(kind, [])
    if fn not in registered:
        registered.append(fn)


def run(instrument: Instrument, by: User) -> None:
    """Run what is registered for its kind."""
    for effect in _effects.get(InstrumentKind(instrument.kind), []):
        effect(instrument, by)
