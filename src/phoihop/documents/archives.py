"""Is an uploaded file a workbook that may be opened? Looked at from outside, before any reader of workbooks sees it.

A workbook is a zip of XML: a small upload may unfold into gigabytes, in the zip, in the table (one value in the last
cell of the sheet), or in its texts (one long text repeated in each cell).
"""

import re
import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _

from phoihop.lib.errors import NotPossible

LARGEST_UPLOAD = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
_MOST_PARTS = 2_000
_LARGEST_UNZIPPED = 120 * 1024 * 1024
_LARGEST_RATIO = 200
_SMALL_PART = 1024 * 1024  # a part this small may be as repetitive as it likes
_LARGEST_TEXT = 100 * 1024 * 1024

BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)(\s[^>]*)?>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d{0,7})["']""")
_SHARED_TEXT = re.compile(rb"<(?:[\w.-]+:)?si(?:\s[^>]*)?>(.*?)</(?:[\w.-]+:)?si>", re.DOTALL)
_FORMULA_ONLY = re.compile(
    rb"""<(?:[\w.-]+:)?c(?![^>]*\bt\s*=\s*["']str)(?:\s[^>]*)?>\s*"""
    rb"""<(?:[\w.-]+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:[\w.-]+:)?f>)\s*"""
    rb"""(?:<(?:[\w.-]+:)?v\s*(?:/>|></(?:[\w.-]+:)?v>)\s*)?</(?:[\w.-]+:)?c>"""
)
_SHARED_CELL = re.compile(
    rb"""<(?:[\w.-]+:)?c\s[^>]*\bt\s*=\s*["']s["'][^>]*>\s*<(?:[\w.-]+:)?v(?:\s[^>]*)?>\s*(\d{1,9})\s*<"""
)


