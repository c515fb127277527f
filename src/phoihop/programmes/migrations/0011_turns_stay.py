"""What passed between the parties stays as it is; only a recalled offer gives its versions back to the side that made it.

Nobody had opened that offer, and nobody but its side consented to it: its versions are private again, whole as they
were, and those consents go with it. `TimeRequest` rows change once, when they are answered.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION programmes_is_recalled(revision bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM programmes_recall WHERE revision_id = revision)
$$;

CREATE OR REPLACE FUNCTION programmes_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.revision_id IS NOT NULL THEN
            RAISE EXCEPTION 'A version is written in private first.' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.revision_id IS NOT NULL THEN
        IF TG_OP = 'UPDATE' AND NEW.revision_id IS NULL AND programmes_is_recalled(OLD.revision_id)
            AND to_jsonb(NEW) - 'revision_id' = to_jsonb(OLD) - 'revision_id' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'A disclosed version is never changed or deleted.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.provision_id <> OLD.provision_id OR NEW.organisation_id <> OLD.organisation_id THEN
        RAISE EXCEPTION 'A version stays with its provision and its side.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.revision_id IS NOT NULL AND (programmes_is_recalled(NEW.revision_id) OR NOT EXISTS (
        SELECT 1 FROM programmes_provision p
        JOIN programmes_instrument i ON i.id = p.instrument_id
        JOIN programmes_revision r ON r.id = NEW.revision_id
        WHERE p.id = NEW.provision_id AND r.instrument_id = i.id
          AND r.organisation_id = NEW.organisation_id AND i.state IN ('draft', 'negotiation', 'agreed')
    )) THEN
        RAISE EXCEPTION 'Only a revision of its own side and text, while that is open, discloses a version.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION programmes_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM programmes_provisionversion v
        WHERE v.id = OLD.version_id AND v.organisation_id = OLD.organisation_id
          AND programmes_is_recalled(v.revision_id)
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION programmes_recall_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM programmes_opening WHERE revision_id = NEW.revision_id) THEN
        RAISE EXCEPTION 'An offer that was opened is never recalled.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION programmes_request_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL
        OR (OLD.revision_id, OLD.organisation_id, OLD.by_id, OLD.asked_at, OLD.wanted_on, OLD.reason)
        IS DISTINCT FROM (NEW.revision_id, NEW.organisation_id, NEW.by_id, NEW.asked_at, NEW.wanted_on, NEW.reason) THEN
        RAISE EXCEPTION 'A request is answered once, and else stays.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER row_stays ON programmes_consent;
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_consent
    FOR EACH ROW EXECUTE FUNCTION programmes_consent_stays();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_opening FOR EACH ROW EXECUTE FUNCTION programmes_stays();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_recall FOR EACH ROW EXECUTE FUNCTION programmes_stays();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_objection FOR EACH ROW EXECUTE FUNCTION programmes_stays();
CREATE TRIGGER recall_fits BEFORE INSERT ON programmes_recall FOR EACH ROW EXECUTE FUNCTION programmes_recall_fits();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_timerequest
    FOR EACH ROW EXECUTE FUNCTION programmes_request_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0010_turns")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
