"""A party bears another name: written into the ledger of each of its partnerships, and told to all sides."""

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.organisations.models import Organisation, OrganisationName
from phoihop.programmes import notices
from phoihop.programmes.models import Partnership


def record_rename(organisation: Organisation, before: OrganisationName, now: OrganisationName, by: User) -> None:
    """One entry for each partnership in which the body is a party or looks on."""
    partnerships = Partnership.objects.filter(parties__organisation=organisation) | Partnership.objects.filter(
        observers__organisation=organisation
    )
    for partnership in partnerships.select_related("chain").order_by("chain_id").distinct():
        record(
            partnership.chain,
            notices.RENAMED,
            organisation,
            by=by,
            organisation=organisation,
            label=now.name,
            data={
                "body": organisation.key,
                "before": _names(before),
                "now": _names(now),
                "from": now.valid_from.isoformat() if now.valid_from else "",
                "decision": now.source,
            },
        )
        notices.tell_renamed(partnership, before, now, by=by)


def _names(name: OrganisationName) -> list[str]:
    return [name.name, name.short_name, name.abbreviation]
