"""What the verifier says of good files, and of each way in which a file can be made to lie (tech: signatures, section 4)."""

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.utils.translation import override

from phoihop.documents.freezing import freeze
from phoihop.lib import clock
from phoihop.signatures.report import Chain, Coverage, Report, SignatureResult, State, TimeSource
from phoihop.signatures.tests import files
from phoihop.signatures.tests.files import AN, AT, GIANG, World
from phoihop.signatures.verification import verify_pdf

pytestmark = pytest.mark.django_db
CHANGED_AFTER_FREEZING = "Nội dung trang đã bị thay đổi sau khi đóng băng."
OTHER_BYTES = "Phần gốc của tệp không phải là bản đã đóng băng: đây là tệp khác, hoặc tệp đã bị sửa."
NOT_INTACT = "Phần được ký đã bị thay đổi sau khi ký."
CHANGED_AFTER = "Sau chữ ký này, nội dung tệp đã bị thay đổi."
SHADOW = "Có một ô hiện trên trang 1, ngoài chỗ dành cho chữ ký: ô ấy có thể che nội dung."
UNKNOWN_ROOT = "Không xác định được nơi cấp chứng thư: chứng thư gốc không có trong danh sách tin cậy."
OUT_OF_TIME = "Chứng thư không còn hoặc chưa có hiệu lực tại lúc ký."
DAMAGED = "Tệp PDF bị hỏng hoặc sai cấu trúc nên không kiểm tra được."


def check(world: World, data: bytes, *, with_frozen: bool = False) -> Report:
    return verify_pdf(data, roots=[world.root], frozen=world.frozen if with_frozen else None)


def pdfsig(data: bytes, folder: Path) -> str:
    path = folder / "file.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("with_frozen", [False, True])
def test_a_file_signed_by_both_is_valid(world: World, with_frozen: bool) -> None:
    report = check(world, world.twice, with_frozen=with_frozen)

    assert (report.state, report.valid, report.text_ok, report.unsigned) == (State.VALID, True, True, ())
    assert report.number == "01-CTPH/BTGTU-TCT"
    assert report.text_hash == files.manifest()["text_hash"]
    first, second = report.signatures
    assert (first.field, first.signer, first.body) == (AN, "Lê Thị An", "Ban Tuyên giáo Tỉnh ủy")
    assert (second.field, second.signer, second.body) == (GIANG, "Vũ Hà Giang", "Trường Chính trị tỉnh")
    assert (first.signed_at, first.time_source) == (AT, TimeSource.CLAIMED)
    assert (first.coverage, second.coverage) == (Coverage.REVISION, Coverage.FILE)
    assert (first.chain, first.is_intact, first.was_valid_then) == (Chain.TRIAL, True, True)
    assert first.algorithm == "RSA 2048 bit (PKCS #1 v1.5), SHA-256"
    assert first.issuer == "Phối Hợp thử nghiệm, không giá trị pháp lý"
    assert first.serial == f"{world.an.certificate.serial_number:x}"


def test_poppler_agrees(world: World, tmp_path: Path) -> None:
    seen = pdfsig(world.twice, tmp_path)

    assert seen.count("Signature is Valid.") == 2
    assert "Total document signed" in seen
    assert "Lê Thị An" in seen


def test_without_the_frozen_bytes_no_more_is_claimed_than_the_file_shows(world: World) -> None:
    frozen_hash = hashlib.sha256(world.frozen).hexdigest()
    alone = check(world, world.twice)
    known = verify_pdf(world.twice, roots=[world.root], is_frozen={frozen_hash}.__contains__)

    assert (alone.state, alone.is_frozen, alone.frozen_hash) == (State.VALID, False, frozen_hash)
    assert alone.headline == "Hợp lệ: đủ 2 chữ ký, nội dung khớp với bản kê mang trong tệp."
    assert f"hãy so mã băm của bản gốc, {frozen_hash}, với dòng đóng băng" in alone.text_sentence
    assert (known.is_frozen, known.headline) == (True, check(world, world.twice, with_frozen=True).headline)


