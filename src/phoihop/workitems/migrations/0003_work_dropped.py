"""Work may be dropped: it is then as settled as what is confirmed. A generated column is made anew, with its indexes."""

from django.db import migrations, models
from django.db.models import ExpressionWrapper, Q

STATES = [
    ("open", "Chưa báo cáo"),
    ("reported", "Đã báo cáo, chờ xác nhận"),
    ("returned", "Bị trả lại"),
    ("confirmed", "Đã xác nhận"),
    ("cancelled", "Thôi thực hiện"),
]


class Migration(migrations.Migration):
    dependencies = [("workitems", "0002_sides_of_reports")]

    operations = [
        migrations.AlterField("occurrence", "state", models.CharField(choices=STATES, default="open", max_length=10)),
        migrations.RemoveIndex("workitem", "workitem_by_due"),
        migrations.RemoveIndex("workitem", "workitem_of_partnership"),
        migrations.RemoveField("workitem", "closed"),
        migrations.AlterField(
            "workitem",
            "state",
            models.CharField(choices=STATES, default="open", max_length=10, verbose_name="trạng thái"),
        ),
        migrations.AddField(
            "workitem",
            "closed",
            models.GeneratedField(
                db_persist=True,
                expression=ExpressionWrapper(Q(state__in=["confirmed", "cancelled"]), models.BooleanField()),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddIndex(
            "workitem",
            models.Index(fields=["closed", "due_key", "id"], include=["partnership"], name="workitem_by_due"),
        ),
        migrations.AddIndex(
            "workitem",
            models.Index(fields=["partnership", "closed", "due_key", "id"], name="workitem_of_partnership"),
        ),
    ]
