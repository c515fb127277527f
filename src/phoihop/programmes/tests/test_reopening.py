"""A frozen text that nobody has signed goes back to where it can be mended."""

from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from phoihop.ledger.verification import verify_chain
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db

REASON = "Sai ngày hội nghị."


def test_it_is_agreed_again_keeps_its_number_and_is_frozen_anew() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    before = instrument.signed_document

    actions.reopen_instrument(instrument, organisation=scene.south.body, by=scene.south.signatory, reason=f" {REASON} ")

    instrument = make.fresh(instrument)
    assert (instrument.state, instrument.signed_document, instrument.docx, instrument.frozen_at) == (
        InstrumentState.AGREED,
        None,
        None,
        None,
    )
    told = Notice.objects.filter(user=scene.north.clerk).latest("pk").text
    assert told == f"{scene.south.body} đã mở lại văn bản chờ ký: {instrument}. Lý do: {REASON}"
    entry = scene.partnership.chain.entries.latest("sequence")
    assert before is not None
    assert (entry.verb, entry.data["reason"]) == ("programmes.instrument_reopened", REASON)
    assert entry.data["pdf_sha256"] == before.frozen.sha256

    number = instrument.number_text
    again = actions.freeze_instrument(instrument, by=scene.north.clerk)
    assert again.number_text == number
    for who in (scene.south, scene.north):
        actions.sign_instrument(again, by=who.signatory, pin=make.PIN)
    assert make.fresh(again).state == InstrumentState.IN_FORCE
    assert verify_chain(scene.partnership.chain) == []


def test_once_somebody_has_signed_it_stays(client: Client) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    client.force_login(scene.south.officer)
    page = reverse("programmes:instrument_detail", args=[instrument.pk])
    assert "Chưa ký, mở lại để sửa" in client.get(page).content.decode()

    actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)

    assert "Chưa ký, mở lại để sửa" not in client.get(page).content.decode()
    with pytest.raises(NotPossible, match="Đã có người ký nên văn bản không mở lại được nữa"):
        actions.reopen_instrument(instrument, organisation=scene.south.body, by=scene.south.officer, reason=REASON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instrument.objects.filter(pk=instrument.pk).update(
            state="agreed", signed_document=None, docx=None, frozen_at=None
        )


@pytest.mark.parametrize(
    ("reason", "sentence"), [(" \n", "Hãy nêu lý do mở lại."), ("x" * 2_001, "Lý do dài nhất 2000 ký tự.")]
)
def test_a_reason_is_given(reason: str, sentence: str) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)

    with pytest.raises(NotPossible) as refused:
        actions.reopen_instrument(instrument, organisation=scene.south.body, by=scene.south.officer, reason=reason)

    assert str(refused.value) == sentence
    assert make.fresh(instrument).state == InstrumentState.FROZEN


def test_only_those_who_work_on_it_open_it_and_only_while_it_waits() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên, văn thư hoặc người ký"):
        actions.reopen_instrument(instrument, organisation=scene.south.body, by=scene.south.viewer, reason=REASON)
    actions.reopen_instrument(instrument, organisation=scene.south.body, by=scene.south.officer, reason=REASON)
    with pytest.raises(NotPossible, match="Chỉ mở lại được văn bản đã đóng băng và đang chờ ký"):
        actions.reopen_instrument(instrument, organisation=scene.north.body, by=scene.north.officer, reason=REASON)


def test_the_page_asks_for_the_reason(client: Client) -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    client.force_login(scene.north.officer)
    address = reverse("programmes:reopening_create", args=[instrument.pk])

    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": REASON}).status_code == 302
    assert make.fresh(instrument).state == InstrumentState.AGREED


@pytest.mark.django_db(transaction=True)
def test_a_signature_and_an_opening_at_once_leave_one_of_them() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    refused: list[str] = []

    def sign() -> None:
        try:
            actions.sign_instrument(instrument, by=scene.north.signatory, pin=make.PIN)
        except NotPossible as refusal:
            refused.append(str(refusal))
        connection.close()

    def reopen() -> None:
        try:
            actions.reopen_instrument(instrument, organisation=scene.south.body, by=scene.south.officer, reason=REASON)
        except NotPossible as refusal:
            refused.append(str(refusal))
        connection.close()

    threads = [Thread(target=sign), Thread(target=reopen)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    document = scene.partnership.instruments.get().signed_document
    assert len(refused) == 1
    assert (document is None) == ("đang chờ ký" in refused[0])
    assert document is None or document.slots.filter(signed_at__isnull=False).count() == 1
    assert verify_chain(scene.partnership.chain) == []
