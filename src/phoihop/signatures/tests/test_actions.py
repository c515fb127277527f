import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Thread

import pikepdf
import pytest
from django.db import connection
from pytest_django import Settings

from phoihop.documents import files
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.signatures.actions import sign_slot
from phoihop.signatures.models import PilotKey, SignatureSlot, SignedDocument
from phoihop.signatures.tests import make as make_signed
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


def test_each_signature_is_added_to_the_bytes_before_it(tmp_path: Path) -> None:
    an = make_signed.signatory(make.organisation("Ban Tuyên giáo"), "Lê Thị An")
    giang = make_signed.signatory(make.organisation("Trường Chính trị"), "Vũ Hà Giang")
    document = make_signed.document(an, giang)
    first, second = document.slots.all()

    sign_slot(second, by=giang, pin=make_signed.PIN)
    document.refresh_from_db()
    once = files.read(document.current)
    assert document.completed_at is None
    sign_slot(first, by=an, pin=make_signed.PIN)

    document = SignedDocument.objects.get(pk=document.pk)
    twice = files.read(document.current)
    assert document.completed_at is not None
    assert once.startswith(files.read(document.frozen))
    assert twice.startswith(once)
    path = tmp_path / "signed.pdf"
    path.write_bytes(twice)
    seen = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert seen.count("Signature is Valid.") == 2
    assert "Lê Thị An" in seen
    assert "Vũ Hà Giang" in seen


def test_the_time_of_signing_is_the_clock_of_the_product() -> None:
    an = make_signed.signatory(make.organisation(), "Lê Thị An")
    document = make_signed.document(an)
    moment = clock.now() + timedelta(days=3)

    with clock.at(moment):
        slot = sign_slot(document.slots.get(), by=an, pin=make_signed.PIN)

    document.refresh_from_db()
    assert slot.signed_at == moment.replace(microsecond=0)
    with pikepdf.open(BytesIO(files.read(document.current))) as signed:
        written = str(signed.Root.AcroForm.Fields[0].V.M)
    assert written == f"D:{moment:%Y%m%d%H%M%S}+07'00'"


def test_nobody_signs_in_the_place_of_another() -> None:
    body = make.organisation()
    an = make_signed.signatory(body, "Lê Thị An")
    other = make_signed.signatory(body, "Phạm Văn Bình")
    document = make_signed.document(an)

    with pytest.raises(NotAllowed, match="Chỗ ký này dành cho Lê Thị An."):
        sign_slot(document.slots.get(), by=other, pin=make_signed.PIN)
    assert document.slots.get().signed_at is None


def test_a_place_is_signed_once() -> None:
    an = make_signed.signatory(make.organisation())
    document = make_signed.document(an)
    sign_slot(document.slots.get(), by=an, pin=make_signed.PIN)

    with pytest.raises(NotPossible, match="Đồng chí đã ký văn bản này rồi."):
        sign_slot(document.slots.get(), by=an, pin=make_signed.PIN)


def test_a_wrong_pin_signs_nothing_and_five_of_them_pause_the_key() -> None:
    an = make_signed.signatory(make.organisation())
    document = make_signed.document(an)
    slot = document.slots.get()

    for _try in range(5):
        with pytest.raises(NotPossible, match="Mã PIN không đúng. Văn bản chưa được ký"):
            sign_slot(slot, by=an, pin="000000")
    with pytest.raises(NotPossible, match="Đã nhập sai mã PIN nhiều lần. Hãy thử lại sau 15 phút."):
        sign_slot(slot, by=an, pin=make_signed.PIN)
    with clock.at(clock.now() + timedelta(minutes=16)):
        sign_slot(slot, by=an, pin=make_signed.PIN)

    assert PilotKey.objects.get(user=an).wrong_tries == 0


def test_without_a_key_nobody_signs() -> None:
    an = make_signed.signatory(make.organisation())
    document = make_signed.document(an)
    PilotKey.objects.all().delete()

    with pytest.raises(NotPossible, match="Đồng chí chưa có khóa ký. Hãy báo người quản trị cấp khóa."):
        sign_slot(document.slots.get(), by=an, pin=make_signed.PIN)


def test_an_expired_certificate_does_not_sign() -> None:
    an = make_signed.signatory(make.organisation())
    document = make_signed.document(an)

    with (
        clock.at(clock.now() + timedelta(days=365 * 9)),
        pytest.raises(NotPossible, match="Chứng thư của đồng chí không còn trong thời hạn."),
    ):
        sign_slot(document.slots.get(), by=an, pin=make_signed.PIN)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_sign_at_once_both_sign() -> None:
    people = [make_signed.signatory(make.organisation()) for _ in range(2)]
    document = make_signed.document(*people)

    def sign(slot: SignatureSlot) -> None:
        sign_slot(slot, by=slot.signatory, pin=make_signed.PIN)
        connection.close()

    threads = [Thread(target=sign, args=[slot]) for slot in document.slots.select_related("signatory")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    document.refresh_from_db()
    assert document.slots.filter(signed_at__isnull=True).count() == 0
    assert files.read(document.current).count(b"/ByteRange") == 2


def test_a_second_press_of_sign_hears_that_it_is_signed() -> None:
    an = make_signed.signatory(make.organisation())
    document = make_signed.document(an)
    stale = document.slots.get()
    sign_slot(document.slots.get(), by=an, pin=make_signed.PIN)

    with pytest.raises(NotPossible, match="Đồng chí đã ký văn bản này rồi."):
        sign_slot(stale, by=an, pin=make_signed.PIN)


def test_after_a_pause_the_tries_are_counted_anew() -> None:
    an = make_signed.signatory(make.organisation())
    document = make_signed.document(an)

    def wrong(times: int) -> None:
        for _time in range(times):
            with pytest.raises(NotPossible, match="Mã PIN không đúng"):
                sign_slot(document.slots.get(), by=an, pin="000000")

    wrong(5)
    with clock.at(clock.now() + timedelta(minutes=16)):
        wrong(2)
        sign_slot(document.slots.get(), by=an, pin=make_signed.PIN)
