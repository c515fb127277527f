"""Any two disclosures beside each other, on the page, on paper and in Word."""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from phoihop.documents.redline import Piece, Pieces, redline_docx, redline_pdf
from phoihop.programmes import actions
from phoihop.programmes.comparison import Comparison, Line, compare, redline
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QUERIES = 10
MM = 36_000  # in the units of Word's format


def _second_round(scene: make.Scene) -> Instrument:
    """The south changes the time of the first item, drops the second, adds a third, and moves a clause down."""
    instrument = make.negotiated(scene, items=2)
    first, second = make.item(instrument), make.item(instrument, 2)
    acting = scene.south.acting
    actions.write_version(
        instrument, provision=first.provision, kind=ProvisionKind.ITEM, due_text="Quý IV/2025", **acting
    )
    actions.remove_provision(instrument, second.provision, **acting)
    actions.write_version(
        instrument, kind=ProvisionKind.ITEM, reason="Việc mới", **make.item_fields(scene, 3), **acting
    )
    actions.disclose(instrument, note="Đề nghị sửa", **acting)
    return make.fresh(instrument)


def _compared(instrument: Instrument) -> Comparison:
    first, last = instrument.revisions.order_by("number")
    return compare(instrument, first, last)


def _clauses(instrument: Instrument) -> list[str]:
    return [v.text for v in current_versions(instrument) if v.provision.kind == ProvisionKind.CLAUSE]


def _read(line: Line, column: int = 0) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in line.cells[column].pieces]


def test_what_stayed_went_and_came_is_told_word_by_word() -> None:
    scene = make.scene()
    compared = _compared(_second_round(scene))

    group, first, second, third = compared.items
    assert (group.is_group, group.is_changed) == (True, False)
    assert [piece for piece in _read(first, 3) if piece[0] == "new"] == [("new", "IV/2025")]
    assert {kind for kind, _text in _read(second)} == {"old"}
    assert {kind for kind, _text in _read(third)} == {"new"}
    assert compared.changed == 3
    assert {line.author for line in (first, second, third)} == {str(scene.south.body)}
    assert not any(line.is_changed for line in compared.clauses)


def test_what_changed_its_place_went_and_came() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    written: dict[str, Any] = {"kind": ProvisionKind.CLAUSE, "level": 2, "text": "Trao đổi thông tin hằng tháng."}
    added = actions.write_version(instrument, **written, **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)
    before = _clauses(instrument)
    actions.move_provision(instrument, added.provision, up=True, **scene.north.acting)
    actions.disclose(instrument, **scene.north.acting)

    first, last = instrument.revisions.order_by("number")[1:]
    lines = compare(make.fresh(instrument), first, last).clauses

    assert [text for line in lines if (text := _text(line.cells[0].before))] == before
    assert [text for line in lines if (text := _text(line.cells[0].after))] == _clauses(instrument) != before
    assert [line.cells[0].pieces for line in lines if line.is_changed] == [
        (Piece("new", added.text),),
        (Piece("old", added.text),),
    ]


def test_what_moved_and_a_field_that_came_are_their_bodys() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=2)
    moved = make.item(instrument, 2)
    actions.write_version(
        instrument,
        provision=moved.provision,
        kind=ProvisionKind.ITEM,
        field_of_work="Lĩnh vực mới",
        **scene.south.acting,
    )
    actions.disclose(instrument, **scene.south.acting)

    changed = [line for line in _compared(make.fresh(instrument)).items if line.is_changed]

    kinds = [[kind for kind, text in _read(line) if text] for line in changed]
    assert kinds == [["old"], ["new"], ["new"]]  # out of its field; the new field; in it
    assert {line.author for line in changed} == {str(scene.south.body)}


def test_pages_are_a4_and_those_of_the_annex_on_their_side() -> None:
    data = redline_docx(redline(_compared(_second_round(make.scene()))))

    papers = [(part.page_width, part.page_height) for part in docx.Document(BytesIO(data)).sections]
    assert [(round((width or 0) / MM), round((height or 0) / MM)) for width, height in papers] == [
        (210, 297),
        (297, 210),
    ]


def test_a_comparison_is_in_the_language_of_its_text() -> None:
    compared = _compared(_second_round(make.scene()))

    with override("en"):
        note = redline(compared).note

    assert note.startswith("So sánh lần gửi 1")


def test_word_gives_the_text_before_and_the_text_after() -> None:
    scene = make.scene()
    instrument = _second_round(scene)
    compared = _compared(instrument)

    data = redline_docx(redline(compared))

    body = docx.Document(BytesIO(data)).element.body
    tracks = [*body.iter(f"{W}ins"), *body.iter(f"{W}del")]
    assert {track.get(f"{W}author") for track in tracks} == {str(scene.south.body)}
    assert len({track.get(f"{W}id") for track in tracks}) == len(tracks)
    items = [line for line in compared.items if not line.is_group]
    assert _rows(body, without="ins") == _expected(items, "before")
    assert _rows(body, without="del") == _expected(items, "after")
    assert redline_docx(redline(compared)) == data


