"""Until somebody has signed, a frozen text may be opened again: it then has no frozen file, and keeps its number and day."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION programmes_frozen_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'frozen' AND NEW.state = 'agreed' AND NEW.signed_document_id IS NULL AND NEW.docx_id IS NULL
        AND NEW.frozen_at IS NULL
        AND (OLD.uid, OLD.partnership_id, OLD.kind, OLD.title, OLD.period_start, OLD.period_end, OLD.lead_id,
             OLD.number_text, OLD.dated_on, OLD.text_hash, OLD.layout_profile)
        IS NOT DISTINCT FROM
            (NEW.uid, NEW.partnership_id, NEW.kind, NEW.title, NEW.period_start, NEW.period_end, NEW.lead_id,
             NEW.number_text, NEW.dated_on, NEW.text_hash, NEW.layout_profile)
        AND NOT EXISTS (
            SELECT 1 FROM signatures_signatureslot
            WHERE document_id = OLD.signed_document_id AND signed_at IS NOT NULL
        )
    THEN
        RETURN NEW;
    END IF;
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
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0004_answers_asked_for"),
        ("signatures", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
