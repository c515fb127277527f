"""Numbers of documents: each series without a gap and without a repetition, whoever asks at the same time."""

import datetime as dt

from phoihop.documents.models import IssuedNumber
from phoihop.organisations.models import Organisation

PARTY_TEMPLATE = "{number:02d}-{kind}/{bodies}"
STATE_TEMPLATE = "{number:02d}/{kind}-{bodies}"


def issue_number(
    *,
    issuer: Organisation,
    kind: str,
    day: dt.date,
    bodies: list[str],
    subject: str,
    scope: str,
    template: str = PARTY_TEMPLATE,
) -> IssuedNumber:
    """Give the next number of the series (issuer, kind, scope)."""
    raise NotImplementedError
