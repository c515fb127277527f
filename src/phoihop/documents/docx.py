"""Official documents as DOCX: the same layout as the PDF, with real styles, for offices that go on in Word."""

import datetime as dt
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.shared import Mm, Pt

from phoihop.documents import word
from phoihop.documents.content import OfficialDocument
from phoihop.documents.layout import Annex, Block, Layout, Paragraph, PrintedTable, lay_out
from phoihop.documents.levels import Level
from phoihop.documents.profiles import Profile

HEADING_STYLES = {Level.CHAPTER: "Heading 2", Level.HEADING: "Heading 1", Level.ARTICLE: "Heading 3"}
_UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def render_docx(document: OfficialDocument) -> bytes:
    """The document for Word; the same document always gives the same bytes."""
    layout = lay_out(document)
    result = docx.Document()
    _prepare(result, layout)
    _write_header(result, layout)
    _write_title(result, layout)
    _write_body(result, layout)
    _write_signatures(result, layout)
    for annex in layout.annexes:
        _write_annex(result, layout.profile, annex)
    day = layout.date
    return word.save(result, at=dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) if day else _UNDATED)


def _prepare(result: Any, layout: Layout) -> None:
    form = layout.profile
    properties = result.core_properties
    properties.title, properties.language = word.sound(layout.title)[:255], _language(layout)
    properties.author = word.sound(" - ".join(line.text for line in layout.issuers if line.bold))[:255]
    properties.comments = ""
    word.set_language(result, _language(layout))
    _shape_styles(result.styles, form)
    section = result.sections[0]
    _shape_page(section, form, landscape=False)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.style = result.styles["Header"]
    word.add_page_number(number)


def _language(layout: Layout) -> str:
    return "vi-VN" if layout.language == "vi" else layout.language


def _shape_styles(styles: Any, form: Profile) -> None:
    body, gap, pitch = form.body_size, form.paragraph_gap, form.line_pitch
    shape = word.shape_style
    shape(styles["Normal"], size=body)
    shape(styles["Header"], size=form.page_number_size, align="center")
    shape(styles["Title"], size=form.type_size, bold=True, align="center", before=pitch, after=3, keep_with_next=True)
    shape(styles["Subtitle"], size=form.summary_size, bold=True, align="center", keep_with_next=True)
    shape(styles["Body Text"], size=body, align="justify", before=gap, pitch=pitch, first_line=form.first_line)
    for name in ("Heading 1", "Heading 3"):
        shape(
            styles[name],
            size=body,
            bold=True,
            align="justify",
            before=gap,
            pitch=pitch,
            first_line=form.first_line,
            keep_with_next=True,
        )
    shape(styles["Heading 2"], size=body, bold=True, align="center", before=gap, after=3, keep_with_next=True)
    shape(styles["List"], size=form.recipients_size)
    shape(styles["Caption"], size=form.table_size, italic=True, before=3)


def _shape_page(section: Any, form: Profile, *, landscape: bool) -> None:
    word.set_paper(section, landscape=landscape)
    section.top_margin, section.bottom_margin = Mm(form.margin_top), Mm(form.margin_bottom)
    section.left_margin, section.right_margin = Mm(form.margin_left), Mm(form.margin_right)
    section.header_distance = section.footer_distance = Mm(form.page_number_top)


def _text_width(form: Profile, *, landscape: bool = False) -> float:
    return word.A4[landscape] - form.margin_left - form.margin_right


def _write_header(result: Any, layout: Layout) -> None:
    form = layout.profile
    width = _text_width(form)
    left = width * form.header_left / 100
    widths = (left, width - left)
    table = word.add_table(result, widths, rows=2)
    (bodies, national), (number, date) = (row.cells for row in table.rows)
    for line in layout.issuers:
        _add(bodies, line.text, size=form.body_name_size, bold=line.bold)
    if form.party_form:
        _add(bodies, "*", size=form.body_name_size)
    else:
        word.add_rule(bodies, length=25, within=left)
    _add(national, form.national_title, size=form.title_size, bold=True)
    if form.motto:
        _add(national, form.motto, size=form.motto_size, bold=True)
    word.add_rule(national, length=form.title_rule, within=widths[1])
    _add(number, layout.number, size=form.number_size)
    if layout.draft_mark:
        _add(number, layout.draft_mark, size=form.number_size, bold=True)
    _add(date, layout.place_and_date, size=form.date_size, italic=True)


def _write_title(result: Any, layout: Layout) -> None:
    form = layout.profile
    result.add_paragraph(word.sound(layout.type_name), style="Title")
    if layout.summary:
        result.add_paragraph(word.sound(layout.summary), style="Subtitle")
    if form.party_form:
        _styled(result.add_paragraph("-----"), align="center")
    else:
        word.add_rule(result, length=45, within=_text_width(form))


def _write_body(result: Any, layout: Layout) -> None:
    for position, paragraph in enumerate(layout.paragraphs, start=1):
        written = _write_paragraph(result, paragraph)
        if position == len(layout.paragraphs) and layout.blocks:
            # Word keeps the last lines of a long paragraph with what follows; a short one goes as a whole, as in the PDF.
            written.paragraph_format.keep_with_next = True
            written.paragraph_format.keep_together = layout.signed_with_text or None


