"""How every action on an instrument begins: take the lock, then refuse what may not be done."""

from django.db.models import QuerySet

from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation
from phoihop.programmes import rules
from phoihop.programmes.models import Instrument
from phoihop.programmes.rules import Act


def locked(instrument: Instrument) -> Instrument:
    """A fresh copy under a lock that holds until the transaction ends: acts on one text follow one another."""
    return _whole(Instrument.objects.select_for_update(of=("self",))).get(pk=instrument.pk)


def fresh(instrument: Instrument) -> Instrument:
    """The row as it is now, without a lock."""
    return _whole(Instrument.objects.all()).get(pk=instrument.pk)


def guard(act: Act, by: User, instrument: Instrument, organisation: Organisation) -> None:
    """Raise the refusal of this act, if there is one."""
    refused = rules.refusal(act, by, instrument, organisation)
    if refused is not None:
        raise refused


def _whole(rows: QuerySet[Instrument]) -> QuerySet[Instrument]:
    return rows.select_related("partnership__chain", "owner", "lead", "turn").prefetch_related(
        "partnership__parties__organisation"
    )
