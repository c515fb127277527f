"""A Word document as it reads with every tracked change accepted: its paragraphs and tables, and what is not read."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from phoihop.documents.archives import MOST_COLUMNS, MOST_ROWS
from phoihop.documents.content import Run
from phoihop.documents.levels import Level
from phoihop.documents.sheets import Merge, Sheet
from phoihop.documents.word_files import check_document, damaged
from phoihop.documents.word_numbers import Counter, split_label
from phoihop.documents.word_text import NotRead, Tracked, WordParagraph, WordTable, WordText
from phoihop.lib.errors import NotPossible
from phoihop.lib.text import clean

MOST_LETTERS = 3_000_000
_MOST_PARAGRAPHS = 30_000
_MOST_CELLS = 500_000  # of all tables of a file, each row as wide as its table
_DEEPEST_TABLE = 5
_INSERTED, _DELETED = ("w:ins", "w:moveTo"), ("w:del", "w:moveFrom")
_THROUGH = frozenset(
    qn(tag)
    for tag in ("w:hyperlink", "w:smartTag", "w:sdt", "w:sdtContent", "w:fldSimple", "w:customXml", "w:dir", "w:bdo")
)
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFF = ("0", "false", "off", "none")
_BLANKS = re.compile(r"[ \t\u00a0]+")


def read_document(data: bytes, name: str) -> WordText:
    """The text of an uploaded DOCX with all tracked changes accepted.

    Raises NotPossible, with a sentence for the person who chose the file, for anything but a sound document of a
    bearable size (`word_files` has the limits).
    """
    check_document(data, name)
    try:
        reader = _Reader(docx.Document(BytesIO(data)))
        blocks = tuple(_with_chapter_titles(reader.blocks()))
        not_read = (*reader.not_read, *reader.parts_not_read())
    except NotPossible:
        raise
    except Exception as error:  # the library has no error of its own for what a file may lack
        raise damaged(name) from error
    if not any(block.text.strip() for block in blocks):
        raise NotPossible(_("Tệp “%(name)s” chưa có chữ nào đọc được. Hãy chọn tệp khác.") % {"name": name})
    if sum(len(block.text) for block in blocks) > MOST_LETTERS or len(blocks) > _MOST_PARAGRAPHS:
        raise NotPossible(_("Chữ trong tệp “%(name)s” quá dài. Hãy tách tệp rồi tải lên từng phần.") % {"name": name})
    return WordText(name, blocks, tuple(reader.tracked), not_read)


@dataclass
class _Open:
    """A paragraph being read: its letters, each with its style, and what was tracked in it."""

    runs: list[Run] = field(default_factory=list)
    tracked: list[Tracked] = field(default_factory=list)


class _Reader:
    def __init__(self, document: Any) -> None:
        self._body = document.element.body
        self._part = document.part
        self._styles = {each.get(qn("w:styleId"), ""): each for each in document.styles.element.findall(qn("w:style"))}
        self._counter = Counter(self._related(RELATIONSHIP_TYPE.NUMBERING), self._styles)
        self._cells = 0
        self._depth = 0
        self.tracked: list[Tracked] = []
        self.not_read: list[NotRead] = []

    def blocks(self) -> list[WordParagraph | WordTable]:
        return list(self._blocks(self._body))

    def parts_not_read(self) -> Iterator[NotRead]:
        """Objects and remarks that the file carries beside its text."""
        kinds = {"oleObject": "object", "package": "object", "image": "image"}
        for relation in self._part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if relation.is_external and kind != "hyperlink":
                yield NotRead("outside", relation.target_ref[:200])
            elif kind in kinds and not relation.is_external:
                yield NotRead(kinds[kind], str(relation.target_part.partname).rpartition("/")[2])
        for note in self._children(RELATIONSHIP_TYPE.COMMENTS, "w:comment"):
            yield NotRead("comment", f"{note.get(qn('w:author'), '')}: {_all_text(note)}".strip(" :"))
        for tag, kind in (("w:footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("w:endnote", RELATIONSHIP_TYPE.ENDNOTES)):
            for note in self._children(kind, tag):
                if text := _all_text(note):
                    yield NotRead("footnote", text)

    def _children(self, kind: str, tag: str) -> list[Any]:
        root = self._related(kind)
        return [] if root is None else list(root.iter(qn(tag)))

    def _related(self, kind: str) -> Any:
        """The root of a part of the document, if it has that part."""
        try:
            part = self._part.part_related_by(kind)
        except KeyError:
            return None
        element = getattr(part, "element", None)
        return parse_xml(part.blob) if element is None else element

    def _blocks(self, parent: Any) -> Iterator[WordParagraph | WordTable]:
        """Paragraphs and tables in order; one whose mark was deleted runs on into the next."""
        carried = _Open()
        for element in _flattened(parent):
            if element.tag == qn("w:tbl"):
                yield self._table(element)
                continue
            self._read(element, carried)
            if not _mark_is_deleted(element):
                paragraph = self._paragraph(element, carried)
                carried = _Open()
                if paragraph.text.strip() or paragraph.label:
                    yield paragraph
        if any(run.text.strip() for run in carried.runs):
            yield WordParagraph("", None, _tidy(carried.runs), tracked=tuple(carried.tracked))

    def _paragraph(self, element: Any, read: _Open) -> WordParagraph:
        properties = element.find(qn("w:pPr"))
        style = _value(properties, "w:pStyle")
        counted = self._counter.label(properties, style)
        runs = _tidy(read.runs)
        text = "".join(run.text for run in runs)
        level, begin = split_label(f"{counted} {text}" if counted else text)
        label = counted
        if counted:
            runs_behind = runs
        else:
            label, runs_behind = text[:begin].strip(), _behind(runs, begin)
        is_bold = bool(runs) and all(run.bold for run in runs if run.text.strip())
        name, is_heading = self._style(style)
        return WordParagraph(
            label=label,
            level=level,
            runs=runs_behind,
            style=name,
            is_centred=self._alignment(properties, style) in ("center", "right", "end"),
            is_title=is_heading or is_bold,
            tracked=tuple(read.tracked),
        )

    def _style(self, style: str) -> tuple[str, bool]:
        """Its name, and whether it is one of headings."""
        element = self._styles.get(style)
        if element is None:
            return "", False
        name = _value(element, "w:name")
        return name, name.lower().startswith(("heading", "title", "subtitle"))

    def _alignment(self, properties: Any, style: str) -> str:
        own = _value(properties, "w:jc")
        element = self._styles.get(style)
        return own or (_value(element.find(qn("w:pPr")), "w:jc") if element is not None else "")

    def _read(self, element: Any, into: _Open) -> None:
        """The words of a paragraph, of what it holds, or of what is laid around its words."""
        for child in element:
            if child.tag == qn("w:r"):
                self._read_run(child, into)
            elif child.tag in map(qn, _INSERTED):
                self._note(child, "in", into)
                self._read(child, into)
            elif child.tag in map(qn, _DELETED):
                self._note(child, "out", into)
            elif child.tag in _THROUGH:
                self._read(child, into)
            elif str(child.tag).startswith(_MATH):
                self._leave("formula", "".join(each.text or "" for each in child.iter(f"{_MATH}t")))
            elif child.tag == _ALTERNATE:
                self._leave_drawing(child)

    def _read_run(self, run: Any, into: _Open) -> None:
        properties = run.find(qn("w:rPr"))
        if _is_on(properties, "w:vanish"):
            self._leave("hidden", _all_text(run))
            return
        style = _value(properties, "w:rStyle")
        bold = _is_on(properties, "w:b") or style == "Strong"
        italic = _is_on(properties, "w:i") or style == "Emphasis"
        for child in run:
            if text := self._text_of(child):
                into.runs.append(Run(text, bold, italic))

    def _text_of(self, child: Any) -> str:
        """What a part of a run reads; what is no text is noted."""
        name = str(child.tag).rpartition("}")[2]
        if name == "t":
            return str(child.text or "").replace("\n", " ")
        if name == "br":
            return "\n" if child.get(qn("w:type"), "textWrapping") == "textWrapping" else ""
        if name == "sym":
            self._leave("symbol", child.get(qn("w:char"), ""))
        elif name == "object":
            kinds = [each.get("ProgID", "") for each in child.iter() if str(each.tag).endswith("}OLEObject")]
            self._leave("object", ", ".join(filter(None, kinds)) or name)
        elif name in ("drawing", "pict", "AlternateContent"):
            self._leave_drawing(child)
        return {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")

    def _leave_drawing(self, drawing: Any) -> None:
        """A picture is noted with its part; the words of a text box are kept to be shown."""
        boxes = list(drawing.iter(qn("w:txbxContent")))
        if boxes:
            self._leave("box", _all_text(boxes[0]))

    def _leave(self, kind: str, text: str) -> None:
        self.not_read.append(NotRead(kind, clean(text)[:2_000]))

    def _note(self, change: Any, kind: str, into: _Open) -> None:
        if text := _all_text(change):
            noted = Tracked(kind, clean(change.get(qn("w:author"), ""))[:200], _moment(change), text[:2_000])
            into.tracked.append(noted)
            self.tracked.append(noted)

    def _table(self, table: Any) -> WordTable:
        self._depth += 1
        if self._depth > _DEEPEST_TABLE:
            raise NotPossible(_("Bảng trong tệp lồng vào nhau quá nhiều lớp. Hãy tách bảng rồi tải lại."))
        read = self._read_table(table)
        self._depth -= 1
        return read

    def _read_table(self, table: Any) -> WordTable:
        noted = len(self.tracked)
        rows: list[tuple[str | None, ...]] = []
        merges: list[Merge] = []
        open_below: dict[int, Merge] = {}
        for row in table.iter(qn("w:tr")):
            if _owner(row) is not table or _row_is_deleted(row):
                continue
            cells = self._row(row, len(rows), merges, open_below)
            rows.append(cells)
            self._cells += max(len(cells), len(rows[0]))
            if len(rows) > MOST_ROWS or self._cells > _MOST_CELLS:
                raise NotPossible(_("Bảng trong tệp có quá nhiều dòng. Hãy tách tệp rồi tải lên từng phần."))
        width = max((len(row) for row in rows), default=0)
        if len(rows) * width > _MOST_CELLS:
            raise NotPossible(_("Bảng trong tệp có quá nhiều dòng. Hãy tách tệp rồi tải lên từng phần."))
        even = tuple((*row, *[None] * (width - len(row))) for row in rows)
        return WordTable(Sheet("", even, tuple(merges)), tuple(self.tracked[noted:]))

    def _row(self, row: Any, index: int, merges: list[Merge], open_below: dict[int, Merge]) -> tuple[str | None, ...]:
        cells: list[str | None] = [None] * _span(row.find(qn("w:trPr")), "w:gridBefore", 0)
        for cell in row.iter(qn("w:tc")):
            if _owner(cell, "w:tr") is not row or len(cells) >= MOST_COLUMNS:
                continue
            properties = cell.find(qn("w:tcPr"))
            left, span = len(cells), _span(properties, "w:gridSpan", 1)
            merge = None if properties is None else properties.find(qn("w:vMerge"))
            goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            text = "\n".join(
                block.printed if isinstance(block, WordParagraph) else block.text for block in self._blocks(cell)
            )
            cells += [None if goes_on else clean(text) or None, *[None] * (span - 1)]
            if goes_on and left in open_below:
                whole = open_below[left]
                merges.remove(whole)
                open_below[left] = Merge(whole.top, left, index, whole.right)
                merges.append(open_below[left])
                continue
            open_below.pop(left, None)
            if span > 1 or merge is not None:
                found = Merge(index, left, index, left + span - 1)
                merges.append(found)
                if merge is not None:
                    open_below[left] = found
        return tuple(cells)


def _with_chapter_titles(blocks: list[WordParagraph | WordTable]) -> Iterator[WordParagraph | WordTable]:
    """The title of a chapter that stands in a paragraph of its own belongs to the number above it."""
    waiting: WordParagraph | None = None
    for block in blocks:
        if waiting is not None:
            is_title = isinstance(block, WordParagraph) and block.level is None
            if isinstance(block, WordParagraph) and is_title:
                tracked = (*waiting.tracked, *block.tracked)
                yield WordParagraph(
                    waiting.label, waiting.level, block.runs, waiting.style, waiting.is_centred, True, tracked
                )
                waiting = None
                continue
            yield waiting
            waiting = None
        if isinstance(block, WordParagraph) and block.level == Level.CHAPTER and not block.text:
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting


def _flattened(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables below this element, through what Word lays around them."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _THROUGH or child.tag in (qn("w:ins"), qn("w:moveTo")):
            waiting.append(iter(child))


def _owner(element: Any, tag: str = "w:tbl") -> Any:
    return next(element.iterancestors(qn(tag)), None)


def _mark_is_deleted(paragraph: Any) -> bool:
    properties = paragraph.find(qn("w:pPr"))
    mark = None if properties is None else properties.find(qn("w:rPr"))
    return mark is not None and any(mark.find(qn(tag)) is not None for tag in _DELETED)


def _row_is_deleted(row: Any) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and properties.find(qn("w:del")) is not None


def _span(properties: Any, tag: str, default: int) -> int:
    text = _value(properties, tag)
    return min(int(text), MOST_COLUMNS) if re.fullmatch(r"\d{1,4}", text) else default


def _tidy(runs: list[Run]) -> tuple[Run, ...]:
    """Stretches of one style, blanks made plain, none at the ends."""
    merged: list[Run] = []
    for run in runs:
        if merged and (merged[-1].bold, merged[-1].italic) == (run.bold, run.italic):
            merged[-1] = Run(merged[-1].text + run.text, run.bold, run.italic)
        else:
            merged.append(run)
    plain = [Run(_BLANKS.sub(" ", run.text), run.bold, run.italic) for run in merged]
    while plain and not plain[0].text.strip():
        plain.pop(0)
    while plain and not plain[-1].text.strip():
        plain.pop()
    if plain:
        plain[0] = Run(plain[0].text.lstrip(), plain[0].bold, plain[0].italic)
        plain[-1] = Run(plain[-1].text.rstrip(), plain[-1].bold, plain[-1].italic)
    return tuple(plain)


def _behind(runs: tuple[Run, ...], begin: int) -> tuple[Run, ...]:
    """The runs without their first letters."""
    left: list[Run] = []
    for run in runs:
        left.append(Run(run.text[begin:], run.bold, run.italic))
        begin = max(begin - len(run.text), 0)
    return tuple(run for run in left if run.text)


def _is_on(properties: Any, tag: str) -> bool:
    found = None if properties is None else properties.find(qn(tag))
    return found is not None and found.get(qn("w:val"), "1").lower() not in _OFF


def _value(element: Any, tag: str) -> str:
    found = None if element is None else element.find(qn(tag))
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _all_text(element: Any) -> str:
    texts = (each.text or "" for each in element.iter(qn("w:t"), qn("w:delText")))
    return clean(" ".join("".join(texts).split()))


def _moment(change: Any) -> dt.datetime | None:
    """When it was tracked; Word writes the local time and calls it UTC."""
    try:
        return dt.datetime.fromisoformat(change.get(qn("w:date"), "")).replace(tzinfo=None)
    except ValueError:
        return None
