"""What happens to a body is told to the parts that keep records of it; higher parts register at start-up."""

from collections.abc import Callable

from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation, OrganisationName

Listener = Callable[[Organisation, OrganisationName, OrganisationName, User], None]
_listeners: list[Listener] = []


def on_rename(fn: Listener) -> None:
    """Let `fn(organisation, before, now, by)` run inside the transaction in which a body's new name is written."""
    if fn not in _listeners:
        _listeners.append(fn)


def renamed(organisation: Organisation, before: OrganisationName, now: OrganisationName, by: User) -> None:
    """Tell all that registered."""
    for listener in _listeners:
        listener(organisation, before, now, by)
