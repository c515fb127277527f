"""The database itself keeps the ledger: rows only join at the end, and none is changed, deleted or swept away.

The guards fire ALWAYS, so a session that calls itself a replica does not slip past them; only the owner of the table
who takes a guard off can do it, and `phoihop verify-ledger` says when one is off.
"""

from django.db import migrations

GUARDS = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is only ever added to: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION ledger_next_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_sequence integer;
    last_hash text;
BEGIN
    SELECT sequence, hash INTO last_sequence, last_hash
        FROM ledger_entry WHERE chain_id = NEW.chain_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last_sequence, 0) + 1 THEN
        RAISE EXCEPTION 'Entry % does not follow entry % of the chain.', NEW.sequence, coalesce(last_sequence, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.previous_hash <> coalesce(last_hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'Entry % does not bear the hash of the entry before it.', NEW.sequence
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.hash !~ '^[0-9a-f]{64}$' THEN
        RAISE EXCEPTION 'Entry % bears no hash.', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_next_only BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_next_only();
CREATE TRIGGER ledger_keep_rows BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_keep_table BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_keep_chain BEFORE UPDATE ON ledger_chain FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_next_only;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_keep_rows;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_keep_table;
ALTER TABLE ledger_chain ENABLE ALWAYS TRIGGER ledger_keep_chain;
"""

NO_GUARDS = """
DROP TRIGGER ledger_keep_chain ON ledger_chain;
DROP TRIGGER ledger_keep_table ON ledger_entry;
DROP TRIGGER ledger_keep_rows ON ledger_entry;
DROP TRIGGER ledger_next_only ON ledger_entry;
DROP FUNCTION ledger_next_only();
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
