"""Signatures, one after the other; with the last the text enters into force, once, or with none of it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.ledger.models import Entry
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Role
from phoihop.programmes import actions, effects, queries
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.programmes.tests import make
from phoihop.signatures.actions import name_signatory, sign_slot
from phoihop.signatures.authority import make_pilot_key
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


def test_nobody_signs_before_the_day_that_the_text_bears(client: Client) -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)
    make.with_keys(scene)
    day = clock.today() + dt.timedelta(days=3)
    actions.freeze_instrument(instrument, by=scene.north.clerk, dated_on=day)
    client.force_login(scene.south.signatory)

    with pytest.raises(NotPossible, match=f"Văn bản ghi ngày {format_date(day)} nên ký được từ ngày đó"):
        actions.sign_instrument(instrument, by=scene.south.signatory, pin=make.PIN)
    page = client.get(reverse("programmes:instrument_detail", args=[instrument.pk]))
    assert (page.context["next"].label, format_date(day) in page.context["next"].text) == ("", True)
    assert f"Ký từ ngày {format_date(day)}: {instrument}" in [
        one.text for one in queries.waiting(scene.south.signatory)
    ]
    with clock.at(clock.now() + dt.timedelta(days=3)):
        for who in (scene.south, scene.north):
            instrument = actions.sign_instrument(instrument, by=who.signatory, pin=make.PIN)
    assert instrument.in_force_at is not None
    assert instrument.in_force_at.astimezone(clock.VIETNAM).date() == day


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


# Somebody else's place


def left(scene: make.Scene) -> User:
    """The south's signatory has left; a deputy with a key is there."""
    scene.south.signatory.memberships.all().delete()
    deputy = base.member(scene.south.body, Role.SIGNATORY)
    make_pilot_key(deputy, organisation_name=scene.south.body.name, pin=make.PIN, at=clock.now())
    return deputy


@pytest.mark.parametrize("role", [Role.RECORDS_CLERK, Role.ADMINISTRATOR])
def test_another_signs_for_one_who_can_no_longer_sign(role: Role) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    deputy = left(scene)
    with pytest.raises(NotAllowed, match="Văn bản này chờ người khác của cơ quan đồng chí ký"):
        actions.sign_instrument(instrument, by=deputy, pin=make.PIN)

    slot = actions.replace_signatory(
        instrument, organisation=scene.south.body, signatory=deputy, by=base.member(scene.south.body, role)
    )

    assert (slot.signatory, slot.title) == (deputy, "người ký")
    entry = Entry.objects.get(verb="programmes.signatory_replaced")
    assert entry.data == {
        "instrument": str(instrument.uid),
        "before": scene.south.signatory.full_name,
        "now": deputy.full_name,
        "title": "người ký",
    }
    told = Notice.objects.filter(text=f"{deputy} ký cho Trường Chính trị thay {scene.south.signatory}: {instrument}.")
    assert {scene.north.officer, scene.south.officer, scene.north.clerk} <= {notice.user for notice in told}
    assert Notice.objects.filter(user=deputy, text=f"Chờ đồng chí ký: {instrument}.").count() == 1
    actions.sign_instrument(instrument, by=deputy, pin=make.PIN)
    signed = actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)
    assert signed.state == InstrumentState.IN_FORCE
    assert verify_chain(scene.partnership.chain) == []


