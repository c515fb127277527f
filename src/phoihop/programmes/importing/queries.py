"""Imports as their pages show them."""

from collections import Counter
from dataclasses import dataclass, field

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Role, holds_on
from phoihop.organisations.rules import has_role
from phoihop.programmes.importing.examining import Row, examine
from phoihop.programmes.importing.table import Draft
from phoihop.programmes.models import Instrument, Party, ProgrammeImport
from phoihop.programmes.states import ImportState, InstrumentKind, InstrumentState

PART = 200


@dataclass(frozen=True)
class Group:
    """Neighbouring rows of one field of work."""

    title: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What the page of an import shows."""

    programme_import: ProgrammeImport
    draft: Draft
    rows: list[Row]
    shown: list[Row]
    doubtful_only: bool
    next_key: str
    can_edit: bool
    same_year: list[Instrument]

    @property
    def included_count(self) -> int:
        return sum(row.item.included for row in self.rows)

    @property
    def left_out_count(self) -> int:
        return len(self.rows) - self.included_count

    @property
    def doubtful_count(self) -> int:
        return sum(row.is_doubtful for row in self.rows)

    @property
    def wrong_count(self) -> int:
        return sum(row.is_wrong for row in self.rows)

    @property
    def field_count(self) -> int:
        return len({row.item.field_of_work for row in self.rows if row.item.included})

    @property
    def renamed(self) -> list[tuple[str, int]]:
        """Bodies that the table calls by another name, and in how many rows."""
        remarks = [(row.item.row, remark.value) for row in self.rows for remark in row.item.remarks]
        names = Counter(value for _, value in dict.fromkeys(remarks) if " → " in value)
        return names.most_common()

    @property
    def unknown(self) -> list[tuple[str, int]]:
        """Names that are no body's, and in how many rows."""
        bodies = [
            body["name"] for row in self.rows for body in (*row.item.leads, *row.item.supports) if not body["key"]
        ]
        return Counter(bodies).most_common()

    @property
    def fields_of_work(self) -> list[str]:
        return list(dict.fromkeys(row.item.field_of_work for row in self.rows if row.item.field_of_work))

    @property
    def groups(self) -> list[Group]:
        groups: list[Group] = []
        for row in self.shown:
            if not groups or groups[-1].title != row.item.field_of_work:
                groups.append(Group(row.item.field_of_work))
            groups[-1].rows.append(row)
        return groups


def preview(
    programme_import: ProgrammeImport, user: User, *, doubtful_only: bool = False, after: int = 0, around: int = 0
) -> Preview:
    """The part of the table behind row `after`, or the one that holds the row `around`; counts are of the whole table."""
    draft = Draft.from_json(programme_import.rows)
    parties = programme_import.partnership.parties.select_related("organisation")
    rows = examine(draft, {party.organisation.key for party in parties})
    listed = [row for row in rows if row.is_doubtful or row.item.row == around] if doubtful_only else rows
    if around:
        place = next((place for place, row in enumerate(listed) if row.item.row == around), 0)
        part = listed[place - place % PART :]
    else:
        part = [row for row in listed if row.item.row > after]
    shown = part[:PART]
    return Preview(
        programme_import=programme_import,
        draft=draft,
        rows=rows,
        shown=shown,
        doubtful_only=doubtful_only,
        next_key=str(shown[-1].item.row) if len(part) > PART else "",
        can_edit=can_edit(user, programme_import),
        same_year=programmes_of_year(user, programme_import, draft),
    )


def can_edit(user: User, programme_import: ProgrammeImport) -> bool:
    """An officer of the body whose table it is, as long as it waits."""
    is_officer = has_role(user, programme_import.organisation, Role.OFFICER)
    return is_officer and programme_import.state == ImportState.PENDING


def programmes_of_year(user: User, programme_import: ProgrammeImport, draft: Draft) -> list[Instrument]:
    """Other programmes of the same time that this person may know of."""
    known = Instrument.objects.visible_to(user).filter(
        partnership=programme_import.partnership, kind=InstrumentKind.PROGRAMME
    )
    overlapping = known.filter(period_start__lte=draft.end, period_end__gte=draft.start)
    others = overlapping.exclude(state=InstrumentState.WITHDRAWN)
    return [instrument for instrument in others if instrument.pk != programme_import.instrument_id]


def sides_as_officer(user: User) -> list[Party]:
    """The parties for which this person may begin a text."""
    held = Membership.objects.filter(holds_on(clock.today()), user=user, role=Role.OFFICER)
    parties = Party.objects.filter(organisation__in=held.values("organisation_id"))
    return list(parties.select_related("partnership", "organisation").order_by("partnership__name", "position"))
