"""The demo's door: who may be entered by one click. Outside demo mode there is no such door."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from phoihop.accounts.models import User


@dataclass(frozen=True)
class DemoPerson:
    """One of the demo's people, as the login page offers them."""

    user: User
    position: str
    body: str
    tasks: str


_describers: list[Callable[[], list[DemoPerson]]] = []


def register(describe: Callable[[], list[DemoPerson]]) -> None:
    """The part that knows who belongs where says whom the door offers."""
    _describers.append(describe)


def demo_people() -> list[DemoPerson]:
    """Everybody who can be entered by one click: nobody outside demo mode."""
    if not settings.DEMO:
        return []
    return [person for describe in _describers for person in describe()]
