"""A small programme as the office freezes it, two people who sign it, and what a dishonest person may do to the file."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import override_settings
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from phoihop.documents.content import Clause, Issuer, OfficialDocument, SignatureBlock
from phoihop.documents.freezing import freeze
from phoihop.lib import clock
from phoihop.signatures.authority import Authority, demo_authority, make_pilot_key
from phoihop.signatures.signing import Key, open_key, sign_field
from phoihop.signatures.tracked import digest
from tests import make

PIN = "246810"
AT = dt.datetime(2025, 1, 6, 9, 30, 15, tzinfo=clock.VIETNAM)
AN, GIANG = "ky_btg", "ky_tct"


@dataclass(frozen=True)
class World:
    """The authority's root, the keys of two heads, and their programme: frozen, signed once, signed by both."""

    authority: Authority
    root: str
    an: Key
    giang: Key
    frozen: bytes
    once: bytes
    twice: bytes

    def sign(self, pdf: bytes, field: str = AN, *, at: dt.datetime = AT) -> bytes:
        key, name = (self.an, "Lê Thị An") if field != GIANG else (self.giang, "Vũ Hà Giang")
        return sign_field(pdf, field_name=field, key=key, at=at, name=name, organisation="Cơ quan thử")


def world(folder: Path) -> World:
    """Make it all; needs a database, leaves its files in that folder."""
    with override_settings(DATA_DIR=folder):
        keys = [
            open_key(bytes(_pilot_key(name, body).pkcs12), PIN)
            for name, body in (("Lê Thị An", "Ban Tuyên giáo Tỉnh ủy"), ("Vũ Hà Giang", "Trường Chính trị tỉnh"))
        ]
        authority = demo_authority()
        root = authority.certificate.public_bytes(Encoding.PEM).decode()
    frozen = freeze(programme(), manifest())
    made = World(authority, root, keys[0], keys[1], frozen, b"", b"")
    once = made.sign(frozen)
    twice = made.sign(once, GIANG, at=AT + dt.timedelta(hours=1))
    return World(authority, root, keys[0], keys[1], frozen, once, twice)


def _pilot_key(name: str, body: str) -> Any:
    return make_pilot_key(make.user(name), organisation_name=body, pin=PIN, at=AT - dt.timedelta(days=30))


def programme(text: str = "Mỗi quý giao ban một lần.") -> OfficialDocument:
    return OfficialDocument(
        profile="HD36_2018",
        issuers=(Issuer("TỈNH ỦY SÔNG LAM", "BAN TUYÊN GIÁO"), Issuer("TỈNH ỦY SÔNG LAM", "TRƯỜNG CHÍNH TRỊ TỈNH")),
        type_name="CHƯƠNG TRÌNH PHỐI HỢP",
        summary="công tác năm 2025",
        number="01-CTPH/BTGTU-TCT",
        place="Lam Thành",
        date=dt.date(2025, 1, 6),
        clauses=(Clause(1, "PHƯƠNG THỨC PHỐI HỢP"), Clause(2, text)),
        signature_blocks=(
            SignatureBlock("TRƯỜNG CHÍNH TRỊ TỈNH", "", "HIỆU TRƯỞNG", "Vũ Hà Giang", GIANG),
            SignatureBlock("BAN TUYÊN GIÁO", "", "TRƯỞNG BAN", "Lê Thị An", AN),
        ),
        recipients=("Lưu Văn phòng",),
    )


def manifest(**changes: Any) -> dict[str, Any]:
    """As `phoihop.programmes.official.manifest` makes it."""
    contents = [{"text": "PHƯƠNG THỨC PHỐI HỢP", "level": 1}, {"text": "Mỗi quý giao ban một lần.", "level": 2}]
    provisions: list[dict[str, Any]] = [
        {"uid": f"00000000-0000-0000-0000-00000000000{number}", "hash": digest(content), "content": content}
        for number, content in enumerate(contents)
    ]
    text = {"title": "công tác năm 2025", "provisions": [[part["uid"], part["hash"]] for part in provisions]}
    whole = {
        "format": "phoihop-manifest/1",
        "number": "01-CTPH/BTGTU-TCT",
        "text": text,
        "text_hash": digest(text),
        "provisions": provisions,
    }
    return {**whole, **changes}


def incremented(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The same bytes with one more revision."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    buffer = BytesIO()
    writer.write(buffer)  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def repaint_page(writer: IncrementalPdfFileWriter) -> None:
    """New content on page 1."""
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"q 1 1 1 rg 100 400 400 200 re f Q")
    old = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([old, writer.add_object(stream)])
    writer.update_container(page)


def lay_over(writer: IncrementalPdfFileWriter) -> None:
    """A white box laid over page 1 as an annotation."""
    look = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, [0, 0, 400, 200])),
        },
        stream_data=b"1 1 1 rg 0 0 400 200 re f",
    )
    annotation = _dictionary(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, [100, 400, 500, 600])),
            pdf_name("/F"): _number(4),
            pdf_name("/AP"): _dictionary({pdf_name("/N"): writer.add_object(look)}),
        }
    )
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(annotation)])
    writer.update_container(page)


def add_field(name: str, box: tuple[int, int, int, int]) -> Callable[[IncrementalPdfFileWriter], None]:
    """A further signature field, as another tool adds one; a large visible one can be painted over the text."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec(name, on_page=0, box=box))

    return change


def saved_again(pdf: bytes) -> bytes:
    """The file as an editor rewrites it: the same pages, other bytes."""
    buffer = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(buffer)
    return buffer.getvalue()


def flipped(pdf: bytes, place: int) -> bytes:
    """One bit of one byte changed."""
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def with_other_text_behind(frozen: bytes, other: bytes) -> bytes:
    """Our bytes, followed by a whole other PDF that pretends to be their next revision."""
    padding = b"\n"
    shift = len(frozen) + len(padding)
    buffer = BytesIO()
    with pikepdf.open(BytesIO(other)) as opened:
        opened.save(
            buffer,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    text = buffer.getvalue()
    start = text.rindex(b"startxref") + len(b"startxref\n")
    table = int(text[start : text.index(b"\n", start)])
    head, lines = text[:table], text[table:].split(b"\n")
    moved = []
    for line in lines:
        if len(line) >= 18 and line[10:11] == b" " and line.rstrip().endswith(b"n"):
            line = b"%010d" % (int(line[:10]) + shift) + line[10:]  # noqa: PLW2901
        moved.append(line)
    tail = b"\n".join(moved).replace(b"startxref\n%d" % table, b"startxref\n%d" % (table + shift))
    return frozen + padding + head + tail


def encrypted(pdf: bytes) -> bytes:
    buffer = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(buffer, encryption=pikepdf.Encryption(user="mật", owner="mật"))
    return buffer.getvalue()


def _dictionary(entries: dict[Any, Any]) -> generic.DictionaryObject:
    return generic.DictionaryObject(entries)  # type: ignore[no-untyped-call]


def _number(value: int) -> generic.NumberObject:
    return generic.NumberObject(value)  # type: ignore[no-untyped-call]
