"""A party may be a group: it says itself which bodies belong to it. They read as it reads; its own body alone acts."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation, holds_on
from phoihop.programmes import notices, rules
from phoihop.programmes.models import GroupMember, Partnership, Party

MOST_MEMBERS = 100


@transaction.atomic
def join_group(
    partnership: Partnership, bodies: Iterable[Organisation], *, organisation: Organisation, by: User
) -> list[GroupMember]:
    """Say that these bodies belong to the party `organisation`: from now on they read what it reads."""
    party, parties = _locked_party(partnership, organisation, by)
    if partnership.is_over:
        raise NotPossible(_("Quan hệ phối hợp này đã chấm dứt nên không thêm cơ quan được nữa."))
    bodies = list(dict.fromkeys(bodies))
    if not bodies:
        raise NotPossible(_("Hãy chọn ít nhất một cơ quan."))
    present = partnership.group_members.present().select_related("party__organisation")
    known = {member.organisation_id: member.party for member in present}
    observing = set(partnership.observers.filter(holds_on(clock.today())).values_list("organisation_id", flat=True))
    there = set(Organisation.objects.standing().filter(pk__in=[body.pk for body in bodies]))
    for body in bodies:
        if body not in there:
            raise NotPossible(_("%(body)s không còn hoạt động. Hãy chọn cơ quan kế tục.") % {"body": body})
        _refuse_member(body, parties, known)
        if body.pk in observing:
            raise NotPossible(
                _("%(body)s theo dõi quan hệ phối hợp này nên không thuộc riêng bên nào.") % {"body": body}
            )
    if sum(of.pk == party.pk for of in known.values()) + len(bodies) > MOST_MEMBERS:
        raise NotPossible(_("Một bên gồm nhiều nhất %(limit)s cơ quan.") % {"limit": MOST_MEMBERS})
    joined = GroupMember.objects.bulk_create(
        GroupMember(partnership=partnership, party=party, organisation=body, joined_at=clock.now()) for body in bodies
    )
    _record(notices.MEMBERS_JOINED, party, bodies, by)
    notices.tell_members_joined(partnership, organisation, bodies, by=by)
    return joined


@transaction.atomic
def leave_group(member: GroupMember, *, by: User) -> None:
    """Say that a body no longer belongs to its party: from now on it reads nothing more of this partnership."""
    party, _parties = _locked_party(member.partnership, member.party.organisation, by)
    member = GroupMember.objects.select_related("organisation").get(pk=member.pk)
    if member.left_at is not None:
        raise NotPossible(_("%(body)s đã thôi thuộc bên này.") % {"body": member.organisation})
    member.left_at = clock.now()
    member.save(update_fields=["left_at"])
    _record(notices.MEMBER_LEFT, party, [member.organisation], by)
    notices.tell_member_left(member.partnership, party.organisation, member.organisation, by=by)


def _locked_party(partnership: Partnership, organisation: Organisation, by: User) -> tuple[Party, list[Party]]:
    """The party under a lock with all the others, when this person may say who belongs to it."""
    rows = partnership.parties.select_for_update(of=("self",)).select_related("organisation", "partnership__chain")
    parties = list(rows)
    party = next((one for one in parties if one.organisation_id == organisation.pk), None)
    if party is None or organisation not in rules.grouping_sides(rules.standing(by, partnership), partnership):
        raise NotAllowed(_("Chỉ chuyên viên hoặc quản trị của chính bên đó được ghi các cơ quan thuộc bên."))
    return party, parties


def _refuse_member(body: Organisation, parties: list[Party], known: dict[int, Party]) -> None:
    if body.pk in {party.organisation_id for party in parties}:
        raise NotPossible(_("%(body)s đã là một bên của quan hệ phối hợp này.") % {"body": body})
    if body.pk in known:
        words = {"body": body, "party": known[body.pk].organisation}
        raise NotPossible(_("%(body)s đã thuộc bên %(party)s.") % words)


def _record(verb: str, party: Party, bodies: list[Organisation], by: User) -> None:
    record(
        party.partnership.chain,
        verb,
        party.partnership,
        by=by,
        organisation=party.organisation,
        label="; ".join(str(body) for body in bodies)[:300],
        data={"party": party.organisation.key, "members": [{"key": body.key, "name": body.name} for body in bodies]},
    )
