import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat


def reasons(apps, schema_editor):
    """What was written instead of a risk stays, as the reason."""
    rows = apps.get_model("projects", "ContingencyDraw").objects
    rows.filter(reason="").update(reason=F("said"))
    rows.exclude(reason=F("said")).update(reason=Concat(F("said"), Value("\n"), F("reason")))


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.AddField("simulationrun", "plan_version", models.PositiveIntegerField(null=True)),
        migrations.RenameField("contingencydraw", "risk", "said"),
        migrations.AddField(
            "contingencydraw",
            "risk",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="draws",
                to="projects.risk",
                verbose_name="risk that happened",
            ),
        ),
        migrations.RunPython(reasons, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("contingencydraw", "said"),
        migrations.AddConstraint(
            "contingencydraw",
            models.CheckConstraint(condition=Q(risk__isnull=False) | ~Q(reason=""), name="contingencydraw_why"),
        ),
    ]
