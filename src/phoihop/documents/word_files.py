"""Is an uploaded file a Word document that may be opened? Looked at from outside, before any reader of Word sees it.

A document is a zip of XML. What the zip says of itself is measured first, so that a small upload cannot unfold into
gigabytes; then every part of XML is looked at for a document type: Word never writes one, and without one there are no
entities, neither of the file nor of another machine. (The reader behind is told not to resolve any either.) A file with
macros is refused as a whole, objects inside a document are never opened: `word_reading` names them.
"""

import re
import zipfile
from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.documents.archives import BROKEN, ENCRYPTED, LARGEST_UPLOAD, OLD_OFFICE, is_dense
from phoihop.lib.errors import NotPossible

_MOST_PARTS = 2_000
_LARGEST_UNZIPPED = 120 * 1024 * 1024
_LARGEST_XML = 40 * 1024 * 1024  # read into memory, XML takes about ten times its size
_ENCODING = re.compile(rb"""^[^>]{0,100}\bencoding\s*=\s*["']([^"']*)["']""")
_BLANK = b"\xef\xbb\xbf \t\r\n"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_MACROS = ("vbaproject.bin", "vbadata.xml")

_TOO_MUCH = gettext_lazy(
    "Tệp “%(name)s” nén quá nhiều dữ liệu nên không được mở. Hãy chép nội dung cần dùng sang một tệp mới."
)
_LOCKED = gettext_lazy(
    "Tệp “%(name)s” có mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Word, lưu lại rồi tải lên."
)
_OLD = gettext_lazy("Tệp “%(name)s” là dạng Word cũ (.doc). Hãy mở tệp bằng Word, lưu thành .docx rồi tải lên.")
_WITH_MACROS = gettext_lazy(
    "Tệp “%(name)s” có macro (mã chạy được) nên không được nhận. Hãy mở tệp bằng Word, lưu thành .docx không macro "
    "rồi tải lên."
)
_BROKEN_FILE = gettext_lazy("Tệp “%(name)s” bị hỏng nên không đọc được. Hãy mở tệp bằng Word, lưu lại rồi tải lên.")
_NOT_WORD = gettext_lazy("Tệp “%(name)s” không phải tệp Word. Hãy chọn tệp .docx.")


def check_document(data: bytes, name: str) -> None:
    """Raises NotPossible, with a sentence for the person who chose the file, unless it may be opened."""
    if not data:
        raise NotPossible(_("Tệp “%(name)s” trống. Hãy chọn tệp khác.") % {"name": name})
    if len(data) > LARGEST_UPLOAD:
        raise NotPossible(
            _("Tệp “%(name)s” lớn hơn %(size)s MB. Hãy bỏ bớt hình ảnh hoặc tách tệp.")
            % {"name": name, "size": LARGEST_UPLOAD // 1024 // 1024}
        )
    if data.startswith(OLD_OFFICE):
        raise _refused(_LOCKED if ENCRYPTED in data else _OLD, name)
    if not data.startswith(b"PK"):
        raise _refused(_other_kind(data), name)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_parts(archive, name)
            _check_kind(archive, name)
            _check_xml(archive, name)
    except BROKEN as error:
        raise damaged(name) from error


def damaged(name: str) -> NotPossible:
    """The refusal of a file that begins like a document and cannot be read as one."""
    return _refused(_BROKEN_FILE, name)


def _refused(sentence: str | Promise, name: str) -> NotPossible:
    return NotPossible(str(sentence) % {"name": name})


def _other_kind(data: bytes) -> str | Promise:
    begin = data[:1024].lstrip()
    if begin.startswith(b"%PDF"):
        return gettext_lazy("Tệp “%(name)s” là tệp PDF, không phải tệp Word. Hãy chọn tệp .docx.")
    if begin.startswith(b"{\\rtf") or b"\0" not in data[:4096]:
        return gettext_lazy(
            "Tệp “%(name)s” là tệp chữ (như RTF, HTML), không phải .docx. Hãy mở tệp bằng Word, lưu thành .docx rồi tải lên."
        )
    return _NOT_WORD


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    """What the zip says of itself; what it holds is then never read beyond what it says."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise _refused(_LOCKED, name)
    total = sum(part.file_size for part in parts)
    is_twice = len({part.filename.lower() for part in parts}) < len(parts)
    too_much = len(parts) > _MOST_PARTS or total > _LARGEST_UNZIPPED
    if too_much or is_twice or any(map(is_dense, parts)):
        raise _refused(_TOO_MUCH, name)
    if sum(part.file_size for part in parts if _is_xml(archive, part)) > _LARGEST_XML:
        raise _refused(_TOO_MUCH, name)


def _is_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """By name, or by how it begins: a reader goes by what a file says its parts are, not by their names."""
    if part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return True
    with archive.open(part) as opened:
        begin = opened.read(256)
        is_wide = begin.startswith(_WIDE)
        while begin and not begin.lstrip(_BLANK):
            begin = opened.read(64 * 1024)
    return is_wide or begin.lstrip(_BLANK).startswith(b"<")


def _check_kind(archive: zipfile.ZipFile, name: str) -> None:
    names = {part.lower() for part in archive.namelist()}
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.namelist() else b""
    if any(part.endswith(_MACROS) for part in names) or b"macroenabled" in types.lower():
        raise _refused(_WITH_MACROS, name)
    if b"wordprocessingml.document.main+xml" in types:
        return
    if b"wordprocessingml.template.main+xml" in types:
        sentence: str | Promise = gettext_lazy(
            "Tệp “%(name)s” là mẫu Word (.dotx). Hãy mở tệp bằng Word, lưu thành .docx rồi tải lên."
        )
    elif "xl/workbook.xml" in names:
        sentence = gettext_lazy("Tệp “%(name)s” là bảng tính Excel, không phải tệp Word. Hãy chọn tệp .docx.")
    elif "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
        sentence = gettext_lazy("Tệp “%(name)s” là dạng OpenDocument. Hãy mở tệp, lưu thành .docx rồi tải lên.")
    else:
        sentence = _NOT_WORD
    raise _refused(sentence, name)


def _check_xml(archive: zipfile.ZipFile, name: str) -> None:
    """Reading each part to its end also checks that it is whole and as large as it says."""
    for part in archive.infolist():
        content = archive.read(part)
        if _is_xml(archive, part) and not _is_plain_xml(content):
            raise damaged(name)


def _is_plain_xml(content: bytes) -> bool:
    """In UTF-8, where nothing can hide from a search, and without a document type."""
    encoding = _ENCODING.search(content[:200])
    is_utf8 = encoding is None or encoding[1].lower() in (b"utf-8", b"utf8", b"us-ascii")
    has_mark = content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00", b"\x4c\x6f\xa7\x94"))
    return is_utf8 and not has_mark and b"<!DOCTYPE" not in content and b"<!ENTITY" not in content
