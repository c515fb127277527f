"""One text read in several ways: as signed, final with who last proposed what, final and clean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from phoihop.lib.http import PageRequest, page
from phoihop.programmes import bodies, outline, queries
from phoihop.programmes.models import ProvisionVersion, Revision
from phoihop.programmes.modification_words import Told, told
from phoihop.programmes.queries.figures import ShownTable, tables_of
from phoihop.programmes.signed_text import signed_text
from phoihop.programmes.states import InstrumentKind, InstrumentState, ModificationAct, ProvisionKind
from phoihop.programmes.views._common import take_seat

VIEWS = ("signed", "final", "clean")


@dataclass(frozen=True)
class Line:
    """A provision under its label, as it is read."""

    label: str
    version: ProvisionVersion
    revision: Revision | None = None
    told: Told | None = None

    @property
    def is_repeal(self) -> bool:
        """Whether an amendment takes this out: its words are shown to say what goes, not what is agreed."""
        return self.told is not None and self.told.modification.act == ModificationAct.REPEAL

    @property
    def leads(self) -> str:
        return bodies.names(self.version.leads)

    @property
    def supports(self) -> str:
        return bodies.names(self.version.supports)

    @property
    def tables(self) -> list[ShownTable]:
        return tables_of(self.version)


@require_GET
def instrument_text(request: PageRequest, pk: int, view: str) -> HttpResponse:
    """What is disclosed, the same for all its readers; nothing can be done to it here."""
    seat = take_seat(request.user, pk)
    instrument = seat.instrument
    if view not in VIEWS or instrument.disclosed_at is None:
        raise Http404
    signed = signed_text(instrument) if view == "signed" else None
    if view == "signed" and signed is None:
        raise Http404(_("Văn bản này chưa đóng băng nên chưa có bản như đã ký."))
    text = signed.versions if signed else queries.current_versions(instrument)
    rounds = {revision.pk: revision for revision in queries.revisions(instrument)} if view == "final" else {}
    words = told(instrument, text) if instrument.kind == InstrumentKind.AMENDMENT else {}
    context = {"instrument": instrument, "view": view, "signed": signed, **_read(text, rounds, words)}
    context["is_amended"] = any(
        one.kind == InstrumentKind.AMENDMENT and one.state == InstrumentState.IN_FORCE
        for one in queries.relatives(request.user, instrument)
    )
    return page(request, "programmes/instrument_text.html", context)


def _read(text: list[ProvisionVersion], rounds: Mapping[int, Revision], words: Mapping[int, Told]) -> dict[str, Any]:
    def line(label: str, version: ProvisionVersion) -> Line:
        said = words.get(version.provision_id)
        is_item = version.provision.kind == ProvisionKind.ITEM
        return Line(said.label if said and is_item else label, version, rounds.get(version.revision_id or 0), said)

    return {
        "clauses": [line(label, version) for label, version in outline.clauses(text)],
        "groups": [
            (group.label, group.title, [line(label, version) for label, version in group.items])
            for group in outline.groups(text)
        ],
        "tables": [line("", version) for version in outline.tables(text)],
    }
