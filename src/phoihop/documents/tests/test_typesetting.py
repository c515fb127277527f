import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from phoihop.documents import typesetting
from phoihop.documents.typesetter import typeset as typeset_here
from phoihop.documents.typesetting import TypesettingFailed, refuse_unprintable, typeset, typeset_with
from phoihop.lib.errors import NotPossible

PAGE = """
#let data = json(bytes(sys.inputs.data))
#set text(font: "Tinos")
#set document(title: data.title)
#data.title #metadata(data.title)<found>
"""


def _template(folder: Path, content: str = PAGE) -> Path:
    template = folder / "page.typ"
    template.write_text(content)
    return template


def _job(template: Path, **changes: Any) -> dict[str, Any]:
    inputs = {"data": json.dumps({"title": "Ký"})}
    job = {"template": str(template), "root": str(template.parent), "inputs": inputs, "standards": [], "label": "found"}
    return {**job, "fonts": str(settings.DOCUMENT_FONTS), **changes}


def test_a_template_gives_its_pdf_and_the_values_it_marked(tmp_path: Path) -> None:
    pdf, values = typeset_with("found", _template(tmp_path), {"title": "Chữ ký"})

    assert pdf.startswith(b"%PDF")
    assert values == ["Chữ ký"]


def test_a_mistake_in_a_template_is_ours(tmp_path: Path) -> None:
    with pytest.raises(TypesettingFailed, match="unknown variable: khong"):
        typeset(_template(tmp_path, "#khong"), {})


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("bí mật")
    (tmp_path / "inside").mkdir()

    with pytest.raises(TypesettingFailed, match="would escape the project root"):
        typeset(_template(tmp_path / "inside", '#read("../secret.txt")'), {})


def test_a_typesetter_that_breaks_down_takes_nothing_with_it(tmp_path: Path) -> None:
    with pytest.raises(TypesettingFailed, match="KeyError"):
        typesetting._run({"fonts": str(settings.DOCUMENT_FONTS)})


def test_what_takes_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "LONGEST_WAIT", 0.01)

    with pytest.raises(NotPossible, match="Văn bản quá lớn nên chưa lập được"):
        typeset(_template(tmp_path), {"title": "x"})


def test_missing_fonts_are_told(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENT_FONTS = tmp_path

    with pytest.raises(NotPossible, match="Chưa cài đủ phông chữ Tinos"):
        typeset(_template(tmp_path), {"title": "x"})


def test_letters_taken_for_granted_can_be_printed() -> None:
    letters = "".join(sorted(typesetting._USUAL))

    assert typeset(typesetting._LETTERS, {"letters": letters}, standards=("ua-1",)).startswith(b"%PDF")


def test_letters_are_tried_when_they_are_unusual() -> None:
    refuse_unprintable("Đổi mới “phương pháp” – Ω, ½, ﬁ, Ж")

    with pytest.raises(NotPossible, match="không có ký tự “✓”"):
        refuse_unprintable("Việc đã xong ✓")


def test_letters_cannot_be_tried_without_fonts(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENT_FONTS = tmp_path

    with pytest.raises(NotPossible, match="Chưa cài đủ phông chữ Tinos"):
        refuse_unprintable("☃")


def test_the_program_answers_with_values_or_an_error(tmp_path: Path) -> None:
    template = _template(tmp_path)

    answer, pdf = typeset_here(_job(template))
    assert (answer, pdf[:4]) == ({"values": ["Ký"]}, b"%PDF")
    assert typeset_here(_job(template, label=""))[0] == {"values": []}
    assert typeset_here(_job(template, fonts=str(tmp_path))) == ({"error": "fonts"}, b"")
    assert typeset_here(_job(template, inputs={"data": "{}"}))[0]["error"].startswith("dictionary does not contain")
