"""Released versions, revisions, consents and approvals stay as they are, and so does the identity of a frozen text.

Triggers see to it, so that it also holds for raw SQL. `TRUNCATE` is left to whoever owns the database.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION programmes_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION programmes_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.revision_id IS NOT NULL THEN
            RAISE EXCEPTION 'A version is written in private first.' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.revision_id IS NOT NULL THEN
        RAISE EXCEPTION 'A disclosed version is never changed or deleted.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.provision_id <> OLD.provision_id OR NEW.organisation_id <> OLD.organisation_id THEN
        RAISE EXCEPTION 'A version stays with its provision and its side.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.revision_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM programmes_provision p
        JOIN programmes_instrument i ON i.id = p.instrument_id
        JOIN programmes_revision r ON r.id = NEW.revision_id
        WHERE p.id = NEW.provision_id AND r.instrument_id = i.id
          AND r.organisation_id = NEW.organisation_id AND i.state IN ('draft', 'negotiation', 'agreed')
    ) THEN
        RAISE EXCEPTION 'Only a revision of its own side and text, while that is open, discloses a version.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION programmes_frozen_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('frozen', 'in_force') AND (
        (OLD.uid, OLD.partnership_id, OLD.kind, OLD.title, OLD.period_start, OLD.period_end, OLD.lead_id, OLD.number_text,
         OLD.dated_on, OLD.text_hash, OLD.frozen_at, OLD.docx_id, OLD.signed_document_id, OLD.layout_profile)
        IS DISTINCT FROM
        (NEW.uid, NEW.partnership_id, NEW.kind, NEW.title, NEW.period_start, NEW.period_end, NEW.lead_id, NEW.number_text,
         NEW.dated_on, NEW.text_hash, NEW.frozen_at, NEW.docx_id, NEW.signed_document_id, NEW.layout_profile)
        OR (OLD.state = 'in_force' AND NEW.state <> 'in_force')
        OR (OLD.state = 'frozen' AND NEW.state NOT IN ('frozen', 'in_force'))
    ) THEN
        RAISE EXCEPTION 'A frozen text is never changed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER version_stays BEFORE INSERT OR UPDATE OR DELETE ON programmes_provisionversion
    FOR EACH ROW EXECUTE FUNCTION programmes_version_stays();
CREATE TRIGGER provision_stays BEFORE UPDATE ON programmes_provision
    FOR EACH ROW EXECUTE FUNCTION programmes_stays();
CREATE TRIGGER frozen_stays BEFORE UPDATE ON programmes_instrument
    FOR EACH ROW EXECUTE FUNCTION programmes_frozen_stays();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_revision FOR EACH ROW EXECUTE FUNCTION programmes_stays();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_consent FOR EACH ROW EXECUTE FUNCTION programmes_stays();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_approval FOR EACH ROW EXECUTE FUNCTION programmes_stays();
"""

BACKWARD = """
DROP TRIGGER row_stays ON programmes_revision;
DROP TRIGGER row_stays ON programmes_consent;
DROP TRIGGER row_stays ON programmes_approval;
DROP TRIGGER version_stays ON programmes_provisionversion;
DROP TRIGGER provision_stays ON programmes_provision;
DROP TRIGGER frozen_stays ON programmes_instrument;
DROP FUNCTION programmes_version_stays();
DROP FUNCTION programmes_frozen_stays();
DROP FUNCTION programmes_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
