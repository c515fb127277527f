"""What was submitted within a body, and what its steps decided, stays as it was."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_approvalchain
    FOR EACH ROW EXECUTE FUNCTION programmes_stays();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_submission
    FOR EACH ROW EXECUTE FUNCTION programmes_stays();
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON programmes_stepdecision
    FOR EACH ROW EXECUTE FUNCTION programmes_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0012_approval_chains")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
