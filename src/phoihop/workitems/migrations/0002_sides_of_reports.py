"""A report and a request are held by a side: the body that sent it, until another takes that body's place."""

import django.db.models.deletion
from django.db import migrations, models

SAME = """
UPDATE workitems_report SET side_id = organisation_id;
UPDATE workitems_extension SET side_id = organisation_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


def side(*, null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="organisations.organisation",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("workitems", "0001_initial"),
    ]

    operations = [
        migrations.AddField("report", "side", side(null=True)),
        migrations.AddField("extension", "side", side(null=True)),
        migrations.RunSQL(SAME, migrations.RunSQL.noop),
        migrations.AlterField("report", "side", side(null=False)),
        migrations.AlterField("extension", "side", side(null=False)),
    ]
