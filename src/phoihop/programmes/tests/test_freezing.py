"""Number, files and places for signatures; interrupted anywhere, done again."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from phoihop.documents import files
from phoihop.documents.docx import render_docx
from phoihop.documents.freezing import read_manifest
from phoihop.documents.models import IssuedNumber, NumberSeries, StoredFile
from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Membership, Role
from phoihop.programmes import actions, numbering
from phoihop.programmes.actions import freezing
from phoihop.programmes.canonical import digest
from phoihop.programmes.models import Instrument, Provision
from phoihop.programmes.queries import current_versions, private_versions
from phoihop.programmes.signatories import candidates, expected
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make
from phoihop.signatures.models import SignedDocument
from tests import make as base

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 11, 19)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(dt.datetime(2024, 11, 19, 9, tzinfo=clock.VIETNAM)):
        yield


@pytest.mark.parametrize(
    "day", [dt.date(2024, 11, 18), dt.date(2024, 12, 21), dt.date(1999, 1, 1), dt.date(2099, 1, 1)]
)
def test_the_day_of_the_document_is_near(day: dt.date) -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)
    make.with_keys(scene)

    with pytest.raises(NotPossible) as refused:
        actions.freeze_instrument(instrument, by=scene.north.clerk, dated_on=day)

    assert str(refused.value) == "Ngày văn bản phải từ 19/11/2024, ngày gửi đề nghị lần đầu, đến 20/12/2024."
    assert make.fresh(instrument).number_text == ""


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


@pytest.mark.parametrize(
    ("profile", "retry"),
    [
        ("ND30_2020", {"dated_on": dt.date(2025, 1, 2)}),  # numbers of the State begin anew each year
        ("ND30_2020", {"profile": "HD36_2018"}),
        ("HD36_2018", {"profile": "ND30_2020"}),
        ("HD36_2018", {"dated_on": dt.date(2025, 10, 1)}),  # and those of the Party with each term
    ],
)
def test_a_number_that_was_taken_stays_in_its_series(
    profile: str, retry: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)
    reserved = actions.reserve_number(instrument, by=scene.north.clerk, dated_on=DAY, profile=profile)

    with pytest.raises(NotPossible) as refused:
        actions.freeze_instrument(instrument, by=scene.north.clerk, **({"profile": profile} | retry))
    assert str(refused.value) == (
        f"Số {reserved.number_text} đã lấy cho văn bản này thuộc sổ khác với ngày và thể thức vừa chọn. "
        "Hãy chọn lại cho khớp."
    )
    present = make.fresh(instrument)
    assert (present.dated_on, present.layout_profile) == (DAY, profile)

    later = DAY + dt.timedelta(days=1)
    frozen = actions.freeze_instrument(instrument, by=scene.north.clerk, dated_on=later, profile=profile)
    assert (frozen.number_text, frozen.dated_on) == (reserved.number_text, later)


def test_the_number_that_is_proposed_is_the_one_that_is_given() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)
    NumberSeries.objects.create(
        issuer=scene.north.body,
        kind="CTPH",
        scope="2020-2025",
        template="{number}-{kind}/{bodies}/{year}",
        last_number=6,
    )

    proposed = numbering.proposed(instrument, DAY)
    frozen = actions.freeze_instrument(instrument, by=scene.north.clerk, dated_on=DAY)

    assert proposed == frozen.number_text
    assert (proposed[:7], proposed[-5:]) == ("7-CTPH/", "/2024")


def test_own_changes_are_sent_or_taken_back_before_freezing() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)
    actions.hand_back(instrument, **scene.south.acting)
    item = make.item(instrument).provision
    actions.write_version(instrument, provision=item, note="Riêng", **scene.north.acting)

    with pytest.raises(
        NotPossible, match=r"^Bên mình còn thay đổi chưa gửi\. Hãy gửi hoặc bỏ các thay đổi đó rồi mới đóng băng\.$"
    ):
        actions.freeze_instrument(instrument, by=scene.north.clerk)
    assert not IssuedNumber.objects.exists()

    actions.discard_change(instrument, item, **scene.north.acting)
    assert actions.freeze_instrument(instrument, by=scene.north.clerk).state == InstrumentState.FROZEN


def test_what_the_other_side_has_not_sent_is_dropped_and_it_is_told() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene)
    text = current_versions(instrument)
    actions.write_version(instrument, provision=make.item(instrument).provision, note="Riêng", **scene.south.acting)
    added = actions.write_version(instrument, text="Thêm", **scene.south.acting)

    actions.freeze_instrument(instrument, by=scene.north.clerk)

    assert private_versions(instrument, scene.south.body) == []
    assert current_versions(make.fresh(instrument), organisation=scene.south.body) == text
    assert not Provision.objects.filter(pk=added.provision_id).exists()
    told = Notice.objects.filter(
        text=f"Ban Tuyên giáo đã đóng băng văn bản; 2 thay đổi chưa gửi của bên mình đã bỏ: {instrument}."
    )
    assert [notice.user for notice in told] == [scene.south.officer]


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


def test_of_several_signatories_the_head_signs_unless_another_is_chosen() -> None:
    scene = make.scene()
    south = scene.south.body
    Membership.objects.filter(user=scene.south.signatory).update(position="Phó Hiệu trưởng")
    plain, head = base.user("Lê An"), base.user("Vũ Yên")
    for person, position in ((plain, ""), (head, "Hiệu trưởng")):
        Membership.objects.create(user=person, organisation=south, role=Role.SIGNATORY, position=position)
    instrument = make.agreed_instrument(scene)

    assert [membership.user for membership in candidates(instrument)[south]] == [head, plain, scene.south.signatory]
    assert (expected(instrument)[1].user, expected(instrument)[1].title) == (head, "Hiệu trưởng")
    chosen = {south.pk: scene.south.signatory.pk}
    with pytest.raises(NotPossible, match=r"^Người được chọn không còn ký được cho Trường Chính trị\. Hãy chọn lại\.$"):
        actions.freeze_instrument(instrument, by=scene.north.clerk, chosen={south.pk: scene.south.officer.pk})
    frozen = actions.freeze_instrument(instrument, by=scene.north.clerk, chosen=chosen)

    assert frozen.signed_document is not None
    slots = frozen.signed_document.slots.all()
    assert [(slot.signatory, slot.title) for slot in slots] == [
        (scene.north.signatory, "người ký"),
        (scene.south.signatory, "Phó Hiệu trưởng"),
    ]
    assert frozen.docx is not None
    printed = ZipFile(BytesIO(files.read(frozen.docx))).read("word/document.xml").decode()
    assert "PHÓ HIỆU TRƯỞNG" in printed
    assert head.full_name not in printed


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
