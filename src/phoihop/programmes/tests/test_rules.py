"""Who may do what, in which state: the table, walked in full."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Membership, Role
from phoihop.organisations.standing_in import let_stand_in
from phoihop.programmes import actions, rules
from phoihop.programmes.models import Consent, Instrument
from phoihop.programmes.queries import waiting
from phoihop.programmes.rules import Act
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db

DRAFT, NEGOTIATION, AGREED = InstrumentState.DRAFT, InstrumentState.NEGOTIATION, InstrumentState.AGREED
FROZEN, IN_FORCE, WITHDRAWN = InstrumentState.FROZEN, InstrumentState.IN_FORCE, InstrumentState.WITHDRAWN
# The north owns and leads; the south holds the turn (in a draft: the north).
TABLE: dict[Act, set[tuple[str, Role, InstrumentState]]] = {
    Act.EDIT: {
        ("north", Role.OFFICER, DRAFT),
        ("south", Role.OFFICER, NEGOTIATION),
        ("south", Role.OFFICER, AGREED),
    },
    Act.DISCLOSE: {
        ("north", Role.OFFICER, DRAFT),
        ("south", Role.OFFICER, NEGOTIATION),
        ("south", Role.OFFICER, AGREED),
    },
    Act.HAND_BACK: {("south", Role.OFFICER, NEGOTIATION), ("south", Role.OFFICER, AGREED)},
    Act.RECALL: {("north", Role.OFFICER, NEGOTIATION), ("north", Role.OFFICER, AGREED)},
    Act.ASK_TIME: {("south", Role.OFFICER, NEGOTIATION), ("south", Role.OFFICER, AGREED)},
    Act.ANSWER_TIME: {("north", Role.OFFICER, NEGOTIATION), ("north", Role.OFFICER, AGREED)},
    Act.CONSENT: {("north", Role.OFFICER, NEGOTIATION), ("south", Role.OFFICER, NEGOTIATION)},
    Act.APPROVE: {("north", Role.APPROVER, NEGOTIATION), ("south", Role.APPROVER, NEGOTIATION)},
    Act.DECIDE: {
        ("north", Role.APPROVER, DRAFT),
        ("south", Role.APPROVER, NEGOTIATION),
        ("south", Role.APPROVER, AGREED),
    },
    Act.FREEZE: {("north", Role.OFFICER, AGREED), ("north", Role.RECORDS_CLERK, AGREED)},
    Act.SIGN: {("north", Role.SIGNATORY, FROZEN), ("south", Role.SIGNATORY, FROZEN)},
    Act.REPLACE_SIGNATORY: {
        (side, role, FROZEN) for side in ("north", "south") for role in (Role.RECORDS_CLERK, Role.ADMINISTRATOR)
    },
    Act.WITHDRAW: {("north", Role.OFFICER, state) for state in (DRAFT, NEGOTIATION, AGREED)},
    Act.REOPEN: {
        (side, role, FROZEN)
        for side in ("north", "south")
        for role in (Role.OFFICER, Role.RECORDS_CLERK, Role.SIGNATORY)
    },
    Act.REMARK: {
        (side, role, state)
        for side in ("north", "south")
        for role in (Role.OFFICER, Role.APPROVER, Role.SIGNATORY, Role.RECORDS_CLERK)
        for state in (DRAFT, NEGOTIATION, AGREED)
    },
}


def in_state(instrument: Instrument, state: InstrumentState, scene: make.Scene) -> Instrument:
    """The same text as if it were in that state: rules only read."""
    instrument.state = state
    instrument.turn = scene.north.body if state == DRAFT else scene.south.body
    return instrument


def test_the_table_of_roles_and_acts_is_complete() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)
    bodies = {"north": scene.north.body, "south": scene.south.body, "stranger": base.organisation()}
    people = {(name, role): base.member(body, role) for name, body in bodies.items() for role in Role}

    allowed: dict[Act, set[Any]] = {act: set() for act in Act}
    for (name, role), person in people.items():
        for state in InstrumentState:
            present = in_state(instrument, state, scene)
            acts = rules.allowed(rules.standing(person, scene.partnership), present)
            for act in Act:
                if act == Act.SIGN:
                    assert rules.can_sign(person, present) is (act in acts)
                assert (rules.refusal(act, person, present, bodies[name]) is None) is (act in acts)
                if act in acts:
                    allowed[act].add((name, role, state))

    assert allowed == TABLE


def test_the_wrong_role_is_not_allowed_and_the_wrong_state_not_possible() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)

    viewer = rules.refusal(Act.EDIT, scene.north.viewer, instrument, scene.north.body)
    assert isinstance(viewer, NotAllowed)
    assert str(viewer) == "Chỉ chuyên viên của bên đang giữ lượt được sửa văn bản này."
    early = rules.refusal(Act.CONSENT, scene.north.officer, instrument, scene.north.body)
    assert isinstance(early, NotPossible)
    assert str(early) == ("Chỉ đồng thuận được khi các bên đang trao đổi. Văn bản đang ở trạng thái “Đang soạn riêng”.")


def test_a_stand_in_approves_on_their_days_and_is_told_when_those_are_over(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    for who in (scene.north, scene.south):
        actions.consent_to_all(instrument, **who.acting)
    absent = Membership.objects.get(user=scene.south.approver, role=Role.APPROVER)
    last = clock.today() + dt.timedelta(days=2)
    let_stand_in(absent, person=scene.south.officer, first_day=clock.today(), last_day=last, by=scene.south.approver)
    client.force_login(scene.south.officer)
    address = reverse("programmes:approval_create", args=[instrument.pk])

    with clock.at(clock.now() + dt.timedelta(days=3)):
        refused = client.get(address)
        assert refused.status_code == 403
        assert f"đến hết {last:%d/%m/%Y}, nay đã hết hạn. Chỉ người duyệt" in refused.content.decode()
        with pytest.raises(NotAllowed, match="nay đã hết hạn"):
            actions.approve(instrument, organisation=scene.south.body, by=scene.south.officer)

    assert [one.text for one in waiting(scene.south.officer) if one.group == "me"]
    actions.approve(instrument, organisation=scene.south.body, by=scene.south.officer)
    told = Entry.objects.get(verb="programmes.text_approved").actor_name
    assert told == f"{scene.south.officer}, làm thay {scene.south.approver}"


def test_a_person_who_may_not_sign_in_may_nothing() -> None:
    scene = make.scene()
    scene.north.officer.is_active = False

    assert rules.standing(scene.north.officer, scene.partnership).roles == {}


def test_officers_of_parties_may_start_a_text() -> None:
    scene = make.scene(observers=(base.organisation("Thường trực"),))
    observer = base.member(base.organisation(), Role.OFFICER)

    assert rules.can_start(scene.south.officer, scene.partnership)
    assert not rules.can_start(scene.south.viewer, scene.partnership)
    assert not rules.can_start(observer, scene.partnership)


def test_a_person_of_both_sides_stands_for_the_one_that_holds_the_turn() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=0)
    person = base.member(scene.north.body, Role.OFFICER)
    Membership.objects.create(user=person, organisation=scene.south.body, role=Role.OFFICER)

    assert rules.side_of(person, instrument) == scene.south.body
    assert rules.side_of(base.user(), instrument) is None


def test_a_person_of_both_sides_acts_for_the_one_where_they_have_the_role(client: Client) -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene, items=0)
    person = base.member(scene.north.body, Role.RECORDS_CLERK)
    Membership.objects.create(user=person, organisation=scene.south.body, role=Role.APPROVER)
    client.force_login(person)
    assert instrument.turn == rules.side_of(person, instrument) == scene.south.body

    page = client.get(reverse("programmes:instrument_detail", args=[instrument.pk]))
    assert page.context["next"].label == "Lấy số và đóng băng"
    assert client.get(page.context["next"].url).status_code == 200


def test_who_looks_on_at_one_side_reads_and_consents_for_the_other(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=0)
    person = base.member(scene.north.body, Role.OFFICER)
    Membership.objects.create(user=person, organisation=scene.south.body, role=Role.VIEWER)
    actions.write_version(instrument, text="Của bên nam", **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)
    actions.hand_back(instrument, **scene.north.acting)
    client.force_login(person)

    page = client.get(reverse("programmes:instrument_detail", args=[instrument.pk]))

    assert (page.context["side"], make.fresh(instrument).turn) == (scene.north.body, scene.south.body)
    assert page.context["next"].label == "Đồng thuận nội dung còn lại"
    assert client.post(page.context["next"].url, {"as_of": 2}).status_code == 302
    assert {consent.organisation for consent in Consent.objects.filter(by=person)} == {scene.north.body}


def test_what_each_side_does_for_itself_is_offered_to_the_side_that_is_read() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=0)
    person = base.member(scene.north.body, Role.OFFICER)
    Membership.objects.create(user=person, organisation=scene.south.body, role=Role.APPROVER)

    acts = rules.allowed(rules.standing(person, scene.partnership), instrument)

    assert rules.side_of(person, instrument) == scene.south.body
    assert acts == {Act.APPROVE, Act.DECIDE, Act.REMARK, Act.WITHDRAW, Act.RECALL, Act.ANSWER_TIME}
