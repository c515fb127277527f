"""A takeover at the same moment as an act of the body that gives its place up."""

import threading
from collections.abc import Callable

import pytest
from django.db import transaction

from phoihop.ledger.models import Chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.tests import make as text
from phoihop.programmes.tests.test_races import together
from phoihop.transitions import actions as transitions
from phoihop.transitions.states import TakeoverState, TerminationState
from phoihop.transitions.tests import make
from phoihop.workitems.tests import make as works

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_round", range(4))
def test_an_offer_is_made_by_the_predecessor_before_or_refused_after(_round: int) -> None:
    here = make.merger()
    north, heir = here.scene.north, here.heir
    talks = text.negotiated(here.scene)
    actions.hand_back(talks, **here.scene.south.acting)
    actions.write_version(talks, provision=text.item(talks).provision, text="Khác", **north.acting)
    takeover = make.declared(here)

    offered, confirmed = together(
        lambda: actions.disclose(talks, **north.acting), lambda: transitions.confirm(takeover, by=heir.approver)
    )

    assert confirmed is None
    assert offered is None or isinstance(offered, NotAllowed)
    private = ProvisionVersion.objects.filter(revision=None)
    assert [version.organisation for version in private] == ([] if offered is None else [heir.body])
    assert text.fresh(talks).turn == (here.scene.south.body if offered is None else heir.body)


@pytest.mark.parametrize("_round", range(4))
def test_no_text_is_left_behind_with_the_predecessor(_round: int) -> None:
    here = make.merger()
    takeover = make.declared(here)

    started, confirmed = together(
        lambda: text.draft_instrument(here.scene), lambda: transitions.confirm(takeover, by=here.heir.approver)
    )

    assert confirmed is None
    assert started is None or isinstance(started, NotAllowed)
    assert not Instrument.objects.filter(owner=here.scene.north.body).exists()


def test_two_confirmations_are_one_takeover() -> None:
    here = make.merger()
    takeover = make.declared(here)

    together(
        lambda: transitions.confirm(takeover, by=here.heir.approver),
        lambda: transitions.confirm(takeover, by=here.heir.signatory),
    )

    takeover.refresh_from_db()
    assert takeover.state == TakeoverState.IN_EFFECT
    assert takeover.handovers.count() == 1


@pytest.mark.parametrize("_round", range(4))
def test_an_answer_and_a_withdrawal_at_the_same_moment_are_one_of_the_two(_round: int) -> None:
    scene = works.scene()
    with clock.at(works.NOW):
        programme = works.programme(scene, [works.item("Một", scene.south.body)])
        proposal = transitions.propose_end(
            scene.partnership, programme, reason="Thay đổi.", effective_on=works.TODAY, by=scene.north.approver
        )

    def at_that_time(act: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            with clock.at(works.NOW):
                return act()

        return run

    answered, withdrawn = together(
        at_that_time(lambda: transitions.answer_end(proposal, agreed=True, by=scene.south.approver)),
        at_that_time(lambda: transitions.withdraw_end(proposal, by=scene.north.signatory)),
    )

    proposal.refresh_from_db()
    assert (answered is None) != (withdrawn is None)
    ended = text.fresh(programme).ended_on
    assert (proposal.state, ended) == (
        (TerminationState.IN_EFFECT, works.TODAY) if answered is None else (TerminationState.WITHDRAWN, None)
    )


@pytest.mark.django_db(transaction=True)
def test_an_answer_to_an_end_takes_the_texts_before_the_chain() -> None:
    scene = text.scene()
    programme = text.in_force(scene, items=1, year=clock.today().year)
    termination = transitions.propose_end(
        scene.partnership,
        programme,
        by=scene.north.approver,
        reason="Nhiệm vụ đã thay đổi.",
        effective_on=clock.today(),
    )
    holds, reaches = threading.Event(), threading.Event()

    def as_a_takeover_does() -> None:
        with transaction.atomic():
            Instrument.objects.select_for_update().values("pk").get(pk=programme.pk)
            holds.set()
            reaches.wait(1)
            Chain.objects.select_for_update().values("pk").get(pk=scene.partnership.chain_id)

    def answers() -> None:
        holds.wait(5)
        transitions.answer_end(termination, agreed=True, by=scene.south.signatory)

    assert together(as_a_takeover_does, answers) == [None, None]
