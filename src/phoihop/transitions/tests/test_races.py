"""A takeover at the same moment as an act of the body that gives its place up."""

import pytest

from phoihop.lib.errors import NotAllowed
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.tests import make as text
from phoihop.programmes.tests.test_races import together
from phoihop.transitions import actions as transitions
from phoihop.transitions.states import TakeoverState
from phoihop.transitions.tests import make

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
