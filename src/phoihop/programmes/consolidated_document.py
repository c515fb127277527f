"""The consolidated text on paper: what holds now, with a note at each provision that an amendment set."""

from django.utils.translation import override

from phoihop.documents.content import Clause, Column, Issuer, OfficialDocument, Row, Run, Table
from phoihop.documents.levels import Level
from phoihop.lib import clock
from phoihop.organisations.queries import name_on
from phoihop.programmes import emphasis
from phoihop.programmes.bodies import names
from phoihop.programmes.citing import cited, cited_in_full
from phoihop.programmes.consolidation import Standing
from phoihop.programmes.models import Instrument
from phoihop.programmes.modification_words import note_of
from phoihop.programmes.official import COLUMNS, parties_of
from phoihop.programmes.states import InstrumentKind, ProvisionKind

MARK = "VĂN BẢN HỢP NHẤT"
REPEALED = "(được bãi bỏ)"
VALUE = "Bản hợp nhất này để tra cứu; giá trị chính thức thuộc về các văn bản đã ký."


def consolidated_document(instrument: Instrument, standing: list[Standing]) -> OfficialDocument:
    """A text with its amendments, to read: it bears the number of the signed text and no signatures."""
    day = instrument.dated_on or clock.today()
    headings = [name_on(body, day) for body in parties_of(instrument)]
    with override("vi"):
        return OfficialDocument(
            profile=instrument.layout_profile,
            issuers=tuple(Issuer(name.superior, name.heading or name.name.upper()) for name in headings),
            type_name=str(InstrumentKind(instrument.kind).label).upper(),
            summary=instrument.title,
            number=instrument.number_text,
            place=headings[0].place,
            date=instrument.dated_on,
            draft_mark=MARK,
            clauses=(*_preface(instrument, standing), *(clause for one in standing for clause in _clauses(one))),
            tables=_annex(instrument, standing),
        )


def amendments_of(standing: list[Standing]) -> list[Instrument]:
    """The amendments that a consolidated text carries, in the order in which they came into force."""
    found = {amendment.pk: amendment for one in standing for _act, amendment in one.set_by}
    return sorted(found.values(), key=lambda amendment: (amendment.in_force_at, amendment.pk))


def _preface(instrument: Instrument, standing: list[Standing]) -> list[Clause]:
    amendments = amendments_of(standing)
    if not amendments:
        return []
    first = f"{cited(instrument)}, có hiệu lực từ khi ký, được sửa đổi, bổ sung bởi:"
    return [
        _aside(first),
        *(_aside(f"- {cited_in_full(amendment)}.") for amendment in amendments),
        _aside(VALUE),
    ]


def _clauses(one: Standing) -> list[Clause]:
    if one.kind != ProvisionKind.CLAUSE:
        return []
    text = REPEALED if one.is_repealed else one.version.text
    clause = Clause(one.version.level, emphasis.plain(text), emphasis.runs(text), numeral=one.numeral)
    note = note_of(one)
    return [clause, _aside(f"({note}.)")] if note else [clause]


def _aside(text: str) -> Clause:
    return Clause(Level.PARAGRAPH, text, (Run(text, italic=True),))


def _annex(instrument: Instrument, standing: list[Standing]) -> tuple[Table, ...]:
    items = [one for one in standing if one.kind == ProvisionKind.ITEM]
    rows: list[Row] = []
    field = None
    for one in items:
        if one.version.field_of_work != field:
            field = one.version.field_of_work
            rows.append(Row("group", (f"{one.place.split('.')[0]}. {field}",)))
        rows.append(Row("row", _cells(one)))
    annex = Table(f"Nội dung phối hợp {instrument.title}", (Column("TT", 12), *COLUMNS), tuple(rows))
    figures = [
        Table.from_json(table)
        for one in standing
        if one.kind == ProvisionKind.TABLE
        for table in one.version.data.get("tables", [])
    ]
    return (annex, *figures) if items else tuple(figures)


def _cells(one: Standing) -> tuple[str, ...]:
    version, note = one.version, note_of(one)
    if one.is_repealed:
        return (one.place, REPEALED, "", "", "", "", note)
    notes = ". ".join(part for part in (version.note, note) if part)
    leads, supports = names(version.leads), names(version.supports)
    return (one.place, version.text, leads, supports, version.due_text, version.deliverable, notes)
