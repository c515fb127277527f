"""Provisions by parties: who consents to what, and what is missing."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from phoihop.lib.http import PageRequest, page
from phoihop.programmes import outline, queries
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import Mark
from phoihop.programmes.rules import Act
from phoihop.programmes.views._common import Seat, place, take_seat


@dataclass(frozen=True)
class Row:
    """One provision with where each party stands on it, the parties in their order."""

    place: str
    version: ProvisionVersion
    marks: tuple[Mark, ...]

    @property
    def is_complete(self) -> bool:
        return all(mark.state == "given" for mark in self.marks)

    @property
    def round(self) -> int:
        """The disclosure in which it last changed."""
        return self.version.revision.number if self.version.revision else 0


@require_GET
def consent_matrix(request: PageRequest, pk: int) -> HttpResponse:
    """The last disclosed text; `missing` leaves only what somebody has still to consent to."""
    seat = take_seat(request.user, pk)
    instrument = seat.instrument
    rows = _rows(instrument)
    only_missing = "missing" in request.GET
    parties = [party.organisation for party in instrument.partnership.parties.all()]
    context = {
        "instrument": instrument,
        "parties": [(party, _given(rows, party.pk)) for party in parties],
        "rows": [row for row in rows if not (only_missing and row.is_complete)],
        "total": len(rows),
        "complete": sum(row.is_complete for row in rows),
        "only_missing": only_missing,
        "rounds": _rounds(rows, seat),
    }
    return page(request, "programmes/consent_matrix.html", context)


def _rows(instrument: Instrument) -> list[Row]:
    versions = queries.latest_versions(instrument)
    labels = outline.labels(queries.without_removed(versions))
    marks = queries.consent_matrix(instrument, versions)
    return [
        Row(place(version, labels.get(version.provision_id, "")), version, tuple(marks[version.provision_id].values()))
        for version in versions
    ]


def _rounds(rows: list[Row], seat: Seat) -> list[tuple[int, int]]:
    """Rounds, the newest first, each with how much has not changed since that this side has still to consent to.

    What it is changing itself is left out, as the act leaves it out.
    """
    if Act.CONSENT not in seat.acts or seat.side is None:
        return []
    own = {version.provision_id for version in queries.private_versions(seat.instrument, seat.side)}
    open_rounds = [
        row.round
        for row in rows
        if row.version.provision_id not in own
        and any(mark.organisation == seat.side and mark.state != "given" for mark in row.marks)
    ]
    return [(number, sum(other <= number for other in open_rounds)) for number in sorted({*open_rounds}, reverse=True)]


def _given(rows: list[Row], party: int) -> int:
    return sum(mark.state == "given" for row in rows for mark in row.marks if mark.organisation.pk == party)
