"""The frozen PDF that parties sign: rendered once, with empty signature fields and its machine-readable manifest.

The fields are there before any signature, so that each later signature changes nothing but its own field.
"""

import json
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Pdf, Stream, String

from phoihop.documents.content import OfficialDocument
from phoihop.documents.pdf import render_with_manifest

MANIFEST_NAME = "manifest.json"
_PRINT = 4
_SIGNATURES_EXIST_AND_APPEND_ONLY = 3
_LARGEST_MANIFEST = 20 * 1024 * 1024


def freeze(document: OfficialDocument, manifest: dict[str, Any]) -> bytes:
    """The PDF to sign: its text, an empty signature field at each block, and `manifest` as `manifest.json` inside.

    PDF/A-3a and PDF/UA-1; the same document and manifest always give the same bytes. Raises ValueError when two
    blocks share a field name, NotPossible as `render_pdf` does.
    """
    names = [block.field_name for block in document.signature_blocks]
    if len(set(names)) < len(names) or not all(names):
        raise ValueError(f"Each signature block needs a field name of its own: {names}")
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1)
    rendered, places = render_with_manifest(document, text)
    with Pdf.open(BytesIO(rendered)) as pdf:
        _add_fields(pdf, sorted(places, key=lambda place: names.index(place["name"])), document)
        frozen = BytesIO()
        pdf.save(
            frozen,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return frozen.getvalue()


def read_manifest(pdf: bytes) -> dict[str, Any] | None:
    """The manifest that a frozen or signed PDF carries; None when it carries none, or is no PDF."""
    try:
        with Pdf.open(BytesIO(pdf)) as opened:
            if MANIFEST_NAME not in opened.attachments:
                return None
            data = _unpacked(opened.attachments[MANIFEST_NAME].get_file().obj)
        manifest = json.loads(data) if len(data) <= _LARGEST_MANIFEST else None
    except (pikepdf.PdfError, ValueError, zlib.error):
        return None
    return manifest if isinstance(manifest, dict) else None


def _unpacked(stream: pikepdf.Object) -> bytes:
    """The bytes of a stream, no more than we would read: a small file can unpack to more than the machine holds."""
    packed = stream.read_raw_bytes()
    if stream.get("/Filter") is None:
        return packed
    if stream.get("/Filter") != "/FlateDecode" or stream.get("/DecodeParms") is not None:
        return b""
    return zlib.decompressobj().decompress(packed, _LARGEST_MANIFEST + 1)


def _add_fields(pdf: Pdf, places: list[Any], document: OfficialDocument) -> None:
    """Empty signature fields, each with its place in the structure, so that the file stays PDF/A and PDF/UA."""
    signers = {block.field_name: block for block in document.signature_blocks}
    fields = Array()
    for place in places:
        signer = signers[place["name"]]
        label = f"Chữ ký của {signer.name}, {signer.title} {signer.body}".strip(" ,")
        fields.append(_field(pdf, place, label))
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=fields, SigFlags=_SIGNATURES_EXIST_AND_APPEND_ONLY))


def _field(pdf: Pdf, place: dict[str, Any], label: str) -> pikepdf.Object:
    page = pdf.pages[place["page"] - 1]
    top = float(page.mediabox[3]) - place["y"]
    box = [place["x"], top - place["height"], place["x"] + place["width"], top]
    empty = Stream(
        pdf,
        b"",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, place["width"], place["height"]]),
        Resources=Dictionary(),
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(place["name"]),
            TU=String(label),
            Contents=String(label),
            Rect=Array([round(number, 2) for number in box]),
            F=_PRINT,
            P=page.obj,
            AP=Dictionary(N=pdf.make_indirect(empty)),
        )
    )
    if Name.Annots not in page.obj:
        page.obj.Annots = Array()
    page.obj.Annots.append(field)
    page.obj.Tabs = Name.S
    _put_in_structure(pdf, field, page)
    return field


def _put_in_structure(pdf: Pdf, field: pikepdf.Object, page: pikepdf.Page) -> None:
    root = pdf.Root.StructTreeRoot
    parents = NumberTree(root.ParentTree)
    key = max(parents.keys(), default=-1) + 1
    top = root.K[0] if isinstance(root.K, Array) else root.K
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=top,
            Pg=page.obj,
            K=Dictionary(Type=Name.OBJR, Obj=field, Pg=page.obj),
        )
    )
    kids = top.K if isinstance(top.K, Array) else Array([top.K])
    kids.append(element)
    top.K = kids
    parents[key] = element
    root.ParentTreeNextKey = key + 1
    field.StructParent = key
