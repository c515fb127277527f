"""Number, files and places for signatures; interrupted anywhere, done again."""

import dataclasses
import datetime as dt

import pytest

from phoihop.documents import files
from phoihop.documents.docx import render_docx
from phoihop.documents.freezing import read_manifest
from phoihop.documents.models import IssuedNumber, StoredFile
from phoihop.ledger.models import Entry
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Membership
from phoihop.programmes import actions, numbering
from phoihop.programmes.actions import freezing
from phoihop.programmes.canonical import digest
from phoihop.programmes.models import Instrument
from phoihop.programmes.signatories import expected
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make
from phoihop.signatures.models import SignedDocument

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 11, 19)


def test_an_agreed_text_is_frozen_with_number_files_and_places() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)

    actions.freeze_instrument(instrument, by=scene.north.clerk, dated_on=DAY)

    instrument = make.fresh(instrument)
    bodies = f"{scene.north.body.abbreviation}-{scene.south.body.abbreviation}"
    assert (instrument.state, instrument.number_text) == (InstrumentState.FROZEN, f"01-CTPH/{bodies}")
    assert (instrument.dated_on, instrument.layout_profile) == (DAY, "HD36_2018")
    assert instrument.signed_document is not None
    slots = list(instrument.signed_document.slots.all())
    assert [(slot.signatory, slot.title) for slot in slots] == [
        (scene.north.signatory, "người ký"),
        (scene.south.signatory, "người ký"),
    ]
    assert instrument.docx is not None
    assert files.read(instrument.docx)[:2] == b"PK"
    told = Notice.objects.filter(text=f"Chờ đồng chí ký: {instrument}.")
    assert {notice.user for notice in told} == {scene.north.signatory, scene.south.signatory}


def test_the_frozen_file_carries_the_tracked_text() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)

    actions.freeze_instrument(instrument, by=scene.north.clerk)

    instrument = make.fresh(instrument)
    assert instrument.signed_document is not None
    carried = read_manifest(files.read(instrument.signed_document.frozen))
    assert carried is not None
    assert carried["text_hash"] == instrument.text_hash == digest(carried["text"])
    assert [entry["hash"] for entry in carried["provisions"]] == [
        digest(entry["content"]) for entry in carried["provisions"]
    ]
    assert [[entry["uid"], entry["hash"]] for entry in carried["provisions"]] == carried["text"]["provisions"]
    entry = Entry.objects.get(verb="programmes.instrument_frozen")
    assert entry.content_hash == instrument.text_hash
    assert entry.data["pdf_sha256"] == instrument.signed_document.frozen.sha256


def test_numbers_run_on_within_the_series_of_the_lead() -> None:
    scene = make.scene()
    for year in (2024, 2025):
        instrument = make.agreed_instrument(scene, year=year)
        assert numbering.proposed(instrument, DAY).startswith(f"{year - 2023:02d}-CTPH/")
        actions.freeze_instrument(instrument, by=scene.north.clerk, dated_on=DAY)

    assert list(Instrument.objects.order_by("pk").values_list("number_text", flat=True)) == [
        numbering_text("01", scene),
        numbering_text("02", scene),
    ]


def numbering_text(number: str, scene: make.Scene) -> str:
    return f"{number}-CTPH/{scene.north.body.abbreviation}-{scene.south.body.abbreviation}"


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (dt.date(2024, 11, 19), "2020-2025"),
        (dt.date(2025, 9, 30), "2020-2025"),
        (dt.date(2025, 10, 1), "2025-2030"),
        (dt.date(2029, 1, 1), "2025-2030"),
    ],
)
def test_party_numbers_belong_to_a_term(day: dt.date, term: str) -> None:
    assert numbering.term(day) == term


def test_state_numbers_belong_to_a_year() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)

    actions.freeze_instrument(instrument, by=scene.north.clerk, dated_on=DAY, profile="ND30_2020")

    issued = IssuedNumber.objects.select_related("series").get()
    assert (issued.series.scope, issued.text[:8]) == ("2024", "01/CTPH-")