def test_the_report_reads_as_sentences(world: World) -> None:
    assert check(world, world.twice, with_frozen=True).sentences == (
        "Hợp lệ: đủ 2 chữ ký, nội dung đã ký đúng là nội dung đã thống nhất.",
        "Chữ ký 1, hợp lệ: Lê Thị An, Ban Tuyên giáo Tỉnh ủy, ký lúc 06/01/2025 09:30:15 +07:00 (giờ do phần mềm ký ghi).",
        "  Chữ ký phủ toàn bộ tệp lúc ký; sau đó chỉ có thêm chữ ký hoặc dữ liệu kiểm tra.",
        "  Chứng thư thử nghiệm, không có giá trị pháp lý.",
        "  Nơi cấp chứng thư: Phối Hợp thử nghiệm, không giá trị pháp lý.",
        "Chữ ký 2, hợp lệ: Vũ Hà Giang, Trường Chính trị tỉnh, ký lúc 06/01/2025 10:30:15 +07:00 (giờ do phần mềm ký ghi).",
        "  Chữ ký phủ toàn bộ tệp.",
        "  Chứng thư thử nghiệm, không có giá trị pháp lý.",
        "  Nơi cấp chứng thư: Phối Hợp thử nghiệm, không giá trị pháp lý.",
        f"Nội dung đã ký khớp với bản kê nội dung, mã băm {files.manifest()['text_hash']}.",
        "Chưa kiểm tra được việc thu hồi chứng thư: tệp không kèm danh sách thu hồi, và máy chủ không hỏi ra ngoài.",
    )


def test_the_report_is_plain_json(world: World) -> None:
    data = json.loads(json.dumps(check(world, world.twice).to_json()))

    assert (data["valid"], data["state"], data["text_ok"]) == (True, "valid", True)
    assert [part["signer"] for part in data["signatures"]] == ["Lê Thị An", "Vũ Hà Giang"]
    assert data["signatures"][0]["signed_at"] == "2025-01-06T09:30:15+07:00"
    assert (data["signatures"][0]["valid"], data["signatures"][0]["chain"]) == (True, "trial")


def test_a_file_signed_by_one_waits_for_the_other(world: World) -> None:
    report = check(world, world.once)

    assert (report.state, report.valid, report.text_ok) == (State.INCOMPLETE, False, True)
    assert report.unsigned == (GIANG,)
    assert report.headline == ("Chưa đủ chữ ký: đã ký 1 trên 2 chỗ. Nội dung khớp với bản kê mang trong tệp.")


def test_a_frozen_file_waits_for_all(world: World) -> None:
    report = check(world, world.frozen, with_frozen=True)

    assert (report.state, report.signatures, report.problems) == (State.INCOMPLETE, (), ())
    assert set(report.unsigned) == {AN, GIANG}


def test_the_last_signature_cut_off_is_seen(world: World) -> None:
    assert not check(world, world.twice[: len(world.once)]).valid
    assert not check(world, world.twice[: len(world.once) + 5_000]).valid


def test_a_byte_flipped_in_the_frozen_part(world: World) -> None:
    place = len(world.frozen) // 2

    report = check(world, files.flipped(world.twice, place), with_frozen=True)

    assert report.problems == (OTHER_BYTES,)
    assert [result.problems[0] for result in report.signatures] == [NOT_INTACT, NOT_INTACT]
    assert not check(world, files.flipped(world.twice, place)).valid


def test_a_byte_flipped_in_the_added_part(world: World, tmp_path: Path) -> None:
    place = world.twice.rindex(b"Adobe.PPKLite") + 8
    data = files.flipped(world.twice, place)

    report = check(world, data, with_frozen=True)

    assert [result.valid for result in report.signatures] == [True, False]
    assert NOT_INTACT in report.signatures[1].problems
    assert "Digest Mismatch" in pdfsig(data, tmp_path)


@pytest.mark.parametrize("step", range(24))
def test_no_flipped_byte_passes(world: World, step: int) -> None:
    """Any one byte, those of the last signature itself among them."""
    place = (len(world.twice) - 1) * step // 23

    assert not check(world, files.flipped(world.twice, place)).valid


