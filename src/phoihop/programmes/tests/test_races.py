"""Two people at once, on the real database."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from phoihop.lib.errors import NotPossible
from phoihop.programmes import actions
from phoihop.programmes.models import Approval, Consent, Revision
from phoihop.programmes.queries import consent_matrix, latest_versions, missing_consents
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[Exception | None]:
    """Run these at the same moment, each on its own connection; answer what each one raised."""
    start = threading.Barrier(len(acts))
    raised: list[Exception | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.parametrize("_round", range(4))
def test_no_stale_consent_counts_when_an_edit_is_disclosed_at_the_same_moment(_round: int) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    actions.hand_back(instrument, **scene.south.acting)
    actions.write_version(instrument, provision=item.provision, text="Khác hẳn", **scene.north.acting)

    consented, disclosed = together(
        lambda: actions.consent(item, **scene.south.acting),
        lambda: actions.disclose(instrument, **scene.north.acting),
    )

    assert disclosed is None
    instrument = make.fresh(instrument)
    mark = consent_matrix(instrument)[item.provision_id][scene.south.body.pk]
    if consented is None:  # it came first, and the edit voided it
        assert mark.state == "void"
    else:
        assert isinstance(consented, NotPossible)
        assert mark.state == "none"
    assert missing_consents(instrument, latest_versions(instrument))[scene.south.body.pk] == 3


def test_an_approval_of_the_old_text_never_agrees_the_new_one() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    for who in (scene.north, scene.south):
        actions.consent_to_all(instrument, **who.acting)
    actions.approve(instrument, **scene.south.approving)
    actions.write_version(instrument, provision=make.item(instrument).provision, note="Thêm", **scene.south.acting)

    together(
        lambda: actions.approve(instrument, **scene.north.approving),
        lambda: actions.disclose(instrument, **scene.south.acting),
    )

    instrument = make.fresh(instrument)
    assert instrument.state == InstrumentState.NEGOTIATION
    assert not Approval.objects.filter(instrument=instrument, text_hash=instrument.text_hash).exists()


def test_the_same_offer_sent_twice_is_one_offer() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)

    raised = together(*[lambda: actions.disclose(instrument, **scene.north.acting)] * 2)

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NotAllowed"]
    assert Revision.objects.count() == 1


def test_the_same_consent_given_twice_is_one_consent() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)

    raised = together(*[lambda: actions.consent(item, **scene.south.acting)] * 3)

    assert raised == [None, None, None]
    assert Consent.objects.filter(version=item, organisation=scene.south.body).count() == 1


def test_two_signatures_at_once_are_both_kept() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)

    raised = together(
        lambda: actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN),
        lambda: actions.sign_instrument(instrument, by=scene.south.signatory, pin=make.PIN),
    )

    assert raised == [None, None]
    assert make.fresh(instrument).state == InstrumentState.IN_FORCE
