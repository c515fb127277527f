"""Signatures, one after the other; with the last the text enters into force, once, or with none of it."""

import pytest

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.ledger.models import Entry
from phoihop.ledger.verification import verify_chain
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Role
from phoihop.programmes import actions, effects
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


def test_the_last_signature_brings_the_text_into_force() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)

    first = actions.sign_instrument(instrument, by=scene.south.signatory, pin=make.PIN)
    assert first.state == InstrumentState.FROZEN
    second = actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)

    assert second.state == InstrumentState.IN_FORCE
    assert second.in_force_at is not None
    assert verify_chain(scene.partnership.chain) == []
    verbs = list(Entry.objects.order_by("sequence").values_list("verb", flat=True))
    assert [verb for verb in verbs if "sign" in verb or "force" in verb] == [
        "programmes.instrument_signed",
        "programmes.instrument_signed",
        "programmes.instrument_in_force",
    ]
    told = Notice.objects.filter(text=f"Các bên đã ký đủ, có hiệu lực: {instrument}.")
    assert scene.south.officer in {notice.user for notice in told}
    assert second.signed_document is not None
    frozen = files.read(second.signed_document.frozen)
    assert files.read(second.signed_document.current).startswith(frozen)


def test_a_wrong_pin_signs_nothing() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)

    with pytest.raises(NotPossible, match="Mã PIN không đúng"):
        actions.sign_instrument(instrument, by=scene.south.signatory, pin="000000")
    assert not Entry.objects.filter(verb="programmes.instrument_signed").exists()


def test_one_signs_once_and_only_in_ones_own_place() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    actions.sign_instrument(instrument, by=scene.south.signatory, pin=make.PIN)

    with pytest.raises(NotPossible, match="Đồng chí đã ký văn bản này"):
        actions.sign_instrument(instrument, by=scene.south.signatory, pin=make.PIN)
    with pytest.raises(NotAllowed, match="Chỉ người ký của một bên được ký văn bản này"):
        actions.sign_instrument(instrument, by=scene.north.officer, pin=make.PIN)
    deputy = base.member(scene.north.body, Role.SIGNATORY)
    with pytest.raises(NotAllowed, match="Văn bản này chờ người khác của cơ quan đồng chí ký"):
        actions.sign_instrument(instrument, by=deputy, pin=make.PIN)
    actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)
    with pytest.raises(NotPossible, match="Chỉ ký được văn bản đã đóng băng và đang chờ ký"):
        actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)


def test_effects_run_once_in_the_transaction_of_the_last_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make.scene()
    seen: list[tuple[Instrument, User]] = []
    monkeypatch.setattr(effects, "_effects", {})

    def effect(instrument: Instrument, by: User) -> None:
        seen.append((instrument, by))

    effects.register(InstrumentKind.PROGRAMME, effect)
    effects.register(InstrumentKind.PROGRAMME, effect)
    instrument = make.in_force(scene)

    assert seen == [(instrument, scene.north.signatory)]


def test_an_effect_that_fails_stores_no_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    actions.sign_instrument(instrument, by=scene.south.signatory, pin=make.PIN)

    def effect(_instrument: Instrument, _by: User) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(effects, "_effects", {InstrumentKind.PROGRAMME: [effect]})
        with pytest.raises(ZeroDivisionError):
            actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)
    assert make.fresh(instrument).state == InstrumentState.FROZEN
    assert Entry.objects.filter(verb="programmes.instrument_signed").count() == 1

    signed = actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)
    assert signed.state == InstrumentState.IN_FORCE
    assert Entry.objects.filter(verb="programmes.instrument_signed").count() == 2
