"""How every action on an instrument begins: take the lock, then refuse what may not be done."""

from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation
from phoihop.programmes import rules
from phoihop.programmes.models import Instrument
from phoihop.programmes.rules import Act


def locked(instrument: Instrument) -> Instrument:
    """A fresh copy under a lock that holds until the transaction ends: acts on one text follow one another."""
    # Two statements: a locking read that joins would lose the row when the one before it moved a joined key (the turn).
    lock(instrument)
    return fresh(instrument)


def lock(instrument: Instrument) -> None:
    """The lock alone, for what is done around an act."""
    Instrument.objects.select_for_update().values("pk").get(pk=instrument.pk)


def fresh(instrument: Instrument) -> Instrument:
    """The row as it is now, without a lock."""
    related = Instrument.objects.select_related("partnership__chain", "owner", "lead", "turn", "parent")
    return related.prefetch_related("partnership__parties__organisation").get(pk=instrument.pk)


def guard(act: Act, by: User, instrument: Instrument, organisation: Organisation) -> None:
    """Raise the refusal of this act, if there is one."""
    refused = rules.refusal(act, by, instrument, organisation)
    if refused is not None:
        raise refused
