"""Two people at once, on the real database."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from phoihop.lib.errors import NotPossible
from phoihop.programmes import actions
from phoihop.programmes.models import Approval, Consent, Revision
from phoihop.programmes.queries import consent_matrix, current_versions, latest_versions, missing_consents
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make, words
from phoihop.programmes.word_import import actions as importing

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


@pytest.mark.parametrize("_round", range(3))
def test_a_word_file_accepted_twice_at_the_same_moment_is_written_once(_round: int) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    change = words.replacing("chặt chẽ.", "chặt chẽ, kịp thời.")
    file = words.upload(words.edited(words.exported(instrument, scene.north.body), change))
    word_import = importing.upload(instrument, file=file, **scene.north.acting)
    found, seal = importing.proposals(word_import)

    def accept() -> int:
        return importing.accept(word_import, found.wanted, seen=seal, by=scene.north.officer)

    raised = together(accept, accept)

    assert sorted(str(each)[:27] for each in raised) == ["None", "Tệp này đã được ghi vào văn"]
    text = current_versions(instrument, organisation=scene.north.body)
    assert [v.text for v in text if "kịp thời" in v.text] == ["Phối hợp chặt chẽ, kịp thời."]


@pytest.mark.parametrize("_round", range(3))
def test_an_edit_at_the_same_moment_as_an_import_is_never_written_over(_round: int) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    clause = next(v for v in current_versions(instrument, organisation=scene.north.body) if v.text.startswith("Phối"))
    change = words.replacing("chặt chẽ.", "chặt chẽ, kịp thời.")
    file = words.upload(words.edited(words.exported(instrument, scene.north.body), change))
    word_import = importing.upload(instrument, file=file, **scene.north.acting)
    found, seal = importing.proposals(word_import)

    accepted, _edited = together(
        lambda: importing.accept(word_import, found.wanted, seen=seal, by=scene.north.officer),
        lambda: actions.write_version(instrument, provision=clause.provision, text="Sửa tay.", **scene.north.acting),
    )

    texts = [v.text for v in current_versions(instrument, organisation=scene.north.body)]
    assert "Sửa tay." in texts  # it came last, or it came first and the import saw that the text had moved on
    assert accepted is None or isinstance(accepted, importing.TextMovedOn)


@pytest.mark.parametrize("_round", range(4))
def test_of_two_saves_of_the_same_words_at_the_same_moment_only_one_is_written(_round: int) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)

    def save(text: str) -> object:
        return actions.write_version(
            instrument, provision=item.provision, seen=item.content_hash, text=text, **scene.south.acting
        )

    raised = together(lambda: save("Một"), lambda: save("Hai"))

    assert sorted(type(each).__name__ for each in raised) == ["MovedOn", "NoneType"]
    written = "Hai" if raised[0] else "Một"
    assert current_versions(instrument, organisation=scene.south.body)[-1].text == written
