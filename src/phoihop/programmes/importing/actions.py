"""A table on its way to a programme: kept, corrected, confirmed or discarded. All of it is private to one side."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.documents.archives import uncalculated
from phoihop.documents.sheets import read_workbook
from phoihop.lib import clock
from phoihop.lib.dates import last_day
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation, Role
from phoihop.organisations.rules import has_role
from phoihop.programmes.actions import LONGEST_TITLE, refuse_period, start_instrument, titled, write_items
from phoihop.programmes.canonical import digest
from phoihop.programmes.importing.columns import Column
from phoihop.programmes.importing.examining import due_rule, examine
from phoihop.programmes.importing.guessing import title_of, year_of
from phoihop.programmes.importing.naming import Namer
from phoihop.programmes.importing.reading import read_table
from phoihop.programmes.importing.table import Draft, Item, ReadTable
from phoihop.programmes.models import Instrument, Partnership, ProgrammeImport
from phoihop.programmes.states import ImportState, InstrumentKind


@transaction.atomic
def upload(
    partnership: Partnership,
    *,
    file: "UploadedFile[Any]",
    organisation: Organisation,
    by: User,
    year: int | None = None,
    title: str = "",
) -> ProgrammeImport:
    """Keep a workbook and what was understood of it; nothing of the programme exists yet.

    Year and title come from the rows above the table unless given. Raises NotPossible with the sentence of what is
    wrong with the file.
    """
    parties = [party.organisation for party in partnership.parties.select_related("organisation")]
    if organisation not in parties:
        raise NotAllowed(_("Chỉ một bên của quan hệ phối hợp được soạn văn bản."))
    refuse_unless_officer(organisation, by)
    name = file.name or "tep.xlsx"
    data = file.read()
    workbook = read_workbook(data, name)
    if count := uncalculated(data):
        raise NotPossible(
            _("Tệp “%(name)s” có %(count)d ô công thức chưa được tính. Hãy mở tệp bằng Excel, lưu lại rồi tải lên.")
            % {"name": name, "count": count}
        )
    table = read_table(workbook, Namer(parties, clock.today()))
    return ProgrammeImport.objects.create(
        partnership=partnership,
        organisation=organisation,
        by=by,
        created_at=clock.now(),
        file=files.store(data, name=name, media_type=files.XLSX),
        **_fields(_draft(table, year=year, title=title)),
    )


@transaction.atomic
def describe_programme(
    programme_import: ProgrammeImport, *, title: str, start: dt.date, end: dt.date, by: User
) -> ProgrammeImport:
    """Say title and period of the programme; due cells are understood anew."""
    programme_import = _locked(programme_import, by)
    title = titled(title)
    refuse_period(start, end)
    draft = Draft.from_json(programme_import.rows)
    return _save(programme_import, replace(draft, title=title, start=start, end=end))


@transaction.atomic
def read_again(
    programme_import: ProgrammeImport, *, sheet: int, columns: Sequence[Column] | None, by: User
) -> ProgrammeImport:
    """Read the kept file once more with another sheet or other columns; corrections of rows are lost."""
    programme_import = _locked(programme_import, by)
    draft = Draft.from_json(programme_import.rows)
    workbook = read_workbook(files.read(programme_import.file), programme_import.file.name)
    if not 0 <= sheet < len(workbook.sheets):
        raise NotPossible(_("Tệp không có trang tính này."))
    parties = [party.organisation for party in programme_import.partnership.parties.select_related("organisation")]
    table = read_table(workbook, Namer(parties, clock.today()), sheet=sheet, columns=columns)
    return _save(programme_import, replace(draft, table=table, edited=()))


@transaction.atomic
def correct_row(programme_import: ProgrammeImport, row: int, *, by: User, **cells: Any) -> ProgrammeImport:
    """Put other words into the cells of a row, or leave it out (`included=False`).

    `leads` and `supports` come as cells of names ("A; B"), which are matched again.
    """
    programme_import = _locked(programme_import, by)
    draft = Draft.from_json(programme_import.rows)
    item = draft.item(row)
    if item is None:
        raise NotPossible(_("Bảng không có dòng %(row)d.") % {"row": row})
    return _save(programme_import, draft.with_item(_corrected(programme_import, item, cells)))


@transaction.atomic
def confirm(programme_import: ProgrammeImport, *, by: User, seen: str | None = None) -> Instrument:
    """Make the private draft of the programme, with its starter text and the items of the table: once.

    With `seen`, the `seal` of the table that was read: refused when the table has changed since. An import that is
    already confirmed answers with its instrument.
    """
    programme_import = _locked_row(programme_import)
    refuse_unless_officer(programme_import.organisation, by)
    if programme_import.instrument:
        return programme_import.instrument
    _refuse_unless_pending(programme_import)
    if seen is not None and seen != seal(programme_import):
        raise NotPossible(_("Bảng vừa được sửa ở một cửa sổ khác. Hãy xem lại rồi xác nhận."))
    draft = Draft.from_json(programme_import.rows)
    _refuse_unless_sound(programme_import, draft)
    organisation = programme_import.organisation
    instrument = start_instrument(
        programme_import.partnership,
        InstrumentKind.PROGRAMME,
        title=draft.title,
        period_start=draft.start,
        period_end=draft.end,
        organisation=organisation,
        by=by,
    )
    write_items(
        instrument, [provision_fields(item, draft) for item in draft.included], organisation=organisation, by=by
    )
    programme_import.instrument = instrument
    programme_import.state = ImportState.CONFIRMED
    programme_import.save(update_fields=["instrument", "state"])
    return instrument


@transaction.atomic
def discard(programme_import: ProgrammeImport, *, by: User) -> ProgrammeImport:
    """Give the import up; its file stays where it is kept."""
    programme_import = _locked(programme_import, by)
    programme_import.state = ImportState.DISCARDED
    programme_import.save(update_fields=["state"])
    return programme_import


def seal(programme_import: ProgrammeImport) -> str:
    """A mark that changes whenever the table does."""
    return digest({"rows": programme_import.rows})[:16]


def refuse_unless_officer(organisation: Organisation, by: User) -> None:
    """Raises NotAllowed for everybody but an officer of that body."""
    if not has_role(by, organisation, Role.OFFICER):
        raise NotAllowed(_("Chỉ chuyên viên của cơ quan mình được nhập chương trình từ Excel."))


def _locked_row(programme_import: ProgrammeImport) -> ProgrammeImport:
    # Without its instrument: a row that had to wait for the lock is read anew, the rows joined to it are not.
    rows = ProgrammeImport.objects.select_for_update(of=("self",))
    return rows.select_related("partnership", "organisation", "file").get(pk=programme_import.pk)


def _locked(programme_import: ProgrammeImport, by: User) -> ProgrammeImport:
    programme_import = _locked_row(programme_import)
    refuse_unless_officer(programme_import.organisation, by)
    _refuse_unless_pending(programme_import)
    return programme_import


def _refuse_unless_pending(programme_import: ProgrammeImport) -> None:
    if programme_import.state == ImportState.CONFIRMED:
        raise NotPossible(_("Bảng này đã được xác nhận thành chương trình; hãy sửa trong chương trình."))
    if programme_import.state == ImportState.DISCARDED:
        raise NotPossible(_("Bảng này đã bị bỏ. Hãy tải tệp lên lại."))


def _refuse_unless_sound(programme_import: ProgrammeImport, draft: Draft) -> None:
    if not draft.included:
        raise NotPossible(_("Mọi dòng đều đang để ra ngoài. Hãy giữ ít nhất một việc."))
    parties = programme_import.partnership.parties.values_list("organisation__key", flat=True)
    wrong = [row for row in examine(draft, set(parties)) if row.is_wrong]
    if wrong:
        raise NotPossible(
            _("Còn %(count)d dòng phải sửa trước khi xác nhận, bắt đầu từ dòng %(row)d.")
            % {"count": len(wrong), "row": wrong[0].item.row}
        )


def _draft(table: ReadTable, *, year: int | None, title: str) -> Draft:
    year = year or year_of(table.titles, [item.due_text for item in table.items]) or clock.today().year
    title = " ".join(clean(title).split())[:LONGEST_TITLE]
    return Draft(title or title_of(table.titles, year), dt.date(year, 1, 1), last_day(year, 12), table)


def _save(programme_import: ProgrammeImport, draft: Draft) -> ProgrammeImport:
    for name, value in _fields(draft).items():
        setattr(programme_import, name, value)
    programme_import.save(update_fields=["rows", "year"])
    return programme_import


def _fields(draft: Draft) -> dict[str, Any]:
    return {"rows": draft.to_json(), "year": draft.end.year}


def _corrected(programme_import: ProgrammeImport, item: Item, cells: dict[str, Any]) -> Item:
    changed: dict[str, Any] = {name: value for name, value in cells.items() if name not in ("leads", "supports")}
    remarks = [remark for remark in item.remarks if remark.field not in cells]
    named = {"leads", "supports"} & cells.keys()
    if named:
        parties = programme_import.partnership.parties.select_related("organisation")
        namer = Namer([party.organisation for party in parties], clock.today())
        for name in named:
            changed[name] = namer.bodies(cells[name])
    for name, value in changed.items():
        if isinstance(value, str):
            text = clean(value)
            changed[name] = text if name == "text" else " ".join(text.split())
    return replace(item, **changed, remarks=tuple(remarks))


def provision_fields(item: Item, draft: Draft) -> dict[str, Any]:
    """The item as `write_items` takes it."""
    number = item.target_quantity.replace(",", ".") or None
    return {
        "text": item.text,
        "field_of_work": item.field_of_work,
        "leads": item.leads,
        "supports": item.supports,
        "due_text": item.due_text,
        "due_rule": due_rule(item, draft.start, draft.end),
        "deliverable": item.deliverable,
        "target_quantity": number,
        "target_unit": item.target_unit,
        "note": item.note,
    }
