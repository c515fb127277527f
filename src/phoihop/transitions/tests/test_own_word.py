"""A takeover and an end bind nobody to what they did not say, and nothing comes back that is over."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed
from phoihop.organisations.models import Role
from phoihop.programmes import actions as texts
from phoihop.programmes.models import Approval, Consent, Instrument
from phoihop.programmes.queries import consent_matrix
from phoihop.programmes.queries.reading import read_instrument
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make as text
from phoihop.transitions import actions
from phoihop.transitions.models import Termination
from phoihop.transitions.states import TerminationState
from phoihop.transitions.tasks import carry_out_terminations
from phoihop.transitions.tests import make
from phoihop.workitems.tests import make as works
from tests import make as base

pytestmark = pytest.mark.django_db


def test_a_party_that_takes_anothers_place_has_not_said_what_that_one_said() -> None:
    north, south, third = text.side(base.organisation("Bắc")), text.side(base.organisation("Nam")), base.organisation()
    silent = text.side(third)
    scene = text.Scene(base.partnership(north.body, south.body, third), north, south)
    keepers = base.member(north.body, Role.ADMINISTRATOR), base.member(third, Role.ADMINISTRATOR)
    here = make.Merger(scene, silent, *keepers)
    talks = text.negotiated(scene)
    for side in (south, north):
        texts.consent_to_all(talks, **side.acting)
        texts.approve(talks, **side.approving)

    make.taken_over(here)

    talks = text.fresh(talks)
    assert talks.state == InstrumentState.NEGOTIATION
    assert not Consent.objects.filter(organisation=third).exists()
    assert not Approval.objects.filter(organisation=third).exists()
    assert {marks[third.pk].state for marks in consent_matrix(talks).values()} == {"none"}
    standing = {party.organisation: party for party in read_instrument(talks, third).parties}
    assert (standing[third].consented, standing[third].approval) == (0, None)


def ended_with_its_partnership(scene: text.Scene) -> tuple[Instrument, Termination]:
    """Notice was given on a text; then the whole partnership was ended by agreement, as of that day."""
    programme = works.programme(scene, [works.item("Một", scene.south.body, due="Tháng 9/2026")])
    why: Any = {"by": scene.north.approver, "reason": "Nhiệm vụ đã thay đổi."}
    notice = actions.propose_end(scene.partnership, programme, effective_on=None, notice_days=100, **why)
    whole = actions.propose_end(scene.partnership, None, effective_on=works.TODAY, **why)
    actions.answer_end(whole, agreed=True, by=scene.south.signatory)
    return text.fresh(programme), Termination.objects.get(pk=notice.pk)


def test_with_a_partnership_end_the_notices_on_its_texts() -> None:
    scene = text.scene()
    with clock.at(works.NOW):
        programme, notice = ended_with_its_partnership(scene)
        assert (programme.ended_on, notice.state) == (works.TODAY, TerminationState.WITHDRAWN)

    with clock.at(make.at(works.TODAY + dt.timedelta(days=100))):
        carry_out_terminations(0)

        assert text.fresh(programme).ended_on == works.TODAY


@pytest.mark.parametrize(("later", "may"), [(9, True), (10, False), (13, False)])
def test_a_notice_is_taken_back_before_its_day_and_not_after(later: int, may: bool) -> None:
    scene = text.scene()
    with clock.at(works.NOW):
        programme = works.programme(scene, [works.item("Một", scene.south.body, due="Tháng 9/2026")])
        notice = actions.propose_end(
            scene.partnership,
            programme,
            by=scene.north.approver,
            reason="Nhiệm vụ đã thay đổi.",
            effective_on=None,
            notice_days=10,
        )

    with clock.at(make.at(works.TODAY + dt.timedelta(days=later))):
        if may:
            actions.withdraw_end(notice, by=scene.north.signatory)
            assert text.fresh(programme).ended_on is None
        else:
            with pytest.raises(NotAllowed):
                actions.withdraw_end(notice, by=scene.north.signatory)


def test_a_body_without_a_place_is_told_so(client: Client) -> None:
    here = make.merger()
    instrument = text.frozen(here.scene)
    texts.sign_instrument(instrument, by=here.scene.north.signatory, pin=text.PIN)
    make.taken_over(here)
    client.force_login(here.heir.clerk)

    refused = client.get(reverse("programmes:signatory_update", args=[instrument.pk, here.heir.body.key]))

    assert refused.status_code == 409
    assert "không có chỗ ký nào trong văn bản này." in refused.content.decode()
