from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import pmo.records.money
import pmo.records.tables
import projects.portfolio.models
import projects.resources.models
import projects.schedule.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pmo", "0001_initial"),
    ]

    operations = [
        pmo.records.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="CurrencyRate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "currency",
                            models.CharField(
                                max_length=3,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Z]{3}$", "Three capital letters, for example CNY."
                                    )
                                ],
                                verbose_name="currency",
                            ),
                        ),
                        ("since_on", models.DateField(verbose_name="from")),
                        (
                            "rate",
                            models.DecimalField(
                                decimal_places=6,
                                max_digits=14,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.000001"))],
                                verbose_name="worth in CNY",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="source")),
                    ],
                    options={
                        "ordering": ["currency", "-since_on"],
                        "constraints": [
                            models.UniqueConstraint(fields=("currency", "since_on"), name="currencyrate_once"),
                            models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="currencyrate_positive"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabourRate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                                verbose_name="per hour",
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
                        "constraints": [
                            models.UniqueConstraint(fields=("role", "since_on"), name="labourrate_once"),
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="labourrate_positive"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Portfolio",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("code", models.CharField(max_length=16, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                        ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                        ("thresholds", models.JSONField(default=projects.portfolio.models.default_thresholds)),
                        (
                            "calendar",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pmo.workcalendar",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Resource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
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
                                verbose_name="works as",
                            ),
                        ),
                        ("skills", models.JSONField(blank=True, default=list, verbose_name="skills")),
                        (
                            "hours_per_day",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("8"),
                                max_digits=4,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.5")),
                                    django.core.validators.MaxValueValidator(Decimal("24")),
                                ],
                                verbose_name="hours per day",
                            ),
                        ),
                        (
                            "week",
                            models.JSONField(
                                blank=True,
                                default=projects.resources.models.default_week,
                                verbose_name="working days of the week",
                            ),
                        ),
                        ("left_on", models.DateField(blank=True, null=True, verbose_name="last working day")),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pmo.unit",
                                verbose_name="unit",
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resource",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("user__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"
                                ),
                                name="resource_is_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("hours_per_day__gt", 0), ("hours_per_day__lte", 24)),
                                name="resource_hours_of_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="English name")),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(10)],
                                verbose_name="weight",
                            ),
                        ),
                        ("scale", models.TextField(blank=True, max_length=600, verbose_name="levels in words")),
                        (
                            "scale_en",
                            models.TextField(blank=True, max_length=600, verbose_name="levels in words, in English"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
                        (
                            "portfolio",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="projects.portfolio",
                                verbose_name="portfolio",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["portfolio_id", "position", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("portfolio", "name"), name="criterion_name"),
                            models.CheckConstraint(condition=models.Q(("weight__lte", 10)), name="criterion_weight"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GateTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "required",
                            models.BooleanField(
                                default=False, verbose_name="projects move on only through their gates"
                            ),
                        ),
                        (
                            "portfolio",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="gate_template",
                                to="projects.portfolio",
                                verbose_name="portfolio",
                            ),
                        ),
                    ],
                    options={
                        "ordering": [models.OrderBy(models.F("portfolio__code"), nulls_first=True)],
                        "constraints": [
                            models.UniqueConstraint(
                                models.ExpressionWrapper(
                                    models.Q(("portfolio__isnull", True)), output_field=models.BooleanField()
                                ),
                                condition=models.Q(("portfolio__isnull", True)),
                                name="gatetemplate_one_for_the_company",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("start_on", models.DateField(verbose_name="from")),
                        ("finish_on", models.DateField(verbose_name="to")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("leave", "Leave"),
                                    ("sick", "Sick"),
                                    ("training", "Training"),
                                    ("travel", "Business trip"),
                                    ("other", "Other"),
                                ],
                                default="leave",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="absences",
                                to="projects.resource",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["start_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("finish_on__gte", models.F("start_on"))), name="absence_in_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskScale",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("probabilities", models.JSONField()),
                        ("impacts", models.JSONField()),
                        ("meanings", models.JSONField(blank=True, default=dict)),
                        (
                            "medium_from",
                            models.DecimalField(decimal_places=4, max_digits=5, verbose_name="medium from"),
                        ),
                        ("high_from", models.DecimalField(decimal_places=4, max_digits=5, verbose_name="high from")),
                        ("tolerance", models.DecimalField(decimal_places=4, max_digits=5, verbose_name="tolerance")),
                        (
                            "portfolio",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="risk_scale",
                                to="projects.portfolio",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("high_from__gt", models.F("medium_from")),
                                    ("medium_from__gt", 0),
                                    ("tolerance__gt", 0),
                                ),
                                name="riskscale_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scenario",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="English name")),
                        ("note", models.TextField(blank=True, max_length=2000, verbose_name="assumptions")),
                        (
                            "objective",
                            models.CharField(
                                choices=[
                                    ("score", "Weighted score"),
                                    ("delay", "Cost of delay"),
                                    ("benefit", "Expected benefit"),
                                ],
                                default="score",
                                max_length=8,
                                verbose_name="maximise",
                            ),
                        ),
                        (
                            "budget",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="total budget",
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(default="CNY", editable=False, max_length=3, verbose_name="currency"),
                        ),
                        (
                            "seconds",
                            models.PositiveSmallIntegerField(
                                choices=[(4, "4 s"), (10, "10 s"), (30, "30 s"), (60, "60 s")],
                                default=4,
                                verbose_name="search for",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Not computed"),
                                    ("running", "Computing"),
                                    ("done", "Computed"),
                                    ("impossible", "Impossible"),
                                    ("failed", "Failed"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=12,
                            ),
                        ),
                        ("job_id", models.BigIntegerField(editable=False, null=True)),
                        ("computed_at", models.DateTimeField(editable=False, null=True)),
                        ("watermark", models.CharField(blank=True, editable=False, max_length=64)),
                        ("result", models.JSONField(default=dict, editable=False)),
                        ("is_adopted", models.BooleanField(default=False, editable=False)),
                        ("adopted_at", models.DateTimeField(editable=False, null=True)),
                        ("adopt_reason", models.TextField(blank=True, editable=False)),
                        (
                            "adopted_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "portfolio",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scenarios",
                                to="projects.portfolio",
                                verbose_name="portfolio",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["portfolio_id", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("portfolio", "name"), name="scenario_name"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_adopted", True)),
                                fields=("portfolio",),
                                name="scenario_one_adopted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_adopted", False),
                                    models.Q(("adopted_at__isnull", False), ("adopted_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="scenario_adopted_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ValueRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("since_on", models.DateField(verbose_name="from")),
                        (
                            "rate",
                            models.DecimalField(
                                decimal_places=3,
                                help_text="Percent a year, before tax; without inflation when the amounts are without it.",
                                max_digits=6,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="discount rate",
                            ),
                        ),
                        (
                            "count_soft",
                            models.BooleanField(
                                default=False,
                                help_text="In NPV, internal rate, payback and return.",
                                verbose_name="soft benefits count",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="decided by, why")),
                        (
                            "portfolio",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="value_rules",
                                to="projects.portfolio",
                                verbose_name="portfolio",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["portfolio_id", "-since_on"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("portfolio", "since_on"),
                                name="valuerule_once",
                                violation_error_message="There is a rate from this day on already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rate__gte", 0), ("rate__lte", 100)), name="valuerule_rate"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScenarioLimit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("year", "Cost of a year"),
                                    ("role", "Person-days of a role in a quarter"),
                                    ("unit", "Change load of a unit"),
                                ],
                                max_length=4,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(null=True)),
                        (
                            "role",
                            models.CharField(
                                blank=True,
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
                            ),
                        ),
                        ("period", models.DateField(null=True)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=16)),
                        (
                            "scenario",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="limits",
                                to="projects.scenario",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pmo.unit"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["scenario_id", "kind", "year", "role", "period", "unit_id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "year"), ("year__isnull", False)),
                                    models.Q(
                                        ("kind", "role"),
                                        ("period__isnull", False),
                                        models.Q(("role", ""), _negated=True),
                                    ),
                                    models.Q(("kind", "unit"), ("unit__isnull", False)),
                                    _connector="OR",
                                ),
                                name="scenariolimit_about",
                            ),
                            models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="scenariolimit_amount"),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "year")),
                                fields=("scenario", "year"),
                                name="scenariolimit_year",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "role")),
                                fields=("scenario", "role", "period"),
                                name="scenariolimit_role",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "unit")),
                                fields=("scenario", "unit"),
                                name="scenariolimit_unit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TemplateGate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        (
                            "from_stage",
                            models.CharField(
                                choices=[
                                    ("proposal", "Proposal"),
                                    ("goals", "Goals"),
                                    ("planning", "Planning"),
                                    ("execution", "Execution"),
                                    ("change", "Change"),
                                    ("improvement", "Improvement"),
                                    ("operation", "Operation"),
                                ],
                                max_length=16,
                                verbose_name="after the stage",
                            ),
                        ),
                        (
                            "to_stage",
                            models.CharField(
                                choices=[
                                    ("proposal", "Proposal"),
                                    ("goals", "Goals"),
                                    ("planning", "Planning"),
                                    ("execution", "Execution"),
                                    ("change", "Change"),
                                    ("improvement", "Improvement"),
                                    ("operation", "Operation"),
                                ],
                                max_length=16,
                                verbose_name="opens the stage",
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("all", "All gatekeepers agree"),
                                    ("majority", "More than half agree"),
                                    ("one", "One gatekeeper decides"),
                                ],
                                default="all",
                                max_length=10,
                                verbose_name="how it is decided",
                            ),
                        ),
                        (
                            "pass_share",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="points needed",
                            ),
                        ),
                        ("is_rollout", models.BooleanField(default=False, verbose_name="opens the roll-out")),
                        ("roles", models.JSONField(blank=True, default=list, verbose_name="gatekeepers by role")),
                        (
                            "people",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="gatekeepers by name",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="gates",
                                to="projects.gatetemplate",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["template_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("template", "number"), name="templategate_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TemplateCriterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="criterion")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("must", models.BooleanField(default=True, verbose_name="must be met")),
                        ("kind", models.CharField(blank=True, max_length=40, verbose_name="evidence")),
                        (
                            "threshold",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="threshold"
                            ),
                        ),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="weight",
                            ),
                        ),
                        (
                            "gate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="projects.templategate",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["gate_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("gate", "number"), name="templatecriterion_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "business_value",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "1"), (2, "2"), (3, "3"), (5, "5"), (8, "8"), (13, "13"), (20, "20")],
                                null=True,
                                verbose_name="business value",
                            ),
                        ),
                        (
                            "time_criticality",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "1"), (2, "2"), (3, "3"), (5, "5"), (8, "8"), (13, "13"), (20, "20")],
                                null=True,
                                verbose_name="time criticality",
                            ),
                        ),
                        (
                            "risk_reduction",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "1"), (2, "2"), (3, "3"), (5, "5"), (8, "8"), (13, "13"), (20, "20")],
                                null=True,
                                verbose_name="risk reduction or opportunity",
                            ),
                        ),
                        (
                            "job_size",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "1"), (2, "2"), (3, "3"), (5, "5"), (8, "8"), (13, "13"), (20, "20")],
                                null=True,
                                verbose_name="size",
                            ),
                        ),
                        (
                            "risk",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (1, "1 · very low"),
                                    (2, "2 · low"),
                                    (3, "3 · medium"),
                                    (4, "4 · high"),
                                    (5, "5 · very high"),
                                ],
                                null=True,
                                verbose_name="risk of failing",
                            ),
                        ),
                        (
                            "benefit",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="expected benefit per year",
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(default="CNY", editable=False, max_length=3, verbose_name="currency"),
                        ),
                        (
                            "force",
                            models.CharField(
                                choices=[
                                    ("none", "Free to choose"),
                                    ("must", "Must be chosen"),
                                    ("must_not", "Must not be chosen"),
                                ],
                                default="none",
                                max_length=8,
                                verbose_name="forced",
                            ),
                        ),
                        (
                            "force_reason",
                            models.TextField(blank=True, max_length=1000, verbose_name="why it is forced"),
                        ),
                        ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="score"
                            ),
                        ),
                        (
                            "wsjf",
                            models.DecimalField(
                                decimal_places=2, editable=False, max_digits=6, null=True, verbose_name="WSJF"
                            ),
                        ),
                        (
                            "cost",
                            models.DecimalField(
                                decimal_places=2, editable=False, max_digits=16, null=True, verbose_name="cost"
                            ),
                        ),
                        (
                            "excludes",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="projects.project", verbose_name="never together with"
                            ),
                        ),
                        (
                            "needs",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="projects.project", verbose_name="only together with"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assessment",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project__key"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("force", "none"), models.Q(("force_reason", ""), _negated=True), _connector="OR"
                                ),
                                name="assessment_force_has_a_reason",
                                violation_error_message="Say why it is not free to choose.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("benefit__isnull", True), ("benefit__gte", 0), _connector="OR"),
                                name="assessment_benefit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField()),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="projects.assessment",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="projects.criterion",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("assessment", "criterion"), name="assessmentscore_once"),
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 1), ("level__lte", 5)), name="assessmentscore_level"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("year", "Cost of a year"),
                                    ("role", "Person-days of a role in a quarter"),
                                    ("unit", "Change load of a unit"),
                                ],
                                max_length=4,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(null=True)),
                        (
                            "role",
                            models.CharField(
                                blank=True,
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
                            ),
                        ),
                        ("period", models.DateField(null=True)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=16)),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="projects.assessment",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pmo.unit"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["assessment_id", "kind", "year", "role", "period", "unit_id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "year"), ("year__isnull", False)),
                                    models.Q(
                                        ("kind", "role"),
                                        ("period__isnull", False),
                                        models.Q(("role", ""), _negated=True),
                                    ),
                                    models.Q(("kind", "unit"), ("unit__isnull", False)),
                                    _connector="OR",
                                ),
                                name="assessmentline_about",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="assessmentline_amount"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "year")),
                                fields=("assessment", "year"),
                                name="assessmentline_year",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "role")),
                                fields=("assessment", "role", "period"),
                                name="assessmentline_role",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "unit")),
                                fields=("assessment", "unit"),
                                name="assessmentline_unit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Budget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
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
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("remaining_as_planned", "The rest as planned"),
                                    ("cpi", "The rest as dear as until now"),
                                    ("cpi_spi", "The rest as dear and as slow as until now"),
                                    ("bottom_up", "Estimated line by line"),
                                ],
                                default="bottom_up",
                                max_length=24,
                                verbose_name="estimate at completion",
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="budget",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="BudgetPhase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="in English")),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="projects.budget"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["budget_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("budget", "number"), name="budgetphase_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("approved_at", models.DateTimeField()),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("total", pmo.records.money.MoneyField()),
                        ("fingerprint", models.CharField(max_length=64)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="projects.budget",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["budget_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("budget", "number"), name="budgetversion_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MoneyStanding",
                    fields=[
                        (
                            "budget",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="standing",
                                serialize=False,
                                to="projects.budget",
                            ),
                        ),
                        ("as_of", models.DateField(null=True)),
                        ("stage", models.CharField(max_length=16)),
                        ("plan_version", models.PositiveIntegerField(null=True)),
                        ("baseline_id", models.BigIntegerField(null=True)),
                        ("computed_at", models.DateTimeField()),
                        ("lacking", models.BooleanField()),
                        ("approved", pmo.records.money.MoneyField(null=True)),
                        ("released", pmo.records.money.MoneyField()),
                        ("committed", pmo.records.money.MoneyField()),
                        ("actual", pmo.records.money.MoneyField()),
                        ("free", pmo.records.money.MoneyField()),
                        ("eac", pmo.records.money.MoneyField(null=True)),
                        ("etc", pmo.records.money.MoneyField()),
                        ("bac", pmo.records.money.MoneyField(null=True)),
                        ("pv", pmo.records.money.MoneyField(null=True)),
                        ("ev", pmo.records.money.MoneyField(null=True)),
                        ("status", models.CharField(max_length=8)),
                        ("sentence", models.JSONField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["as_of"], name="moneystanding_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Project",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "key",
                            models.CharField(
                                max_length=32,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Z][A-Z0-9]{0,9}(-[A-Z0-9]{1,8}){0,3}$",
                                        "Capital letters and digits, parts joined by “-”, for example FIN-01.",
                                    )
                                ],
                                verbose_name="key",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                        ("summary", models.TextField(blank=True, verbose_name="what it is for")),
                        ("summary_en", models.TextField(blank=True, verbose_name="what it is for, in English")),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("proposal", "Proposal"),
                                    ("goals", "Goals"),
                                    ("planning", "Planning"),
                                    ("execution", "Execution"),
                                    ("change", "Change"),
                                    ("improvement", "Improvement"),
                                    ("operation", "Operation"),
                                ],
                                default="proposal",
                                max_length=16,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("active", "Active"),
                                    ("on_hold", "On hold"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="active",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        ("start_on", models.DateField(blank=True, null=True, verbose_name="start")),
                        ("target_finish_on", models.DateField(blank=True, null=True, verbose_name="target finish")),
                        (
                            "people_affected",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="people affected"),
                        ),
                        (
                            "business_owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="business owner",
                            ),
                        ),
                        (
                            "manager",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="project manager",
                            ),
                        ),
                        (
                            "portfolio",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="projects",
                                to="projects.portfolio",
                                verbose_name="portfolio",
                            ),
                        ),
                        (
                            "sponsor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="sponsor",
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(
                                related_name="projects",
                                through="projects.ProjectUnit",
                                to="pmo.unit",
                                verbose_name="units",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["key"],
                        "indexes": [models.Index(fields=["state", "stage"], name="project_state")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("start_on__isnull", True),
                                    ("target_finish_on__isnull", True),
                                    ("target_finish_on__gte", models.F("start_on")),
                                    _connector="OR",
                                ),
                                name="project_dates_in_order",
                                violation_error_message="The target finish lies before the start.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PainPoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="in one sentence")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("interview", "Interview"),
                                    ("questionnaire", "Questionnaire"),
                                    ("process_analysis", "Process analysis"),
                                    ("other", "Other evidence"),
                                ],
                                max_length=20,
                                verbose_name="found by",
                            ),
                        ),
                        ("source_detail", models.CharField(blank=True, max_length=200, verbose_name="where exactly")),
                        (
                            "source_detail_en",
                            models.CharField(blank=True, max_length=200, verbose_name="where exactly, in English"),
                        ),
                        ("process_name", models.CharField(blank=True, max_length=120, verbose_name="business process")),
                        (
                            "process_name_en",
                            models.CharField(blank=True, max_length=120, verbose_name="business process in English"),
                        ),
                        (
                            "frequency_per_month",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=12,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cases per month",
                            ),
                        ),
                        (
                            "hours_per_month",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=12,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="hours lost per month",
                            ),
                        ),
                        (
                            "money_per_month",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="money lost per month",
                            ),
                        ),
                        ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("cured", "Cured"), ("dismissed", "Dismissed")],
                                default="open",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("evidence_kind", models.CharField(blank=True, max_length=32)),
                        ("evidence_id", models.BigIntegerField(blank=True, null=True)),
                        ("evidence_note", models.JSONField(blank=True, default=dict)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="pmo.unit", verbose_name="affected units"
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pain_points",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "constraints": [models.UniqueConstraint(fields=("project", "number"), name="painpoint_number")],
                    },
                ),
                migrations.CreateModel(
                    name="Pilot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        ("scope", models.TextField(verbose_name="what is tried")),
                        ("start_on", models.DateField(verbose_name="from")),
                        ("finish_on", models.DateField(verbose_name="until")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("running", "Running"),
                                    ("judged", "Judged"),
                                    ("cancelled", "Called off"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("findings", models.TextField(blank=True, verbose_name="findings")),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("roll_out", "Roll out"),
                                    ("changed", "Roll out with changes"),
                                    ("repeat", "Repeat the pilot"),
                                    ("stop", "Do not roll out"),
                                ],
                                max_length=10,
                                verbose_name="verdict",
                            ),
                        ),
                        ("verdict_note", models.TextField(blank=True, verbose_name="why")),
                        ("verdict_at", models.DateTimeField(blank=True, null=True)),
                        ("frozen", models.JSONField(blank=True, default=list)),
                        (
                            "people",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="people taking part",
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="pmo.unit", verbose_name="units taking part"
                            ),
                        ),
                        (
                            "verdict_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pilots",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="pilot_number"),
                            models.CheckConstraint(
                                condition=models.Q(("finish_on__gte", models.F("start_on"))),
                                name="pilot_dates_in_order",
                                violation_error_message="The pilot would end before it begins.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "judged"), _negated=True),
                                    models.Q(models.Q(("verdict", ""), _negated=True), ("verdict_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="pilot_judged_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ValueStanding",
                    fields=[
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="value_standing",
                                serialize=False,
                                to="projects.project",
                            ),
                        ),
                        ("as_of", models.DateField(null=True)),
                        ("plan_version", models.PositiveIntegerField(null=True)),
                        ("project_version", models.PositiveIntegerField()),
                        ("computed_at", models.DateTimeField()),
                        ("currency", models.CharField(max_length=3)),
                        ("sums", models.JSONField()),
                        ("npv", pmo.records.money.MoneyField(null=True)),
                        ("missing", models.JSONField(default=dict)),
                        ("status", models.CharField(max_length=8)),
                        ("sentence", models.JSONField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["as_of"], name="valuestanding_day")],
                    },
                ),
                migrations.CreateModel(
                    name="PlanTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("code", models.SlugField(blank=True, max_length=40)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        ("description_en", models.TextField(blank=True, verbose_name="description in English")),
                        ("rows", models.JSONField(default=list)),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "taken_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                fields=("code",),
                                name="plantemplate_code",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanImport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("file_name", models.CharField(max_length=250)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Being read"),
                                    ("checked", "Ready to import"),
                                    ("importing", "Being imported"),
                                    ("imported", "Imported"),
                                    ("refused", "Refused"),
                                    ("discarded", "Discarded"),
                                ],
                                default="reading",
                                max_length=10,
                            ),
                        ),
                        (
                            "company_calendar",
                            models.BooleanField(default=False, verbose_name="use the company's calendar"),
                        ),
                        ("at_once", models.BooleanField(default=False, editable=False)),
                        ("report", models.JSONField(blank=True, default=dict)),
                        ("error", models.JSONField(blank=True, default=dict)),
                        ("job_id", models.BigIntegerField(null=True)),
                        (
                            "attachment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pmo.attachment"
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="plan_imports",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="MilestoneFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("last_used_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="milestone_feeds",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Issue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("problem", "Problem"), ("decision", "Decision")],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="what it is")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "severity",
                            models.CharField(
                                choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                                default="medium",
                                max_length=8,
                                verbose_name="severity",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("settled", "Settled")],
                                default="open",
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                        ("settled_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="raised by",
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="settled by",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="issues",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="issue_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "open"),
                                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="issue_settled_by",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Follow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="follows",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="followers",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("user", "project"), name="follow_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="what changes")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("reason", models.TextField(verbose_name="why")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("submitted", "Submitted"),
                                    ("assessed", "Assessed"),
                                    ("approved", "Approved"),
                                    ("rejected", "Rejected"),
                                    ("deferred", "Deferred"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="submitted",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "cost",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="cost",
                            ),
                        ),
                        ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                        ("assessment", models.TextField(blank=True, verbose_name="assessment")),
                        ("assessed_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decision_note", models.TextField(blank=True, verbose_name="reason of the decision")),
                        ("effect", models.JSONField(blank=True, default=dict)),
                        (
                            "assessed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="raised by",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="change_requests",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="changerequest_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "subject",
                            models.CharField(
                                choices=[("commitment", "Commitment"), ("tranche", "Release"), ("budget", "Budget")],
                                max_length=12,
                                verbose_name="about",
                            ),
                        ),
                        (
                            "above",
                            pmo.records.money.MoneyField(
                                default=Decimal("0"),
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="from this amount on",
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("all", "All of them"),
                                    ("any", "Any one of them"),
                                    ("sequence", "One after the other"),
                                ],
                                default="sequence",
                                max_length=10,
                                verbose_name="approved by",
                            ),
                        ),
                        (
                            "portfolio",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approval_rules",
                                to="projects.portfolio",
                                verbose_name="portfolio",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approval_rules",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["portfolio_id", "project_id", "subject", "above"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("project__isnull", True)),
                                fields=("portfolio", "subject", "above"),
                                name="approvalrule_of_portfolio",
                                violation_error_message="There is a rule from this amount on already.",
                            ),
                            models.UniqueConstraint(
                                fields=("project", "subject", "above"),
                                name="approvalrule_of_project",
                                violation_error_message="There is a rule from this amount on already.",
                            ),
                            models.CheckConstraint(condition=models.Q(("above__gte", 0)), name="approvalrule_amount"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sponsor", "Sponsor"),
                                    ("manager", "Project manager"),
                                    ("business_owner", "Business owner"),
                                    ("business_expert", "Business expert"),
                                    ("it_engineer", "IT engineer"),
                                    ("change_manager", "Change manager"),
                                    ("champion", "Champion"),
                                    ("support", "Support"),
                                    ("client", "Read-only client"),
                                ],
                                max_length=16,
                                verbose_name="role",
                            ),
                        ),
                        ("since_on", models.DateField(verbose_name="since")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="projects.project",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["user", "project"], name="member_user")],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "user", "role"), name="member_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="unit_links",
                                to="projects.project",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="project_links", to="pmo.unit"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("project", "unit"), name="projectunit_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("start_on", models.DateField(verbose_name="from")),
                        ("finish_on", models.DateField(verbose_name="to")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=6,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.5"))],
                                verbose_name="amount",
                            ),
                        ),
                        (
                            "unit",
                            models.CharField(
                                choices=[("percent", "% of the person's time"), ("hours", "hours per week")],
                                default="percent",
                                max_length=8,
                                verbose_name="unit",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="allocations",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="projects.resource",
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["start_on", "id"],
                        "indexes": [models.Index(fields=["resource", "finish_on"], name="allocation_resource")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("finish_on__gte", models.F("start_on"))), name="allocation_in_order"
                            ),
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="allocation_some"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RolloutException",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="why without a pilot")),
                        ("instead", models.TextField(verbose_name="what is done instead")),
                        ("signed_at", models.DateTimeField()),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rollout_exception",
                                to="projects.project",
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ScopeBaseline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                        ("taken_at", models.DateTimeField(editable=False)),
                        ("is_current", models.BooleanField(default=True)),
                        ("effort", models.DecimalField(decimal_places=1, max_digits=10)),
                        ("mean_effort", models.DecimalField(decimal_places=1, max_digits=8)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scope_baselines",
                                to="projects.project",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="scopebaseline_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("project",),
                                name="scopebaseline_current",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignOff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("goals_version", models.PositiveIntegerField(verbose_name="goals version")),
                        ("frozen", models.JSONField()),
                        ("fingerprint", models.CharField(max_length=64)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for signatures"),
                                    ("signed", "Signed"),
                                    ("declined", "Declined"),
                                    ("void", "Void: goals changed since"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="sign by")),
                        ("note", models.TextField(blank=True, verbose_name="note to the executives")),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sign_offs",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "-goals_version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "goals_version"), name="signoff_version")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SimulationRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("seed", models.PositiveBigIntegerField()),
                        ("iterations", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "running"),
                                    ("done", "done"),
                                    ("failed", "failed"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        ("job_id", models.BigIntegerField(null=True)),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        ("plan_version", models.PositiveIntegerField(null=True)),
                        ("p50_on", models.DateField(null=True)),
                        ("p80_on", models.DateField(null=True)),
                        ("computed_at", models.DateTimeField(null=True)),
                        ("result", models.JSONField(blank=True, default=dict)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="simulation_runs",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="simulationrun_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running")),
                                fields=("project",),
                                name="simulationrun_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), _negated=True),
                                    models.Q(("p50_on__isnull", False), ("p80_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="simulationrun_done_has_dates",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SimulationSettings",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "band",
                            models.BooleanField(default=True, verbose_name="tasks without an estimate vary as well"),
                        ),
                        (
                            "band_low",
                            models.DecimalField(
                                decimal_places=1,
                                default=Decimal("-10"),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("-90")),
                                    django.core.validators.MaxValueValidator(Decimal("0")),
                                ],
                                verbose_name="at best",
                            ),
                        ),
                        (
                            "band_high",
                            models.DecimalField(
                                decimal_places=1,
                                default=Decimal("25"),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("900")),
                                ],
                                verbose_name="at worst",
                            ),
                        ),
                        (
                            "shape",
                            models.CharField(
                                choices=[("triangular", "triangular"), ("pert", "PERT"), ("uniform", "uniform")],
                                default="triangular",
                                max_length=12,
                                verbose_name="spread",
                            ),
                        ),
                        (
                            "correlation",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0.5"),
                                max_digits=3,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("1")),
                                ],
                                verbose_name="tasks of a group move together by",
                            ),
                        ),
                        ("promised_on", models.DateField(blank=True, null=True, verbose_name="promised finish")),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="simulation_settings",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("band_high__gte", 0), ("band_low__lte", 0)),
                                name="simulationband_around",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("correlation__gte", 0), ("correlation__lte", 1)),
                                name="simulationcorrelation_share",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StagePlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("proposal", "Proposal"),
                                    ("goals", "Goals"),
                                    ("planning", "Planning"),
                                    ("execution", "Execution"),
                                    ("change", "Change"),
                                    ("improvement", "Improvement"),
                                    ("operation", "Operation"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("planned_start_on", models.DateField(blank=True, null=True, verbose_name="planned start")),
                        ("planned_finish_on", models.DateField(blank=True, null=True, verbose_name="planned finish")),
                        ("started_on", models.DateField(blank=True, null=True, verbose_name="started")),
                        ("finished_on", models.DateField(blank=True, null=True, verbose_name="finished")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stage_plans",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("project", "stage"), name="stageplan_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Goal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="goal")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(5)],
                                verbose_name="weight",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("agreed", "Agreed"),
                                    ("achieved", "Achieved"),
                                    ("dropped", "Dropped"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "pain_points",
                            models.ManyToManyField(
                                blank=True,
                                related_name="goals",
                                to="projects.painpoint",
                                verbose_name="pain points it cures",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="goals",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="goal_number"),
                            models.CheckConstraint(condition=models.Q(("weight__lte", 5)), name="goal_weight"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PilotFeedback",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("good", "Works well"),
                                    ("problem", "Gets in the way"),
                                    ("defect", "Defect"),
                                    ("idea", "Idea"),
                                ],
                                max_length=8,
                                verbose_name="what it is",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="in one or two sentences")),
                        ("given_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True, verbose_name="what became of it")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pilot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feedback",
                                to="projects.pilot",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-given_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="RuleSigner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("sponsor", "Sponsor"),
                                    ("business_owner", "Business owner"),
                                    ("manager", "Project manager"),
                                    ("pmo", "PMO lead"),
                                    ("person", "A person by name"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signers",
                                to="projects.approvalrule",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["rule_id", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("rule", "position"), name="rulesigner_position")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("capacity", models.CharField(blank=True, max_length=40, verbose_name="signs as")),
                        (
                            "decision",
                            models.CharField(
                                choices=[("waiting", "Waiting"), ("signed", "Signed"), ("declined", "Declined")],
                                default="waiting",
                                max_length=10,
                                verbose_name="decision",
                            ),
                        ),
                        ("comment", models.TextField(blank=True, verbose_name="comment")),
                        (
                            "people",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=6,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="people committed",
                            ),
                        ),
                        (
                            "budget",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="budget committed",
                            ),
                        ),
                        (
                            "months",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="months committed",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "executive",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="executive",
                            ),
                        ),
                        (
                            "sign_off",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signatures",
                                to="projects.signoff",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("sign_off", "executive"), name="signature_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kpi",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reach", "Reach a target"),
                                    ("above", "Stay above"),
                                    ("below", "Stay below"),
                                    ("within", "Stay within"),
                                    ("baseline", "Measure the baseline first"),
                                ],
                                default="reach",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=24, verbose_name="unit")),
                        ("unit_en", models.CharField(blank=True, max_length=24, verbose_name="unit in English")),
                        (
                            "decimals",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(6)],
                                verbose_name="decimals shown",
                            ),
                        ),
                        (
                            "baseline",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="baseline"
                            ),
                        ),
                        ("baseline_on", models.DateField(blank=True, null=True, verbose_name="baseline measured on")),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="target"
                            ),
                        ),
                        (
                            "target_words",
                            models.CharField(blank=True, max_length=24, verbose_name="target as it was said"),
                        ),
                        (
                            "lower",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="lower bound"
                            ),
                        ),
                        (
                            "upper",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="upper bound"
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        (
                            "cadence",
                            models.CharField(
                                choices=[
                                    ("daily", "Daily"),
                                    ("weekly", "Weekly"),
                                    ("monthly", "Monthly"),
                                    ("quarterly", "Quarterly"),
                                ],
                                default="monthly",
                                max_length=12,
                                verbose_name="cadence",
                            ),
                        ),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(5)],
                                verbose_name="weight",
                            ),
                        ),
                        ("checkpoints", models.JSONField(blank=True, default=list, verbose_name="checkpoints")),
                        (
                            "source_note",
                            models.CharField(blank=True, max_length=200, verbose_name="where the value comes from"),
                        ),
                        (
                            "source_note_en",
                            models.CharField(blank=True, max_length=200, verbose_name="source in English"),
                        ),
                        ("feed_kind", models.CharField(blank=True, max_length=24)),
                        ("feed_id", models.BigIntegerField(blank=True, null=True)),
                        ("feed_figure", models.CharField(blank=True, max_length=24)),
                        ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired")),
                        (
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kpis",
                                to="projects.goal",
                                verbose_name="goal",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["goal_id", "id"],
                        "indexes": [models.Index(fields=["feed_kind", "feed_id"], name="kpi_feed")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("weight__lte", 5)), name="kpi_weight"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "reach"), _negated=True),
                                    ("baseline__isnull", True),
                                    ("target__isnull", True),
                                    models.Q(("baseline", models.F("target")), _negated=True),
                                    _connector="OR",
                                ),
                                name="kpi_target_differs",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("baseline_on__isnull", True),
                                    ("due_on__isnull", True),
                                    ("due_on__gt", models.F("baseline_on")),
                                    _connector="OR",
                                ),
                                name="kpi_due_after_baseline",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Requirement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="requirement")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("raised", "Raised"),
                                    ("assessed", "Assessed"),
                                    ("approved", "Approved"),
                                    ("rejected", "Rejected"),
                                    ("deferred", "Deferred"),
                                ],
                                default="raised",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "feasibility",
                            models.CharField(
                                choices=[
                                    ("pending", "Not assessed"),
                                    ("feasible", "Feasible"),
                                    ("conditions", "Feasible with conditions"),
                                    ("not_feasible", "Not feasible"),
                                ],
                                default="pending",
                                max_length=12,
                                verbose_name="feasibility",
                            ),
                        ),
                        (
                            "effort_days",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=8,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="effort",
                            ),
                        ),
                        (
                            "risk",
                            models.CharField(
                                blank=True,
                                choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                                max_length=8,
                                verbose_name="technical risk",
                            ),
                        ),
                        ("conditions", models.TextField(blank=True, verbose_name="conditions")),
                        ("assessed_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decision_note", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "assessed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "business_owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="business owner",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="requirements",
                                to="projects.goal",
                                verbose_name="goal it serves",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requirements",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="raised by",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pmo.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="requirement_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "approved"), _negated=True),
                                    models.Q(("goal__isnull", False), ("business_owner__isnull", False)),
                                    _connector="OR",
                                ),
                                name="requirement_approved_has_goal_and_owner",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KillCriterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("kind", models.CharField(blank=True, max_length=40, verbose_name="evidence")),
                        (
                            "threshold",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="threshold"
                            ),
                        ),
                        ("why", models.CharField(max_length=300, verbose_name="why that would end it")),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.kpi",
                                verbose_name="KPI that goes off track",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kill_criteria",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", ""), ("kpi__isnull", False)),
                                    models.Q(models.Q(("kind", ""), _negated=True), ("kpi__isnull", True)),
                                    _connector="OR",
                                ),
                                name="killcriterion_evidence_or_kpi",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PilotCriterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        ("name", models.CharField(max_length=160, verbose_name="criterion")),
                        ("name_en", models.CharField(blank=True, max_length=160, verbose_name="in English")),
                        (
                            "about",
                            models.CharField(
                                choices=[
                                    ("kpi", "KPI"),
                                    ("adoption", "Adoption"),
                                    ("defects", "Defects"),
                                    ("satisfaction", "Satisfaction"),
                                    ("other", "Something else"),
                                ],
                                max_length=12,
                                verbose_name="about",
                            ),
                        ),
                        (
                            "measure",
                            models.CharField(
                                choices=[
                                    ("share", "Share: so many of so many"),
                                    ("mean", "Mean of single values"),
                                    ("rate", "Events per period"),
                                    ("kpi", "Value of a KPI"),
                                ],
                                max_length=6,
                                verbose_name="counted as",
                            ),
                        ),
                        ("target", models.DecimalField(decimal_places=4, max_digits=16, verbose_name="target")),
                        ("at_least", models.BooleanField(default=True, verbose_name="the target is a minimum")),
                        ("unit", models.CharField(blank=True, max_length=24, verbose_name="unit")),
                        ("unit_en", models.CharField(blank=True, max_length=24, verbose_name="unit in English")),
                        ("hits", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many")),
                        ("sample", models.PositiveIntegerField(blank=True, null=True, verbose_name="of how many")),
                        ("values", models.JSONField(blank=True, default=list, verbose_name="single values")),
                        (
                            "periods",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                                verbose_name="in how many periods",
                            ),
                        ),
                        ("measured_on", models.DateField(blank=True, null=True, verbose_name="counted on")),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.kpi",
                                verbose_name="KPI",
                            ),
                        ),
                        (
                            "pilot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="projects.pilot",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pilot_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("pilot", "number"), name="pilotcriterion_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("measure", "share"), _negated=True),
                                    ("hits__isnull", True),
                                    ("hits__lte", models.F("sample")),
                                    _connector="OR",
                                ),
                                name="pilotcriterion_hits_within_sample",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("measure", "kpi"), _negated=True), ("kpi__isnull", False), _connector="OR"
                                ),
                                name="pilotcriterion_kpi_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KillAlarm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("raised_at", models.DateTimeField()),
                        ("reading", models.JSONField()),
                        ("cleared_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.TextField(blank=True, verbose_name="why the project goes on")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="alarms",
                                to="projects.killcriterion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-raised_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("cleared_at__isnull", True)),
                                fields=("criterion",),
                                name="killalarm_one_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        (
                            "from_stage",
                            models.CharField(
                                choices=[
                                    ("proposal", "Proposal"),
                                    ("goals", "Goals"),
                                    ("planning", "Planning"),
                                    ("execution", "Execution"),
                                    ("change", "Change"),
                                    ("improvement", "Improvement"),
                                    ("operation", "Operation"),
                                ],
                                max_length=16,
                                verbose_name="after the stage",
                            ),
                        ),
                        (
                            "to_stage",
                            models.CharField(
                                choices=[
                                    ("proposal", "Proposal"),
                                    ("goals", "Goals"),
                                    ("planning", "Planning"),
                                    ("execution", "Execution"),
                                    ("change", "Change"),
                                    ("improvement", "Improvement"),
                                    ("operation", "Operation"),
                                ],
                                max_length=16,
                                verbose_name="opens the stage",
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("all", "All gatekeepers agree"),
                                    ("majority", "More than half agree"),
                                    ("one", "One gatekeeper decides"),
                                ],
                                default="all",
                                max_length=10,
                                verbose_name="how it is decided",
                            ),
                        ),
                        (
                            "pass_share",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="points needed",
                            ),
                        ),
                        ("is_rollout", models.BooleanField(default=False, verbose_name="opens the roll-out")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "To be decided"),
                                    ("passed", "Passed"),
                                    ("conditional", "Passed with conditions"),
                                    ("held", "On hold"),
                                    ("recycled", "Being reworked"),
                                    ("stopped", "Stopped here"),
                                ],
                                default="planned",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("planned_on", models.DateField(blank=True, null=True, verbose_name="meets on")),
                        ("round", models.PositiveSmallIntegerField(default=1, editable=False)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="gates",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "keepers",
                            models.ManyToManyField(
                                related_name="kept_gates",
                                through="projects.Gatekeeper",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="gatekeepers",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "indexes": [models.Index(fields=["planned_on"], name="gate_day")],
                        "constraints": [models.UniqueConstraint(fields=("project", "number"), name="gate_number")],
                    },
                ),
                migrations.CreateModel(
                    name="GateCriterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="criterion")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("must", models.BooleanField(default=True, verbose_name="must be met")),
                        ("kind", models.CharField(blank=True, max_length=40, verbose_name="evidence")),
                        (
                            "threshold",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="threshold"
                            ),
                        ),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="weight",
                            ),
                        ),
                        (
                            "gate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="projects.gate"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["gate_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("gate", "number"), name="gatecriterion_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GateDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("go", "Go"),
                                    ("conditional", "Go with conditions"),
                                    ("hold", "Hold"),
                                    ("recycle", "Rework and come again"),
                                    ("stop", "Stop the project"),
                                ],
                                max_length=12,
                                verbose_name="decision",
                            ),
                        ),
                        ("decided_at", models.DateTimeField()),
                        ("next_on", models.DateField(blank=True, null=True, verbose_name="comes again on")),
                        ("evidence", models.JSONField(default=list)),
                        ("watermark", models.CharField(max_length=64)),
                        ("score", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "gate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="projects.gate",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["gate_id", "-round"],
                        "constraints": [models.UniqueConstraint(fields=("gate", "round"), name="gatedecision_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Gatekeeper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "gate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="projects.gate"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gate_seats",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["person__name", "person_id"],
                        "constraints": [models.UniqueConstraint(fields=("gate", "person"), name="gatekeeper_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Tranche",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        (
                            "amount",
                            pmo.records.money.MoneyField(
                                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                                verbose_name="amount",
                            ),
                        ),
                        ("planned_on", models.DateField(verbose_name="planned for")),
                        ("condition", models.CharField(blank=True, max_length=300, verbose_name="released when")),
                        ("rollout", models.BooleanField(default=False, verbose_name="money for the roll-out")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("requested", "Asked for"),
                                    ("released", "Released"),
                                    ("frozen", "Frozen"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("released_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=2000, verbose_name="reason")),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tranches",
                                to="projects.budget",
                            ),
                        ),
                        (
                            "gate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="tranches",
                                to="projects.gate",
                                verbose_name="released by the gate",
                            ),
                        ),
                        (
                            "phase",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tranches",
                                to="projects.budgetphase",
                                verbose_name="phase",
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["budget_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("budget", "number"), name="tranche_number"),
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="tranche_some"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "released"), _negated=True),
                                    models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="tranche_released_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Vote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("go", "Go"),
                                    ("conditional", "Go with conditions"),
                                    ("hold", "Hold"),
                                    ("recycle", "Rework and come again"),
                                    ("stop", "Stop the project"),
                                ],
                                max_length=12,
                                verbose_name="decision",
                            ),
                        ),
                        ("minutes", models.TextField(blank=True, verbose_name="for the minutes")),
                        ("points", models.JSONField(blank=True, default=dict)),
                        ("next_on", models.DateField(blank=True, null=True)),
                        ("watermark", models.CharField(max_length=64)),
                        ("given_at", models.DateTimeField()),
                        (
                            "gate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="projects.gate"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["gate_id", "round", "given_at", "id"],
                        "constraints": [models.UniqueConstraint(fields=("gate", "round", "person"), name="vote_once")],
                    },
                ),
                migrations.CreateModel(
                    name="GateCondition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("text", models.CharField(max_length=300, verbose_name="condition")),
                        ("due_on", models.DateField(verbose_name="due")),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("done_note", models.TextField(blank=True, verbose_name="what was done")),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "gate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conditions",
                                to="projects.gate",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conditions",
                                to="projects.gatedecision",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conditions",
                                to="projects.vote",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_at__isnull", True), ("done_by__isnull", False), _connector="OR"
                                ),
                                name="gatecondition_done_by_somebody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("supplier", models.CharField(max_length=200, verbose_name="supplier")),
                        (
                            "reference",
                            models.CharField(blank=True, max_length=100, verbose_name="contract or order no."),
                        ),
                        (
                            "amount",
                            pmo.records.money.MoneyField(
                                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                                verbose_name="amount",
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(
                                max_length=3,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Z]{3}$", "Three capital letters, for example CNY."
                                    )
                                ],
                                verbose_name="currency",
                            ),
                        ),
                        ("value", pmo.records.money.MoneyField(editable=False)),
                        ("on", models.DateField(verbose_name="date")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits for approval"),
                                    ("committed", "Committed"),
                                    ("returned", "Returned"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="raised by",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="projects.budgetline",
                                verbose_name="budget line",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0), ("value__gt", 0)), name="commitment_some"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "subject",
                            models.CharField(
                                choices=[("commitment", "Commitment"), ("tranche", "Release"), ("budget", "Budget")],
                                max_length=12,
                                verbose_name="about",
                            ),
                        ),
                        ("amount", pmo.records.money.MoneyField(verbose_name="amount")),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("all", "All of them"),
                                    ("any", "Any one of them"),
                                    ("sequence", "One after the other"),
                                ],
                                max_length=10,
                                verbose_name="approved by",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waits"),
                                    ("approved", "Approved"),
                                    ("rejected", "Rejected"),
                                    ("returned", "Returned"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("raised_at", models.DateTimeField(verbose_name="raised")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="raised by",
                            ),
                        ),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approvals",
                                to="projects.budget",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approvals",
                                to="projects.commitment",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approvals",
                                to="projects.tranche",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-raised_at", "-id"],
                        "indexes": [models.Index(fields=["state", "raised_at"], name="approval_state")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["open", "returned"])),
                                fields=("commitment",),
                                name="approval_of_commitment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["open", "returned"])),
                                fields=("tranche",),
                                name="approval_of_tranche",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["open", "returned"]), ("subject", "budget")),
                                fields=("budget",),
                                name="approval_of_budget",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("commitment__isnull", False),
                                        ("subject", "commitment"),
                                        ("tranche__isnull", True),
                                    ),
                                    models.Q(
                                        ("commitment__isnull", True), ("subject", "tranche"), ("tranche__isnull", False)
                                    ),
                                    models.Q(
                                        ("commitment__isnull", True), ("subject", "budget"), ("tranche__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="approval_about_one_thing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits"),
                                    ("signed", "Approved"),
                                    ("declined", "Declined"),
                                    ("returned", "Returned"),
                                    ("delegated", "Handed over"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("turn_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                        (
                            "approval",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="projects.approval",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approval_steps",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["approval_id", "position", "id"],
                        "indexes": [models.Index(fields=["signer", "state"], name="approvalstep_turn")],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("start", models.IntegerField(verbose_name="start of the plan")),
                        (
                            "shifts",
                            models.JSONField(
                                default=projects.schedule.models.default_shifts, verbose_name="working hours"
                            ),
                        ),
                        ("status_at", models.IntegerField(blank=True, null=True, verbose_name="status date")),
                        ("critical_at", models.IntegerField(default=0, verbose_name="critical when float is at most")),
                        (
                            "hours_per_day",
                            models.DecimalField(
                                decimal_places=2, default=8, max_digits=4, verbose_name="hours per day"
                            ),
                        ),
                        (
                            "hours_per_week",
                            models.DecimalField(
                                decimal_places=2, default=40, max_digits=5, verbose_name="hours per week"
                            ),
                        ),
                        (
                            "days_per_month",
                            models.DecimalField(
                                decimal_places=1, default=20, max_digits=4, verbose_name="days per month"
                            ),
                        ),
                        ("finish", models.IntegerField(editable=False, null=True)),
                        ("start_on", models.DateField(editable=False, null=True)),
                        ("finish_on", models.DateField(editable=False, null=True)),
                        ("computed_at", models.DateTimeField(editable=False, null=True)),
                        ("calendar_mark", models.UUIDField(editable=False, null=True)),
                        ("task_count", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "work_calendar",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pmo.workcalendar",
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="plan",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "own_calendar",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.plancalendar",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Levelling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("seconds", models.PositiveSmallIntegerField(default=10)),
                        ("others", models.BooleanField(default=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "Computing"),
                                    ("proposed", "Proposed"),
                                    ("applied", "Applied"),
                                    ("discarded", "Discarded"),
                                    ("failed", "Failed"),
                                ],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        ("job_id", models.BigIntegerField(null=True)),
                        ("plan_version", models.PositiveIntegerField()),
                        ("result", models.JSONField(blank=True, default=dict)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="levellings",
                                to="projects.plan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Baseline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveSmallIntegerField(editable=False)),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                        ("note", models.TextField(blank=True, verbose_name="reason")),
                        ("taken_at", models.DateTimeField(editable=False)),
                        ("is_current", models.BooleanField(default=False)),
                        ("start", models.IntegerField(null=True)),
                        ("finish", models.IntegerField(null=True)),
                        ("finish_on", models.DateField(null=True)),
                        (
                            "taken_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="baselines",
                                to="projects.plan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plan_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "number"), name="baseline_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)), fields=("plan",), name="baseline_one_current"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanCalendar",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("uid", models.PositiveIntegerField(editable=False)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "week",
                            models.JSONField(
                                default=projects.schedule.models.default_week, verbose_name="working hours by weekday"
                            ),
                        ),
                        ("exceptions", models.JSONField(blank=True, default=dict, verbose_name="exceptions")),
                        ("follows_company", models.BooleanField(default=True, verbose_name="company holidays apply")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calendars",
                                to="projects.plan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plan_id", "uid"],
                        "constraints": [models.UniqueConstraint(fields=("plan", "uid"), name="plancalendar_uid")],
                    },
                ),
                migrations.CreateModel(
                    name="PlanEdit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("edit", "Edit"),
                                    ("undo", "Undo"),
                                    ("redo", "Redo"),
                                    ("import", "Import"),
                                    ("template", "Template"),
                                    ("levelling", "Levelling"),
                                    ("change", "Change request"),
                                ],
                                default="edit",
                                max_length=10,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("summary", models.JSONField(default=dict)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="projects.plan"
                            ),
                        ),
                        (
                            "undone_by",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="undoes",
                                to="projects.planedit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plan_id", "-number"],
                        "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="planedit_number")],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("uid", models.PositiveIntegerField(editable=False)),
                        ("position", models.PositiveIntegerField()),
                        ("level", models.PositiveSmallIntegerField(default=1, editable=False)),
                        ("wbs", models.CharField(editable=False, max_length=64, verbose_name="WBS")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=200, verbose_name="English name")),
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        ("is_milestone", models.BooleanField(default=False, verbose_name="milestone")),
                        ("acceptance", models.TextField(blank=True, verbose_name="accepted when")),
                        ("wave", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="wave")),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                default=500,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "duration",
                            models.IntegerField(
                                default=480,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="duration",
                            ),
                        ),
                        (
                            "duration_unit",
                            models.CharField(
                                choices=[
                                    ("m", "minutes"),
                                    ("h", "hours"),
                                    ("d", "days"),
                                    ("w", "weeks"),
                                    ("mo", "months"),
                                ],
                                default="d",
                                max_length=2,
                            ),
                        ),
                        ("elapsed", models.BooleanField(default=False, verbose_name="around the clock")),
                        ("estimated", models.BooleanField(default=False, verbose_name="estimated")),
                        (
                            "constraint",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "As soon as possible"),
                                    (1, "As late as possible"),
                                    (2, "Must start on"),
                                    (3, "Must finish on"),
                                    (4, "Start no earlier than"),
                                    (5, "Start no later than"),
                                    (6, "Finish no earlier than"),
                                    (7, "Finish no later than"),
                                ],
                                default=0,
                                verbose_name="constraint",
                            ),
                        ),
                        ("constraint_at", models.IntegerField(blank=True, null=True, verbose_name="constraint date")),
                        ("deadline_at", models.IntegerField(blank=True, null=True, verbose_name="deadline")),
                        ("not_before", models.IntegerField(blank=True, editable=False, null=True)),
                        ("manual", models.BooleanField(default=False, verbose_name="scheduled by hand")),
                        ("manual_start", models.IntegerField(blank=True, null=True)),
                        ("manual_finish", models.IntegerField(blank=True, null=True)),
                        ("ignore_resource_calendars", models.BooleanField(default=False)),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="done",
                            ),
                        ),
                        ("actual_start", models.IntegerField(blank=True, null=True, verbose_name="actual start")),
                        ("actual_finish", models.IntegerField(blank=True, null=True, verbose_name="actual finish")),
                        (
                            "remaining",
                            models.IntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="remaining",
                            ),
                        ),
                        ("is_summary", models.BooleanField(default=False, editable=False)),
                        ("start", models.IntegerField(default=0, editable=False)),
                        ("finish", models.IntegerField(default=0, editable=False)),
                        ("start_on", models.DateField(editable=False, null=True)),
                        ("finish_on", models.DateField(editable=False, null=True)),
                        ("early_start", models.IntegerField(default=0, editable=False)),
                        ("early_finish", models.IntegerField(default=0, editable=False)),
                        ("late_start", models.IntegerField(default=0, editable=False)),
                        ("late_finish", models.IntegerField(default=0, editable=False)),
                        ("total_float", models.IntegerField(default=0, editable=False)),
                        ("free_float", models.IntegerField(default=0, editable=False)),
                        ("critical", models.BooleanField(default=False, editable=False)),
                        ("longest", models.BooleanField(default=False, editable=False)),
                        (
                            "calendar",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.plancalendar",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="children",
                                to="projects.task",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="projects.plan"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plan_id", "position"],
                        "indexes": [
                            models.Index(fields=["plan", "position"], name="task_position"),
                            models.Index(
                                condition=models.Q(("is_milestone", True)), fields=["finish_on"], name="task_milestone"
                            ),
                            models.Index(fields=["owner", "finish_on"], name="task_owner"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "uid"), name="task_uid"),
                            models.CheckConstraint(
                                condition=models.Q(("percent__gte", 0), ("percent__lte", 100)), name="task_percent"
                            ),
                            models.CheckConstraint(condition=models.Q(("duration__gte", 0)), name="task_duration"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("actual_finish__isnull", True),
                                    models.Q(
                                        ("actual_finish__gte", models.F("actual_start")),
                                        ("actual_start__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="task_actual_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Benefit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("name", models.CharField(max_length=120, verbose_name="benefit")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        ("description", models.TextField(blank=True, max_length=4000, verbose_name="what gets better")),
                        ("outcome", models.TextField(blank=True, max_length=2000, verbose_name="how one can see it")),
                        (
                            "attribution",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="why it comes from this project"
                            ),
                        ),
                        (
                            "measurement",
                            models.TextField(blank=True, max_length=2000, verbose_name="how it is measured"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("saving", "Saving"),
                                    ("avoidance", "Cost avoided"),
                                    ("revenue", "Margin of more revenue"),
                                    ("capital", "Working capital set free"),
                                    ("no_money", "Not in money"),
                                ],
                                default="saving",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[("hard", "Hard"), ("soft", "Soft")],
                                default="hard",
                                max_length=4,
                                verbose_name="hard or soft",
                            ),
                        ),
                        ("adverse", models.BooleanField(default=False, verbose_name="dis-benefit")),
                        ("no_kpi_reason", models.CharField(blank=True, max_length=300, verbose_name="why on no KPI")),
                        ("currency", models.CharField(editable=False, max_length=3, verbose_name="currency")),
                        (
                            "way",
                            models.CharField(
                                choices=[("kpi", "Computed from the KPI"), ("booked", "Booked month by month")],
                                default="booked",
                                max_length=8,
                                verbose_name="its money",
                            ),
                        ),
                        (
                            "amount",
                            pmo.records.money.MoneyField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="full amount",
                            ),
                        ),
                        (
                            "per",
                            models.CharField(
                                choices=[("month", "a month"), ("year", "a year"), ("once", "once")],
                                default="year",
                                max_length=6,
                                verbose_name="the amount is meant",
                            ),
                        ),
                        (
                            "unit_value",
                            pmo.records.money.MoneyField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="money for one unit of the KPI",
                            ),
                        ),
                        (
                            "volume",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("1"),
                                max_digits=14,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="times a month",
                            ),
                        ),
                        (
                            "anchor",
                            models.CharField(
                                choices=[
                                    ("start", "Start of the project"),
                                    ("finish", "Finish of the project"),
                                    ("task", "A milestone or phase of the plan"),
                                ],
                                default="finish",
                                max_length=6,
                                verbose_name="counted from",
                            ),
                        ),
                        (
                            "offset_months",
                            models.SmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(-60),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="first month after it",
                            ),
                        ),
                        (
                            "duration_months",
                            models.PositiveSmallIntegerField(
                                default=36,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(240),
                                ],
                                verbose_name="lasts",
                            ),
                        ),
                        (
                            "ramp_months",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(36)],
                                verbose_name="grows over",
                            ),
                        ),
                        (
                            "ramp_shares",
                            models.JSONField(blank=True, default=list, verbose_name="shares month by month"),
                        ),
                        (
                            "adoption_planned",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("1")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="adoption it assumes",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("proposed", "To be confirmed"),
                                    ("agreed", "Agreed"),
                                    ("realising", "Realising"),
                                    ("closed", "Closed"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=2000, verbose_name="reason")),
                        ("proposed_at", models.DateTimeField(blank=True, null=True)),
                        ("owner_confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("finance_confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_on", models.DateField(blank=True, editable=False, null=True)),
                        (
                            "finance_confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="pmo.unit", verbose_name="units concerned"
                            ),
                        ),
                        (
                            "validator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="validated by",
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="benefits",
                                to="projects.goal",
                                verbose_name="goal it serves",
                            ),
                        ),
                        (
                            "adoption_kpi",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.kpi",
                                verbose_name="KPI that measures adoption",
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="benefits",
                                to="projects.kpi",
                                verbose_name="KPI it hangs on",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="benefits",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="benefits",
                                to="projects.task",
                                verbose_name="milestone or phase",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "indexes": [models.Index(fields=["state", "owner"], name="benefit_state")],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="benefit_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kpi__isnull", False),
                                    models.Q(("no_kpi_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="benefit_kpi_or_reason",
                                violation_error_message="A benefit hangs on a KPI, or says why it does not.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("way", "kpi"), _negated=True),
                                    models.Q(("kpi__isnull", False), ("per", "month"), ("unit_value__isnull", False)),
                                    _connector="OR",
                                ),
                                name="benefit_computed",
                                violation_error_message="To be computed, it needs a KPI and the money for one unit of it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "no_money"), _negated=True),
                                    models.Q(("amount__isnull", True), ("unit_value__isnull", True), ("way", "booked")),
                                    _connector="OR",
                                ),
                                name="benefit_without_money",
                                violation_error_message="What is not in money has no amount.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "capital"), _negated=True),
                                    models.Q(("per", "once"), ("way", "booked")),
                                    _connector="OR",
                                ),
                                name="benefit_capital_once",
                                violation_error_message="Working capital is set free once, not every month.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("validator__isnull", True),
                                    models.Q(("validator", models.F("owner")), _negated=True),
                                    _connector="OR",
                                ),
                                name="benefit_two_people",
                                violation_error_message="Whoever owns a benefit does not validate it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("duration_months__gte", 1), ("duration_months__lte", 240)),
                                name="benefit_duration",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("agreed", "realising", "closed")), _negated=True),
                                    models.Q(
                                        ("finance_confirmed_at__isnull", False),
                                        ("owner_confirmed_at__isnull", False),
                                        ("validator__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="benefit_agreed_by_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScopeItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "priority",
                            models.CharField(
                                choices=[
                                    ("must", "Must"),
                                    ("should", "Should"),
                                    ("could", "Could"),
                                    ("wont", "Won't this time"),
                                ],
                                default="should",
                                max_length=8,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "wave",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(99),
                                ],
                                verbose_name="wave",
                            ),
                        ),
                        (
                            "effort_days",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=8,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="effort",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("in", "In scope"), ("out", "Out of scope")],
                                default="in",
                                max_length=4,
                                verbose_name="state",
                            ),
                        ),
                        ("out_reason", models.TextField(blank=True, verbose_name="why not")),
                        ("exception_reason", models.TextField(blank=True, verbose_name="why in wave 1 without a goal")),
                        ("exception_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "exception_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "goals",
                            models.ManyToManyField(
                                blank=True,
                                related_name="scope_items",
                                to="projects.goal",
                                verbose_name="goals it serves",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="projects.scopeitem",
                                verbose_name="part of",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scope_items",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "requirements",
                            models.ManyToManyField(
                                blank=True,
                                related_name="scope_items",
                                to="projects.requirement",
                                verbose_name="requirements it meets",
                            ),
                        ),
                        (
                            "tasks",
                            models.ManyToManyField(
                                blank=True,
                                related_name="scope_items",
                                to="projects.task",
                                verbose_name="tasks that deliver it",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="scopeitem_number"),
                            models.CheckConstraint(
                                condition=models.Q(("parent", models.F("id")), _negated=True),
                                name="scopeitem_not_in_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effort_days__isnull", True), ("effort_days__gte", 0), _connector="OR"
                                ),
                                name="scopeitem_effort",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MilestoneMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("moved_at", models.DateTimeField()),
                        ("from_on", models.DateField()),
                        ("to_on", models.DateField()),
                        ("workdays", models.IntegerField()),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "moved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "edit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="moves",
                                to="projects.planedit",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="projects.task"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-moved_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="BaselineTask",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("start", models.IntegerField()),
                        ("finish", models.IntegerField()),
                        ("duration", models.IntegerField()),
                        ("is_milestone", models.BooleanField(default=False)),
                        ("is_summary", models.BooleanField(default=False)),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="projects.baseline"
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="baseline_rows",
                                to="projects.task",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("baseline", "uid"), name="baselinetask_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("100"),
                                max_digits=6,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("1")),
                                    django.core.validators.MaxValueValidator(Decimal("1000")),
                                ],
                                verbose_name="share of their time",
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="projects.resource",
                                verbose_name="person",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assignments",
                                to="projects.task",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["task_id", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("task", "resource"), name="assignment_once"),
                            models.CheckConstraint(condition=models.Q(("percent__gt", 0)), name="assignment_some"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaskEstimate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("low", models.PositiveIntegerField(verbose_name="shortest")),
                        ("likely", models.PositiveIntegerField(verbose_name="likely")),
                        ("high", models.PositiveIntegerField(verbose_name="longest")),
                        (
                            "shape",
                            models.CharField(
                                choices=[("triangular", "triangular"), ("pert", "PERT"), ("uniform", "uniform")],
                                default="triangular",
                                max_length=12,
                                verbose_name="spread",
                            ),
                        ),
                        ("group", models.CharField(blank=True, max_length=40, verbose_name="moves with")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="why")),
                        (
                            "estimated_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "task",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="estimate", to="projects.task"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("likely__lte", models.F("high")), ("low__lte", models.F("likely"))),
                                name="estimate_in_order",
                            ),
                            models.CheckConstraint(condition=models.Q(("high__gt", 0)), name="estimate_some"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaskLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "kind",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Finish to finish (FF)"),
                                    (1, "Finish to start (FS)"),
                                    (2, "Start to finish (SF)"),
                                    (3, "Start to start (SS)"),
                                ],
                                default=1,
                                verbose_name="kind",
                            ),
                        ),
                        ("lag", models.IntegerField(default=0, verbose_name="lag")),
                        (
                            "lag_unit",
                            models.CharField(
                                choices=[
                                    ("m", "minutes"),
                                    ("h", "hours"),
                                    ("d", "days"),
                                    ("w", "weeks"),
                                    ("mo", "months"),
                                ],
                                default="d",
                                max_length=2,
                            ),
                        ),
                        ("lag_elapsed", models.BooleanField(default=False)),
                        ("lag_percent", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="projects.plan"
                            ),
                        ),
                        (
                            "predecessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_out",
                                to="projects.task",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="links_in", to="projects.task"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plan_id", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("predecessor", "successor"), name="tasklink_once"),
                            models.CheckConstraint(
                                condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                                name="tasklink_not_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="what for")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("licences", "Licences"),
                                    ("implementation", "Implementation"),
                                    ("internal", "Own people"),
                                    ("hardware", "Hardware"),
                                    ("training", "Training"),
                                    ("data", "Data"),
                                    ("contingency", "Contingency"),
                                ],
                                max_length=16,
                                verbose_name="category",
                            ),
                        ),
                        (
                            "spending",
                            models.CharField(
                                choices=[("capital", "Capital"), ("operating", "Operating")],
                                default="capital",
                                max_length=10,
                                verbose_name="kind",
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
                        (
                            "low",
                            pmo.records.money.MoneyField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="at best",
                            ),
                        ),
                        (
                            "high",
                            pmo.records.money.MoneyField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="at worst",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("typed", "Entered"),
                                    ("labour", "Computed: hours promised to the project × rates"),
                                ],
                                default="typed",
                                max_length=8,
                                verbose_name="its plan is",
                            ),
                        ),
                        ("computed_at", models.DateTimeField(editable=False, null=True)),
                        ("lacking", models.JSONField(default=list, editable=False)),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="projects.budget"
                            ),
                        ),
                        (
                            "phase",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="projects.budgetphase",
                                verbose_name="phase",
                            ),
                        ),
                        (
                            "module",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="budget_lines",
                                to="projects.scopeitem",
                                verbose_name="module",
                            ),
                        ),
                        (
                            "tasks",
                            models.ManyToManyField(
                                blank=True,
                                related_name="budget_lines",
                                to="projects.task",
                                verbose_name="tasks it pays for",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["budget_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("budget", "number"), name="budgetline_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("basis", "labour")),
                                fields=("budget",),
                                name="budgetline_one_of_labour",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("low__isnull", True),
                                    ("high__isnull", True),
                                    ("low__lte", models.F("high")),
                                    _connector="OR",
                                ),
                                name="budgetline_points",
                                violation_error_message="What it costs at best cannot be more than at worst.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Realisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("month", models.DateField(verbose_name="month")),
                        ("amount", pmo.records.money.MoneyField(verbose_name="amount")),
                        ("reference", models.CharField(max_length=100, verbose_name="document no.")),
                        ("evidence", models.CharField(max_length=500, verbose_name="what shows it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits for finance"),
                                    ("validated", "Validated"),
                                    ("returned", "Returned"),
                                ],
                                default="waiting",
                                editable=False,
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("booked_at", models.DateTimeField(editable=False, verbose_name="booked")),
                        ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "decision_note",
                            models.CharField(blank=True, editable=False, max_length=500, verbose_name="note"),
                        ),
                        (
                            "benefit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="realisations",
                                to="projects.benefit",
                                verbose_name="benefit",
                            ),
                        ),
                        (
                            "booked_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="booked by",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-month", "-id"],
                        "indexes": [models.Index(fields=["state", "month"], name="realisation_state")],
                        "constraints": [
                            models.UniqueConstraint(fields=("benefit", "reference"), name="realisation_once"),
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True), name="realisation_some"
                            ),
                            models.CheckConstraint(condition=models.Q(("month__day", 1)), name="realisation_first_day"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "validated"), _negated=True),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        models.Q(("decided_by", models.F("booked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="realisation_by_two_people",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScopeBaselineItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("priority", models.CharField(max_length=8)),
                        ("wave", models.PositiveSmallIntegerField(null=True)),
                        ("effort_days", models.DecimalField(decimal_places=1, max_digits=8, null=True)),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="projects.scopebaseline",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="baseline_rows",
                                to="projects.scopeitem",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("baseline", "item"), name="scopebaselineitem_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScopeMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("added", "Added"), ("removed", "Removed"), ("resized", "Effort changed")],
                                max_length=8,
                            ),
                        ),
                        ("effort", models.DecimalField(decimal_places=1, max_digits=10)),
                        ("moved_at", models.DateTimeField()),
                        ("moved_on", models.DateField()),
                        ("reason", models.TextField(blank=True)),
                        (
                            "change",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="projects.changerequest",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="moves",
                                to="projects.scopeitem",
                            ),
                        ),
                        (
                            "moved_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scope_moves",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-moved_at", "-id"],
                        "indexes": [models.Index(fields=["project", "moved_on"], name="scopemove_day")],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("add_item", "Add to the scope"),
                                    ("remove_item", "Take out of the scope"),
                                    ("change_item", "Change effort, wave or priority"),
                                    ("add_task", "Add work to the plan"),
                                    ("change_task", "Lengthen or shorten a task"),
                                    ("remove_task", "Drop a task of the plan"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        (
                            "priority",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("must", "Must"),
                                    ("should", "Should"),
                                    ("could", "Could"),
                                    ("wont", "Won't this time"),
                                ],
                                max_length=8,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "wave",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(99),
                                ],
                                verbose_name="wave",
                            ),
                        ),
                        (
                            "effort_days",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=8,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="effort",
                            ),
                        ),
                        (
                            "days",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=6, null=True, verbose_name="working days"
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="projects.changerequest",
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.goal",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.scopeitem",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.scopeitem",
                            ),
                        ),
                        (
                            "before_task",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.task",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.task",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["change_id", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="BenefitVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("agreed_at", models.DateTimeField()),
                        ("anchor_on", models.DateField(null=True)),
                        ("facts", models.JSONField(default=dict)),
                        ("months", models.JSONField(default=dict)),
                        ("total", pmo.records.money.MoneyField()),
                        (
                            "benefit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="projects.benefit",
                            ),
                        ),
                        (
                            "finance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["benefit_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("benefit", "number"), name="benefitversion_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        ("source", models.CharField(max_length=120, verbose_name="comes from")),
                        ("is_critical", models.BooleanField(default=True, verbose_name="go-live waits for it")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("ok", "On track"),
                                    ("risk", "At risk"),
                                    ("off", "Off track"),
                                    ("none", "No data"),
                                    ("idle", "Not started"),
                                    ("done", "Done"),
                                ],
                                default="none",
                                editable=False,
                                max_length=4,
                            ),
                        ),
                        ("reason", models.JSONField(default=dict, editable=False)),
                        (
                            "module",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="data_sets",
                                to="projects.scopeitem",
                                verbose_name="goes into",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="data_sets",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="dataset_number"),
                            models.UniqueConstraint(fields=("project", "name"), name="dataset_name"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Risk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("threat", "Threat"), ("opportunity", "Opportunity")],
                                default="threat",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="risk")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("cause", models.TextField(blank=True, verbose_name="cause")),
                        ("event", models.TextField(blank=True, verbose_name="event")),
                        ("effect", models.TextField(blank=True, verbose_name="effect")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("data", "Data and migration"),
                                    ("people", "Acceptance and people"),
                                    ("resources", "Key users and capacity"),
                                    ("scope", "Scope and requirements"),
                                    ("technology", "Technology and interfaces"),
                                    ("vendor", "Vendor and contract"),
                                    ("process", "Process and organisation"),
                                    ("schedule", "Schedule and cut-over"),
                                    ("compliance", "Law and security"),
                                ],
                                default="process",
                                max_length=12,
                                verbose_name="category",
                            ),
                        ),
                        (
                            "proximity",
                            models.CharField(
                                choices=[
                                    ("month", "Within a month"),
                                    ("quarter", "Within three months"),
                                    ("half", "Within half a year"),
                                    ("later", "Later"),
                                ],
                                default="quarter",
                                max_length=8,
                                verbose_name="proximity",
                            ),
                        ),
                        ("trigger", models.CharField(blank=True, max_length=300, verbose_name="trigger")),
                        ("trigger_on", models.DateField(blank=True, null=True, verbose_name="day of the trigger")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("treating", "Being treated"),
                                    ("watching", "Accepted, watched"),
                                    ("escalated", "Escalated"),
                                    ("occurred", "Occurred"),
                                    ("closed", "Closed"),
                                ],
                                default="open",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("status_reason", models.TextField(blank=True, verbose_name="why this status")),
                        ("status_at", models.DateTimeField(editable=False)),
                        (
                            "inherent_probability",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="probability",
                            ),
                        ),
                        (
                            "inherent_time",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="time",
                            ),
                        ),
                        (
                            "inherent_cost",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="cost",
                            ),
                        ),
                        (
                            "inherent_quality",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="quality",
                            ),
                        ),
                        (
                            "inherent_adoption",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="adoption",
                            ),
                        ),
                        (
                            "current_probability",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="probability",
                            ),
                        ),
                        (
                            "current_time",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="time",
                            ),
                        ),
                        (
                            "current_cost",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="cost",
                            ),
                        ),
                        (
                            "current_quality",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="quality",
                            ),
                        ),
                        (
                            "current_adoption",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="adoption",
                            ),
                        ),
                        (
                            "residual_probability",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="probability",
                            ),
                        ),
                        (
                            "residual_time",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="time",
                            ),
                        ),
                        (
                            "residual_cost",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="cost",
                            ),
                        ),
                        (
                            "residual_quality",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="quality",
                            ),
                        ),
                        (
                            "residual_adoption",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="adoption",
                            ),
                        ),
                        (
                            "inherent_score",
                            models.DecimalField(
                                decimal_places=4, editable=False, max_digits=5, null=True, verbose_name="inherent score"
                            ),
                        ),
                        (
                            "current_score",
                            models.DecimalField(
                                decimal_places=4, editable=False, max_digits=5, null=True, verbose_name="current score"
                            ),
                        ),
                        (
                            "residual_score",
                            models.DecimalField(
                                decimal_places=4, editable=False, max_digits=5, null=True, verbose_name="residual score"
                            ),
                        ),
                        (
                            "current_money",
                            models.DecimalField(decimal_places=2, editable=False, max_digits=16, null=True),
                        ),
                        (
                            "residual_money",
                            models.DecimalField(decimal_places=2, editable=False, max_digits=16, null=True),
                        ),
                        (
                            "money",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="money if it happens",
                            ),
                        ),
                        (
                            "money_after",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="money after the responses",
                            ),
                        ),
                        (
                            "days",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=7,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="working days if it happens",
                            ),
                        ),
                        (
                            "days_after",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=7,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="working days after the responses",
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(default="CNY", editable=False, max_length=3, verbose_name="currency"),
                        ),
                        (
                            "strategy",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("avoid", "Avoid"),
                                    ("transfer", "Transfer"),
                                    ("mitigate", "Mitigate"),
                                    ("exploit", "Exploit"),
                                    ("share", "Share"),
                                    ("enhance", "Enhance"),
                                    ("accept", "Accept"),
                                    ("escalate", "Escalate"),
                                ],
                                max_length=12,
                                verbose_name="strategy",
                            ),
                        ),
                        ("response", models.TextField(blank=True, verbose_name="response")),
                        ("fallback", models.TextField(blank=True, verbose_name="if it happens all the same")),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="next review")),
                        ("reviewed_at", models.DateTimeField(editable=False, null=True)),
                        ("template", models.CharField(blank=True, editable=False, max_length=40)),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="assignee",
                            ),
                        ),
                        (
                            "goals",
                            models.ManyToManyField(
                                blank=True, related_name="risks", to="projects.goal", verbose_name="goals"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="risks",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="raised by",
                            ),
                        ),
                        (
                            "tasks",
                            models.ManyToManyField(
                                blank=True,
                                related_name="risks",
                                to="projects.task",
                                verbose_name="tasks and milestones",
                            ),
                        ),
                        ("trigger_en", models.CharField(blank=True, max_length=300, verbose_name="trigger in English")),
                        (
                            "data_sets",
                            models.ManyToManyField(
                                blank=True, related_name="risks", to="projects.dataset", verbose_name="data sets"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "indexes": [models.Index(fields=["project", "status"], name="risk_status")],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="risk_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("inherent_probability__isnull", True),
                                    ("inherent_probability__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_inherent_probability",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("inherent_time__isnull", True), ("inherent_time__range", (1, 5)), _connector="OR"
                                ),
                                name="risk_inherent_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("inherent_cost__isnull", True), ("inherent_cost__range", (1, 5)), _connector="OR"
                                ),
                                name="risk_inherent_cost",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("inherent_quality__isnull", True),
                                    ("inherent_quality__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_inherent_quality",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("inherent_adoption__isnull", True),
                                    ("inherent_adoption__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_inherent_adoption",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("current_probability__isnull", True),
                                    ("current_probability__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_current_probability",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("current_time__isnull", True), ("current_time__range", (1, 5)), _connector="OR"
                                ),
                                name="risk_current_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("current_cost__isnull", True), ("current_cost__range", (1, 5)), _connector="OR"
                                ),
                                name="risk_current_cost",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("current_quality__isnull", True),
                                    ("current_quality__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_current_quality",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("current_adoption__isnull", True),
                                    ("current_adoption__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_current_adoption",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("residual_probability__isnull", True),
                                    ("residual_probability__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_residual_probability",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("residual_time__isnull", True), ("residual_time__range", (1, 5)), _connector="OR"
                                ),
                                name="risk_residual_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("residual_cost__isnull", True), ("residual_cost__range", (1, 5)), _connector="OR"
                                ),
                                name="risk_residual_cost",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("residual_quality__isnull", True),
                                    ("residual_quality__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_residual_quality",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("residual_adoption__isnull", True),
                                    ("residual_adoption__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="risk_residual_adoption",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VersionMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        ("value", pmo.records.money.MoneyField()),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approved_rows",
                                to="projects.budgetline",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="projects.budgetversion",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("version", "line", "month"), name="versionmonth_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Actual",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("on", models.DateField(verbose_name="date")),
                        ("amount", pmo.records.money.MoneyField(verbose_name="amount")),
                        (
                            "currency",
                            models.CharField(
                                max_length=3,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Z]{3}$", "Three capital letters, for example CNY."
                                    )
                                ],
                                verbose_name="currency",
                            ),
                        ),
                        ("value", pmo.records.money.MoneyField(editable=False)),
                        ("text", models.CharField(blank=True, max_length=200, verbose_name="what for")),
                        ("reference", models.CharField(max_length=100, verbose_name="document no.")),
                        (
                            "budget",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actuals",
                                to="projects.budget",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actuals",
                                to="projects.commitment",
                                verbose_name="commitment",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actuals",
                                to="projects.budgetline",
                                verbose_name="budget line",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-id"],
                        "indexes": [models.Index(fields=["budget", "on"], name="actual_day")],
                        "constraints": [
                            models.UniqueConstraint(fields=("budget", "reference"), name="actual_once"),
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True), name="actual_some"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LineMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        (
                            "plan",
                            pmo.records.money.MoneyField(
                                default=Decimal("0"),
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                            ),
                        ),
                        (
                            "forecast",
                            pmo.records.money.MoneyField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="months",
                                to="projects.budgetline",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["line_id", "month"],
                        "constraints": [
                            models.UniqueConstraint(fields=("line", "month"), name="linemonth_once"),
                            models.CheckConstraint(condition=models.Q(("month__day", 1)), name="linemonth_first_day"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("plan__gte", 0),
                                    models.Q(("forecast__isnull", True), ("forecast__gte", 0), _connector="OR"),
                                ),
                                name="linemonth_amounts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("complete", "Complete: filled in"),
                                    ("unique", "Unique: occurs once"),
                                    ("number", "Valid: a number in bounds"),
                                    ("date", "Valid: a day in bounds"),
                                    ("length", "Valid: so many characters"),
                                    ("option", "Valid: one of a list"),
                                    ("reference", "Refers to another data set"),
                                ],
                                max_length=10,
                                verbose_name="rule",
                            ),
                        ),
                        ("columns", models.JSONField(default=list, verbose_name="columns")),
                        (
                            "low",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="at least"
                            ),
                        ),
                        (
                            "high",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="at most"
                            ),
                        ),
                        ("first_on", models.DateField(blank=True, null=True, verbose_name="from the day")),
                        ("last_on", models.DateField(blank=True, null=True, verbose_name="until the day")),
                        ("options", models.TextField(blank=True, verbose_name="values allowed")),
                        ("other_column", models.CharField(blank=True, max_length=100, verbose_name="its column")),
                        (
                            "tolerance",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0"),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="tolerated share",
                            ),
                        ),
                        ("is_critical", models.BooleanField(default=True, verbose_name="red when broken")),
                        (
                            "data_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="projects.dataset"
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referring",
                                to="projects.dataset",
                                verbose_name="data set it refers to",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["data_set_id", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tolerance__range", (0, 100))), name="datarule_tolerance"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("low__isnull", True),
                                    ("high__isnull", True),
                                    ("low__lte", models.F("high")),
                                    _connector="OR",
                                ),
                                name="datarule_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("other", models.F("data_set")), _negated=True),
                                name="datarule_other",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataProfile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("file_name", models.CharField(max_length=250)),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Being read"), ("ready", "Read"), ("failed", "Cannot be read")],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("problem", models.JSONField(default=dict)),
                        ("job_id", models.BigIntegerField(null=True)),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("bad_rows", models.PositiveIntegerField(default=0)),
                        ("columns", models.JSONField(default=list)),
                        ("results", models.JSONField(default=list)),
                        ("rules_mark", models.CharField(blank=True, max_length=64)),
                        ("uploaded_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(null=True)),
                        (
                            "attachment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="pmo.attachment",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "data_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="profiles",
                                to="projects.dataset",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["data_set_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("data_set", "number"), name="dataprofile_number"),
                            models.CheckConstraint(
                                condition=models.Q(("bad_rows__lte", models.F("rows"))), name="dataprofile_bad_rows"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MigrationRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("trial", "Trial run"), ("final", "Final run")],
                                default="trial",
                                max_length=5,
                                verbose_name="kind",
                            ),
                        ),
                        ("ran_on", models.DateField(verbose_name="day")),
                        ("source_rows", models.PositiveBigIntegerField(verbose_name="rows in the source")),
                        ("target_rows", models.PositiveBigIntegerField(verbose_name="rows that arrived")),
                        (
                            "rejected_rows",
                            models.PositiveBigIntegerField(default=0, verbose_name="rows rejected on purpose"),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "data_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="projects.dataset"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["data_set_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("data_set", "number"), name="migrationrun_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponseAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("number", models.PositiveIntegerField(editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="what is done")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("due_on", models.DateField(verbose_name="due")),
                        (
                            "cost",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="cost",
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(default="CNY", editable=False, max_length=3, verbose_name="currency"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
                                default="open",
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        ("result", models.TextField(blank=True, verbose_name="result")),
                        ("ended_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="projects.issue",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="response_actions",
                                to="projects.project",
                            ),
                        ),
                        (
                            "risk",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="projects.risk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [models.Index(fields=["status", "due_on"], name="responseaction_due")],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="responseaction_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("issue__isnull", True), ("risk__isnull", False)),
                                    models.Q(("issue__isnull", False), ("risk__isnull", True)),
                                    _connector="OR",
                                ),
                                name="responseaction_about_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("raised", "Raised"),
                                    ("assessed", "Assessed"),
                                    ("reviewed", "Reviewed"),
                                    ("moved", "Status changed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("marked_at", models.DateTimeField()),
                        ("marked_on", models.DateField()),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("treating", "Being treated"),
                                    ("watching", "Accepted, watched"),
                                    ("escalated", "Escalated"),
                                    ("occurred", "Occurred"),
                                    ("closed", "Closed"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("probability", models.PositiveSmallIntegerField(null=True)),
                        ("impact", models.PositiveSmallIntegerField(null=True)),
                        ("score", models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                        ("residual_score", models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                        ("money", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("residual_money", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                        ("note", models.TextField(blank=True)),
                        (
                            "marked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "risk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="projects.risk"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["marked_at", "id"],
                        "indexes": [models.Index(fields=["risk", "marked_on"], name="riskmark_day")],
                    },
                ),
                migrations.CreateModel(
                    name="ContingencyDraw",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        ("value", pmo.records.money.MoneyField()),
                        ("reason", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField()),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="draws", to="projects.budget"
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.budgetline"
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.budgetline"
                            ),
                        ),
                        (
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
                    ],
                    options={
                        "ordering": ["-made_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="contingencydraw_some"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("risk__isnull", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="contingencydraw_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskEffect",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("factor", "Duration or cost × factor"),
                                    ("days", "Working days more"),
                                    ("money", "Money more"),
                                ],
                                max_length=8,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "low",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=16,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="at best",
                            ),
                        ),
                        ("likely", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="most likely")),
                        ("high", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="at worst")),
                        (
                            "risk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="effects", to="projects.risk"
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="risk_effects",
                                to="projects.task",
                                verbose_name="task",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="risk_effects",
                                to="projects.budgetline",
                                verbose_name="budget line",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["risk_id", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("high__gte", models.F("likely")), ("likely__gte", models.F("low")), ("low__gte", 0)
                                ),
                                name="riskeffect_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("how", "money"),
                                    ("task__isnull", False),
                                    models.Q(("how", "factor"), ("line__isnull", False)),
                                    _connector="OR",
                                ),
                                name="riskeffect_needs_task",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("task__isnull", True), ("line__isnull", True), _connector="OR"),
                                name="riskeffect_on_one_thing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ControlSum",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("source", models.DecimalField(decimal_places=4, max_digits=20)),
                        ("target", models.DecimalField(decimal_places=4, max_digits=20)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sums",
                                to="projects.migrationrun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["run_id", "id"],
                        "constraints": [models.UniqueConstraint(fields=("run", "name"), name="controlsum_name")],
                    },
                ),
                migrations.CreateModel(
                    name="ThreadStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stepped_at", models.DateTimeField()),
                        ("reason", models.TextField(blank=True)),
                        (
                            "from_action",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.responseaction",
                            ),
                        ),
                        (
                            "from_change",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.changerequest",
                            ),
                        ),
                        (
                            "from_issue",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.issue",
                            ),
                        ),
                        (
                            "from_risk",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.risk",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="thread_steps",
                                to="projects.project",
                            ),
                        ),
                        (
                            "stepped_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "to_action",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.responseaction",
                            ),
                        ),
                        (
                            "to_change",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.changerequest",
                            ),
                        ),
                        (
                            "to_issue",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.issue",
                            ),
                        ),
                        (
                            "to_risk",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="projects.risk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["stepped_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("from_action__isnull", True),
                                        ("from_change__isnull", True),
                                        ("from_issue__isnull", True),
                                        ("from_risk__isnull", False),
                                    ),
                                    models.Q(
                                        ("from_action__isnull", True),
                                        ("from_change__isnull", True),
                                        ("from_issue__isnull", False),
                                        ("from_risk__isnull", True),
                                    ),
                                    models.Q(
                                        ("from_action__isnull", False),
                                        ("from_change__isnull", True),
                                        ("from_issue__isnull", True),
                                        ("from_risk__isnull", True),
                                    ),
                                    models.Q(
                                        ("from_action__isnull", True),
                                        ("from_change__isnull", False),
                                        ("from_issue__isnull", True),
                                        ("from_risk__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="threadstep_from_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("to_action__isnull", True),
                                        ("to_change__isnull", True),
                                        ("to_issue__isnull", True),
                                        ("to_risk__isnull", False),
                                    ),
                                    models.Q(
                                        ("to_action__isnull", True),
                                        ("to_change__isnull", True),
                                        ("to_issue__isnull", False),
                                        ("to_risk__isnull", True),
                                    ),
                                    models.Q(
                                        ("to_action__isnull", False),
                                        ("to_change__isnull", True),
                                        ("to_issue__isnull", True),
                                        ("to_risk__isnull", True),
                                    ),
                                    models.Q(
                                        ("to_action__isnull", True),
                                        ("to_change__isnull", False),
                                        ("to_issue__isnull", True),
                                        ("to_risk__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="threadstep_to_one",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
