"""What all views of an instrument begin with."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions, outline, queries, rules
from phoihop.programmes.models import Instrument, Party, ProvisionVersion
from phoihop.programmes.rules import Act, Standing
from phoihop.programmes.states import UNDER_TALKS, ProvisionKind


@dataclass(frozen=True)
class Seat:
    """A person before an instrument: as what they stand there, for which side, with which acts open to them."""

    instrument: Instrument
    who: Standing
    side: Organisation | None
    acts: frozenset[Act]


def instruments(user: User) -> QuerySet[Instrument]:
    """What this person may see, with all that pages and rules ask of it."""
    parties = Prefetch("partnership__parties", Party.objects.select_related("organisation"))
    related = ("partnership", "owner", "lead", "turn", "based_on", "parent", "created_by", "signed_document")
    visible = Instrument.objects.visible_to(user).annotate(has_unopened=queries.unopened(user))
    return visible.select_related(*related).prefetch_related(parties)


def take_seat(user: User, pk: int) -> Seat:
    """404 for what this person may not know of. Who sits down has opened what the others offered."""
    instrument = get_object_or_404(instruments(user), pk=pk)
    who = rules.standing(user, instrument.partnership)
    if instrument.state in UNDER_TALKS and instrument.has_unopened:  # type: ignore[attr-defined]
        actions.open_offers(instrument, queries.readers(user, instrument, who.side(instrument)))
        instrument = get_object_or_404(instruments(user), pk=pk)  # a recall may have come first
    return Seat(instrument, who, who.side(instrument), rules.allowed(who, instrument))


def acting_side(seat: Seat, act: Act) -> Organisation:
    """The party for which the person does it; refuses with the act's own sentence, so that a form is not shown in vain."""
    side = seat.who.acting_for(act, seat.instrument)
    if side is None:
        raise rules.not_allowed(act, seat.who.user, seat.side)
    refused = rules.refusal(act, seat.who.user, seat.instrument, side)
    if refused is not None:
        raise refused
    return side


def place(version: ProvisionVersion, label: str) -> str:
    """Where a provision with this label stands, in words: clauses and items of the annex count alike."""
    if not label:
        return ""
    if label[0].islower() or " " in label.split(",", 1)[0]:  # "khoản 1 Điều 3", "Chương II"
        return label[0].upper() + label[1:]
    words = {
        ProvisionKind.CLAUSE: _("Mục %(label)s"),
        ProvisionKind.ITEM: _("Phụ lục, mục %(label)s"),
        ProvisionKind.TABLE: _("Bảng số liệu %(label)s"),
    }
    return words[ProvisionKind(version.provision.kind)] % {"label": label}


def doubtful(versions: list[ProvisionVersion], text: list[ProvisionVersion]) -> list[str]:
    """The labels, in that text, of those items whose time should be looked at once more."""
    labels = outline.labels(queries.without_removed(text))
    return [labels[v.provision_id] for v in versions if v.due_rule.get("doubts") and v.provision_id in labels]
