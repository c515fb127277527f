"""Numbers of documents: each series without a gap and without a repetition, whoever asks at the same time."""

import datetime as dt
import re

from django.db import transaction

from phoihop.documents.models import IssuedNumber, NumberSeries
from phoihop.organisations.models import Organisation

PARTY_TEMPLATE = "{number:02d}-{kind}/{bodies}"
STATE_TEMPLATE = "{number:02d}/{kind}-{bodies}"
_PLACE = re.compile(r"\{(number|kind|bodies|year)(?::0(\d)d)?\}")


@transaction.atomic
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
    """Give the next number of the series (issuer, kind, scope); `template` shapes a series that begins with this number.

    The series stays locked until the caller's transaction ends, and a number that is rolled back was never given: so
    there are no gaps. Keep that transaction short.
    """
    NumberSeries.objects.get_or_create(issuer=issuer, kind=kind, scope=scope, defaults={"template": template})
    series = NumberSeries.objects.select_for_update().get(issuer=issuer, kind=kind, scope=scope)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return series.issued.create(
        number=series.last_number,
        text=_text(series, day=day, bodies=bodies),
        issued_on=day,
        subject=subject,
    )


def next_number(
    *,
    issuer: Organisation,
    kind: str,
    day: dt.date,
    bodies: list[str],
    scope: str,
    template: str = PARTY_TEMPLATE,
) -> str:
    """What `issue_number` would give now; another document may still be quicker."""
    known = NumberSeries.objects.filter(issuer=issuer, kind=kind, scope=scope).first()
    series = known or NumberSeries(issuer=issuer, kind=kind, scope=scope, template=template)
    series.last_number += 1
    return _text(series, day=day, bodies=bodies)


def _text(series: NumberSeries, *, day: dt.date, bodies: list[str]) -> str:
    """The template with its places filled: {number} or {number:02d}, {kind}, {bodies} and {year}, and nothing else."""
    values: dict[str, str | int] = {
        "number": series.last_number,
        "kind": series.kind,
        "bodies": "-".join(bodies),
        "year": day.year,
    }
    return _PLACE.sub(lambda place: str(values[place[1]]).zfill(int(place[2] or 0)), series.template)