def check_workbook(data: bytes, name: str) -> None:
    """Raises NotPossible, with a sentence for the person who chose the file, unless it may be opened."""
    if not data:
        raise NotPossible(_("Tệp “%(name)s” trống. Hãy chọn tệp khác.") % {"name": name})
    if len(data) > LARGEST_UPLOAD:
        raise NotPossible(
            _("Tệp “%(name)s” lớn hơn %(size)s MB. Hãy bỏ bớt hình ảnh hoặc tách tệp.")
            % {"name": name, "size": LARGEST_UPLOAD // 1024 // 1024}
        )
    if data.startswith(OLD_OFFICE):
        raise NotPossible(_old_office(data) % {"name": name})
    if not data.startswith(b"PK"):
        raise NotPossible(_other_kind(data) % {"name": name})
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_parts(archive, name)
            _check_kind(archive, name)
            _check_tables(archive, name)
    except BROKEN as error:
        raise damaged(name) from error


def uncalculated(data: bytes) -> int:
    """How many cells of a checked workbook are formulas without their result: a reader takes them for empty."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = (archive.read(part) for part in archive.namelist() if part.lower().endswith(".xml"))
        return sum(len(_FORMULA_ONLY.findall(part)) for part in parts if b"sheetData" in part)


def damaged(name: str) -> NotPossible:
    """The refusal of a file that begins like a workbook and cannot be read as one."""
    return NotPossible(
        _("Tệp “%(name)s” bị hỏng nên không đọc được. Hãy mở tệp bằng Excel, lưu lại rồi tải lên.") % {"name": name}
    )


def _old_office(data: bytes) -> str:
    if ENCRYPTED in data:
        return _("Tệp “%(name)s” có mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Excel, lưu lại rồi tải lên.")
    return _("Tệp “%(name)s” là dạng Excel cũ (.xls). Hãy mở tệp bằng Excel, lưu thành .xlsx rồi tải lên.")


def _other_kind(data: bytes) -> str:
    if data.lstrip().startswith(b"%PDF"):
        return _("Tệp “%(name)s” là tệp PDF, không phải bảng tính Excel. Hãy chọn tệp .xlsx.")
    if b"\0" not in data[:4096]:
        return _(
            "Tệp “%(name)s” là tệp chữ (như CSV), không phải bảng tính Excel. Hãy mở tệp bằng Excel, lưu thành .xlsx "
            "rồi tải lên."
        )
    return _("Tệp “%(name)s” không phải bảng tính Excel. Hãy chọn tệp .xlsx.")


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    """What the zip says of itself; what it holds is then never read beyond what it says."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise NotPossible(_old_office(ENCRYPTED) % {"name": name})
    too_much = len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNZIPPED
    if too_much or len({part.filename for part in parts}) < len(parts) or any(map(is_dense, parts)):
        raise NotPossible(
            _("Tệp “%(name)s” nén quá nhiều dữ liệu nên không được mở. Hãy chép bảng cần dùng sang một tệp mới.")
            % {"name": name}
        )


def is_dense(part: zipfile.ZipInfo) -> bool:
    """Whether a part unfolds to far more than text does."""
    return part.file_size > _SMALL_PART and part.file_size > part.compress_size * _LARGEST_RATIO


def _check_kind(archive: zipfile.ZipFile, name: str) -> None:
    names = {part.lower() for part in archive.namelist()}
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        sentence = _("Tệp “%(name)s” là dạng .xlsb. Hãy mở tệp bằng Excel, lưu thành .xlsx rồi tải lên.")
    elif "word/document.xml" in names:
        sentence = _("Tệp “%(name)s” là tệp Word, không phải bảng tính Excel. Hãy chọn tệp .xlsx.")
    elif "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
        sentence = _("Tệp “%(name)s” là dạng OpenDocument. Hãy mở tệp, lưu thành .xlsx rồi tải lên.")
    else:
        sentence = _("Tệp “%(name)s” không phải bảng tính Excel. Hãy chọn tệp .xlsx.")
    raise NotPossible(sentence % {"name": name})


def _check_tables(archive: zipfile.ZipFile, name: str) -> None:
    """Reading each part to its end also checks that it is whole and as large as it says."""
    texts: list[int] = []
    sheets = []
    for part in archive.infolist():
        content = archive.read(part)
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise damaged(name)
        if b"sheetData" in content:
            _check_extent(content, name)
            sheets.append(content)
        elif b"<sst" in content or b":sst" in content:
            texts = [len(found[1]) for found in _SHARED_TEXT.finditer(content)]
    _check_texts(texts, sheets, name)


def _check_extent(sheet: bytes, name: str) -> None:
    row = column = 0
    for tag in _TAG.finditer(sheet):
        attributes = tag[2] or b""
        place = _PLACE.search(attributes)
        if tag[1] == b"row":
            row, column = int(place[2] or 0) if place else row + 1, 0
        elif attributes.endswith(b"/"):
            column += 1
        else:
            column = _column(place[1]) if place and place[1] else column + 1
            row = int(place[2]) if place and place[2] else row
            if row > MOST_ROWS or column > MOST_COLUMNS:
                raise NotPossible(
                    _(
                        "Bảng trong tệp “%(name)s” có hơn %(rows)s dòng hoặc %(columns)s cột. Hãy tách bảng hoặc xóa ô thừa."
                    )
                    % {"name": name, "rows": f"{MOST_ROWS:,}".replace(",", "."), "columns": MOST_COLUMNS}
                )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_texts(texts: list[int], sheets: list[bytes], name: str) -> None:
    total = 0
    for sheet in sheets:
        indexes = (int(found[1]) for found in _SHARED_CELL.finditer(sheet))
        total += sum(texts[index] for index in indexes if index < len(texts))
    if total > _LARGEST_TEXT:
        raise NotPossible(
            _("Chữ trong tệp “%(name)s” quá dài nên không được mở. Hãy chép bảng cần dùng sang một tệp mới.")
            % {"name": name}
        )