def test_what_fills_up_the_room_of_a_signature_may_not_change(world: World) -> None:
    end = world.twice.rindex(b">", 0, world.twice.rindex(b"/ByteRange"))
    start = world.twice.rindex(b"/Contents <", 0, end) + len(b"/Contents <")

    spaced = world.twice[: end - 10] + b" " + world.twice[end - 9 :]
    for data in (files.flipped(world.twice, end - 10), _small(world.twice, start), spaced):
        assert [result.valid for result in check(world, data).signatures] == [True, False]


def _small(data: bytes, start: int) -> bytes:
    place = next(place for place in range(start, len(data)) if data[place] in b"ABCDEF")
    return data[:place] + data[place : place + 1].lower() + data[place + 1 :]


@pytest.mark.parametrize("change", [files.repaint_page, files.lay_over])
def test_a_page_changed_after_signing(world: World, change: object, tmp_path: Path) -> None:
    data = files.incremented(world.twice, change)  # type: ignore[arg-type]

    report = check(world, data)

    assert (report.valid, report.text_ok, report.problems) == (False, False, (CHANGED_AFTER_FREEZING,))
    assert [result.problems for result in report.signatures] == [(CHANGED_AFTER,), (CHANGED_AFTER,)]
    assert pdfsig(data, tmp_path).count("Signature is Valid.") == 2  # why a tool of one's own is needed


@pytest.mark.parametrize("change", [files.repaint_page, files.lay_over])
@pytest.mark.parametrize("with_frozen", [False, True])
def test_a_page_changed_before_signing(world: World, change: object, with_frozen: bool) -> None:
    """The signatures themselves are good; only the frozen revision tells."""
    forged = files.incremented(world.frozen, change)  # type: ignore[arg-type]
    data = world.sign(world.sign(forged), GIANG)

    report = check(world, data, with_frozen=with_frozen)

    assert all(result.valid for result in report.signatures)
    assert (report.valid, report.text_ok, report.problems) == (False, False, (CHANGED_AFTER_FREEZING,))


def test_a_field_painted_over_the_text(world: World) -> None:
    shadowed = files.incremented(world.frozen, files.add_field("Sig9", (50, 300, 550, 700)))
    data = world.sign(world.sign(world.sign(shadowed, "Sig9")), GIANG)

    report = check(world, data, with_frozen=True)

    assert (report.valid, report.text_ok, report.problems) == (False, False, (SHADOW,))


def test_an_empty_field_painted_after_all_signatures(world: World) -> None:
    report = check(world, files.incremented(world.twice, files.add_field("Sig9", (50, 300, 550, 700))))

    assert SHADOW in report.problems
    assert not report.valid


def test_an_invisible_signature_of_a_third_person_does_no_harm(world: World) -> None:
    added = files.incremented(world.twice, files.add_field("Sig9", (0, 0, 0, 0)))

    report = check(world, added)

    assert (report.valid, report.problems) == (True, ())


def test_our_bytes_with_another_document_behind_them(world: World) -> None:
    """A chain of revisions that leaves our bytes out although they stand first."""
    other = freeze(files.programme("Không giao ban."), files.manifest())
    data = files.with_other_text_behind(world.frozen, other)
    data = world.sign(world.sign(data), GIANG)

    for with_frozen in (True, False):
        report = check(world, data, with_frozen=with_frozen)
        assert (report.valid, report.text_ok) == (False, False)
        assert report.problems[0] == CHANGED_AFTER_FREEZING
    assert [result.valid for result in report.signatures] == [True, True]


def test_another_document_signed_by_the_same_people(world: World) -> None:
    other = freeze(files.programme("Không giao ban."), files.manifest())
    data = world.sign(world.sign(other), GIANG)

    report = check(world, data, with_frozen=True)

    assert (report.valid, report.text_ok, report.problems) == (False, False, (OTHER_BYTES,))


