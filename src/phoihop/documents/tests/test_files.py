import hashlib
import threading
from pathlib import Path

import pytest
from django.db import transaction

from phoihop.documents import files
from phoihop.documents.models import StoredFile
from phoihop.lib.errors import NotPossible

pytestmark = pytest.mark.django_db
DATA = "Biên bản giao ban quý I".encode()
SHA256 = hashlib.sha256(DATA).hexdigest()


def _path(store: Path) -> Path:
    return store / SHA256[:2] / SHA256[2:4] / SHA256


def _store(name: str = "bien-ban.pdf", media_type: str = files.PDF) -> StoredFile:
    return files.store(DATA, name=name, media_type=media_type)


def test_bytes_are_kept_under_their_hash(store_of_the_test: Path) -> None:
    stored = _store()

    assert files.read(stored) == DATA
    assert (stored.sha256, stored.size, stored.name, stored.media_type) == (
        SHA256,
        len(DATA),
        "bien-ban.pdf",
        files.PDF,
    )
    assert [path for path in store_of_the_test.rglob("*") if path.is_file()] == [_path(store_of_the_test)]


def test_same_bytes_are_kept_once_under_two_names(store_of_the_test: Path) -> None:
    first, second = _store("một.pdf"), _store("hai.pdf")

    assert (first.sha256, first.name) == (second.sha256, "một.pdf")
    assert len([path for path in store_of_the_test.rglob("*") if path.is_file()]) == 1


def test_a_changed_byte_is_never_handed_out(store_of_the_test: Path) -> None:
    stored = _store()
    _path(store_of_the_test).write_bytes(b"b" + DATA[1:])

    with pytest.raises(NotPossible, match=r"Tệp “bien-ban\.pdf” trong kho đã bị thay đổi nên không được dùng\."):
        files.read(stored)
    with pytest.raises(NotPossible, match="đã bị thay đổi"):
        files.response(stored)


def test_a_missing_file_is_told(store_of_the_test: Path) -> None:
    stored = _store()
    _path(store_of_the_test).unlink()

    with pytest.raises(NotPossible, match=r"Không tìm thấy tệp “bien-ban\.pdf” trong kho\."):
        files.read(stored)


def test_storing_the_same_bytes_again_heals_a_damaged_copy(store_of_the_test: Path) -> None:
    stored = _store()
    _path(store_of_the_test).write_bytes(b"damaged")

    _store()

    assert files.read(stored) == DATA


def test_a_rolled_back_row_leaves_no_row_and_harmless_bytes(store_of_the_test: Path) -> None:
    with transaction.atomic():
        _store()
        transaction.set_rollback(True)

    assert list(StoredFile.objects.all()) == []
    assert _path(store_of_the_test).read_bytes() == DATA


def test_two_at_once_write_one_whole_file(store_of_the_test: Path) -> None:
    path = _path(store_of_the_test)
    writers = [threading.Thread(target=files._write, args=(path, DATA)) for _ in range(8)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert path.read_bytes() == DATA
    assert [found.name for found in path.parent.iterdir()] == [SHA256]


def test_a_cut_off_write_leaves_nothing(store_of_the_test: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space left"):
        _store()

    assert [path for path in store_of_the_test.rglob("*") if path.is_file()] == []
    assert list(StoredFile.objects.all()) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("báo cáo.pdf", "báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\an\\kế hoạch.docx", "kế hoạch.docx"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("giả\u202efdp.exe", "giảfdp.exe"),
        ("..", "tep"),
        ("", "tep"),
        ("x" * 300 + ".xlsx", "x" * 145 + ".xlsx"),
        ("x" * 300, "x" * 150),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert _store(given).name == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("application/pdf", "application/pdf"),
        ("Image/PNG; charset=x", "image/png"),
        ("text/html\r\nX: y", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_types_are_made_harmless(given: str, kept: str) -> None:
    assert _store(media_type=given).media_type == kept


def test_a_download_names_its_file_for_every_browser() -> None:
    answer = files.response(_store("Kế hoạch “quý I”.pdf"))

    assert answer.getvalue() == DATA
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20%E2%80%9Cqu%C3%BD%20I%E2%80%9D.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("media_type", "shown"),
    [
        ("application/pdf", True),
        ("image/png", True),
        ("image/svg+xml", False),
        ("text/html", False),
        (files.DOCX, False),
    ],
)
def test_only_pdf_and_plain_images_are_shown(media_type: str, *, shown: bool) -> None:
    answer = files.response(_store(media_type=media_type), inline=True)

    assert answer["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert ("sandbox" in answer["Content-Security-Policy"]) == (media_type != "application/pdf")
