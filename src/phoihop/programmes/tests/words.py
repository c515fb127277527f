"""Word files for tests: our own export, and what people do to it."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from phoihop.documents.docx import render_docx
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument
from phoihop.programmes.official import official_document

MOMENT = "2026-11-05T09:12:00Z"


def exported(instrument: Instrument, organisation: Organisation) -> bytes:
    """The text as its side downloads it."""
    return render_docx(official_document(instrument, organisation=organisation))


def edited(data: bytes, change: Callable[[Any], object]) -> bytes:
    """The file after somebody has had it open."""
    document = Document(BytesIO(data))
    change(document)
    result = BytesIO()
    document.save(result)
    return result.getvalue()


def replacing(old: str, new: str) -> Callable[[Any], None]:
    """Other words in a paragraph or a cell."""

    def change(document: Any) -> None:
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        paragraphs = [*document.paragraphs, *(each for cell in cells for each in cell.paragraphs)]
        run = next(run for paragraph in paragraphs for run in paragraph.runs if old in run.text)
        run.text = run.text.replace(old, new, 1)

    return change


def paragraph(document: Any, words: str) -> Any:
    """The paragraph that has these words."""
    return next(each for each in document.paragraphs if words in each.text)


def insert_after(document: Any, words: str, text: str) -> None:
    """A new paragraph behind the one with these words."""
    new = OxmlElement("w:p")
    paragraph(document, words)._p.addnext(new)
    new.append(_run(text))


def track(document: Any, words: str, old: str, new: str, *, author: str = "Trần Bình") -> None:
    """Put other words into a paragraph with changes tracked."""
    for run in paragraph(document, words).runs:
        if old in run.text:
            before, behind = run.text.split(old, 1)
            parts = [_run(before), _tracked("w:del", old, author), _tracked("w:ins", new, author), _run(behind)]
            for part in parts:
                run._r.addprevious(part)
            run._r.getparent().remove(run._r)
            return
    raise AssertionError(words)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same zip with one part more, or another content of one."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return result.getvalue()


def upload(data: bytes, name: str = "van-ban.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _run(text: str, tag: str = "w:t") -> Any:
    run, words = OxmlElement("w:r"), OxmlElement(tag)
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _tracked(tag: str, text: str, author: str) -> Any:
    change = OxmlElement(tag)
    for name, value in (("w:id", "1"), ("w:author", author), ("w:date", MOMENT)):
        change.set(qn(name), value)
    change.append(_run(text, "w:delText" if tag == "w:del" else "w:t"))
    return change