def test_a_copy_saved_again_and_signed(world: World) -> None:
    data = world.sign(world.sign(files.saved_again(world.frozen)), GIANG)

    report = check(world, data, with_frozen=True)

    assert report.problems == (OTHER_BYTES,)
    assert not check(world, files.saved_again(world.twice)).valid


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"text_hash": "0" * 64}, "Mã băm của văn bản tính lại khác mã băm trong bản kê nội dung."),
        ({"provisions": []}, "Bản kê nội dung không liệt kê đúng các khoản mục của văn bản."),
        ({"provisions": None}, "Bản kê nội dung trong tệp thiếu phần cần có nên không kiểm tra được."),
        (
            {"provisions": [{**files.manifest()["provisions"][0], "content": {}}, files.manifest()["provisions"][1]]},
            "Bản kê nội dung, khoản mục thứ 1: mã băm tính lại khác mã băm đã ghi.",
        ),
    ],
)
def test_a_manifest_that_contradicts_itself(world: World, changes: dict[str, object], problem: str) -> None:
    frozen = freeze(files.programme(), files.manifest(**changes))
    data = world.sign(world.sign(frozen), GIANG)

    report = check(world, data)

    assert (report.valid, report.text_ok, report.problems) == (False, False, (problem,))


def test_a_root_that_nobody_trusts(world: World) -> None:
    report = verify_pdf(world.twice, roots=[], frozen=world.frozen)

    assert (report.valid, report.text_ok) == (False, True)
    assert [(result.chain, result.problems) for result in report.signatures] == [(Chain.UNKNOWN, (UNKNOWN_ROOT,))] * 2


def test_a_root_of_the_same_name_is_not_the_same_root(world: World, tmp_path: Path) -> None:
    from phoihop.signatures.authority import _make_root

    _make_root(tmp_path / "root.pem", tmp_path / "root.key")

    report = verify_pdf(world.twice, roots=[(tmp_path / "root.pem").read_bytes()])

    assert [result.problems for result in report.signatures] == [(UNKNOWN_ROOT,)] * 2


def test_several_roots_in_one_file(world: World, tmp_path: Path) -> None:
    from phoihop.signatures.authority import _make_root

    _make_root(tmp_path / "root.pem", tmp_path / "root.key")

    assert verify_pdf(world.twice, roots=[(tmp_path / "root.pem").read_text() + world.root]).valid


@pytest.mark.parametrize("at", [AT - dt.timedelta(days=40), AT + dt.timedelta(days=365 * 9)])
def test_a_certificate_out_of_its_time(world: World, at: dt.datetime) -> None:
    data = world.sign(world.frozen, at=at)

    with clock.at(at + dt.timedelta(days=1)):
        (result,) = check(world, data).signatures

    assert (result.chain, result.was_valid_then, result.problems) == (Chain.TRIAL, False, (OUT_OF_TIME,))


def test_a_signature_outlives_its_certificate(world: World) -> None:
    with clock.at(AT + dt.timedelta(days=365 * 12)):
        assert check(world, world.twice).valid


def test_a_time_of_signing_that_has_not_come(world: World) -> None:
    with clock.at(AT - dt.timedelta(days=3)):
        (result,) = check(world, world.once).signatures

    assert result.problems == ("Giờ ký nằm trong tương lai.",)


def test_a_signed_file_that_is_none_of_ours(world: World) -> None:
    from phoihop.signatures.tests.make import pdf

    report = check(world, world.sign(pdf("chu-ky"), "chu-ky"))

    assert (report.valid, report.text_ok, report.problems) == (False, None, ())
    assert report.signatures[0].valid
    assert (
        "Tệp không mang bản kê nội dung của Phối Hợp nên không so được với nội dung đã thống nhất." in report.sentences
    )


def test_a_file_without_signatures(world: World) -> None:
    from phoihop.documents.pdf import render_pdf

    assert check(world, render_pdf(files.programme())).problems == ("Tệp không có chữ ký số nào.",)