def test_a_place_is_given_away_only_when_its_person_can_no_longer_sign() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    deputy = base.member(scene.south.body, Role.SIGNATORY)
    south: make.Acting = {"organisation": scene.south.body, "by": scene.south.clerk}

    with pytest.raises(NotPossible, match="vẫn là người ký của Trường Chính trị"):
        actions.replace_signatory(instrument, signatory=deputy, **south)
    scene.south.signatory.is_active = False
    scene.south.signatory.save()
    for by in (scene.north.clerk, scene.south.officer, scene.south.signatory):
        with pytest.raises(NotAllowed, match="Chỉ văn thư hoặc quản trị của chính cơ quan đó được chọn người ký khác"):
            actions.replace_signatory(instrument, organisation=scene.south.body, signatory=deputy, by=by)
    with pytest.raises(NotPossible, match="Hãy chọn một người đang là người ký của Trường Chính trị"):
        actions.replace_signatory(instrument, signatory=scene.south.officer, **south)
    assert not Entry.objects.filter(verb="programmes.signatory_replaced").exists()

    actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)
    scene.north.signatory.memberships.all().delete()
    with pytest.raises(NotPossible, match="đã ký cho Ban Tuyên giáo"):
        actions.replace_signatory(
            instrument, organisation=scene.north.body, signatory=base.member(scene.north.body), by=scene.north.clerk
        )


def test_a_signature_begun_before_the_place_was_given_away_is_not_kept() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    begun = actions.waiting_slot(instrument, scene.south.signatory)
    deputy = left(scene)
    actions.replace_signatory(instrument, organisation=scene.south.body, signatory=deputy, by=scene.south.clerk)

    with pytest.raises(NotAllowed, match=f"Chỗ ký này dành cho {deputy.full_name}"):
        sign_slot(begun, by=scene.south.signatory, pin=make.PIN)
    assert actions.waiting_slot(instrument, deputy).signed_at is None


def test_a_place_is_given_away_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    deputy = left(scene)
    read = actions.deserted_slot(instrument, scene.south.body)
    actions.replace_signatory(instrument, organisation=scene.south.body, signatory=deputy, by=scene.south.clerk)

    with pytest.raises(NotPossible, match=f"Chỗ ký này vừa được dành cho {deputy.full_name}"):
        name_signatory(read, signatory=scene.south.officer, title="", then=lambda slot: None)


def test_the_page_to_choose_another_signatory(client: Client) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    scene.south.signatory.memberships.all().delete()
    detail = reverse("programmes:instrument_detail", args=[instrument.pk])
    client.force_login(scene.south.clerk)

    step = client.get(detail).context["next"]
    address = reverse("programmes:signatory_update", args=[instrument.pk, scene.south.body.key])
    assert (step.label, step.url) == ("Chọn người ký khác", address)
    assert "Chưa có người ký nào khác" in client.get(address).content.decode()
    deputy = base.member(scene.south.body, Role.SIGNATORY)
    assert client.post(address, {"signatory": scene.south.officer.pk}).status_code == 422
    answer = client.post(address, {"signatory": deputy.pk})

    assert (answer.status_code, answer["Location"]) == (302, detail)
    assert actions.waiting_slot(instrument, deputy).organisation == scene.south.body
    assert client.get(address).status_code == 409
    unknown = reverse("programmes:signatory_update", args=[instrument.pk, base.organisation().key])
    assert client.get(unknown).status_code == 404
    client.force_login(scene.north.clerk)
    assert client.get(address).status_code == 403


def test_a_deserted_place_waits_for_its_own_body(client: Client) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    scene.south.signatory.memberships.all().delete()
    told = f"Trường Chính trị chọn người ký khác thay {scene.south.signatory.full_name}: {instrument}"

    def groups(person: User) -> list[str]:
        return [each.group for each in queries.waiting(person) if each.text == told]

    assert groups(scene.south.clerk) == ["me"]
    assert groups(scene.south.officer) == ["us"]
    assert groups(scene.north.officer) == ["them"]
    client.force_login(scene.north.officer)
    page = client.get(reverse("programmes:instrument_detail", args=[instrument.pk]))
    assert page.context["next"].text == (
        f"Văn bản đã đóng băng. Chờ ký: {scene.north.signatory.full_name}. {scene.south.signatory.full_name} không còn "
        "ký được cho Trường Chính trị; văn thư hoặc quản trị của cơ quan này chọn người ký khác."
    )
