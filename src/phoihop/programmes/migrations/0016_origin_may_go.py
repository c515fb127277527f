"""What was never disclosed can be deleted: what continued it then stands for itself. Nothing else of a provision changes."""

from django.db import migrations, models
from django.db.models import deletion

FORWARD = """
DROP TRIGGER provision_stays ON programmes_provision;
CREATE TRIGGER provision_stays BEFORE UPDATE ON programmes_provision FOR EACH ROW
    WHEN (
        (OLD.uid, OLD.instrument_id, OLD.kind) IS DISTINCT FROM (NEW.uid, NEW.instrument_id, NEW.kind)
        OR (OLD.origin_id IS DISTINCT FROM NEW.origin_id AND NEW.origin_id IS NOT NULL)
    )
    EXECUTE FUNCTION programmes_stays();
"""
BACKWARD = """
DROP TRIGGER provision_stays ON programmes_provision;
CREATE TRIGGER provision_stays BEFORE UPDATE ON programmes_provision
    FOR EACH ROW EXECUTE FUNCTION programmes_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0015_groups")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AlterField(
            "provision",
            "origin",
            models.ForeignKey(
                null=True, on_delete=deletion.SET_NULL, related_name="continuations", to="programmes.provision"
            ),
        ),
    ]
