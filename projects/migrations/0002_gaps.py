from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

import pmo.records.money


def reasons(apps, schema_editor):
    """What was written instead of a risk stays, as the reason."""
    rows = apps.get_model("projects", "ContingencyDraw").objects
    rows.filter(reason="").update(reason=F("said"))
    rows.exclude(reason=F("said")).update(
        reason=Concat(F("said"), Value("\n"), F("reason"), output_field=models.TextField())
    )


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
        migrations.CreateModel(
            name="LabourRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("business_expert", "Business expert"),
                            ("it_engineer", "IT engineer"),
                            ("change_manager", "Change manager"),
                            ("analyst", "Business analyst"),
                            ("data", "Data engineer"),
                            ("tester", "Tester"),
                            ("trainer", "Trainer"),
                            ("vendor", "Vendor consultant"),
                            ("manager", "Project manager"),
                        ],
                        max_length=16,
                        verbose_name="role",
                    ),
                ),
                ("since_on", models.DateField(verbose_name="from")),
                (
                    "amount",
                    pmo.records.money.MoneyField(
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))], verbose_name="per hour"
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="CNY",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}$", "Three capital letters, for example CNY."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="source")),
            ],
            options={
                "ordering": ["role", "-since_on"],
            },
        ),
        migrations.AddField(
            model_name="budgetline",
            name="basis",
            field=models.CharField(
                choices=[("typed", "Entered"), ("labour", "Computed: hours promised to the project × rates")],
                default="typed",
                max_length=8,
                verbose_name="its plan is",
            ),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="computed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="lacking",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("basis", "labour")), fields=("budget",), name="budgetline_one_of_labour"
            ),
        ),
        migrations.AddConstraint(
            model_name="labourrate",
            constraint=models.UniqueConstraint(fields=("role", "since_on"), name="labourrate_once"),
        ),
        migrations.AddConstraint(
            model_name="labourrate",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="labourrate_positive"),
        ),
    ]
