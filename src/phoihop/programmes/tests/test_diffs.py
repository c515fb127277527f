"""What changed, word by word."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoihop.documents.redline import Piece
from phoihop.programmes.diffs import cell_changes, line_diff, word_diff
from phoihop.programmes.models import Provision, ProvisionVersion
from phoihop.programmes.queries import Change
from phoihop.programmes.states import ProvisionKind

_BLANKS_AND_WORDS = st.text(alphabet="ab \n\tệ", max_size=12)


def version(kind: ProvisionKind = ProvisionKind.ITEM, **fields: Any) -> ProvisionVersion:
    return ProvisionVersion(provision=Provision(kind=kind), **fields)


def test_words_that_stay_go_and_come() -> None:
    assert word_diff("Tổ chức 01 hội thảo", "Tổ chức 02 hội thảo lớn") == [
        Piece("same", "Tổ chức "),
        Piece("old", "01"),
        Piece("new", "02"),
        Piece("same", " hội thảo"),
        Piece("new", " lớn"),
    ]


def test_a_blank_between_two_changes_changes_with_them() -> None:
    assert word_diff("Quý III/2027", "Trước 31/10/2027") == [
        Piece("old", "Quý III/2027"),
        Piece("new", "Trước 31/10/2027"),
    ]
    assert word_diff("", "mới") == [Piece("new", "mới")]
    assert word_diff("cũ", "") == [Piece("old", "cũ")]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Tổ chức hội thảo", "Cùng Tổ chức hội thảo", "[Cùng][ ]Tổ chức hội thảo"),
        ("Tổ chức hội thảo", "Tổ chức 02 hội thảo", "Tổ chức[ 02] hội thảo"),
        ("Tổ chức 02 hội thảo", "hội thảo", "-Tổ chức 02-- -hội thảo"),
        ("a b", "a\nb", "a- b-[\nb]"),
        ("a b", "a b", "a b"),
        ("", "", ""),
    ],
)
def test_words_come_and_go_anywhere(old: str, new: str, told: str) -> None:
    marks = {"same": "{}", "old": "-{}-", "new": "[{}]"}

    assert "".join(marks[piece.kind].format(piece.text) for piece in word_diff(old, new)) == told


def test_a_long_clause_is_compared_word_by_word() -> None:
    words = [f"từ{number * number % 397}" for number in range(2_000)]
    edited = [f"{word}!" if number % 20 == 0 else word for number, word in enumerate(words)]

    pieces = word_diff(" ".join(words), " ".join(edited))

    assert [piece.kind for piece in pieces[:3]] == ["old", "new", "same"]


def test_texts_that_would_take_long_are_shown_whole() -> None:
    old, new = "a b " * 400, "b c " * 400

    assert word_diff(old, new)[0].kind == "old"
    assert len(word_diff(old * 2, new * 2)) == 2


def test_an_edit_shows_the_cells_that_changed() -> None:
    before = version(text="Hội thảo", due_text="Quý I", leads=[{"key": "a", "name": "A"}])
    after = version(
        text="Hội thảo",
        due_text="Quý II",
        leads=[{"key": "a", "name": "A"}, {"key": "", "name": "B"}],
        target_quantity=Decimal("1200.00"),
        target_unit="học viên",
    )

    cells = cell_changes(Change("edited", before, after))

    assert [cell.label for cell in cells] == ["Chủ trì", "Thời gian thực hiện", "Chỉ tiêu"]
    assert cells[2].pieces == (Piece("new", "1.200 học viên"),)


def test_new_provisions_show_their_cells_and_others_speak_for_themselves() -> None:
    one = version(text="Hội thảo", due_text="Quý I")

    added = cell_changes(Change("added", None, one))

    assert [(cell.label, cell.pieces) for cell in added] == [
        ("Nội dung", (Piece("same", "Hội thảo"),)),
        ("Thời gian thực hiện", (Piece("same", "Quý I"),)),
    ]
    assert cell_changes(Change("removed", one, version(text="Hội thảo", removed=True))) == []
    assert cell_changes(Change("moved", one, one)) == []


def test_the_level_of_a_clause_counts() -> None:
    before = version(ProvisionKind.CLAUSE, text="x", level=1)
    after = version(ProvisionKind.CLAUSE, text="x", level=0)

    [cell] = cell_changes(Change("edited", before, after))

    assert cell.label == "Cấp"
    assert "".join(segment.text for segment in cell.pieces if segment.kind != "old") == "đoạn không đánh số"


def test_figures_are_compared_line_by_line() -> None:
    def figures(cell: str) -> ProvisionVersion:
        data = {"tables": [{"title": "Kết quả", "rows": [{"kind": "row", "cells": ["Lớp", cell]}]}]}
        return version(ProvisionKind.TABLE, text="Bảng", data=data)

    [cell] = cell_changes(Change("edited", figures("2"), figures("3")))

    assert cell.label == "Số liệu"
    assert [segment.text for segment in cell.pieces if segment.kind != "same"] == ["2", "3"]


@given(_BLANKS_AND_WORDS, _BLANKS_AND_WORDS)
def test_both_texts_can_be_read_off(old: str, new: str) -> None:
    for pieces in (word_diff(old, new), line_diff(old, new)):
        assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
        assert "".join(piece.text for piece in pieces if piece.kind != "old") == new
        assert all(piece.text for piece in pieces)
