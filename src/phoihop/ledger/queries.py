"""Named reads of the ledger."""

from django.db import connection, models

from phoihop.ledger.models import Chain, Entry

GUARDS = ("ledger_next_only", "ledger_keep_rows", "ledger_keep_table", "ledger_keep_chain")


def entries_of(chain: Chain, *objects: models.Model) -> models.QuerySet[Entry]:
    """The acts of a chain, the newest first; with objects, only the acts on them."""
    entries = chain.entries.order_by("-sequence")
    if not objects:
        return entries
    same = models.Q()
    for obj in objects:
        same |= models.Q(object_type=obj._meta.label_lower, object_id=str(getattr(obj, "uid", None) or obj.pk))
    return entries.filter(same)


def missing_guards() -> list[str]:
    """The triggers that should protect the ledger and do not stand guard now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
            " AND tgrelid IN ('ledger_entry'::regclass, 'ledger_chain'::regclass)"
        )
        standing = {name for (name,) in cursor.fetchall()}
    return [name for name in GUARDS if name not in standing]
