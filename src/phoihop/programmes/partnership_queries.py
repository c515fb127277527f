"""Named reads of partnerships and their ledgers."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from phoihop.accounts.models import User
from phoihop.ledger.models import Entry
from phoihop.ledger.verbs import sentence
from phoihop.lib import clock
from phoihop.lib.numbers import identifier
from phoihop.programmes.models import GroupMember, Instrument, Partnership, Party
from phoihop.programmes.states import InstrumentKind, InstrumentState

PAGE = 50


@dataclass(frozen=True)
class LedgerLine:
    """An official act as the page tells it."""

    entry: Entry
    sentence: str


@dataclass(frozen=True)
class LedgerPage:
    """A part of a ledger, newest first; `next_key` opens the part before it."""

    lines: list[LedgerLine]
    next_key: str


def partnership_rows(user: User) -> QuerySet[Partnership]:
    """Partnerships that the person may see, with parties and how many texts are in force."""
    members = Prefetch("members", GroupMember.objects.present().select_related("organisation"))
    parties = Prefetch("parties", Party.objects.select_related("organisation").prefetch_related(members))
    lasting = Q(instruments__ended_on__isnull=True) | Q(instruments__ended_on__gt=clock.today())
    lasting &= Q(instruments__period_end__gte=clock.today()) | Q(instruments__kind=InstrumentKind.REVIEW_REPORT)
    in_force = Count("instruments", filter=lasting & Q(instruments__state=InstrumentState.IN_FORCE))
    return Partnership.objects.visible_to(user).prefetch_related(parties).annotate(in_force=in_force)


def partnership_instruments(user: User, partnership: Partnership) -> QuerySet[Instrument]:
    """The partnership's texts that the person may see, newest period first."""
    return Instrument.objects.visible_to(user).filter(partnership=partnership).select_related("lead", "turn")


def ledger_page(partnership: Partnership, after: str) -> LedgerPage:
    """One page of the ledger below a sequence number (from the newest when it is not a number)."""
    entries = Entry.objects.filter(chain=partnership.chain).order_by("-sequence")
    if (sequence := identifier(after)) is not None:
        entries = entries.filter(sequence__lt=sequence)
    rows = list(entries[: PAGE + 1])
    shown = rows[:PAGE]
    following = str(shown[-1].sequence) if len(rows) > PAGE else ""
    return LedgerPage([LedgerLine(entry, sentence(entry)) for entry in shown], following)