def test_paper_shows_both(tmp_path: Path) -> None:
    compared = _compared(_second_round(make.scene()))
    file = tmp_path / "redline.pdf"

    file.write_bytes(redline_pdf(redline(compared)))

    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    assert "IV/2025" in text
    assert "So sánh lần gửi 1" in text


def test_the_page_takes_what_the_address_names(client: Client) -> None:
    instrument = _second_round(scene := make.scene())
    client.force_login(scene.north.viewer)
    address = reverse("programmes:comparison", args=[instrument.pk])

    page = client.get(address)
    turned = client.get(address, {"from": "2", "to": "1", "layout": "beside", "changes": "1"})

    assert (page.context["compared"].first.number, page.context["compared"].last.number) == (1, 2)
    assert (turned.context["compared"].first.number, turned.context["compared"].last.number) == (1, 2)
    assert "Quý" in turned.content.decode()
    for wrong in ({"from": "9"}, {"to": "x"}, {"to": "9" * 5_000}, {"from": "-1"}):
        assert client.get(address, wrong).status_code == 404
    assert client.get(f"{address}odt/").status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_files_carry_the_same(client: Client, kind: str) -> None:
    instrument = _second_round(scene := make.scene())
    client.force_login(scene.south.officer)

    answer = client.get(reverse("programmes:comparison_file", args=[instrument.pk, kind]))

    assert answer.status_code == 200
    assert f"so-sanh-{instrument.pk}.{kind}" in answer["Content-Disposition"]


def test_with_one_disclosure_there_is_nothing_to_compare(client: Client) -> None:
    instrument = make.negotiated(scene := make.scene())
    client.force_login(scene.south.officer)

    assert "Chưa có hai lần gửi để so sánh" in client.get(f"/instruments/{instrument.pk}/comparison/").content.decode()
    assert client.get(f"/instruments/{instrument.pk}/comparison/pdf/").status_code == 404


def test_what_is_not_disclosed_is_in_no_comparison(client: Client) -> None:
    scene = make.scene()
    instrument = _second_round(scene)
    secret = make.item_fields(scene, 9) | {"text": "Việc còn giữ kín"}
    actions.write_version(instrument, kind=ProvisionKind.ITEM, **secret, **scene.north.acting)

    for person in (scene.north.officer, scene.south.officer):
        client.force_login(person)
        page = client.get(f"/instruments/{instrument.pk}/comparison/").content.decode()
        assert "Việc còn giữ kín" not in page


@pytest.mark.parametrize("items", [2, 4])
def test_it_takes_as_many_questions_for_a_long_text(
    client: Client, items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=items)
    actions.remove_provision(instrument, make.item(instrument).provision, **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)
    client.force_login(scene.south.officer)
    client.get(f"/instruments/{instrument.pk}/comparison/")  # the first time opens the offer

    with django_assert_num_queries(QUERIES):
        client.get(f"/instruments/{instrument.pk}/comparison/")


def _rows(body: Any, *, without: str) -> list[list[str]]:
    """The cells of the annex, without numbers, when insertions (`ins`) or deletions (`del`) are left out."""
    rows = [row for row in body.iter(f"{W}tr") if row.find(f"{W}trPr/{W}{without}") is None]
    cells = [["".join(_texts(cell, without)) for cell in row.iter(f"{W}tc")][1:] for row in rows]
    return [row for row in cells[1:] if len(row) > 1]


def _texts(cell: Any, without: str) -> list[str]:
    return [
        part.text or ""
        for part in cell.iter(f"{W}t", f"{W}delText")
        if all(above.tag != f"{W}{without}" for above in part.iterancestors())
    ]


def _expected(lines: list[Line], side: str) -> list[list[str]]:
    read = [[_text(getattr(cell, side)) for cell in line.cells] for line in lines]
    return [cells for cells in read if any(cells)]


def _text(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def test_word_says_of_a_whole_clause_that_it_came_or_went() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    second = next(version for version in current_versions(instrument) if version.level == 2)
    actions.remove_provision(instrument, second.provision, **scene.south.acting)
    written: dict[str, Any] = {"kind": ProvisionKind.CLAUSE, "level": 2, "text": "Trao đổi thông tin hằng tháng."}
    actions.write_version(instrument, **written, **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)

    data = redline_docx(redline(_compared(make.fresh(instrument))))

    marked = [p for p in docx.Document(BytesIO(data)).paragraphs if p._p.find(f"{W}pPr/{W}rPr") is not None]
    kinds = [[mark.tag for mark in p._p.find(f"{W}pPr/{W}rPr")] for p in marked]
    assert kinds == [[f"{W}del"], [f"{W}ins"]]
