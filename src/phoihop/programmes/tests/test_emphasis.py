"""Bold and italic in clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoihop.documents.content import Run
from phoihop.programmes.emphasis import plain, runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("Hai bên phối hợp.", (Run("Hai bên phối hợp."),)),
        ("Gửi **trước 30/6**.", (Run("Gửi "), Run("trước 30/6", bold=True), Run("."))),
        ("__Ghi chú__: có", (Run("Ghi chú", italic=True), Run(": có"))),
        ("**Gửi __ngay__**", (Run("Gửi ", bold=True), Run("ngay", bold=True, italic=True))),
        ("__**a** b__", (Run("a", bold=True, italic=True), Run(" b", italic=True))),
        ("**a** và **b**", (Run("a", bold=True), Run(" và "), Run("b", bold=True))),
    ],
)
def test_marks_become_styles(text: str, expected: tuple[Run, ...]) -> None:
    assert runs(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Xem (*) và (**)", "2 ** 3 ** 4", "** a **", "Số ____/QĐ ngày ______", "a_b__", "**một\nhai**", "****", "____"],
)
def test_other_asterisks_and_lines_stay(text: str) -> None:
    assert runs(text) == (Run(text),)


@given(st.text(alphabet="ab *_\n", max_size=30))
def test_nothing_but_marks_is_lost(text: str) -> None:
    without = str.maketrans("", "", "*_")

    assert plain(text).translate(without) == text.translate(without)
