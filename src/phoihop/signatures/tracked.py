"""Is what was signed the tracked text? The frozen bytes, what was added to them since, and the manifest inside."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, SuspiciousModification
from pyhanko.sign.fields import enumerate_sig_fields

from phoihop.documents.freezing import read_manifest
from phoihop.signatures.wording import gettext as _

END = b"%%EOF"
MOST_REVISIONS = 50
SLACK = 1.0  # points by which a widget may leave its box: tools round
HIDDEN = 2


@dataclass(frozen=True)
class Finding:
    """What is known about the text of a file; `ok` None: the file is none of ours."""

    ok: bool | None
    problems: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    text_hash: str = ""
    number: str = ""
    frozen_hash: str = ""
    is_frozen: bool = False


def compare(data: bytes, reader: PdfFileReader, frozen: bytes | None, is_frozen: Callable[[str], bool]) -> Finding:
    """Hold a file against the bytes that were frozen: those given, else the first revision that bears a manifest.

    Of bytes that were not given only `is_frozen` can say, by their SHA-256, that they were ever frozen: anybody can put
    the manifest of one text behind the pages of another.
    """
    if frozen is not None and not data.startswith(frozen):
        return Finding(
            False, (_("Phần gốc của tệp không phải là bản đã đóng băng: đây là tệp khác, hoặc tệp đã bị sửa."),)
        )
    is_given, frozen = frozen is not None, frozen or _frozen_inside(data)
    if frozen is None:
        return Finding(None)
    frozen_hash = hashlib.sha256(frozen).hexdigest()
    manifest = read_manifest(frozen) or {}
    base = PdfFileReader(BytesIO(frozen))
    problems = [*_manifest_problems(manifest), *_later_problems(reader, base), *_widget_problems(data, frozen)]
    return Finding(
        not problems,
        tuple(problems),
        fields=tuple(name for name, _value, _reference in enumerate_sig_fields(base)),
        text_hash=str(manifest.get("text_hash", "")),
        number=str(manifest.get("number", "")),
        frozen_hash=frozen_hash,
        is_frozen=is_given or is_frozen(frozen_hash),
    )


def digest(content: Any) -> str:
    """SHA-256 of the canonical JSON of a provision or a text (as `docs/verification.md` tells it)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _frozen_inside(data: bytes) -> bytes | None:
    for end in _ends(data):
        prefix = data[:end]
        try:
            reader = PdfFileReader(BytesIO(prefix))
            if "/AcroForm" in reader.root and read_manifest(prefix) is not None:
                return prefix
        except (PdfError, ValueError):
            continue  # a mark inside a stream, not the end of a revision
    return None


def _ends(data: bytes) -> Iterator[int]:
    """Where revisions may end, the line end included."""
    place = -1
    for _number in range(MOST_REVISIONS):
        place = data.find(END, place + 1)
        if place < 0:
            return
        end = place + len(END)
        for line_end in (b"\r\n", b"\n", b"\r"):
            if data.startswith(line_end, end):
                end += len(line_end)
                break
        yield end


def _manifest_problems(manifest: dict[str, Any]) -> Iterator[str]:
    """Each provision must bear its hash, the text must list those hashes, and bear its own."""
    provisions, text = manifest.get("provisions"), manifest.get("text")
    if not (isinstance(provisions, list) and isinstance(text, dict)):
        yield _("Bản kê nội dung trong tệp thiếu phần cần có nên không kiểm tra được.")
        return
    listed = []
    for number, provision in enumerate(provisions, 1):
        content, given = provision.get("content"), provision.get("hash")
        if digest(content) != given:
            yield _("Bản kê nội dung, khoản mục thứ %(number)d: mã băm tính lại khác mã băm đã ghi.") % {
                "number": number
            }
        listed.append([provision.get("uid"), given])
    if text.get("provisions") != listed:
        yield _("Bản kê nội dung không liệt kê đúng các khoản mục của văn bản.")
    if digest(text) != manifest.get("text_hash"):
        yield _("Mã băm của văn bản tính lại khác mã băm trong bản kê nội dung.")


def _later_problems(reader: PdfFileReader, base: PdfFileReader) -> Iterator[str]:
    """What later revisions did to the frozen one: nothing but filling its fields is allowed."""
    last = base.xrefs.total_revisions - 1
    same_start = base.xrefs.get_startxref_for_revision(last)
    changed = _("Nội dung trang đã bị thay đổi sau khi đóng băng.")
    if reader.xrefs.total_revisions <= last or reader.xrefs.get_startxref_for_revision(last) != same_start:
        yield changed
        return
    if reader.xrefs.total_revisions == last + 1:
        return
    if isinstance(DEFAULT_DIFF_POLICY.review_file(reader, last), SuspiciousModification):
        yield changed


def _widget_problems(data: bytes, frozen: bytes) -> Iterator[str]:
    """A field that shows outside the boxes made for signatures could paint over the text."""
    allowed = _visible_boxes(frozen)
    for page, boxes in _visible_boxes(data).items():
        for box in boxes:
            if not any(_lies_in(box, place) for place in allowed.get(page, [])):
                yield _("Có một ô hiện trên trang %(page)d, ngoài chỗ dành cho chữ ký: ô ấy có thể che nội dung.") % {
                    "page": page
                }


def _visible_boxes(data: bytes) -> dict[int, list[list[float]]]:
    boxes: dict[int, list[list[float]]] = {}
    with pikepdf.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            for annotation in page.obj.get("/Annots", []):
                box = _box(annotation)
                if box is not None and annotation.get("/Subtype") == "/Widget":
                    boxes.setdefault(number, []).append(box)
    return boxes


def _box(annotation: Any) -> list[float] | None:
    """The rectangle of what an annotation shows, None when it shows nothing."""
    left, bottom, right, top = (float(edge) for edge in annotation.get("/Rect", [0, 0, 0, 0]))
    if left == right or bottom == top or int(annotation.get("/F", 0)) & HIDDEN:
        return None
    return [min(left, right), min(bottom, top), max(left, right), max(bottom, top)]


def _lies_in(box: list[float], place: list[float]) -> bool:
    return (
        box[0] >= place[0] - SLACK
        and box[1] >= place[1] - SLACK
        and box[2] <= place[2] + SLACK
        and box[3] <= place[3] + SLACK
    )