@pytest.mark.parametrize("part", ["freeze", "render_docx", "official_document"])
def test_a_number_that_was_taken_is_kept_for_the_next_try(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)

    def cut(*_arguments: object, **_named: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as power_cut:
        power_cut.setattr(freezing, part, cut)
        with pytest.raises(KeyboardInterrupt):
            actions.freeze_instrument(instrument, by=scene.north.clerk, dated_on=DAY)
    reserved = make.fresh(instrument)
    assert (reserved.state, reserved.dated_on) == (InstrumentState.AGREED, DAY)
    assert not SignedDocument.objects.exists()

    actions.freeze_instrument(instrument, by=scene.north.clerk)

    frozen = make.fresh(instrument)
    assert (frozen.state, frozen.number_text, frozen.dated_on) == (
        InstrumentState.FROZEN,
        reserved.number_text,
        DAY,
    )
    assert IssuedNumber.objects.count() == 1
    assert SignedDocument.objects.count() == 1


def test_a_text_that_changed_while_it_was_rendered_is_not_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)

    def meanwhile(document: object) -> bytes:
        actions.write_version(instrument, provision=make.item(instrument).provision, note="Thêm", **scene.south.acting)
        actions.disclose(instrument, **scene.south.acting)
        make.agree(scene, instrument)
        return render_docx(document)  # type: ignore[arg-type]

    monkeypatch.setattr(freezing, "render_docx", meanwhile)
    with pytest.raises(
        NotPossible, match=r"^Văn bản vừa thay đổi trong lúc đóng băng\. Hãy xem lại rồi đóng băng lần nữa\.$"
    ):
        actions.freeze_instrument(instrument, by=scene.north.clerk)
    assert make.fresh(instrument).state == InstrumentState.AGREED
    assert not StoredFile.objects.exists()


def test_two_clerks_at_once_freeze_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)

    def the_other_was_quicker(document: object) -> bytes:
        monkeypatch.setattr(freezing, "render_docx", render_docx)
        actions.freeze_instrument(instrument, by=scene.north.officer)
        return render_docx(document)  # type: ignore[arg-type]

    monkeypatch.setattr(freezing, "render_docx", the_other_was_quicker)
    with pytest.raises(NotPossible, match="Chỉ đóng băng được văn bản mà các bên đã thống nhất"):
        actions.freeze_instrument(instrument, by=scene.north.clerk)
    assert SignedDocument.objects.count() == 1
    assert IssuedNumber.objects.count() == 1


def test_freezing_is_refused_in_words() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)

    with pytest.raises(
        NotAllowed, match="Chỉ văn thư hoặc chuyên viên của cơ quan chủ trì được lấy số và đóng băng văn bản"
    ):
        actions.freeze_instrument(instrument, by=scene.south.clerk)
    with pytest.raises(NotPossible, match="Hãy chọn một thể thức có trong danh sách"):
        actions.freeze_instrument(instrument, by=scene.north.clerk, profile="XYZ")
    Membership.objects.filter(user=scene.south.signatory).delete()
    with pytest.raises(NotPossible) as refused:
        actions.freeze_instrument(instrument, by=scene.north.clerk)
    assert str(refused.value) == (
        "Trường Chính trị chưa có người ký trong hệ thống. "
        "Hãy nhờ quản trị của cơ quan đó thêm người ký rồi đóng băng lại."
    )
    assert not IssuedNumber.objects.exists()


def test_files_have_plain_names() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    assert actions.file_name(instrument) == "du-thao-chuong-trinh-phoi-hop-2025"
    instrument.number_text = "01-CTPH/BTGTU-TCT"
    assert actions.file_name(instrument) == "01-CTPH-BTGTU-TCT"


def test_a_signatory_is_one_place() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    first, second = expected(instrument)
    assert dataclasses.astuple(first)[1:] == (
        scene.north.signatory,
        "người ký",
        f"chu-ky-{scene.north.body.key}",
    )
    assert second.organisation == scene.south.body