def test_files_that_are_no_sound_pdf(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [
        (b"", "Tệp rỗng."),
        (b"PK\x03\x04 not a pdf", "Đây không phải là tệp PDF."),
        (files.encrypted(world.frozen), "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi kiểm tra lại."),
        (b"%PDF-1.7\n%%EOF\n", DAMAGED),
        (world.twice[:3_000], DAMAGED),
        (b"%PDF-1.7\n" + b"[" * 200_000, DAMAGED),
    ]

    for data, sentence in cases:
        report = check(world, data)
        assert (report.valid, report.problems) == (False, (sentence,))
    monkeypatch.setattr("phoihop.signatures.verification.LARGEST", 1024 * 1024)
    assert check(world, b"%PDF-" + bytes(2_000_000)).problems == ("Tệp lớn hơn 1 MB nên không được kiểm tra.",)
    monkeypatch.setattr("phoihop.signatures.verification.MOST_SIGNATURES", 1)
    assert check(world, world.twice).problems == ("Tệp có hơn 1 chữ ký nên không được kiểm tra.",)


def test_a_broken_signature_does_not_hide_the_other(world: World) -> None:
    start = world.twice.index(b"/Contents <", len(world.once)) + len(b"/Contents <")
    data = world.twice[:start] + b"00" * 400 + world.twice[start + 800 :]

    report = check(world, data)

    assert [result.valid for result in report.signatures] == [True, False]
    assert report.signatures[1].problems == ("Chữ ký bị hỏng hoặc sai cấu trúc nên không kiểm tra được.",)
    assert not report.valid


def test_it_works_without_settings_and_database(world: World, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(world.twice)
    (tmp_path / "root.pem").write_text(world.root)
    program = (
        "import sys, pathlib\n"
        "from phoihop.signatures.verification import verify_pdf\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "report = verify_pdf((folder / 'signed.pdf').read_bytes(), roots=[(folder / 'root.pem').read_bytes()])\n"
        "sys.stdout.reconfigure(encoding='utf-8')\n"
        "print(report.headline)\n"
    )
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }

    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, env=environment
    )

    assert done.stdout == "Hợp lệ: đủ 2 chữ ký, nội dung khớp với bản kê mang trong tệp.\n"


def test_sentences_follow_the_language_of_the_reader(world: World) -> None:
    with override("vi"):
        assert check(world, world.once).headline.startswith("Chưa đủ chữ ký")


def test_a_mark_that_only_looks_like_an_end_is_passed_over(world: World) -> None:
    start = world.frozen.index(b"\n") + 1
    frozen = world.frozen[:start] + b"%%EOF" + world.frozen[start + 5 :]
    data = world.sign(world.sign(frozen), GIANG)

    assert verify_pdf(data, roots=[world.root]).valid


def test_what_is_not_known_of_a_signature_is_said_so() -> None:
    result = SignatureResult("ky_btg", ())

    assert (result.sentence, result.time_text, result.time_source_text) == (
        "ky_btg ký, không rõ lúc nào.",
        "không ghi giờ",
        "",
    )
    assert result.coverage_text == "Chữ ký chỉ phủ một phần của tệp."
    known = SignatureResult("ky_btg", (), chain=Chain.KNOWN, coverage=Coverage.REVISION, has_later_changes=True)
    assert known.chain_text == "Chứng thư gốc có trong danh sách tin cậy."
    assert known.coverage_text == "Chữ ký phủ toàn bộ tệp lúc ký; sau đó tệp đã bị thay đổi."
    assert Report((result,), text_ok=False).sentences[-1] == (
        "Không chứng minh được nội dung của tệp là nội dung đã thống nhất."
    )
    assert not Report((known,), text_ok=True).is_trial


def test_a_manifest_that_unpacks_to_more_than_a_machine_holds(world: World) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(bytes(10_000_000)) for _ in range(20)] + [packer.flush()])
    buffer = BytesIO()
    with pikepdf.open(BytesIO(world.frozen)) as opened:
        opened.attachments["manifest.json"].obj.EF.F.write(packed, filter=pikepdf.Name.FlateDecode)
        opened.save(buffer, compress_streams=False)
    tracemalloc.start()

    report = check(world, buffer.getvalue())

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (report.valid, report.text_ok) == (False, None)
    assert most < 60_000_000
