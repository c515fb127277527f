from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from phoihop.documents.freezing import freeze, read_manifest
from phoihop.documents.pdf import render_pdf
from phoihop.documents.tests import make

MANIFEST: dict[str, Any] = {"number": "01-CTPH/BTGTU-TCT", "provisions": [{"uid": "1", "hash": "ab", "text": "Ừ"}]}


def _open(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def test_the_manifest_comes_back_as_it_was() -> None:
    assert read_manifest(freeze(make.programme(), MANIFEST)) == MANIFEST


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7 broken"])
def test_what_is_no_pdf_carries_no_manifest(data: bytes) -> None:
    assert read_manifest(data) is None


def test_a_plain_pdf_carries_no_manifest() -> None:
    assert read_manifest(render_pdf(make.programme())) is None


@pytest.mark.parametrize("content", [b"[1]", b"{", b"\xff"])
def test_a_file_of_that_name_that_is_no_manifest_is_none(content: bytes) -> None:
    with _open(render_pdf(make.programme())) as pdf:
        pdf.attachments["manifest.json"] = content
        saved = BytesIO()
        pdf.save(saved)

    assert read_manifest(saved.getvalue()) is None


def test_the_same_text_freezes_to_the_same_bytes() -> None:
    assert freeze(make.programme(), MANIFEST) == freeze(make.programme(), dict(reversed(MANIFEST.items())))


def test_another_manifest_gives_another_file() -> None:
    assert freeze(make.programme(), MANIFEST) != freeze(make.programme(), {**MANIFEST, "number": "02"})


def test_each_block_has_its_empty_field_between_title_and_name() -> None:
    with _open(freeze(make.programme(), MANIFEST)) as pdf:
        form = pdf.Root.AcroForm
        fields = {str(field.T): field for field in form.Fields}
        page = pdf.pages[1]
        lead, other = ([float(side) for side in fields[name].Rect] for name in ("ky_btg", "ky_tct"))

        assert int(form.SigFlags) == 3
        assert [str(field.T) for field in form.Fields] == ["ky_btg", "ky_tct"]
        assert all(pikepdf.Name.Sig == field.FT and "/V" not in field for field in fields.values())
        assert all(field.P.objgen == page.obj.objgen for field in fields.values())
        assert [annotation.objgen for annotation in page.obj.Annots] == [field.objgen for field in form.Fields]
        assert str(fields["ky_btg"].TU) == "Chữ ký của Lê Thị An, Trưởng Ban Ban Tuyên giáo Tỉnh ủy"

    points = 72 / 25.4
    assert lead[1::2] == other[1::2]
    assert other[0] >= 30 * points
    assert other[2] < lead[0]
    assert lead[2] <= (210 - 15) * points
    assert lead[3] - lead[1] == pytest.approx(28 * points, abs=0.1)
    assert lead[2] - lead[0] == pytest.approx(76 * points, abs=0.1)


@pytest.mark.parametrize("count", [1, 3, 4])
def test_as_many_fields_as_blocks_none_over_another(count: int) -> None:
    blocks = (make.PARTY, make.SCHOOL, make.THIRD, make.FOURTH)[:count]

    with _open(freeze(make.programme(signature_blocks=blocks), MANIFEST)) as pdf:
        boxes = [[float(side) for side in field.Rect] for field in pdf.Root.AcroForm.Fields]

    assert len(boxes) == count
    for index, box in enumerate(boxes):
        for other in boxes[index + 1 :]:
            assert box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]


def test_fields_are_in_the_structure_of_the_document() -> None:
    with _open(freeze(make.programme(), MANIFEST)) as pdf:
        root = pdf.Root.StructTreeRoot
        parents = pikepdf.NumberTree(root.ParentTree)
        for field in pdf.Root.AcroForm.Fields:
            element = parents[int(field.StructParent)]
            assert pikepdf.Name.Form == element.S
            assert element.K.Obj.objgen == field.objgen
            assert element.objgen in {kid.objgen for kid in element.P.K}
        assert int(root.ParentTreeNextKey) == max(parents.keys()) + 1
        assert pdf.pages[1].obj.Tabs == pikepdf.Name.S
        assert str(pdf.Root.Lang) == "vi-VN"
        assert pdf.check_pdf_syntax() == []


def test_it_stays_an_archive_file_with_an_associated_manifest() -> None:
    with _open(freeze(make.programme(), MANIFEST)) as pdf:
        metadata = pdf.open_metadata()
        kept = [metadata.get(key) for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")]
        (associated,) = pdf.Root.AF
        appearances = [field.AP.N for field in pdf.Root.AcroForm.Fields]

        assert kept == ["3", "A", "1"]
        assert (str(associated.UF), associated.AFRelationship) == ("manifest.json", pikepdf.Name.Data)
        assert str(associated.EF.F.Subtype) == "/application/json"
        assert [bytes(appearance.read_bytes()) for appearance in appearances] == [b"", b""]


@pytest.mark.parametrize("name", ["ky_btg", ""])
def test_blocks_need_names_of_their_own(name: str) -> None:
    blocks = (make.PARTY, replace(make.SCHOOL, field_name=name))

    with pytest.raises(ValueError, match="field name of its own"):
        freeze(make.programme(signature_blocks=blocks), MANIFEST)
