"""Named reads of the ledger."""

from django.db import connection

GUARDS = ("ledger_next_only", "ledger_keep_rows", "ledger_keep_table", "ledger_keep_chain")


def missing_guards() -> list[str]:
    """The triggers that should protect the ledger and do not stand guard now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
            " AND tgrelid IN ('ledger_entry'::regclass, 'ledger_chain'::regclass)"
        )
        standing = {name for (name,) in cursor.fetchall()}
    return [name for name in GUARDS if name not in standing]
