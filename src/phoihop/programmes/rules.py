"""Who may do what to an instrument: one table of acts, read by actions, pages and tests alike.

Each act names the role, the body for which the person acts, and the states in which it can be done. A person without
the role is refused with `NotAllowed`, a state that does not fit with `NotPossible`; each with its sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible, Refusal
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.organisations.queries import ended_stand_in
from phoihop.programmes.models import GroupMember, Instrument, Partnership
from phoihop.programmes.states import OPEN_STATES, UNDER_TALKS, InstrumentState


class Act(StrEnum):
    """What can be done to an instrument."""

    EDIT = "edit"
    DISCLOSE = "disclose"
    HAND_BACK = "hand_back"
    RECALL = "recall"
    ASK_TIME = "ask_time"
    ANSWER_TIME = "answer_time"
    CONSENT = "consent"
    APPROVE = "approve"
    DECIDE = "decide"
    FREEZE = "freeze"
    SIGN = "sign"
    REPLACE_SIGNATORY = "replace_signatory"
    WITHDRAW = "withdraw"
    REMARK = "remark"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Standing:
    """As what a person stands before an instrument: the parties to which they belong, with their roles there.

    `spoken_for` are the parties for which they read because their own body belongs to one.
    """

    user: User
    roles: dict[int, frozenset[Role]]
    spoken_for: frozenset[int] = frozenset()

    def side(self, instrument: Instrument) -> Organisation | None:
        """The party for which this person reads: of several where they act, the one that holds the turn."""
        return next(iter(self._mine(instrument)), None)

    def acting_for(self, act: Act, instrument: Instrument) -> Organisation | None:
        """The party for which this person would do it, by role; the one for which they read first."""
        rule = RULES[act]
        able = rule.acts_for(instrument)
        return next((b for b in self._mine(instrument) if b.pk in able and self.holds(b.pk, rule.roles)), None)

    def holds(self, organisation_id: int, roles: frozenset[Role]) -> bool:
        return bool(self.roles.get(organisation_id, frozenset()) & roles)

    def _mine(self, instrument: Instrument) -> list[Organisation]:
        """Those where the person does more than look on come first, then the holder of the turn."""
        parties = [party.organisation for party in instrument.partnership.parties.all()]
        return sorted(
            (body for body in parties if body.pk in self.roles),
            key=lambda body: (self.roles[body.pk] == {Role.VIEWER}, body.pk != instrument.turn_id),
        )


@dataclass(frozen=True)
class _Rule:
    roles: frozenset[Role]
    acts_for: Callable[[Instrument], set[int]]
    states: tuple[InstrumentState, ...]
    who: str | Promise
    when: str | Promise


def standing(user: User, partnership: Partnership) -> Standing:
    """The person's roles today in the parties of a partnership: one query beside that of the parties.

    Whoever is of a body that belongs to a party reads for that party, in whatever role there, and acts for nobody.
    """
    parties = {party.organisation_id for party in partnership.parties.all()}
    found: dict[int, set[Role]] = {}
    spoken_for = set()
    if not user.is_active:
        return Standing(user, {})
    groups = GroupMember.objects.present().filter(partnership=partnership, organisation=OuterRef("organisation"))
    memberships = Membership.objects.annotate(voice=Subquery(groups.values("party__organisation_id")[:1])).filter(
        Q(organisation__in=parties) | Q(voice__isnull=False), holds_on(clock.today()), user=user
    )
    for organisation_id, role, voice in memberships.values_list("organisation_id", "role", "voice"):
        if organisation_id in parties:
            found.setdefault(organisation_id, set()).add(Role(role))
        else:
            found.setdefault(voice, set()).add(Role.VIEWER)
            spoken_for.add(voice)
    return Standing(user, {body: frozenset(roles) for body, roles in found.items()}, frozenset(spoken_for))


def side_of(user: User, instrument: Instrument) -> Organisation | None:
    """The party for which this person reads and acts; None for observers and strangers."""
    return standing(user, instrument.partnership).side(instrument)


def allowed(who: Standing, instrument: Instrument) -> frozenset[Act]:
    """Everything that this person may do now, without a further query.

    What each party does for itself (to consent, to approve) counts for the party whose page the person reads.
    """
    side = who.side(instrument)
    return frozenset(
        act
        for act, rule in RULES.items()
        if instrument.state in rule.states
        and not _is_too_late(act, instrument)
        and (body := who.acting_for(act, instrument))
        and (body == side or rule.acts_for is not _parties)
    )


def refusal(act: Act, user: User, instrument: Instrument, organisation: Organisation) -> Refusal | None:
    """Why this person may not do it for that body, or None when they may."""
    rule = RULES[act]
    who = standing(user, instrument.partnership)
    if organisation.pk not in rule.acts_for(instrument) or not who.holds(organisation.pk, rule.roles):
        return not_allowed(act, user, organisation)
    if instrument.state not in rule.states:
        return NotPossible(
            _("%(when)s Văn bản đang ở trạng thái “%(state)s”.")
            % {"when": rule.when, "state": InstrumentState(instrument.state).label}
        )
    if _is_too_late(act, instrument):
        return NotPossible(_("Quan hệ phối hợp này đã chấm dứt nên văn bản không đi tiếp được."))
    return None


def not_allowed(act: Act, user: User, organisation: Organisation | None) -> NotAllowed:
    """Who may do it; and to somebody who stood in for another, that those days are over."""
    who = str(RULES[act].who)
    past = ended_stand_in(user, organisation, RULES[act].roles) if organisation else None
    if past is None or past.stands_in_for is None or past.valid_to is None:
        return NotAllowed(who)
    words = {"person": past.stands_in_for.user, "day": format_date(past.valid_to)}
    return NotAllowed(_("Đồng chí làm thay %(person)s đến hết %(day)s, nay đã hết hạn.") % words + " " + who)


def _is_too_late(act: Act, instrument: Instrument) -> bool:
    """In a partnership that has ended no text goes on; it may be withdrawn, and talked about."""
    return act not in (Act.WITHDRAW, Act.REMARK) and instrument.partnership.is_over


def officer_sides(who: Standing, partnership: Partnership) -> list[Organisation]:
    """The parties for which this person acts as officer, in the order of the parties."""
    parties = [party.organisation for party in partnership.parties.all()]
    return [body for body in parties if Role.OFFICER in who.roles.get(body.pk, frozenset())]


def grouping_sides(who: Standing, partnership: Partnership) -> list[Organisation]:
    """The parties for which this person says which bodies belong to them, in the order of the parties."""
    able = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
    return [party.organisation for party in partnership.parties.all() if who.holds(party.organisation_id, able)]


def can_start(user: User, partnership: Partnership) -> bool:
    """An officer of a party may begin a text."""
    officer = frozenset({Role.OFFICER})
    who = standing(user, partnership)
    return any(who.holds(body, officer) for body in who.roles)


def can_bind(who: Standing) -> bool:
    """Whether the person speaks for a party as a whole: those who may propose and agree to an end."""
    return any(who.holds(body, frozenset({Role.APPROVER, Role.SIGNATORY})) for body in who.roles)


def can_sign(user: User, instrument: Instrument) -> bool:
    """A signatory of a party, in time to sign; which place is theirs is said by the slots of the frozen document."""
    who = standing(user, instrument.partnership)
    return instrument.state in RULES[Act.SIGN].states and bool(who.acting_for(Act.SIGN, instrument))


def _parties(instrument: Instrument) -> set[int]:
    return {party.organisation_id for party in instrument.partnership.parties.all()}


def _turn(instrument: Instrument) -> set[int]:
    return {instrument.turn_id}


def _not_turn(instrument: Instrument) -> set[int]:
    return _parties(instrument) - _turn(instrument)


def _lead(instrument: Instrument) -> set[int]:
    return {instrument.lead_id}


def _owner(instrument: Instrument) -> set[int]:
    return {instrument.owner_id}


RULES = {
    Act.EDIT: _Rule(
        frozenset({Role.OFFICER}),
        _turn,
        OPEN_STATES,
        gettext_lazy("Chỉ chuyên viên của bên đang giữ lượt được sửa văn bản này."),
        gettext_lazy("Chỉ sửa được văn bản đang soạn, đang trao đổi hoặc đã thống nhất mà chưa đóng băng."),
    ),
    Act.DISCLOSE: _Rule(
        frozenset({Role.OFFICER}),
        _turn,
        OPEN_STATES,
        gettext_lazy("Chỉ chuyên viên của bên đang giữ lượt được gửi bản đề nghị."),
        gettext_lazy("Chỉ gửi được đề nghị khi văn bản chưa đóng băng."),
    ),
    Act.HAND_BACK: _Rule(
        frozenset({Role.OFFICER}),
        _turn,
        UNDER_TALKS,
        gettext_lazy("Chỉ chuyên viên của bên đang giữ lượt được chuyển lượt."),
        gettext_lazy("Chỉ chuyển lượt được khi hai bên đang trao đổi."),
    ),
    Act.RECALL: _Rule(
        frozenset({Role.OFFICER}),
        _not_turn,
        UNDER_TALKS,
        gettext_lazy("Chỉ chuyên viên của bên vừa gửi được thu hồi bản đề nghị."),
        gettext_lazy("Chỉ thu hồi được đề nghị khi các bên đang trao đổi."),
    ),
    Act.ASK_TIME: _Rule(
        frozenset({Role.OFFICER}),
        _turn,
        UNDER_TALKS,
        gettext_lazy("Chỉ chuyên viên của bên đang giữ lượt được xin thêm thời gian."),
        gettext_lazy("Chỉ xin thêm thời gian được khi các bên đang trao đổi."),
    ),
    Act.ANSWER_TIME: _Rule(
        frozenset({Role.OFFICER}),
        _not_turn,
        UNDER_TALKS,
        gettext_lazy("Chỉ chuyên viên của bên đã gửi đề nghị được trả lời việc xin thêm thời gian."),
        gettext_lazy("Chỉ trả lời được việc xin thêm thời gian khi các bên đang trao đổi."),
    ),
    Act.CONSENT: _Rule(
        frozenset({Role.OFFICER}),
        _parties,
        (InstrumentState.NEGOTIATION,),
        gettext_lazy("Chỉ chuyên viên của một bên ký được đồng thuận."),
        gettext_lazy("Chỉ đồng thuận được khi các bên đang trao đổi."),
    ),
    Act.APPROVE: _Rule(
        frozenset({Role.APPROVER}),
        _parties,
        (InstrumentState.NEGOTIATION,),
        gettext_lazy("Chỉ người duyệt của một bên ký được duyệt văn bản này."),
        gettext_lazy("Chỉ duyệt được khi các bên đang trao đổi."),
    ),
    Act.DECIDE: _Rule(
        frozenset({Role.APPROVER}),
        _turn,
        OPEN_STATES,
        gettext_lazy("Chỉ người duyệt của bên đang giữ lượt được duyệt bản đề nghị trước khi gửi."),
        gettext_lazy("Chỉ duyệt bản đề nghị được khi văn bản chưa đóng băng."),
    ),
    Act.FREEZE: _Rule(
        frozenset({Role.OFFICER, Role.RECORDS_CLERK}),
        _lead,
        (InstrumentState.AGREED,),
        gettext_lazy("Chỉ văn thư hoặc chuyên viên của cơ quan chủ trì được lấy số và đóng băng văn bản."),
        gettext_lazy("Chỉ đóng băng được văn bản mà các bên đã thống nhất."),
    ),
    Act.SIGN: _Rule(
        frozenset({Role.SIGNATORY}),
        _parties,
        (InstrumentState.FROZEN,),
        gettext_lazy("Chỉ người ký của một bên được ký văn bản này."),
        gettext_lazy("Chỉ ký được văn bản đã đóng băng và đang chờ ký."),
    ),
    Act.REPLACE_SIGNATORY: _Rule(
        frozenset({Role.RECORDS_CLERK, Role.ADMINISTRATOR}),
        _parties,
        (InstrumentState.FROZEN,),
        gettext_lazy("Chỉ văn thư hoặc quản trị của chính cơ quan đó được chọn người ký khác."),
        gettext_lazy("Chỉ chọn người ký khác được khi văn bản đã đóng băng và đang chờ ký."),
    ),
    Act.WITHDRAW: _Rule(
        frozenset({Role.OFFICER}),
        _owner,
        OPEN_STATES,
        gettext_lazy("Chỉ chuyên viên của cơ quan soạn được rút văn bản này."),
        gettext_lazy("Chỉ rút được văn bản chưa đóng băng."),
    ),
    Act.REMARK: _Rule(
        frozenset({Role.OFFICER, Role.APPROVER, Role.SIGNATORY, Role.RECORDS_CLERK}),
        _parties,
        OPEN_STATES,
        gettext_lazy("Chỉ người làm việc của một bên ký được nêu ý kiến."),
        gettext_lazy("Chỉ nêu ý kiến được khi văn bản chưa đóng băng."),
    ),
    Act.REOPEN: _Rule(
        frozenset({Role.OFFICER, Role.RECORDS_CLERK, Role.SIGNATORY}),
        _parties,
        (InstrumentState.FROZEN,),
        gettext_lazy("Chỉ chuyên viên, văn thư hoặc người ký của một bên ký được mở lại văn bản."),
        gettext_lazy("Chỉ mở lại được văn bản đã đóng băng và đang chờ ký."),
    ),
}
