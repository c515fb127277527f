"""A scene in which the north is to be followed by another body."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import EventKind, Organisation, Role
from phoihop.programmes.models import Partnership
from phoihop.programmes.tests import make
from phoihop.programmes.tests.make import Scene, Side
from phoihop.transitions import actions
from phoihop.transitions.models import Takeover
from tests import make as base

MERGER = dt.date(2025, 3, 1)


@dataclass(frozen=True)
class Merger:
    """The north and the south work together; the heir follows the north."""

    scene: Scene
    heir: Side
    north_keeper: User
    heir_keeper: User

    @property
    def partnership(self) -> Partnership:
        return self.scene.partnership


def merger() -> Merger:
    scene = make.scene()
    heir = make.side(base.organisation("Ban Tuyên giáo và Dân vận", "BTGDVTU"))
    return Merger(scene, heir, *(base.member(body, Role.ADMINISTRATOR) for body in (scene.north.body, heir.body)))


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=clock.VIETNAM)


def facts(predecessor: Organisation, successor: Organisation, **changed: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "predecessor": predecessor,
        "successor": successor,
        "kind": EventKind.MERGE,
        "decision": "12-QĐ/TU",
        "decided_on": today,
        "effective_on": today,
    } | changed


def declared(here: Merger, *, by_heir: bool = False, **changed: Any) -> Takeover:
    """Declared by the north's administrator, or by the heir's."""
    who = (here.heir.body, here.heir_keeper) if by_heir else (here.scene.north.body, here.north_keeper)
    said = facts(here.scene.north.body, here.heir.body, **changed)
    return actions.declare(**said, organisation=who[0], by=who[1])


def taken_over(here: Merger, **changed: Any) -> Takeover:
    """Declared by the north, confirmed by the heir's approver."""
    return actions.confirm(declared(here, **changed), by=here.heir.approver)
