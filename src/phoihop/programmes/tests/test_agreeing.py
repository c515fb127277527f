"""Consent, approval, and how a change voids them."""

import pytest

from phoihop.programmes import actions
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def test_all_consents_and_approvals_make_the_text_agreed() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    actions.consent_to_all(instrument, organisation=scene.south.body, by=scene.south.officer)
    actions.approve(instrument, organisation=scene.south.body, by=scene.south.approver)
    assert make.fresh(instrument).state == InstrumentState.NEGOTIATION

    actions.approve(instrument, organisation=scene.north.body, by=scene.north.approver)
    assert make.fresh(instrument).state == InstrumentState.AGREED


def test_two_signatures_bring_it_into_force() -> None:
    scene = make.scene()
    instrument = make.in_force(scene)
    assert instrument.state == InstrumentState.IN_FORCE
