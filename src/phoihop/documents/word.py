"""The one door to python-docx: what Word needs said that the library does not say."""

import datetime as dt
import itertools
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Times New Roman"
A4 = (210, 297)  # millimetres
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])  # XML cannot carry them
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def sound(text: str) -> str:
    """The text without characters that XML cannot carry."""
    return text.translate(_CONTROL)


def shape_style(
    style: Any,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
    before: float = 0,
    after: float = 0,
    pitch: float | None = None,
    first_line: float = 0,
    keep_with_next: bool = False,
) -> None:
    """Give a style our font and measures, whatever the library's template had there."""
    for properties in (style.element.get_or_add_rPr(), style.element.get_or_add_pPr()):
        properties.clear()
    font = style.font
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, italic, RGBColor(0, 0, 0)
    fonts = style.element.rPr.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    paragraph = style.paragraph_format
    paragraph.alignment = ALIGNMENTS[align]
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    paragraph.first_line_indent = Mm(first_line)
    paragraph.keep_with_next = keep_with_next
    paragraph.widow_control = True
    if pitch:
        paragraph.line_spacing_rule, paragraph.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    else:
        paragraph.line_spacing = 1.0


def set_paper(section: Any, *, landscape: bool) -> None:
    """A4, upright or on its side."""
    width, height = reversed(A4) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)


def set_language(document: Any, language: str) -> None:
    """The language of all text, for spelling and reading aloud."""
    for properties in document.styles.element.iter(qn("w:rPrDefault")):
        run = properties.find(qn("w:rPr"))
        for old in run.findall(qn("w:lang")):
            run.remove(old)
        run.append(_element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))


def add_page_number(paragraph: Any) -> None:
    """The field PAGE."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = _element("w:instrText")
            instruction.text = text
            run._r.append(instruction)


def add_rule(place: Any, *, length: float, within: float) -> None:
    """A thin line of its own, centred in a width; both in millimetres."""
    paragraph = place.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(within - length, 0) / 2)
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
    borders = _element("w:pBdr")
    borders.append(_element("w:top", val="single", sz="6", space="1", color="auto"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_table(document: Any, widths: Sequence[float], *, rows: int = 0, ruled: bool = False) -> Any:
    """A table with these widths in millimetres, fixed both in its grid and in its cells: programmes differ in which they obey."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.style = document.styles["Table Grid" if ruled else "Normal Table"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _set_padding(table, vertical=0.8 if ruled else 0, horizontal=1.5 if ruled else 0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        _set_widths(row, widths)
    return table


def add_row(table: Any, widths: Sequence[float], *, keep_whole: bool = True, repeat_as_head: bool = False) -> Any:
    """A row that does not break over pages, unless told; a head is repeated on each page."""
    row = table.add_row()
    _set_widths(row, widths)
    properties = row._tr.get_or_add_trPr()
    if keep_whole:
        properties.append(_element("w:cantSplit"))
    if repeat_as_head:
        properties.append(_element("w:tblHeader"))
    return row


def save(document: Any, *, at: dt.datetime) -> bytes:
    """The bytes of the document: the same content gives the same bytes."""
    document.core_properties.created = document.core_properties.modified = at
    document.core_properties.revision = 1
    written, result = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in parts.namelist():
            packed.writestr(zipfile.ZipInfo(name, _ZIP_DATE), parts.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _set_padding(table: Any, *, vertical: float, horizontal: float) -> None:
    margins = _element("w:tblCellMar")
    for side, size in (("top", vertical), ("left", horizontal), ("bottom", vertical), ("right", horizontal)):
        margins.append(_element(f"w:{side}", w=str(round(size * 56.7)), type="dxa"))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _set_widths(row: Any, widths: Sequence[float]) -> None:
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


class Tracks:
    """The tracked changes of one document: each has a number of its own."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def by(self, author: str, at: dt.datetime | None) -> "Change":
        """Changes that this author made at that moment."""
        moment = at.astimezone(dt.UTC) if at else None
        date = {"date": moment.strftime("%Y-%m-%dT%H:%M:%SZ")} if moment else {}
        return Change({"author": sound(author)[:255], **date}, self._numbers)


class Change:
    """Writes text as staying, inserted or deleted (`same`, `new`, `old`)."""

    def __init__(self, facts: dict[str, str], numbers: "itertools.count[int]") -> None:
        self._facts, self._numbers = facts, numbers

    def add(self, paragraph: Any, kind: str, text: str) -> None:
        """A run of this kind at the end of the paragraph."""
        run = paragraph.add_run(sound(text))
        if kind == "same":
            return
        if kind == "old":
            for letters in run._r.findall(qn("w:t")):
                letters.tag = qn("w:delText")
        track = self._track(kind)
        run._r.addprevious(track)
        track.append(run._r)

    def mark_paragraph(self, paragraph: Any, kind: str) -> None:
        """The paragraph itself came or went, not only words in it."""
        properties = paragraph._p.get_or_add_pPr()
        mark = properties.find(qn("w:rPr"))
        if mark is None:
            mark = _element("w:rPr")
            properties.insert_element_before(mark, "w:sectPr", "w:pPrChange")
        mark.insert(0, self._track(kind))

    def mark_row(self, row: Any, kind: str) -> None:
        """A row of a table came or went."""
        row._tr.get_or_add_trPr().append(self._track(kind))

    def _track(self, kind: str) -> Any:
        return _element("w:ins" if kind == "new" else "w:del", id=str(next(self._numbers)), **self._facts)
