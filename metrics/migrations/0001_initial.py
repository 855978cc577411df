import datetime
import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import metrics.usage.store.operations
import pmo.records.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("changemgmt", "0001_initial"),
        ("pmo", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        pmo.records.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="DirtyKpi",
                    fields=[
                        (
                            "kpi",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="projects.kpi",
                            ),
                        ),
                        ("since", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="DirtyProject",
                    fields=[
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="projects.project",
                            ),
                        ),
                        ("since", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="KnowledgeTag",
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
                        ("name", models.CharField(max_length=40, unique=True, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=40, verbose_name="in English")),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="KnowledgeWord",
                    fields=[
                        ("word", models.CharField(max_length=32, primary_key=True, serialize=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="MissedSearch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("query", models.CharField(max_length=60, unique=True)),
                        ("times", models.PositiveIntegerField(default=1)),
                        ("last_on", models.DateField()),
                        ("settled", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["-times", "-last_on", "query"],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectHealth",
                    fields=[
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="health",
                                serialize=False,
                                to="projects.project",
                            ),
                        ),
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
                                max_length=5,
                            ),
                        ),
                        ("since_on", models.DateField()),
                        ("sentence", models.JSONField(null=True)),
                        ("worst_dimension", models.CharField(blank=True, max_length=24)),
                        (
                            "quarter_status",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ok", "On track"),
                                    ("risk", "At risk"),
                                    ("off", "Off track"),
                                    ("none", "No data"),
                                    ("idle", "Not started"),
                                    ("done", "Done"),
                                ],
                                max_length=5,
                            ),
                        ),
                        (
                            "declared",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ok", "On track"),
                                    ("risk", "At risk"),
                                    ("off", "Off track"),
                                    ("none", "No data"),
                                    ("idle", "Not started"),
                                    ("done", "Done"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("declared_until", models.DateField(null=True)),
                        ("progress", models.FloatField(null=True)),
                        ("computed_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="UsageDirty",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "system_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("system_id", models.IntegerField()),
                        ("day", models.DateField()),
                    ],
                ),
                metrics.usage.store.operations.CreatePartitioned(
                    name="UsageEvent",
                    fields=[
                        ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                        ("system_id", models.IntegerField()),
                        ("subject", models.BigIntegerField()),
                        ("known", models.BooleanField()),
                        ("feature_id", models.IntegerField()),
                        ("kind", models.SmallIntegerField()),
                        ("occurred_at", models.DateTimeField()),
                        ("month", models.IntegerField()),
                        ("dom", models.SmallIntegerField()),
                        ("received_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="UsageFeatureDay",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "system_id",
                                "month",
                                "dom",
                                "feature_id",
                                "kind",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("system_id", models.IntegerField()),
                        ("month", models.IntegerField()),
                        ("dom", models.SmallIntegerField()),
                        ("feature_id", models.IntegerField()),
                        ("kind", models.SmallIntegerField()),
                        ("events", models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="UsageKey",
                    fields=[
                        ("key", models.UUIDField(primary_key=True, serialize=False)),
                        ("month", models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="UsageReceipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("system_id", models.IntegerField()),
                        ("received_at", models.DateTimeField()),
                        ("accepted", models.IntegerField()),
                        ("duplicates", models.IntegerField()),
                        ("refused", models.IntegerField()),
                        ("unknown", models.IntegerField()),
                        ("newest_at", models.DateTimeField(null=True)),
                        ("refusals", models.JSONField(default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name="UsageTouched",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "system_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("system_id", models.IntegerField()),
                        ("day", models.DateField()),
                        ("events", models.IntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="UsageWatermark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seq", models.BigIntegerField(default=0)),
                        ("moved_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="DimensionRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("dimension", models.CharField(max_length=24)),
                        ("stage", models.CharField(max_length=16)),
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
                                max_length=5,
                            ),
                        ),
                        ("since_on", models.DateField()),
                        ("sentence", models.JSONField()),
                        ("fact", models.JSONField(null=True)),
                        ("evidence_url", models.CharField(blank=True, max_length=250)),
                        ("evidence_label", models.JSONField(null=True)),
                        ("computed_at", models.DateTimeField()),
                        (
                            "owner",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="health_dimensions",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "dimension"), name="dimension_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Eligible",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("system_id", models.IntegerField()),
                        ("subject", models.BigIntegerField()),
                        ("unit_id", models.BigIntegerField()),
                        ("role_id", models.IntegerField(null=True)),
                        ("site", models.CharField(blank=True, max_length=40)),
                        ("wave", models.PositiveSmallIntegerField(null=True)),
                        ("from_on", models.DateField()),
                        ("to_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["subject"], name="eligible_subject")],
                        "constraints": [
                            models.UniqueConstraint(fields=("system_id", "subject", "from_on"), name="eligible_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HealthSnapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField()),
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
                                max_length=5,
                            ),
                        ),
                        (
                            "declared",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ok", "On track"),
                                    ("risk", "At risk"),
                                    ("off", "Off track"),
                                    ("none", "No data"),
                                    ("idle", "Not started"),
                                    ("done", "Done"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("progress", models.FloatField(null=True)),
                        ("dimensions", models.JSONField(default=dict)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="health_snapshots",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("project", "on"), name="snapshot_once")],
                    },
                ),
                migrations.CreateModel(
                    name="KnowledgeCategory",
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
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=60, verbose_name="in English")),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="metrics.knowledgecategory",
                                verbose_name="inside",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="KpiReadingRow",
                    fields=[
                        (
                            "kpi",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="reading",
                                serialize=False,
                                to="projects.kpi",
                            ),
                        ),
                        ("as_of", models.DateField()),
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
                                max_length=5,
                            ),
                        ),
                        ("status_since", models.DateField()),
                        ("current", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                        ("current_on", models.DateField(null=True)),
                        ("previous", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                        ("progress", models.FloatField(null=True)),
                        ("expected", models.FloatField(null=True)),
                        ("expected_value", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                        ("pace", models.FloatField(null=True)),
                        ("reaches_on", models.DateField(null=True)),
                        ("low_on", models.DateField(null=True)),
                        ("high_on", models.DateField(null=True)),
                        ("probability", models.FloatField(null=True)),
                        ("sentence", models.JSONField(null=True)),
                        ("result", models.JSONField(default=dict)),
                        ("count", models.PositiveIntegerField(default=0)),
                        ("measure_by", models.DateField(null=True)),
                        ("watermark", models.CharField(max_length=64)),
                        ("computed_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["measure_by"], name="kpireading_measure_by")],
                    },
                ),
                migrations.CreateModel(
                    name="KpiStatusChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField()),
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
                                max_length=5,
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="status_changes",
                                to="projects.kpi",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kpi_id", "on"],
                        "constraints": [models.UniqueConstraint(fields=("kpi", "on"), name="kpistatus_once_a_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Measurement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("measured_on", models.DateField(verbose_name="measured on")),
                        ("value", models.DecimalField(decimal_places=6, max_digits=24, verbose_name="value")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                        ("note_en", models.CharField(blank=True, max_length=250)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("manual", "By hand"),
                                    ("import", "File"),
                                    ("api", "Interface"),
                                    ("process_log", "Process log"),
                                    ("survey", "Survey"),
                                ],
                                default="manual",
                                max_length=12,
                                verbose_name="source",
                            ),
                        ),
                        ("source_ref", models.CharField(blank=True, max_length=64)),
                        ("sample_size", models.PositiveIntegerField(blank=True, null=True, verbose_name="cases")),
                        ("entered_at", models.DateTimeField()),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=250, verbose_name="reason of the correction"),
                        ),
                        ("withdrawn", models.BooleanField(default=False)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="measurements",
                                to="projects.kpi",
                            ),
                        ),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replaces",
                                to="metrics.measurement",
                            ),
                        ),
                        (
                            "withdrawn_by",
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
                        "ordering": ["kpi_id", "measured_on", "id"],
                        "indexes": [models.Index(fields=["kpi", "measured_on"], name="measurement_kpi_day")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_by__isnull", True), ("withdrawn", False)),
                                fields=("kpi", "measured_on", "source"),
                                name="measurement_current_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Override",
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
                                max_length=5,
                                verbose_name="status",
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="reason")),
                        ("expires_on", models.DateField(verbose_name="valid until")),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "author",
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
                                related_name="health_overrides",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("project",),
                                name="override_one_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Placement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.BigIntegerField()),
                        ("unit_id", models.BigIntegerField()),
                        ("from_on", models.DateField()),
                        ("to_on", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("subject", "from_on"), name="placement_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Process",
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
                        ("name", models.CharField(max_length=120, verbose_name="process")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                        (
                            "time_zone",
                            models.CharField(
                                default="Asia/Shanghai", max_length=64, verbose_name="time zone of the log"
                            ),
                        ),
                        ("step_names", models.JSONField(blank=True, default=dict, verbose_name="names of the steps")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="processes",
                                to="projects.project",
                                verbose_name="project",
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
                        "ordering": ["project_id", "name"],
                        "constraints": [models.UniqueConstraint(fields=("project", "name"), name="process_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewRule",
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
                            "offset_workdays",
                            models.PositiveSmallIntegerField(
                                default=9,
                                validators=[django.core.validators.MaxValueValidator(40)],
                                verbose_name="working days after the quarter's first working day",
                            ),
                        ),
                        ("at_time", models.TimeField(verbose_name="time of day")),
                        (
                            "duration_minutes",
                            models.PositiveSmallIntegerField(
                                default=90,
                                validators=[django.core.validators.MaxValueValidator(600)],
                                verbose_name="minutes",
                            ),
                        ),
                        ("agenda", models.JSONField(blank=True, default=list)),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "organiser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="organiser",
                            ),
                        ),
                        (
                            "participants",
                            models.ManyToManyField(
                                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="participants"
                            ),
                        ),
                        (
                            "portfolio",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="review_rules",
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
                                related_name="review_rules",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("portfolio", "project"), name="reviewrule_project_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("project__isnull", True)),
                                fields=("portfolio",),
                                name="reviewrule_portfolio_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Survey",
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
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("intro", models.TextField(blank=True, max_length=1000, verbose_name="what it is for")),
                        (
                            "intro_en",
                            models.TextField(blank=True, max_length=1000, verbose_name="what it is for, in English"),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("satisfaction", "Satisfaction"),
                                    ("pain_points", "Finding pain points"),
                                    ("training", "Training"),
                                    ("other", "Other"),
                                ],
                                default="satisfaction",
                                max_length=16,
                                verbose_name="purpose",
                            ),
                        ),
                        (
                            "confidentiality",
                            models.CharField(
                                choices=[
                                    ("anonymous", "Anonymous"),
                                    ("confidential", "Confidential"),
                                    ("named", "With names"),
                                ],
                                default="anonymous",
                                max_length=12,
                                verbose_name="answers are",
                            ),
                        ),
                        ("questions", models.JSONField(blank=True, default=list)),
                        ("roles", models.JSONField(blank=True, default=list, verbose_name="roles")),
                        (
                            "repeat",
                            models.CharField(
                                choices=[("once", "Once"), ("quarterly", "Every quarter")],
                                default="once",
                                max_length=12,
                                verbose_name="repeated",
                            ),
                        ),
                        (
                            "open_days",
                            models.PositiveSmallIntegerField(
                                default=14,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="open for",
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
                            "people",
                            models.ManyToManyField(
                                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="people by name"
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="surveys",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units"),
                        ),
                        ("waves", models.JSONField(blank=True, default=list, verbose_name="waves")),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True), name="survey_titled"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UsageMark",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "system_id",
                                "month",
                                "subject",
                                "feature_id",
                                "kind",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("system_id", models.IntegerField()),
                        ("month", models.IntegerField()),
                        ("subject", models.BigIntegerField()),
                        ("feature_id", models.IntegerField()),
                        ("kind", models.SmallIntegerField()),
                        ("known", models.BooleanField()),
                        ("days", models.BigIntegerField()),
                        ("events", models.IntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject"], name="usagemark_subject"),
                            models.Index(
                                condition=models.Q(("known", False)),
                                fields=["system_id", "month", "subject"],
                                name="usagemark_strangers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UsageSystem",
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
                            "code",
                            models.CharField(
                                max_length=32,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._:-]*$", "Latin letters, digits and . _ : - only."
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="in English")),
                        (
                            "identity",
                            models.CharField(
                                choices=[
                                    ("employee_no", "Employee number"),
                                    ("username", "User name"),
                                    ("email", "E-mail address"),
                                ],
                                default="employee_no",
                                max_length=12,
                                verbose_name="people are named by",
                            ),
                        ),
                        (
                            "time_zone",
                            models.CharField(default="Asia/Shanghai", max_length=64, verbose_name="time zone"),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="usage_systems",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "system",
                        "verbose_name_plural": "systems",
                        "ordering": ["project_id", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="Contest",
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
                        ("title", models.CharField(max_length=60, verbose_name="title")),
                        (
                            "level_weight",
                            models.PositiveSmallIntegerField(
                                default=50,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="weight of the level",
                            ),
                        ),
                        ("first_week_on", models.DateField(verbose_name="first week")),
                        (
                            "announce_on",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Monday"),
                                    (2, "Tuesday"),
                                    (3, "Wednesday"),
                                    (4, "Thursday"),
                                    (5, "Friday"),
                                ],
                                default=1,
                                verbose_name="places are told on",
                            ),
                        ),
                        ("announce_at", models.TimeField(default=datetime.time(9, 0), verbose_name="at")),
                        ("active", models.BooleanField(default=True, verbose_name="the contest runs")),
                        (
                            "system",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contest",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("level_weight__lte", 100)), name="contest_weight"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_week_on__iso_week_day", 1)), name="contest_monday"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EventLog",
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
                        ("number", models.PositiveIntegerField()),
                        ("file_name", models.CharField(max_length=250)),
                        ("sha256", models.CharField(max_length=64)),
                        ("mapping", models.JSONField(blank=True, default=dict)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("mapping", "Columns to be chosen"),
                                    ("waiting", "Waiting"),
                                    ("analysing", "Being analysed"),
                                    ("ready", "Ready"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("job_id", models.BigIntegerField(null=True)),
                        ("error", models.JSONField(blank=True, default=dict)),
                        ("summary", models.JSONField(blank=True, default=dict)),
                        ("reason", models.CharField(blank=True, max_length=250, verbose_name="reason")),
                        ("cases", models.PositiveIntegerField(null=True)),
                        ("events", models.PositiveIntegerField(null=True)),
                        ("first_on", models.DateField(null=True)),
                        ("last_on", models.DateField(null=True)),
                        (
                            "attachment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pmo.attachment"
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
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="logs", to="metrics.process"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["process_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("process", "number"), name="eventlog_number"),
                            models.UniqueConstraint(fields=("process", "sha256"), name="eventlog_file_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feature",
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
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._:-]*$", "Latin letters, digits and . _ : - only."
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        ("module", models.CharField(blank=True, max_length=80, verbose_name="module")),
                        ("is_core", models.BooleanField(default=False, verbose_name="core action")),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="gone since")),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="features",
                                to="metrics.usagesystem",
                                verbose_name="system",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "feature",
                        "verbose_name_plural": "features",
                        "ordering": ["system_id", "code"],
                        "constraints": [models.UniqueConstraint(fields=("system", "code"), name="feature_code")],
                    },
                ),
                migrations.CreateModel(
                    name="Funnel",
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
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="in English")),
                        ("window_days", models.PositiveSmallIntegerField(default=28, verbose_name="days looked at")),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="funnels",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["system_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("system", "name"), name="funnel_once"),
                            models.CheckConstraint(
                                condition=models.Q(("window_days__gte", 1), ("window_days__lte", 90)),
                                name="funnel_window",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
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
                        ("quarter", models.CharField(max_length=6, verbose_name="quarter")),
                        ("starts_at", models.DateTimeField(verbose_name="starts")),
                        (
                            "duration_minutes",
                            models.PositiveSmallIntegerField(
                                default=90,
                                validators=[
                                    django.core.validators.MinValueValidator(5),
                                    django.core.validators.MaxValueValidator(600),
                                ],
                                verbose_name="minutes",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("held", "Held"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        ("pack", models.JSONField(blank=True, default=dict)),
                        ("composed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("minutes", models.JSONField(blank=True, default=dict)),
                        (
                            "organiser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="organiser",
                            ),
                        ),
                        (
                            "portfolio",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="projects.portfolio",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="projects.project",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="reviews",
                                to="metrics.reviewrule",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-starts_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("portfolio", "project", "quarter"), name="review_project_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("project__isnull", True)),
                                fields=("portfolio", "quarter"),
                                name="review_portfolio_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyRound",
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
                        ("opens_at", models.DateTimeField(verbose_name="opens")),
                        ("closes_at", models.DateTimeField(verbose_name="closes")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("open", "Open"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        (
                            "confidentiality",
                            models.CharField(
                                choices=[
                                    ("anonymous", "Anonymous"),
                                    ("confidential", "Confidential"),
                                    ("named", "With names"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "smallest",
                            models.PositiveSmallIntegerField(
                                default=5, validators=[django.core.validators.MinValueValidator(1)]
                            ),
                        ),
                        ("questions", models.JSONField(default=list)),
                        ("invited", models.PositiveIntegerField(default=0)),
                        ("answered", models.PositiveIntegerField(default=0)),
                        ("results", models.JSONField(blank=True, default=dict)),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="metrics.survey"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["survey_id", "-number"],
                        "indexes": [models.Index(fields=["status", "opens_at"], name="surveyround_due")],
                        "constraints": [
                            models.UniqueConstraint(fields=("survey", "number"), name="surveyround_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["planned", "open"])),
                                fields=("survey",),
                                name="surveyround_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="surveyround_period"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answered__lte", models.F("invited"))), name="surveyround_answered"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UsageSource",
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
                        ("name", models.CharField(max_length=80, verbose_name="what for")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("server", "Server"), ("beacon", "Browser beacon")],
                                default="server",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("hint", models.CharField(editable=False, max_length=16, verbose_name="begins with")),
                        ("signed", models.BooleanField(default=False, verbose_name="requests are signed")),
                        ("origins", models.JSONField(blank=True, default=list, verbose_name="pages it may be used on")),
                        ("expires_at", models.DateTimeField(verbose_name="expires")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                        ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sources",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["system_id", "-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                                name="usagesource_expires_later",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UsageRole",
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
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="in English")),
                        (
                            "cadence",
                            models.CharField(
                                choices=[("daily", "Daily"), ("weekly", "Weekly"), ("monthly", "Monthly")],
                                default="weekly",
                                max_length=8,
                                verbose_name="expected",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="roles",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["system_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("system", "name"), name="usagerole_once")],
                    },
                ),
                migrations.CreateModel(
                    name="UsageCount",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "system_id",
                                "dimension",
                                "day",
                                "key",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "dimension",
                            models.CharField(
                                choices=[
                                    ("all", "Everybody"),
                                    ("unit", "Unit"),
                                    ("role", "Role"),
                                    ("wave", "Wave"),
                                    ("site", "Site"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("day", models.DateField()),
                        ("key", models.CharField(max_length=40)),
                        ("eligible", models.IntegerField()),
                        ("active_1", models.IntegerField()),
                        ("active_7", models.IntegerField()),
                        ("active_28", models.IntegerField()),
                        ("on_cadence", models.IntegerField()),
                        ("login_days_7", models.IntegerField()),
                        ("login_days_28", models.IntegerField()),
                        (
                            "system",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="counts",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RefusedDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("code", models.CharField(max_length=20)),
                        ("events", models.BigIntegerField(default=0)),
                        ("example", models.CharField(blank=True, max_length=64)),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="refused",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("system", "day", "code"), name="refusedday_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IntakeDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("accepted", models.BigIntegerField(default=0)),
                        ("duplicates", models.BigIntegerField(default=0)),
                        ("refused", models.BigIntegerField(default=0)),
                        ("unknown", models.BigIntegerField(default=0)),
                        ("received_at", models.DateTimeField()),
                        ("newest_at", models.DateTimeField(null=True)),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="intake",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("system", "day"), name="intakeday_once")],
                    },
                ),
                migrations.CreateModel(
                    name="FeatureCount",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "system_id",
                                "unit_id",
                                "day",
                                "feature_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("unit_id", models.BigIntegerField()),
                        ("day", models.DateField()),
                        ("feature_id", models.IntegerField()),
                        ("people_1", models.IntegerField()),
                        ("people_7", models.IntegerField()),
                        ("people_28", models.IntegerField()),
                        (
                            "system",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AdoptionTarget",
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
                        ("start_on", models.DateField(verbose_name="starts on")),
                        (
                            "start_share",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="share at the start",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="due on")),
                        (
                            "target_share",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="share aimed at",
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
                                verbose_name="unit and all below it",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="adoption_targets",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["system_id", "unit_id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("system", "unit"),
                                name="adoptiontarget_once",
                                violation_error_message="This unit has a target already; change that one.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", True)),
                                fields=("system",),
                                name="adoptiontarget_whole_once",
                                violation_error_message="The system has a target already; change that one.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gt", models.F("start_on"))),
                                name="adoptiontarget_days",
                                violation_error_message="The day it is due must lie after the start.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("start_share__gte", 0),
                                    ("target_share__gt", models.F("start_share")),
                                    ("target_share__lte", 100),
                                ),
                                name="adoptiontarget_shares",
                                violation_error_message="The share aimed at must be above the share at the start, up to 100 %.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdoptionActivity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateField()),
                        ("figures", models.JSONField()),
                        ("watermark", models.CharField(max_length=64)),
                        ("computed_at", models.DateTimeField()),
                        (
                            "system",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="adoption_activity",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="UsageUpload",
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
                            "status",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("reading", "Being read"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("error", models.JSONField(blank=True, default=dict)),
                        ("job_id", models.BigIntegerField(null=True)),
                        ("rows", models.PositiveBigIntegerField(null=True)),
                        ("accepted", models.PositiveBigIntegerField(null=True)),
                        ("duplicates", models.PositiveBigIntegerField(null=True)),
                        ("refused", models.PositiveBigIntegerField(null=True)),
                        ("unknown", models.PositiveBigIntegerField(null=True)),
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
                            "refusals",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="pmo.attachment",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="uploads",
                                to="metrics.usagesystem",
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
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AdoptionForecast",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=48)),
                        ("target_share", models.DecimalField(decimal_places=2, max_digits=5)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("reached", "Reached"),
                                    ("coming", "Will be reached"),
                                    ("never", "Not reached at this pace"),
                                    ("unknown", "Not available"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=32)),
                        ("points", models.PositiveSmallIntegerField()),
                        ("until", models.DateField(null=True)),
                        ("reaches_on", models.DateField(null=True)),
                        ("low_on", models.DateField(null=True)),
                        ("high_on", models.DateField(null=True)),
                        ("curve", models.JSONField(default=dict)),
                        ("watermark", models.CharField(max_length=64)),
                        ("computed_at", models.DateTimeField()),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="adoption_forecasts",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("system", "key"), name="adoptionforecast_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Action",
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
                        ("title", models.CharField(max_length=200, verbose_name="action")),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        ("due_on", models.DateField(verbose_name="due")),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
                                default="open",
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        ("result", models.TextField(blank=True, verbose_name="what came of it")),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
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
                                related_name="actions",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="projects.project",
                            ),
                        ),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="metrics.review",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="metrics.review",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [models.Index(fields=["owner", "status", "due_on"], name="action_owner")],
                    },
                ),
                migrations.CreateModel(
                    name="ContestUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("active", models.BooleanField(default=True)),
                        (
                            "contest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="places", to="metrics.contest"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pmo.unit"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("contest", "unit"), name="contestunit_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ContestWeek",
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
                        ("week_on", models.DateField()),
                        ("level_weight", models.PositiveSmallIntegerField()),
                        ("counted_at", models.DateTimeField()),
                        ("corrected_at", models.DateTimeField(blank=True, null=True)),
                        ("correction", models.CharField(blank=True, max_length=300)),
                        (
                            "contest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="weeks", to="metrics.contest"
                            ),
                        ),
                        (
                            "corrected_by",
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
                        "ordering": ["-week_on"],
                        "constraints": [
                            models.UniqueConstraint(fields=("contest", "week_on"), name="contestweek_once"),
                            models.CheckConstraint(
                                condition=models.Q(("week_on__iso_week_day", 1)), name="contestweek_monday"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProcessAnalysis",
                    fields=[
                        (
                            "log",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="analysis",
                                serialize=False,
                                to="metrics.eventlog",
                            ),
                        ),
                        ("result", models.JSONField()),
                        ("periods", models.JSONField(default=dict)),
                        ("maps", models.JSONField(default=dict)),
                        ("computed_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="FunnelResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateField()),
                        ("steps", models.JSONField(default=list)),
                        ("withheld", models.BooleanField(default=False)),
                        ("watermark", models.CharField(max_length=64)),
                        ("computed_at", models.DateTimeField()),
                        (
                            "funnel",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="result", to="metrics.funnel"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FunnelStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "feature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="metrics.feature"
                            ),
                        ),
                        (
                            "funnel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="metrics.funnel"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["funnel_id", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("funnel", "position"), name="funnelstep_position"),
                            models.UniqueConstraint(fields=("funnel", "feature"), name="funnelstep_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BacklogLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="review_links",
                                to="projects.scopeitem",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="backlog", to="metrics.review"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [models.UniqueConstraint(fields=("review", "item"), name="backloglink_once")],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=200, verbose_name="item")),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        ("minutes", models.PositiveSmallIntegerField(default=10)),
                        ("notes", models.TextField(blank=True)),
                        (
                            "presenter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="agenda", to="metrics.review"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewDecision",
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
                        ("text", models.TextField(verbose_name="decision")),
                        ("text_en", models.TextField(blank=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="metrics.review",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewParticipant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "attendance",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("attended", "Attended"),
                                ],
                                default="invited",
                                max_length=10,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participants",
                                to="metrics.review",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="review_seats",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("review", "user"), name="participant_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewSigner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_chair", models.BooleanField(default=False)),
                        ("asked_at", models.DateTimeField()),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="signers", to="metrics.review"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-is_chair", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("review", "user"), name="reviewsigner_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_chair", True)),
                                fields=("review",),
                                name="reviewsigner_one_chair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("signed_at__isnull", True),
                                    models.Q(("digest", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="reviewsigner_signed_what",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SectionNote",
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
                        ("section", models.CharField(max_length=20)),
                        ("text", models.TextField(blank=True, max_length=8000, verbose_name="minutes")),
                        (
                            "edited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="section_notes",
                                to="metrics.review",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [models.UniqueConstraint(fields=("review", "section"), name="sectionnote_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("answered", models.BooleanField(default=False)),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="pmo.unit"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to="metrics.surveyround",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("round", "user"), name="seat_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Ballot",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("sealed", models.BinaryField()),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ballots",
                                to="metrics.surveyround",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="EligibilityRule",
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
                        ("position", models.PositiveSmallIntegerField(default=1, verbose_name="order")),
                        (
                            "job_titles",
                            models.CharField(blank=True, max_length=300, verbose_name="only these job titles"),
                        ),
                        ("site", models.CharField(blank=True, max_length=40, verbose_name="site")),
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
                        ("from_on", models.DateField(verbose_name="from")),
                        ("to_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "people",
                            models.ManyToManyField(
                                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="named people"
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
                                verbose_name="unit and all below it",
                            ),
                        ),
                        (
                            "role",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rules",
                                to="metrics.usagerole",
                                verbose_name="role",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rules",
                                to="metrics.usagesystem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["system_id", "position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"
                                ),
                                name="eligibilityrule_days",
                                violation_error_message="The end lies before the beginning.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WallLink",
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
                        ("name", models.CharField(max_length=80, verbose_name="where it hangs")),
                        (
                            "language",
                            models.CharField(
                                choices=[("zh-hans", "中文"), ("en", "English")],
                                default="zh-hans",
                                max_length=8,
                                verbose_name="language",
                            ),
                        ),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("hint", models.CharField(editable=False, max_length=16)),
                        ("expires_at", models.DateTimeField(verbose_name="expires")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                        ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
                        (
                            "contest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="walls", to="metrics.contest"
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("created_at"))), name="walllink_later"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=5)),
                        ("language", models.CharField(max_length=10)),
                        ("scope", models.JSONField(blank=True, null=True)),
                        ("asked_at", models.DateTimeField(db_index=True)),
                        ("job_id", models.BigIntegerField(null=True)),
                        ("made_at", models.DateTimeField(blank=True, null=True)),
                        ("seen", models.CharField(blank=True, max_length=64)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="metrics.review"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("made_at__isnull", True), models.Q(("seen", ""), _negated=True), _connector="OR"
                                ),
                                name="packfile_made_says_what",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContestResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField(null=True)),
                        ("rank_before", models.PositiveSmallIntegerField(null=True)),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("nobody_eligible", "Nobody there should use it."),
                                    ("no_target", "No target is set for this week."),
                                    (
                                        "too_small",
                                        "Withheld: fewer than five people, or such a group could be worked out from it.",
                                    ),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("points", models.FloatField(null=True)),
                        ("level", models.FloatField(null=True)),
                        ("improvement", models.FloatField(null=True)),
                        ("shrunk", models.FloatField(null=True)),
                        ("shrunk_before", models.FloatField(null=True)),
                        ("active", models.PositiveIntegerField(null=True)),
                        ("eligible", models.PositiveIntegerField(null=True)),
                        ("active_before", models.PositiveIntegerField(null=True)),
                        ("eligible_before", models.PositiveIntegerField(null=True)),
                        ("target", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                        ("goal", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                        ("due_on", models.DateField(null=True)),
                        (
                            "outlook",
                            models.CharField(
                                choices=[
                                    ("reached", "Reached"),
                                    ("day", "Reached on a day"),
                                    ("never", "Not at this pace"),
                                    ("unknown", "No forecast"),
                                ],
                                default="unknown",
                                max_length=8,
                            ),
                        ),
                        ("reaches_on", models.DateField(null=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pmo.unit"
                            ),
                        ),
                        (
                            "week",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="results",
                                to="metrics.contestweek",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["week_id", "rank", "unit__code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("week", "unit"), name="contestresult_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", True)),
                                fields=("week",),
                                name="contestresult_whole_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rank__isnull", True),
                                    models.Q(("points__isnull", False), ("reason", "")),
                                    _connector="OR",
                                ),
                                name="contestresult_reasoned",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("noted_at", models.DateTimeField()),
                        (
                            "noted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="meetings",
                                to="metrics.contestunit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-day"],
                        "constraints": [models.UniqueConstraint(fields=("place", "day"), name="meeting_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("question", models.CharField(max_length=16)),
                        ("value", models.JSONField()),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="pmo.unit"
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="metrics.seat",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="metrics.surveyround",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["round", "question"], name="answer_question")],
                        "constraints": [models.UniqueConstraint(fields=("seat", "question"), name="answer_once")],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingDecision",
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
                        ("text", models.CharField(max_length=200, verbose_name="what was decided")),
                        ("text_en", models.CharField(blank=True, max_length=200)),
                        ("due_on", models.DateField(verbose_name="to be done by")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("done", "Done"),
                                    ("dropped", "Dropped"),
                                    ("handed", "Now an action of the project"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "action",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="meeting_decision",
                                to="metrics.action",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="metrics.meeting",
                            ),
                        ),
                        (
                            "noted_by",
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
                                verbose_name="who does it",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "pk"],
                        "indexes": [models.Index(fields=["status", "due_on"], name="meetingdecision_due")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("finished_at__isnull", True), ("status", "open")),
                                    models.Q(
                                        models.Q(("status", "open"), _negated=True), ("finished_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="meetingdecision_finished",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "dropped"), _negated=True),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="meetingdecision_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Article",
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
                        ("title", models.CharField(blank=True, max_length=200, verbose_name="article title")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                        ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                        ("summary_en", models.CharField(blank=True, max_length=300, verbose_name="summary in English")),
                        ("body", models.TextField(blank=True, max_length=50000, verbose_name="article text")),
                        (
                            "body_en",
                            models.TextField(blank=True, max_length=50000, verbose_name="article text in English"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("article", "Article"),
                                    ("how_to", "How-to"),
                                    ("faq", "FAQ"),
                                    ("best_practice", "Best practice"),
                                    ("lesson", "Lesson learned"),
                                ],
                                default="article",
                                max_length=16,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("review", "In review"),
                                    ("published", "Published"),
                                    ("archived", "Archived"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("all", "Everybody"),
                                    ("units", "People of units"),
                                    ("project", "Whoever sees the project"),
                                    ("roles", "People in roles"),
                                ],
                                default="all",
                                max_length=8,
                                verbose_name="readers",
                            ),
                        ),
                        ("review_by", models.DateField(blank=True, null=True, verbose_name="review by")),
                        ("reviewed_on", models.DateField(blank=True, editable=False, null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="articles",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "pain_point",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="articles",
                                to="projects.painpoint",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="articles",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units"),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="articles",
                                to="metrics.knowledgecategory",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "tags",
                            models.ManyToManyField(
                                blank=True, related_name="articles", to="metrics.knowledgetag", verbose_name="tags"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="lessons",
                                to="metrics.review",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="articles",
                                to="metrics.usagesystem",
                                verbose_name="system",
                            ),
                        ),
                        (
                            "feedback",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="articles",
                                to="changemgmt.feedback",
                            ),
                        ),
                        (
                            "current",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="metrics.articleversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-updated_at", "-id"],
                        "indexes": [models.Index(fields=["state", "review_by"], name="article_due")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), ("title_en", ""), _negated=True),
                                name="article_titled",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("audience", "project"), _negated=True),
                                    ("project__isnull", False),
                                    _connector="OR",
                                ),
                                name="article_project_readers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=200, verbose_name="article title")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                        ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                        ("summary_en", models.CharField(blank=True, max_length=300, verbose_name="summary in English")),
                        ("body", models.TextField(blank=True, max_length=50000, verbose_name="article text")),
                        (
                            "body_en",
                            models.TextField(blank=True, max_length=50000, verbose_name="article text in English"),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("article", "Article"),
                                    ("how_to", "How-to"),
                                    ("faq", "FAQ"),
                                    ("best_practice", "Best practice"),
                                    ("lesson", "Lesson learned"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("published_at", models.DateTimeField()),
                        ("helpful", models.PositiveIntegerField(default=0)),
                        ("unhelpful", models.PositiveIntegerField(default=0)),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="metrics.article",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["article_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("article", "number"), name="articleversion_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleQuestion",
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
                        ("text", models.TextField(max_length=1000, verbose_name="question")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("answered", "Answered"), ("removed", "Removed")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
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
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="metrics.article",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "faq",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="asked_as",
                                to="metrics.article",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "answered"), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="articlequestion_answered",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleRole",
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
                                    ("pmo_lead", "PMO lead"),
                                    ("executive", "Executive"),
                                    ("project_manager", "Project manager"),
                                    ("business_owner", "Business owner"),
                                    ("business_expert", "Business expert"),
                                    ("it_engineer", "IT engineer"),
                                    ("change_manager", "Change manager"),
                                    ("champion", "Champion"),
                                    ("employee", "Employee"),
                                    ("support", "Support"),
                                    ("client", "Read-only client"),
                                    ("system_admin", "System administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="metrics.article"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("article", "role"), name="articlerole_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("term", models.CharField(max_length=32)),
                        ("weight", models.PositiveSmallIntegerField()),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="metrics.article"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["term"], name="articleterm_term", opclasses=["varchar_pattern_ops"])
                        ],
                        "constraints": [models.UniqueConstraint(fields=("article", "term"), name="articleterm_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleVote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("helpful", models.BooleanField()),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("voted_at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="votes",
                                to="metrics.articleversion",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("version", "user"), name="articlevote_once")],
                    },
                ),
            ],
        ),
    ]
