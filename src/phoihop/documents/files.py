"""Bytes kept under their own SHA-256: written safely before the row, checked whenever they are read, sent harmlessly."""

import hashlib
import os
import re
import tempfile
import unicodedata
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from phoihop.documents.models import StoredFile
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_INLINE_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
_NAME_LENGTH = 150


def store(data: bytes, *, name: str, media_type: str) -> StoredFile:
    """Keep these bytes and return the row that says what they are called.

    The bytes are on disk, folder entries included, before the row is written: a row never points at nothing, and a
    transaction that rolls back leaves at most bytes that no row names.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(sha256)
    if not _holds(path, sha256):
        _write(path, data)
    return StoredFile.objects.create(
        sha256=sha256,
        name=_clean_name(name),
        media_type=_clean_type(media_type),
        size=len(data),
        created_at=clock.now(),
    )


def read(stored: StoredFile) -> bytes:
    """The bytes, exactly as they were stored.

    Raises NotPossible when they are missing or no longer have their hash: never hands out changed bytes.
    """
    try:
        data = _path(stored.sha256).read_bytes()
    except FileNotFoundError as error:
        raise NotPossible(
            _("Không tìm thấy tệp “%(name)s” trong kho. Hãy báo người quản trị khôi phục tệp từ bản sao lưu.")
            % {"name": stored.name}
        ) from error
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise NotPossible(
            _(
                "Tệp “%(name)s” trong kho đã bị thay đổi nên không được dùng. Hãy báo người quản trị khôi phục từ bản sao lưu."
            )
            % {"name": stored.name}
        )
    return data


def response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file as an answer to a browser: a download, or shown when `inline` and it is a PDF or a plain image.

    Whatever an upload contains, the browser neither guesses its type nor runs anything in it.
    """
    shown = inline and (stored.media_type == PDF or stored.media_type in _INLINE_IMAGES)
    answer = FileResponse(
        BytesIO(read(stored)), as_attachment=not shown, filename=stored.name, content_type=stored.media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    if shown and stored.media_type == PDF:
        # Browsers refuse to open their PDF viewer in a sandbox; a PDF runs nothing in our origin.
        answer["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
        answer["X-Frame-Options"] = "SAMEORIGIN"
    else:
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return answer


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def _holds(path: Path, sha256: str) -> bool:
    # A damaged copy is written anew, so storing the same bytes again also heals the store.
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
    for folder in path.parents[:4]:  # from the file up to the folder that holds the store: any of them may be new
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clean_name(name: str) -> str:
    """The last part of the name without anything invisible, short enough for any file system."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    stem, dot, ending = seen.rpartition(".")
    if len(seen) > _NAME_LENGTH and dot and len(ending) <= 10:
        seen = f"{stem[: _NAME_LENGTH - len(ending) - 1]}.{ending}"
    return seen[:_NAME_LENGTH] or "tep"


def _clean_type(media_type: str) -> str:
    plain = media_type.partition(";")[0].strip().lower()
    return plain if len(plain) <= 120 and _MEDIA_TYPE.fullmatch(plain) else "application/octet-stream"
