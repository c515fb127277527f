"""Numbers and symbols of instruments: which series of the lead they come from."""

import datetime as dt

from phoihop.documents.numbers import PARTY_TEMPLATE, STATE_TEMPLATE, next_number
from phoihop.documents.profiles import PROFILES, profile_on
from phoihop.organisations.queries import name_on
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentKind

SYMBOLS = {
    InstrumentKind.PROGRAMME: "CTPH",
    InstrumentKind.REGULATION: "QCPH",
    InstrumentKind.PLAN: "KHPH",
    InstrumentKind.MEMORANDUM: "BGN",
    InstrumentKind.REVIEW_REPORT: "BC",
}
# Party numbers run from congress to congress. Provincial congresses fall into the autumn of every fifth year.
CONGRESS_MONTH = 10


def series(instrument: Instrument, day: dt.date, profile: str) -> dict[str, str]:
    """Symbol, scope and template of the series, by the kind of the text and the form it takes.

    An amendment is a document of the kind that it amends (domain.md 1.6).
    """
    party_form = PROFILES[profile].party_form
    text = instrument.parent if instrument.kind == InstrumentKind.AMENDMENT and instrument.parent else instrument
    return {
        "kind": SYMBOLS[InstrumentKind(text.kind)],
        "scope": term(day) if party_form else str(day.year),
        "template": PARTY_TEMPLATE if party_form else STATE_TEMPLATE,
    }


def term(day: dt.date) -> str:
    """The committee term that a day falls into: "2020-2025"."""
    started = day.year if day.month >= CONGRESS_MONTH else day.year - 1
    first = started - started % 5
    return f"{first}-{first + 5}"


def abbreviations(instrument: Instrument, day: dt.date) -> list[str]:
    """What the bodies are called in a symbol on that day, the lead first."""
    parties = [party.organisation for party in instrument.partnership.parties.all()]
    ordered = sorted(parties, key=lambda body: body.pk != instrument.lead_id)
    return [name_on(body, day).abbreviation for body in ordered]


def proposed(instrument: Instrument, day: dt.date) -> str:
    """The number that would be given now; somebody else's document may still be quicker."""
    of = series(instrument, day, instrument.layout_profile)
    return next_number(issuer=instrument.lead, day=day, bodies=abbreviations(instrument, day), **of)


def place(instrument: Instrument, day: dt.date) -> str:
    """Where the lead dates its documents."""
    return name_on(instrument.lead, day).place


def default_profile(instrument: Instrument, day: dt.date) -> str:
    """The form in use on that day, of the same family as the one noted on the instrument."""
    return profile_on(day, party_form=PROFILES[instrument.layout_profile].party_form).key