def _write_paragraph(result: Any, paragraph: Paragraph) -> Any:
    written = result.add_paragraph(style=HEADING_STYLES[Level(paragraph.level)] if paragraph.depth else "Body Text")
    if paragraph.label:
        label = written.add_run(paragraph.label)
        label.bold = True if paragraph.level == Level.ARTICLE else None
        if paragraph.level == Level.CHAPTER:
            label.add_break()
        else:
            label.add_text(" ")
    for piece in paragraph.runs:
        run = written.add_run(word.sound(piece.text))
        run.bold, run.italic = piece.bold or None, (piece.italic or paragraph.level == Level.BASIS) or None
    return written


def _write_signatures(result: Any, layout: Layout) -> None:
    form = layout.profile
    single = len(layout.blocks) == 1 and len(layout.blocks[0]) == 1
    if layout.blocks:
        _styled(result.add_paragraph(), keep=True)
    for row in layout.blocks:
        count = 2 if single else len(row)
        width = _text_width(form) / count
        table = word.add_table(result, [width] * count, rows=0)
        cells = [word.add_row(table, [width] * count).cells for _ in range(3)]
        for column, block in enumerate(row, start=1 if single else 0):
            _write_block(form, block, [line[column] for line in cells])
        table.rows[1].height, table.rows[1].height_rule = Mm(form.signature_space), WD_ROW_HEIGHT_RULE.EXACTLY
        if single and layout.recipients:
            _write_recipients(cells[0][0].merge(cells[2][0]), layout)
    if layout.recipients and not single:
        _styled(result.add_paragraph(), keep=True)
        _write_recipients(result, layout)


def _write_block(form: Profile, block: Block, cells: list[Any]) -> None:
    for line in block.lines:
        _add(cells[0], line.text, size=form.signature_size, bold=line.bold, keep=True)
    cells[1].paragraphs[0].paragraph_format.keep_with_next = True
    _add(cells[2], block.name, size=form.signature_size, bold=True)


def _write_recipients(place: Any, layout: Layout) -> None:
    form = layout.profile
    label = _add(place, form.recipients_label, size=form.recipients_label_size, align="left", keep=True)
    run = label.runs[0]
    run.underline, run.bold, run.italic = form.party_form, not form.party_form, not form.party_form
    for text in layout.recipients:
        _add(place, text, size=form.recipients_size, align="left", style="List")


def _write_annex(result: Any, form: Profile, annex: Annex) -> None:
    section = result.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    _shape_page(section, form, landscape=annex.landscape)
    if annex.heading:
        heading = result.add_paragraph(annex.heading, style="Heading 1")
        heading.alignment, heading.paragraph_format.first_line_indent = word.ALIGNMENTS["center"], Mm(0)
    _write_reference(result, annex.reference)
    for table in annex.tables:
        if table.title:
            result.add_paragraph(word.sound(table.title), style="Heading 2")
        if table.subtitle:
            _styled(result.add_paragraph(), table.subtitle, bold=True, align="center", keep=True)
        _write_reference(result, table.reference)
        _write_table(result, form, table, _text_width(form, landscape=annex.landscape))
        result.add_paragraph(word.sound(table.note), style="Caption")


def _write_reference(result: Any, text: str) -> None:
    if text:
        written = _styled(result.add_paragraph(), text, italic=True, align="center", keep=True)
        written.paragraph_format.space_after = Pt(6)


def _write_table(result: Any, form: Profile, printed: PrintedTable, width: float) -> None:
    shares = sum(column.share for column in printed.columns)
    widths = [width * column.share / shares for column in printed.columns]
    table = word.add_table(result, widths, rows=0, ruled=True)
    head = word.add_row(table, widths, repeat_as_head=True)
    for cell, column in zip(head.cells, printed.columns, strict=True):
        _add(cell, column.title, size=form.table_size, bold=True)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for row in printed.rows:
        cells = word.add_row(table, widths, keep_whole=not row.breakable).cells
        if row.kind == "group":
            cells[len(row.cells) - 1].merge(cells[-1])
        for index, text in enumerate(row.cells):
            last_of_group = row.kind == "group" and index == len(row.cells) - 1
            align = "left" if last_of_group else printed.columns[index].align
            bold = row.kind != "row"
            _add(cells[index], text, size=form.table_size, align=align, bold=bold, keep=row.kind == "group")


def _add(
    place: Any,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    align: str = "center",
    keep: bool = False,
    style: str = "",
) -> Any:
    """A paragraph at this place; the first one of a cell uses the empty paragraph that every cell has."""
    unused = hasattr(place, "_tc") and len(place.paragraphs) == 1 and not place.paragraphs[0].runs
    paragraph = place.paragraphs[0] if unused else place.add_paragraph()
    if style:
        paragraph.style = style
    return _styled(paragraph, text, size=size, bold=bold, italic=italic, align=align, keep=keep)


def _styled(
    paragraph: Any,
    text: str = "",
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
    keep: bool = False,
) -> Any:
    paragraph.alignment = word.ALIGNMENTS[align]
    paragraph.paragraph_format.keep_with_next = keep or None
    if text:
        run = paragraph.add_run(word.sound(text))
        run.bold, run.italic = bold or None, italic or None
        run.font.size = Pt(size) if size else None
    return paragraph
