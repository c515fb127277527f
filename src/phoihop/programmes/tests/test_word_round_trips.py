"""Whatever is done to a file in Word: once all of it is taken, the text says what the file says."""

import random
from copy import deepcopy
from typing import Any

import pytest
from docx.text.paragraph import Paragraph

from phoihop.programmes.tests import make, words
from phoihop.programmes.tests.test_word_import import back, programme, proposed, regulation
from phoihop.programmes.word_import import actions as importing

pytestmark = pytest.mark.django_db

STYLES = ("Body Text", "Heading 1", "Heading 2", "Heading 3")
FORM = ("PHỤ LỤC", "Nội dung phối hợp công tác")
NUMBERS = ("", "1. ", "a) ", "- ", "III. ", "Điều 9. ")


@pytest.mark.parametrize("seed", range(16))
def test_what_is_taken_whole_leaves_nothing_to_propose(seed: int) -> None:
    scene = make.scene()
    instrument = (regulation if seed % 2 else programme)(scene)
    chance = random.Random(seed)
    data = words.edited(words.exported(instrument, scene.north.body), lambda document: _disorder(document, chance))
    word_import = back(scene, instrument, data)
    found, seal = importing.proposals(word_import)

    importing.accept(word_import, {each.key for each in found.all}, seen=seal, by=scene.north.officer)

    again = proposed(scene, instrument, data)
    assert [(each.kind, each.fields) for each in again.all] == []


def _disorder(document: Any, chance: random.Random) -> None:
    """A few clauses and rows go, come, move or read otherwise."""
    clauses = [p for p in document.paragraphs if p.style.name in STYLES and p.text and not p.text.startswith(FORM)]
    words.insert_after(document, clauses[-1].text, "Đoạn mới ở cuối.")
    for _ in range(chance.randint(1, 4)):
        one, other = chance.sample(clauses, 2)
        if one._p.getparent() is not None and other._p.getparent() is not None:
            chance.choice((_take_out, _move, _repeat, _say_more))(one, other, chance)
    rows = [row for table in document.tables for row in table.rows if row.cells[0].text.isdigit()]
    for _ in range(chance.randint(0, 3) if rows else 0):
        one, other = chance.sample(rows, 2)
        if one._tr.getparent() is not None and other._tr.getparent() is not None:
            chance.choice((_take_row_out, _move_row, _repeat_row))(one, other, chance)


def _take_out(one: Any, _other: Any, _chance: random.Random) -> None:
    one._p.getparent().remove(one._p)


def _move(one: Any, other: Any, _chance: random.Random) -> None:
    other._p.addnext(one._p)


def _repeat(one: Any, _other: Any, chance: random.Random) -> None:
    element = deepcopy(one._p)
    one._p.addnext(element)
    first, *rest = Paragraph(element, one._parent).runs
    for run in rest:
        run._r.getparent().remove(run._r)
    first.text, first.bold = f"{chance.choice(NUMBERS)}Câu hoàn toàn mới số {chance.randint(1, 999)} về việc họp", None


def _say_more(one: Any, _other: Any, _chance: random.Random) -> None:
    one.runs[-1].text += " và các bên liên quan"


def _take_row_out(one: Any, _other: Any, _chance: random.Random) -> None:
    one._tr.getparent().remove(one._tr)


def _move_row(one: Any, other: Any, _chance: random.Random) -> None:
    other._tr.addnext(one._tr)


def _repeat_row(one: Any, other: Any, chance: random.Random) -> None:
    element = deepcopy(one._tr)
    other._tr.addnext(element)
    type(one)(element, one._parent).cells[1].paragraphs[0].runs[0].text = f"Việc khác hẳn số {chance.randint(1, 999)}"
