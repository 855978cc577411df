import datetime
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import changemgmt.feedback.models
import changemgmt.incentives.guard
import changemgmt.support.models.requests
import pmo.records.money
import pmo.records.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pmo", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        pmo.records.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="CommsTemplate",
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
                        ("title", models.CharField(blank=True, max_length=160, verbose_name="announcement title")),
                        ("title_en", models.CharField(blank=True, max_length=160, verbose_name="title in English")),
                        ("body", models.TextField(blank=True, max_length=20000, verbose_name="announcement text")),
                        (
                            "body_en",
                            models.TextField(blank=True, max_length=20000, verbose_name="announcement text in English"),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="in English")),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("why", "Why we do this"),
                                    ("what", "What changes"),
                                    ("when", "When it comes"),
                                    ("benefit", "What is in it for me"),
                                    ("how", "How I do it"),
                                    ("result", "What came of it"),
                                ],
                                default="why",
                                max_length=8,
                                verbose_name="what it tells",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), ("title_en", ""), _negated=True),
                                name="commstemplate_titled",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Course",
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
                        ("title", models.CharField(max_length=160, verbose_name="course title")),
                        ("title_en", models.CharField(blank=True, max_length=160, verbose_name="in English")),
                        ("summary", models.TextField(blank=True, max_length=2000, verbose_name="what is learnt")),
                        (
                            "summary_en",
                            models.TextField(blank=True, max_length=2000, verbose_name="what is learnt, in English"),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(4800),
                                ],
                                verbose_name="time needed",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "In preparation"), ("open", "Open"), ("closed", "Closed")],
                                default="draft",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("self_enrol", models.BooleanField(default=True, verbose_name="people may enrol themselves")),
                        (
                            "needs_attendance",
                            models.BooleanField(default=False, verbose_name="a session must be attended"),
                        ),
                        (
                            "needs_assessment",
                            models.BooleanField(default=True, verbose_name="an assessment must be passed"),
                        ),
                        (
                            "pretest",
                            models.BooleanField(
                                default=False, verbose_name="a test before the course, to measure the gain"
                            ),
                        ),
                        (
                            "drawn",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="questions per attempt",
                            ),
                        ),
                        (
                            "time_limit",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(300),
                                ],
                                verbose_name="time limit",
                            ),
                        ),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(20),
                                ],
                                verbose_name="attempts",
                            ),
                        ),
                        (
                            "pass_mark",
                            models.PositiveSmallIntegerField(
                                default=80,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="pass mark",
                            ),
                        ),
                        (
                            "valid_months",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="certificate valid for",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="trainer in charge",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="courses",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "title", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True), name="course_titled"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pass_mark__gte", 1), ("pass_mark__lte", 100)),
                                name="course_pass_mark",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("needs_attendance", True), ("needs_assessment", True), _connector="OR"
                                ),
                                name="course_can_be_passed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriticalProcess",
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
                        ("name", models.CharField(max_length=80, verbose_name="process")),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="in English")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="critical_processes",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "name"), name="criticalprocess_once"),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="criticalprocess_named"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Curriculum",
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
                        ("title", models.CharField(max_length=160, verbose_name="curriculum title")),
                        ("title_en", models.CharField(blank=True, max_length=160, verbose_name="in English")),
                        (
                            "learner_role",
                            models.CharField(
                                choices=[
                                    ("operate", "Staff operate"),
                                    ("approve", "Managers approve"),
                                    ("configure", "Administrators configure"),
                                    ("support", "Support helps"),
                                ],
                                max_length=12,
                                verbose_name="what they do afterwards",
                            ),
                        ),
                        ("roles", models.JSONField(blank=True, default=list, verbose_name="roles")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="learnt by")),
                        ("active", models.BooleanField(default=True, verbose_name="enrols people")),
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
                                related_name="curricula",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units"),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "learner_role", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True), name="curriculum_titled"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackMeeting",
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
                        ("held_on", models.DateField(verbose_name="held on")),
                        (
                            "notes",
                            models.TextField(
                                help_text="One thought per line; lines become items on the next page.",
                                max_length=20000,
                                verbose_name="notes",
                            ),
                        ),
                        (
                            "held_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feedback_meetings",
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
                        "ordering": ["-held_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanEntry",
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
                            "topic",
                            models.CharField(
                                choices=[
                                    ("why", "Why we do this"),
                                    ("what", "What changes"),
                                    ("when", "When it comes"),
                                    ("benefit", "What is in it for me"),
                                    ("how", "How I do it"),
                                    ("result", "What came of it"),
                                ],
                                default="why",
                                max_length=8,
                                verbose_name="what it tells",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="message")),
                        ("title_en", models.CharField(blank=True, max_length=160, verbose_name="message in English")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("announcement", "Announcement"),
                                    ("meeting", "Meeting of all"),
                                    ("team", "Team or shift meeting"),
                                    ("mail", "E-mail"),
                                    ("chat", "Group chat"),
                                    ("poster", "Poster or screen"),
                                    ("video", "Video"),
                                    ("training", "Training"),
                                ],
                                default="announcement",
                                max_length=16,
                                verbose_name="channel",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="due on")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comm_entries",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="sender",
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units"),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [models.Index(fields=["project", "due_on"], name="planentry_due")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True), name="planentry_titled"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stakeholder",
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
                                choices=[("group", "Group"), ("person", "Person")],
                                default="group",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        ("roles", models.JSONField(blank=True, default=list, verbose_name="roles")),
                        (
                            "power",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="power",
                            ),
                        ),
                        (
                            "interest",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="interest",
                            ),
                        ),
                        (
                            "current",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Unaware"),
                                    (2, "Resistant"),
                                    (3, "Neutral"),
                                    (4, "Supportive"),
                                    (5, "Leading"),
                                ],
                                default=3,
                                verbose_name="stands today",
                            ),
                        ),
                        (
                            "desired",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Unaware"),
                                    (2, "Resistant"),
                                    (3, "Neutral"),
                                    (4, "Supportive"),
                                    (5, "Leading"),
                                ],
                                default=4,
                                verbose_name="should stand",
                            ),
                        ),
                        ("note", models.TextField(blank=True, max_length=2000, verbose_name="what moves them")),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stakeholders",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units"),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="stakeholder_number"),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="stakeholder_named"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("interest__gte", 1), ("interest__lte", 5), ("power__gte", 1), ("power__lte", 5)
                                ),
                                name="stakeholder_one_to_five",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("current__gte", 1), ("current__lte", 5), ("desired__gte", 1), ("desired__lte", 5)
                                ),
                                name="stakeholder_engaged",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitCapacity",
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
                            "points",
                            models.DecimalField(
                                decimal_places=1,
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(200),
                                ],
                                verbose_name="capacity",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                        (
                            "unit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="change_capacity",
                                to="pmo.unit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("points__gte", 1)), name="unitcapacity_positive")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Blackout",
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
                                    ("own", "Dates of your own"),
                                    ("month_end", "Month-end"),
                                    ("year_end", "Year-end"),
                                    ("spring_festival", "Spring Festival"),
                                ],
                                default="own",
                                max_length=16,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                        (
                            "days_before",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[django.core.validators.MaxValueValidator(30)],
                                verbose_name="working days before",
                            ),
                        ),
                        (
                            "days_after",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[django.core.validators.MaxValueValidator(30)],
                                verbose_name="working days after",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="pmo.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kind", "starts_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "own"), _negated=True),
                                    models.Q(
                                        ("ends_on__isnull", False),
                                        ("starts_on__isnull", False),
                                        models.Q(("name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="blackout_own_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="blackout_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChampionMaterial",
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
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("title_en", models.CharField(blank=True, max_length=120, verbose_name="title in English")),
                        (
                            "link",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                                verbose_name="address",
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "file",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="pmo.attachment",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="champion_materials",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["title", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True), name="championmaterial_titled"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChampionQuestion",
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
                            "topic",
                            models.CharField(
                                choices=[
                                    ("how", "How does it work?"),
                                    ("broken", "Something does not work"),
                                    ("access", "I cannot get in"),
                                    ("visit", "Come by, please"),
                                ],
                                default="how",
                                max_length=8,
                                verbose_name="about",
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=1000, verbose_name="question")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("answered", "Answered"), ("withdrawn", "Taken back")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "public",
                            models.BooleanField(default=False, verbose_name="show the answer to the whole unit"),
                        ),
                        ("escalated_at", models.DateTimeField(blank=True, null=True)),
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
                                related_name="champion_questions",
                                to="projects.project",
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
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["state", "created_at"], name="championquestion_open"),
                            models.Index(fields=["answered_by", "answered_at"], name="championquestion_by"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "answered"), _negated=True),
                                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="championquestion_answered",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChampionSetting",
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
                            "people_per_champion",
                            models.PositiveSmallIntegerField(
                                default=15,
                                validators=[
                                    django.core.validators.MinValueValidator(5),
                                    django.core.validators.MaxValueValidator(50),
                                ],
                                verbose_name="people per champion, at most",
                            ),
                        ),
                        (
                            "smallest_unit",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(30),
                                ],
                                verbose_name="smallest unit with a champion of its own",
                            ),
                        ),
                        (
                            "term_months",
                            models.PositiveSmallIntegerField(
                                default=6,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(24),
                                ],
                                verbose_name="usual term",
                            ),
                        ),
                        (
                            "quiet_days",
                            models.PositiveSmallIntegerField(
                                default=14,
                                validators=[
                                    django.core.validators.MinValueValidator(5),
                                    django.core.validators.MaxValueValidator(60),
                                ],
                                verbose_name="quiet after",
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="champion_setting",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("people_per_champion__gte", 5), ("people_per_champion__lte", 50)),
                                name="championsetting_ratio",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("smallest_unit__gte", 1), ("smallest_unit__lte", 30)),
                                name="championsetting_smallest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gift",
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
                        ("text", models.TextField(blank=True, max_length=1000, verbose_name="description")),
                        (
                            "text_en",
                            models.TextField(blank=True, max_length=1000, verbose_name="description in English"),
                        ),
                        (
                            "price",
                            models.PositiveIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100000),
                                ],
                                verbose_name="price",
                            ),
                        ),
                        ("stock", models.IntegerField(default=0, editable=False, verbose_name="in stock")),
                        (
                            "limit",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1000),
                                ],
                                verbose_name="most per person",
                            ),
                        ),
                        ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("active", models.BooleanField(default=True, verbose_name="offered")),
                    ],
                    options={
                        "ordering": ["price", "name", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("stock__gte", 0)), name="gift_stock"),
                            models.CheckConstraint(
                                condition=models.Q(("price__gte", 1), ("price__lte", 100000)), name="gift_price"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("limit__isnull", True), ("limit__gte", 1), _connector="OR"),
                                name="gift_limit",
                            ),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="gift_named"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_on__isnull", True),
                                    ("until_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="gift_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointBudget",
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
                            "year",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(2020),
                                    django.core.validators.MaxValueValidator(2100),
                                ],
                                verbose_name="year",
                            ),
                        ),
                        (
                            "points",
                            models.PositiveIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(10000000),
                                ],
                                verbose_name="points",
                            ),
                        ),
                        ("value", pmo.records.money.MoneyField(verbose_name="value of one point")),
                        ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_budgets",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-year", "project_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("project__isnull", False)),
                                fields=("project", "year"),
                                name="pointbudget_project_year",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("project__isnull", True)),
                                fields=("year",),
                                name="pointbudget_company_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 1), ("points__lte", 10000000)),
                                name="pointbudget_points",
                            ),
                            models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="pointbudget_value"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointPolicy",
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
                        ("single", models.PositiveSmallIntegerField(default=1, editable=False, unique=True)),
                        (
                            "expire_months",
                            models.PositiveSmallIntegerField(
                                default=12,
                                validators=[
                                    django.core.validators.MinValueValidator(3),
                                    django.core.validators.MaxValueValidator(60),
                                ],
                                verbose_name="points last",
                            ),
                        ),
                        (
                            "leaver_days",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[
                                    django.core.validators.MinValueValidator(7),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                                verbose_name="after somebody left",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("single", 1)), name="pointpolicy_single"),
                            models.CheckConstraint(
                                condition=models.Q(("expire_months__gte", 3), ("expire_months__lte", 60)),
                                name="pointpolicy_expire",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointRule",
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
                            "cause",
                            models.CharField(
                                choices=[
                                    ("assessment", "Assessment passed"),
                                    ("feedback", "Useful feedback"),
                                    ("champion", "Help as a champion"),
                                    ("target", "Unit reached its weekly target"),
                                    ("recognition", "Recognised by a colleague"),
                                ],
                                max_length=12,
                                verbose_name="for",
                            ),
                        ),
                        (
                            "points",
                            models.PositiveIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1000),
                                ],
                                verbose_name="points",
                            ),
                        ),
                        (
                            "cap",
                            models.PositiveIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(10000),
                                ],
                                verbose_name="at most",
                            ),
                        ),
                        (
                            "period",
                            models.CharField(
                                choices=[
                                    ("day", "a day"),
                                    ("week", "a week"),
                                    ("month", "a month"),
                                    ("quarter", "a quarter"),
                                    ("year", "a year"),
                                    ("ever", "ever"),
                                ],
                                default="month",
                                max_length=8,
                                verbose_name="per",
                            ),
                        ),
                        (
                            "cool_down_days",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                                verbose_name="days between",
                            ),
                        ),
                        ("from_on", models.DateField(verbose_name="from")),
                        ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("active", models.BooleanField(default=True, verbose_name="in force")),
                        (
                            "allowance",
                            models.PositiveIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1000),
                                ],
                                verbose_name="allowance a month",
                            ),
                        ),
                        (
                            "pair_limit",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(20),
                                ],
                                verbose_name="times a month to the same person",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="point_rules",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["cause", "project_id", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 1), ("points__lte", 1000)), name="pointrule_points"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("cap__isnull", True), ("cap__gte", 1), _connector="OR"),
                                name="pointrule_cap",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                                ),
                                name="pointrule_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="pointrule_named"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cause__in", ["assessment", "feedback", "champion", "target", "recognition"])
                                ),
                                name="pointrule_cause",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("allowance__gte", models.F("points")),
                                        ("allowance__isnull", False),
                                        ("cause", "recognition"),
                                        ("pair_limit__isnull", False),
                                        ("project__isnull", True),
                                    ),
                                    models.Q(
                                        models.Q(("cause", "recognition"), _negated=True),
                                        ("allowance__isnull", True),
                                        ("pair_limit__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="pointrule_allowance",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("active", True), ("cause", "recognition")),
                                fields=("cause",),
                                name="pointrule_recognition_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointWish",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since_at", models.DateTimeField()),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="point_wish",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Recognition",
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
                        ("text", models.CharField(max_length=300, verbose_name="what for")),
                        ("on", models.DateField(editable=False)),
                        ("key", models.CharField(editable=False, max_length=40)),
                        ("reported_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("report", models.CharField(blank=True, max_length=300, verbose_name="what is wrong with it")),
                        ("kept_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "withdrawal",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was taken down"),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="to",
                            ),
                        ),
                        (
                            "reported_by",
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
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pmo.unit",
                            ),
                        ),
                        (
                            "withdrawn_by",
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
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["giver", "on"], name="recognition_giver"),
                            models.Index(fields=["unit", "-created_at"], name="recognition_wall"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("giver", models.F("receiver")), _negated=True),
                                name="recognition_not_oneself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="recognition_words"
                            ),
                            models.UniqueConstraint(fields=("giver", "key"), name="recognition_key"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    models.Q(
                                        ("withdrawn_by__isnull", False), models.Q(("withdrawal", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="recognition_withdrawn",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reported_at__isnull", True),
                                    models.Q(("reported_by__isnull", False), models.Q(("report", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="recognition_reported",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportMailbox",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, unique=True)),
                        ("uid_validity", models.BigIntegerField(default=0)),
                        ("last_uid", models.BigIntegerField(default=0)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("polled_at", models.DateTimeField(blank=True, null=True)),
                        ("failed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="HyperCare",
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
                        ("started_on", models.DateField(verbose_name="since")),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Running"), ("ended", "Ended")],
                                default="running",
                                editable=False,
                                max_length=8,
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, editable=False, null=True)),
                        ("exception_reason", models.TextField(blank=True, editable=False, max_length=2000)),
                        ("outcome", models.JSONField(default=list, editable=False)),
                        (
                            "ended_by",
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
                            "project",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hypercare",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "-started_on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running")),
                                fields=("project", "wave"),
                                name="hypercare_one_per_wave",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running"), ("wave__isnull", True)),
                                fields=("project",),
                                name="hypercare_one_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_by__isnull", True), ("ended_on__isnull", True), ("state", "running")
                                    ),
                                    models.Q(
                                        ("ended_by__isnull", False), ("ended_on__isnull", False), ("state", "ended")
                                    ),
                                    _connector="OR",
                                ),
                                name="hypercare_ended_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SolvedByArticle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("article", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        ("on", models.DateField()),
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
                        "indexes": [models.Index(fields=["project", "on"], name="solvedbyarticle_on")],
                    },
                ),
                migrations.CreateModel(
                    name="SupportRelease",
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
                        ("name", models.CharField(max_length=60, verbose_name="version")),
                        ("planned_on", models.DateField(verbose_name="planned")),
                        (
                            "released_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="out since"),
                        ),
                        ("notes", models.TextField(blank=True, max_length=4000, verbose_name="what is new")),
                        ("notes_en", models.TextField(blank=True, max_length=4000, verbose_name="in English")),
                        (
                            "project",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support_releases",
                                to="projects.project",
                            ),
                        ),
                        (
                            "released_by",
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
                            "scope_items",
                            models.ManyToManyField(
                                blank=True, related_name="releases", to="projects.scopeitem", verbose_name="scope items"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-planned_on", "-id"],
                        "indexes": [models.Index(fields=["planned_on"], name="supportrelease_planned")],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "name"), name="supportrelease_version"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("released_by__isnull", True), ("released_on__isnull", True)),
                                    models.Q(("released_by__isnull", False), ("released_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="supportrelease_out_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportSetting",
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
                        ("opens_at", models.TimeField(default=datetime.time(9, 0), verbose_name="desk opens")),
                        ("closes_at", models.TimeField(default=datetime.time(18, 0), verbose_name="desk closes")),
                        (
                            "close_workdays",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(60),
                                ],
                                verbose_name="closes by itself after, working days",
                            ),
                        ),
                        (
                            "lead",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="support lead",
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support_setting",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="supportsetting_hours"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportTeam",
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
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        (
                            "lead",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="lead",
                            ),
                        ),
                        (
                            "members",
                            models.ManyToManyField(
                                blank=True,
                                related_name="support_teams",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="members",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support_teams",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "name"],
                        "constraints": [models.UniqueConstraint(fields=("project", "name"), name="supportteam_name")],
                    },
                ),
                migrations.CreateModel(
                    name="BankQuestion",
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
                                    ("single", "One of several"),
                                    ("multiple", "Several of several"),
                                    ("order", "Put in order"),
                                    ("text", "Free text"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=600, verbose_name="question")),
                        ("text_en", models.CharField(blank=True, max_length=600, verbose_name="in English")),
                        ("options", models.JSONField(blank=True, default=list)),
                        ("right", models.JSONField(blank=True, default=list)),
                        (
                            "points",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(20),
                                ],
                                verbose_name="points",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=600, verbose_name="explanation")),
                        (
                            "note_en",
                            models.CharField(blank=True, max_length=600, verbose_name="explanation in English"),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="may be drawn")),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="changemgmt.course",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["course_id", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("points__gte", 1)), name="bankquestion_points")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CourseMaterial",
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
                                choices=[("text", "Text"), ("link", "Link"), ("file", "File")],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="material title")),
                        ("title_en", models.CharField(blank=True, max_length=160, verbose_name="in English")),
                        ("body", models.TextField(blank=True, max_length=20000, verbose_name="material text")),
                        (
                            "body_en",
                            models.TextField(blank=True, max_length=20000, verbose_name="material text in English"),
                        ),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="address")),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[django.core.validators.MaxValueValidator(600)],
                                verbose_name="time needed",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="materials",
                                to="changemgmt.course",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pmo.attachment",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["course_id", "position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "link"), _negated=True),
                                    models.Q(("link", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="coursematerial_link",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "file"), _negated=True), ("file__isnull", False), _connector="OR"
                                ),
                                name="coursematerial_file",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Champion",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("nominated", "Nominated"),
                                    ("active", "Active"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Nomination withdrawn"),
                                    ("ended", "Ended"),
                                ],
                                default="nominated",
                                editable=False,
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="why this person")),
                        (
                            "time_share",
                            models.PositiveSmallIntegerField(
                                default=10,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(20),
                                ],
                                verbose_name="time for it",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("refusal", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("since_on", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("until_on", models.DateField(verbose_name="until")),
                        (
                            "renewal",
                            models.CharField(
                                blank=True,
                                choices=[("", "Not asked yet"), ("offered", "Will go on"), ("declined", "Will stop")],
                                default="",
                                editable=False,
                                max_length=8,
                            ),
                        ),
                        ("renewal_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("ended_on", models.DateField(blank=True, editable=False, null=True)),
                        (
                            "end_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("by_hand", "Ended by hand"),
                                    ("resigned", "Stepped down"),
                                    ("term", "The term was over"),
                                    ("left", "Left the company"),
                                ],
                                editable=False,
                                max_length=8,
                            ),
                        ),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="reason of the end")),
                        (
                            "ended_by",
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
                            "nominated_by",
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
                                related_name="champions",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="champions",
                                to="pmo.unit",
                                verbose_name="unit",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="champion_terms",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "processes",
                            models.ManyToManyField(
                                blank=True,
                                related_name="champions",
                                to="changemgmt.criticalprocess",
                                verbose_name="critical processes",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "unit__path", "user__name", "pk"],
                        "indexes": [
                            models.Index(fields=["state", "until_on"], name="champion_due"),
                            models.Index(fields=["user", "state"], name="champion_user"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("nominated", "active"))),
                                fields=("project", "user"),
                                name="champion_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("time_share__gte", 1), ("time_share__lte", 20)),
                                name="champion_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("since_on__isnull", True), ("until_on__gte", models.F("since_on")), _connector="OR"
                                ),
                                name="champion_term",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("active", "ended")), _negated=True),
                                    ("since_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="champion_since",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("refusal", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="champion_refusal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_on__isnull", False), ("state", "ended")),
                                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_on__isnull", True)),
                                    _connector="OR",
                                ),
                                name="champion_end",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CurriculumCourse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="changemgmt.course"
                            ),
                        ),
                        (
                            "curriculum",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="changemgmt.curriculum",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["curriculum_id", "position", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("curriculum", "course"), name="curriculumcourse_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enrolment",
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
                            "learner_role",
                            models.CharField(
                                choices=[
                                    ("operate", "Staff operate"),
                                    ("approve", "Managers approve"),
                                    ("configure", "Administrators configure"),
                                    ("support", "Support helps"),
                                ],
                                default="operate",
                                max_length=12,
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[("rule", "By rule"), ("self", "By themselves"), ("person", "By somebody")],
                                max_length=8,
                            ),
                        ),
                        ("required", models.BooleanField(default=False)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("enrolled_at", models.DateTimeField()),
                        ("attended_on", models.DateField(blank=True, null=True)),
                        ("passed_on", models.DateField(blank=True, null=True)),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        ("score", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                        ("score_before", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="enrolments",
                                to="changemgmt.course",
                            ),
                        ),
                        (
                            "curriculum",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="enrolments",
                                to="changemgmt.curriculum",
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
                    ],
                    options={
                        "ordering": ["course_id", "id"],
                        "indexes": [
                            models.Index(fields=["user", "required"], name="enrolment_of_person"),
                            models.Index(fields=["due_on"], name="enrolment_due"),
                            models.Index(fields=["valid_until"], name="enrolment_expires"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("course", "user"), name="enrolment_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True), ("passed_on__isnull", False), _connector="OR"
                                ),
                                name="enrolment_valid_passed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("score__isnull", True),
                                    models.Q(("score__gte", 0), ("score__lte", 100)),
                                    _connector="OR",
                                ),
                                name="enrolment_score",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feedback",
                    fields=[
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "id",
                            models.BigIntegerField(
                                default=changemgmt.feedback.models.random_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="about")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("good", "Works well"), ("stuck", "Stuck"), ("idea", "Idea")],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("faster", "Saves time"),
                                    ("easy", "Easy to learn"),
                                    ("clear", "Figures are clear"),
                                    ("device", "Too few devices"),
                                    ("scan", "Does not scan"),
                                    ("slow", "Pages are slow"),
                                    ("how", "I do not know how"),
                                    ("network", "No network"),
                                    ("data", "Data is wrong"),
                                    ("fields", "Too much to fill in"),
                                    ("missing", "Something is missing"),
                                    ("training", "More training"),
                                    ("process", "Change the steps"),
                                    ("other", "In my words"),
                                ],
                                max_length=10,
                                verbose_name="what",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("text", models.TextField(blank=True, max_length=4000, verbose_name="words")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("named", "With my name"),
                                    ("confidential", "Confidential"),
                                    ("anonymous", "Anonymous"),
                                ],
                                default="named",
                                max_length=12,
                                verbose_name="given",
                            ),
                        ),
                        ("receipt_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("received_on", models.DateField(editable=False, verbose_name="received")),
                        ("admitted", models.BooleanField(default=True, editable=False)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("form", "Form"),
                                    ("code", "QR code"),
                                    ("meeting", "Meeting"),
                                    ("api", "Interface"),
                                ],
                                default="form",
                                max_length=8,
                                verbose_name="came by",
                            ),
                        ),
                        ("meeting_line", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("open", "Being looked at"),
                                    ("answered", "Answered"),
                                    ("decided", "Decided"),
                                    ("closed", "Closed"),
                                    ("merged", "Merged"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="new",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("answer_due", models.DateField(editable=False, verbose_name="first answer due")),
                        ("decide_due", models.DateField(editable=False, verbose_name="decision due")),
                        (
                            "answered_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="first answered"),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("none", "not yet"),
                                    ("unit", "Head of the unit"),
                                    ("management", "Management"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="escalated to",
                            ),
                        ),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("will", "We will do it"),
                                    ("partly", "Partly"),
                                    ("later", "Not now"),
                                    ("wont", "We will not"),
                                ],
                                max_length=8,
                                verbose_name="decision",
                            ),
                        ),
                        (
                            "decision_note",
                            models.TextField(blank=True, max_length=2000, verbose_name="what was decided"),
                        ),
                        ("decision_note_en", models.TextField(blank=True, max_length=2000, verbose_name="in English")),
                        ("decided_on", models.DateField(blank=True, null=True)),
                        ("outcome", models.TextField(blank=True, max_length=2000, verbose_name="what we did")),
                        ("outcome_en", models.TextField(blank=True, max_length=2000, verbose_name="in English")),
                        ("outcome_on", models.DateField(blank=True, null=True)),
                        ("on_board", models.BooleanField(default=False, verbose_name="on the board")),
                        (
                            "told_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="author told"),
                        ),
                        ("told_how", models.CharField(blank=True, max_length=300, verbose_name="how they were told")),
                        (
                            "author",
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
                            "change_request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.changerequest",
                                verbose_name="change request",
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
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.issue",
                                verbose_name="issue",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="changemgmt.feedback",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feedback",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "requirement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.requirement",
                                verbose_name="requirement",
                            ),
                        ),
                        (
                            "risk",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.risk",
                                verbose_name="risk",
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
                                verbose_name="task",
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
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="items",
                                to="changemgmt.feedbackmeeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-received_on", "id"],
                        "indexes": [
                            models.Index(fields=["state", "answer_due"], name="feedback_due"),
                            models.Index(fields=["author", "-received_on"], name="feedback_author"),
                            models.Index(fields=["on_board", "state"], name="feedback_board"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("level", "anonymous"), _negated=True),
                                    models.Q(
                                        ("author__isnull", True),
                                        ("unit__isnull", False),
                                        models.Q(("receipt_hash", ""), _negated=True),
                                        ("source__in", ("form", "code", "api")),
                                    ),
                                    _connector="OR",
                                ),
                                name="feedback_anonymous_has_no_author",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("level", "anonymous"),
                                    models.Q(("admitted", True), ("receipt_hash", "")),
                                    _connector="OR",
                                ),
                                name="feedback_receipt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(("told_on__isnull", False), models.Q(("decision", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="feedback_closed_told",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                                    models.Q(
                                        models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="feedback_merged_somewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True),
                                    models.Q(("merged_into", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="feedback_not_into_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("answered", "decided")), _negated=True),
                                    ("answered_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="feedback_answered_on_a_day",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("receipt_hash", ""), _negated=True),
                                fields=("receipt_hash",),
                                name="feedback_receipt_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("meeting__isnull", False)),
                                fields=("meeting", "meeting_line"),
                                name="feedback_line_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Announcement",
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
                        ("title", models.CharField(blank=True, max_length=160, verbose_name="announcement title")),
                        ("title_en", models.CharField(blank=True, max_length=160, verbose_name="title in English")),
                        ("body", models.TextField(blank=True, max_length=20000, verbose_name="announcement text")),
                        (
                            "body_en",
                            models.TextField(blank=True, max_length=20000, verbose_name="announcement text in English"),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("why", "Why we do this"),
                                    ("what", "What changes"),
                                    ("when", "When it comes"),
                                    ("benefit", "What is in it for me"),
                                    ("how", "How I do it"),
                                    ("result", "What came of it"),
                                ],
                                default="why",
                                max_length=8,
                                verbose_name="what it tells",
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("staff", "All staff of the project's units"),
                                    ("units", "All staff of some units"),
                                    ("people", "People by name"),
                                ],
                                default="staff",
                                max_length=8,
                                verbose_name="readers",
                            ),
                        ),
                        ("roles", models.JSONField(blank=True, default=list, verbose_name="roles")),
                        (
                            "confirm",
                            models.BooleanField(default=False, verbose_name="readers confirm that they have read it"),
                        ),
                        (
                            "reminders",
                            models.PositiveSmallIntegerField(
                                default=2,
                                validators=[django.core.validators.MaxValueValidator(3)],
                                verbose_name="reminders at most",
                            ),
                        ),
                        ("questions_open", models.BooleanField(default=True, verbose_name="readers may ask in public")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "To be approved"),
                                    ("approved", "Approved"),
                                    ("scheduled", "Scheduled"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("approved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "publish_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="goes out at"),
                        ),
                        ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("addressed", models.PositiveIntegerField(default=0, editable=False)),
                        ("withdrawn_why", models.CharField(blank=True, editable=False, max_length=300)),
                        (
                            "approved_by",
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
                            "author",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "edited_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                                related_name="announcements",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="sender",
                            ),
                        ),
                        (
                            "units",
                            models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units"),
                        ),
                        (
                            "voided_by",
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
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="announcements",
                                to="changemgmt.planentry",
                                verbose_name="line of the plan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-published_at", "-id"],
                        "indexes": [models.Index(fields=["state", "publish_at"], name="announcement_due")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), ("title_en", ""), _negated=True),
                                name="announcement_titled",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reminders__lte", 3)), name="announcement_reminders"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(
                                        models.Q(("approved_by", models.F("author")), _negated=True),
                                        models.Q(("approved_by", models.F("edited_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="announcement_four_eyes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "submitted"]),
                                    ("approved_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="announcement_approved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["published", "withdrawn"]), _negated=True),
                                    ("published_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="announcement_sent_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "scheduled"), _negated=True),
                                    ("publish_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="announcement_due_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PulseRound",
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
                        ("opens_at", models.DateTimeField(editable=False)),
                        ("closes_at", models.DateTimeField(verbose_name="closes")),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("closed", "Closed"), ("cancelled", "Cancelled")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("invited", models.PositiveIntegerField(default=0)),
                        ("answered", models.PositiveIntegerField(default=0)),
                        ("results", models.JSONField(blank=True, default=dict)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pulse_rounds",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                related_name="+", to="changemgmt.stakeholder", verbose_name="groups asked"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "-number"],
                        "indexes": [models.Index(fields=["status", "closes_at"], name="pulseround_due")],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="pulseround_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "open")),
                                fields=("project",),
                                name="pulseround_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="pulseround_period"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answered__lte", models.F("invited"))), name="pulseround_answered"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Impact",
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
                            "aspect",
                            models.CharField(
                                choices=[
                                    ("process", "Process"),
                                    ("technology", "Tools"),
                                    ("role", "Role and duties"),
                                    ("structure", "Reporting lines"),
                                    ("location", "Place of work"),
                                    ("behaviour", "Habits and culture"),
                                    ("measures", "What is measured"),
                                ],
                                max_length=12,
                                verbose_name="what changes",
                            ),
                        ),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "None"), (1, "Low"), (2, "Medium"), (3, "High")],
                                default=1,
                                verbose_name="how much",
                            ),
                        ),
                        ("before", models.CharField(blank=True, max_length=300, verbose_name="from")),
                        ("before_en", models.CharField(blank=True, max_length=300, verbose_name="from, in English")),
                        ("after", models.CharField(blank=True, max_length=300, verbose_name="to")),
                        ("after_en", models.CharField(blank=True, max_length=300, verbose_name="to, in English")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="felt from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="felt until")),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="impacts",
                                to="changemgmt.stakeholder",
                                verbose_name="group",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["group_id", "id"],
                        "indexes": [models.Index(fields=["starts_on", "ends_on"], name="impact_felt")],
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "aspect"), name="impact_aspect_once"),
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 0), ("level__lte", 3)), name="impact_level"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("level", 0),
                                    models.Q(("ends_on__isnull", False), ("starts_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="impact_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="impact_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StakeholderAction",
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
                        ("text", models.CharField(max_length=300, verbose_name="what is done")),
                        ("text_en", models.CharField(blank=True, max_length=300, verbose_name="in English")),
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
                        ("outcome", models.CharField(blank=True, max_length=500, verbose_name="what came of it")),
                        ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                            "stakeholder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="changemgmt.stakeholder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [models.Index(fields=["owner", "status", "due_on"], name="stakeholderaction_owner")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="stakeholderaction_said"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("status", "open")),
                                    models.Q(models.Q(("status", "open"), _negated=True), ("closed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="stakeholderaction_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingSession",
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
                        ("starts_at", models.DateTimeField(verbose_name="begins")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="room")),
                        ("online", models.URLField(blank=True, max_length=500, verbose_name="address online")),
                        (
                            "seats",
                            models.PositiveSmallIntegerField(
                                default=20,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(2000),
                                ],
                                verbose_name="seats",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "Planned"), ("cancelled", "Cancelled")],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sessions",
                                to="changemgmt.course",
                                verbose_name="course",
                            ),
                        ),
                        (
                            "trainer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="trainer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_at", "id"],
                        "indexes": [models.Index(fields=["state", "starts_at"], name="trainingsession_due")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="trainingsession_period",
                            ),
                            models.CheckConstraint(condition=models.Q(("seats__gte", 1)), name="trainingsession_seats"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("place", ""), _negated=True),
                                    models.Q(("online", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="trainingsession_somewhere",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GiftPicture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=16)),
                        (
                            "gift",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="picture",
                                to="changemgmt.gift",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PointAccount",
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
                                    ("source", "Source of the budget"),
                                    ("budget", "Budget left to give"),
                                    ("pot", "Pot of a unit"),
                                    ("wallet", "Points of a person"),
                                    ("held", "Held for a gift"),
                                    ("redeemed", "Redeemed"),
                                    ("expired", "Lapsed"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("balance", models.BigIntegerField(default=0)),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_pots",
                                to="pmo.unit",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_accounts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "budget",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accounts",
                                to="changemgmt.pointbudget",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["budget_id", "kind", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("balance__lte", 0), ("kind", "source")),
                                    models.Q(models.Q(("kind", "source"), _negated=True), ("balance__gte", 0)),
                                    _connector="OR",
                                ),
                                name="pointaccount_balance",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ("wallet", "held")),
                                        ("unit__isnull", True),
                                        ("user__isnull", False),
                                    ),
                                    models.Q(("kind", "pot"), ("unit__isnull", False), ("user__isnull", True)),
                                    models.Q(
                                        ("kind__in", ("source", "budget", "redeemed", "expired")),
                                        ("unit__isnull", True),
                                        ("user__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="pointaccount_whose",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", True), ("user__isnull", True)),
                                fields=("budget", "kind"),
                                name="pointaccount_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("user__isnull", False)),
                                fields=("user", "budget", "kind"),
                                name="pointaccount_person_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("unit", "budget"),
                                name="pointaccount_unit_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointAward",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("assessment", "Assessment passed"),
                                    ("feedback", "Useful feedback"),
                                    ("champion", "Help as a champion"),
                                    ("target", "Unit reached its weekly target"),
                                    ("recognition", "Recognised by a colleague"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("cause_id", models.CharField(max_length=64)),
                        ("on", models.DateField()),
                        ("judged_at", models.DateTimeField()),
                        ("points", models.PositiveIntegerField(default=0)),
                        ("taken_back", models.PositiveIntegerField(default=0)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("granted", "Earned points"),
                                    ("refused", "Earned none"),
                                    ("reversed", "Taken back"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", ""),
                                    ("cap", "The most of this period was reached"),
                                    ("cool_down", "Too soon after the last one"),
                                    ("budget", "The budget was used up"),
                                    ("no_budget", "There is no budget for this year"),
                                    ("gone", "What earned them no longer stands"),
                                    ("left", "No longer active"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("text", models.JSONField(blank=True, default=dict)),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.project",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_awards",
                                to="pmo.unit",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_awards",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="changemgmt.pointrule",
                            ),
                        ),
                        (
                            "recognition",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="award",
                                to="changemgmt.recognition",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-pk"],
                        "indexes": [
                            models.Index(fields=["user", "-on"], name="pointaward_person"),
                            models.Index(fields=["rule", "on"], name="pointaward_rule"),
                            models.Index(fields=["cause", "cause_id"], name="pointaward_cause"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("user__isnull", False)),
                                fields=("rule", "user", "cause_id"),
                                name="pointaward_person_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("rule", "unit", "cause_id"),
                                name="pointaward_unit_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("unit__isnull", True), ("user__isnull", False)),
                                    models.Q(("unit__isnull", False), ("user__isnull", True)),
                                    _connector="OR",
                                ),
                                name="pointaward_whose",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("outcome", "refused"), ("points", 0), models.Q(("reason", ""), _negated=True)
                                    ),
                                    models.Q(models.Q(("outcome", "refused"), _negated=True), ("points__gt", 0)),
                                    _connector="OR",
                                ),
                                name="pointaward_reasoned",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("taken_back__lte", models.F("points"))),
                                name="pointaward_taken_back",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Redemption",
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
                        ("points", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked for"),
                                    ("approved", "Approved"),
                                    ("handed", "Handed over"),
                                    ("done", "Received"),
                                    ("refused", "Refused"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("key", models.CharField(max_length=64)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("handed_at", models.DateTimeField(blank=True, null=True)),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="where")),
                        ("received_at", models.DateTimeField(blank=True, null=True)),
                        ("by_itself", models.BooleanField(default=False)),
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
                            "gift",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemptions",
                                to="changemgmt.gift",
                            ),
                        ),
                        (
                            "handed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemptions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["state", "created_at"], name="redemption_waiting"),
                            models.Index(fields=["gift", "user", "state"], name="redemption_limit"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "key"), name="redemption_key"),
                            models.CheckConstraint(condition=models.Q(("points__gte", 1)), name="redemption_points"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("user")), _negated=True),
                                    _connector="OR",
                                ),
                                name="redemption_not_by_oneself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("handed_by__isnull", True),
                                    models.Q(("handed_by", models.F("user")), _negated=True),
                                    _connector="OR",
                                ),
                                name="redemption_handed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("asked", "cancelled")),
                                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="redemption_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("handed", "done")), _negated=True),
                                    models.Q(("handed_at__isnull", False), ("handed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="redemption_handed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="redemption_reasoned",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("received_at__isnull", False), ("state", "done")),
                                    models.Q(models.Q(("state", "done"), _negated=True), ("received_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="redemption_received",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HyperCareCriterion",
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
                                    ("contacts", "Contacts per 100 people and week, at most"),
                                    ("open_p1", "Open requests of priority P1, at most"),
                                    ("within", "Resolved within the service level, at least"),
                                    ("backlog", "Open requests, at most"),
                                    ("adoption", "Adoption, at least"),
                                ],
                                max_length=10,
                                verbose_name="criterion",
                            ),
                        ),
                        (
                            "threshold",
                            models.DecimalField(
                                decimal_places=1,
                                max_digits=8,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="threshold",
                            ),
                        ),
                        (
                            "weeks",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(26),
                                ],
                                verbose_name="weeks in a row",
                            ),
                        ),
                        (
                            "care",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="changemgmt.hypercare",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["care_id", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("care", "kind"), name="hypercarecriterion_once"),
                            models.CheckConstraint(
                                condition=models.Q(("threshold__gte", 0), ("weeks__gte", 1)),
                                name="hypercarecriterion_numbers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportCategory",
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
                        ("name_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        (
                            "default_priority",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(1, "P1"), (2, "P2"), (3, "P3"), (4, "P4")],
                                null=True,
                                verbose_name="at least of priority",
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "module",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.scopeitem",
                                verbose_name="module",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="changemgmt.supportcategory",
                                verbose_name="part of",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support_categories",
                                to="projects.project",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="changemgmt.supportteam",
                                verbose_name="team",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "name"), name="supportcategory_name"),
                            models.CheckConstraint(
                                condition=models.Q(("parent", models.F("id")), _negated=True),
                                name="supportcategory_not_in_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("default_priority__isnull", True),
                                    ("default_priority__in", [1, 2, 3, 4]),
                                    _connector="OR",
                                ),
                                name="supportcategory_priority",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KnownError",
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
                        ("title", models.CharField(max_length=200, verbose_name="symptom")),
                        ("title_en", models.CharField(blank=True, max_length=200, verbose_name="in English")),
                        ("workaround", models.TextField(blank=True, max_length=2000, verbose_name="workaround")),
                        ("workaround_en", models.TextField(blank=True, max_length=2000, verbose_name="in English")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("planned", "Fix planned"),
                                    ("fixed", "Fixed"),
                                    ("wont", "Will not be fixed"),
                                ],
                                default="open",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="known_errors",
                                to="projects.project",
                            ),
                        ),
                        (
                            "release",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="errors",
                                to="changemgmt.supportrelease",
                                verbose_name="fixed in",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="knownerror_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("planned", "fixed")), _negated=True),
                                    ("release__isnull", False),
                                    _connector="OR",
                                ),
                                name="knownerror_fixed_in_a_release",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
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
                                choices=[("before", "Before the course"), ("final", "Final")],
                                default="final",
                                max_length=8,
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Running"), ("marking", "Waits for marking"), ("done", "Marked")],
                                default="running",
                                max_length=8,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                        ("by_itself", models.BooleanField(default=False)),
                        ("questions", models.JSONField(default=list)),
                        ("pass_mark", models.PositiveSmallIntegerField()),
                        ("score", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                        ("passed", models.BooleanField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attempts",
                                to="changemgmt.enrolment",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-begun_at", "-id"],
                        "indexes": [models.Index(fields=["state", "ends_at"], name="attempt_due")],
                        "constraints": [
                            models.UniqueConstraint(fields=("enrolment", "kind", "number"), name="attempt_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running")), fields=("user",), name="attempt_one_running"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "running"), ("handed_in_at__isnull", False), _connector="OR"
                                ),
                                name="attempt_handed_in",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), _negated=True),
                                    models.Q(("passed__isnull", False), ("score__isnull", False)),
                                    _connector="OR",
                                ),
                                name="attempt_marked",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("score__isnull", True),
                                    models.Q(("score__gte", 0), ("score__lte", 100)),
                                    _connector="OR",
                                ),
                                name="attempt_score",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CourseRating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "stars",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ]
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("rated_on", models.DateField()),
                        (
                            "enrolment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rating",
                                to="changemgmt.enrolment",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="courserating_stars"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackNote",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                default=changemgmt.feedback.models.random_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("author", "Added by the author"),
                                    ("answer", "Answer"),
                                    ("internal", "Among those who handle it"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("text", models.TextField(max_length=4000)),
                        ("on", models.DateField()),
                        ("admitted", models.BooleanField(default=True)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "feedback",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="changemgmt.feedback",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["feedback_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("feedback", "number"), name="feedbacknote_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by__isnull", True), ("kind", "author")),
                                    models.Q(models.Q(("kind", "author"), _negated=True), ("by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="feedbacknote_by",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackPicture",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                default=changemgmt.feedback.models.random_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        (
                            "feedback",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pictures",
                                to="changemgmt.feedback",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["feedback_id", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackVote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "feedback",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="votes",
                                to="changemgmt.feedback",
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
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("feedback", "user"), name="feedbackvote_once")],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackWatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "feedback",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="watches",
                                to="changemgmt.feedback",
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("feedback", "user"), name="feedbackwatch_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        ("reminded", models.PositiveSmallIntegerField(default=0)),
                        (
                            "announcement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="receipts",
                                to="changemgmt.announcement",
                            ),
                        ),
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["user", "read_at"], name="receipt_mine")],
                        "constraints": [
                            models.UniqueConstraint(fields=("announcement", "user"), name="receipt_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("read_at__isnull", True), ("opened_at__isnull", False), _connector="OR"
                                ),
                                name="receipt_opened_first",
                            ),
                            models.CheckConstraint(condition=models.Q(("reminded__lte", 3)), name="receipt_reminders"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PulseSeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("answer", models.JSONField(null=True)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to="changemgmt.pulseround",
                            ),
                        ),
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
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="changemgmt.stakeholder",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("round", "user"), name="pulseseat_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SessionSeat",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("booked", "Has a seat"),
                                    ("waiting", "Waiting list"),
                                    ("given_up", "Given up"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("attended", models.BooleanField(blank=True, null=True)),
                        ("by_code", models.BooleanField(default=False)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="places",
                                to="changemgmt.trainingsession",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["session_id", "asked_at", "id"],
                        "indexes": [models.Index(fields=["user", "state"], name="sessionseat_of_person")],
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "user"), name="sessionseat_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("attended", True), _negated=True), ("state", "booked"), _connector="OR"
                                ),
                                name="sessionseat_attended_had_seat",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnouncementQuestion",
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
                        ("hidden", models.BooleanField(default=False, verbose_name="without my name")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("answered", "Answered"),
                                    ("merged", "Asked already"),
                                    ("removed", "Removed"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                        ("answer_en", models.TextField(blank=True, max_length=4000, verbose_name="answer in English")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "announcement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="changemgmt.announcement",
                            ),
                        ),
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
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="changemgmt.announcementquestion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "answered"), _negated=True),
                                    models.Q(("answer", ""), ("answer_en", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="question_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True),
                                    models.Q(("merged_into", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="question_not_into_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                                    models.Q(
                                        models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="question_merged",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChampionEntry",
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
                                    ("answer", "Helped somebody"),
                                    ("session", "Held a session"),
                                    ("feedback", "Gathered feedback"),
                                    ("other", "Something else"),
                                ],
                                default="answer",
                                max_length=8,
                                verbose_name="what",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="day")),
                        (
                            "people",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(500),
                                ],
                                verbose_name="people",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "champion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="changemgmt.champion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-pk"],
                        "indexes": [models.Index(fields=["champion", "on"], name="championentry_day")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="championentry_people")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChampionSkill",
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
                                    ("system", "Processes and systems"),
                                    ("language", "Languages"),
                                    ("shift", "Shifts"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("word", models.CharField(max_length=40)),
                        (
                            "champion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="skills",
                                to="changemgmt.champion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kind", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("champion", "kind", "word"), name="championskill_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointTransaction",
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
                                    ("fund", "Budget granted"),
                                    ("defund", "Budget cut"),
                                    ("award", "Earned"),
                                    ("reverse", "Taken back"),
                                    ("share", "Shared out"),
                                    ("hold", "Held for a gift"),
                                    ("release", "Given back"),
                                    ("redeem", "Redeemed"),
                                    ("expire", "Lapsed"),
                                    ("leave", "Lapsed after leaving"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("occasion", models.CharField(max_length=80, unique=True)),
                        ("at", models.DateTimeField()),
                        ("on", models.DateField()),
                        (
                            "award",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transactions",
                                to="changemgmt.pointaward",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "redemption",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transactions",
                                to="changemgmt.redemption",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "indexes": [models.Index(fields=["on"], name="pointtransaction_day")],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceLevel",
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
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "P1"), (2, "P2"), (3, "P3"), (4, "P4")], verbose_name="priority"
                            ),
                        ),
                        (
                            "answer_minutes",
                            models.PositiveIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(60000),
                                ],
                                verbose_name="first answer, working minutes",
                            ),
                        ),
                        (
                            "resolve_minutes",
                            models.PositiveIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(60000),
                                ],
                                verbose_name="resolution, working minutes",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="service_levels",
                                to="projects.project",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="levels",
                                to="changemgmt.supportcategory",
                                verbose_name="category",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "category_id", "priority"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("project", "category", "priority"), name="servicelevel_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("category__isnull", True)),
                                fields=("project", "priority"),
                                name="servicelevel_project_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer_minutes__gte", 1), ("answer_minutes__lte", models.F("resolve_minutes"))
                                ),
                                name="servicelevel_minutes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("priority__in", [1, 2, 3, 4])), name="servicelevel_priority"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CannedAnswer",
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
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("title_en", models.CharField(blank=True, max_length=120, verbose_name="in English")),
                        (
                            "text",
                            models.TextField(
                                help_text="{name}, {code} and {title} are filled in when it is used.",
                                max_length=2000,
                                verbose_name="words",
                            ),
                        ),
                        ("text_en", models.TextField(blank=True, max_length=2000, verbose_name="in English")),
                        ("used", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "project",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="canned_answers",
                                to="projects.project",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="canned",
                                to="changemgmt.supportcategory",
                                verbose_name="category",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project_id", "-used", "title"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "title"), name="cannedanswer_title")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportRequest",
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
                            "token",
                            models.CharField(
                                default=changemgmt.support.models.requests.new_token, editable=False, max_length=12
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("text", models.TextField(blank=True, max_length=8000, verbose_name="words")),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="where")),
                        ("page", models.CharField(blank=True, editable=False, max_length=200)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("form", "Form"),
                                    ("code", "QR code"),
                                    ("phone", "Phone call"),
                                    ("mail", "Mail"),
                                    ("api", "Interface"),
                                ],
                                default="form",
                                max_length=8,
                                verbose_name="came by",
                            ),
                        ),
                        (
                            "impact",
                            models.CharField(
                                choices=[("one", "One person"), ("team", "A team"), ("many", "Many people")],
                                default="one",
                                max_length=8,
                                verbose_name="impact",
                            ),
                        ),
                        (
                            "urgency",
                            models.CharField(
                                choices=[
                                    ("low", "Can wait"),
                                    ("normal", "Hinders work"),
                                    ("high", "Work stands still"),
                                ],
                                default="normal",
                                max_length=8,
                                verbose_name="urgency",
                            ),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "P1"), (2, "P2"), (3, "P3"), (4, "P4")], verbose_name="priority"
                            ),
                        ),
                        (
                            "priority_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why another priority"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("assigned", "Assigned"),
                                    ("working", "In progress"),
                                    ("wait_user", "Waiting for the requester"),
                                    ("wait_supplier", "Waiting for the supplier"),
                                    ("resolved", "Resolved"),
                                    ("closed", "Closed"),
                                    ("merged", "Merged"),
                                ],
                                default="new",
                                max_length=14,
                                verbose_name="state",
                            ),
                        ),
                        ("is_incident", models.BooleanField(default=False, verbose_name="incident")),
                        ("opened_at", models.DateTimeField(editable=False, verbose_name="received")),
                        ("answer_minutes", models.PositiveIntegerField(editable=False)),
                        ("resolve_minutes", models.PositiveIntegerField(editable=False)),
                        (
                            "answer_due_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="first answer due"
                            ),
                        ),
                        (
                            "resolve_due_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="resolution due"),
                        ),
                        ("risk_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "answered_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="first answered"),
                        ),
                        (
                            "resolved_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="resolved"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("answer_met", models.BooleanField(blank=True, editable=False, null=True)),
                        ("resolve_met", models.BooleanField(blank=True, editable=False, null=True)),
                        (
                            "step",
                            models.CharField(
                                choices=[("none", "not yet"), ("lead", "Support lead"), ("manager", "Project manager")],
                                default="none",
                                editable=False,
                                max_length=8,
                                verbose_name="escalated to",
                            ),
                        ),
                        (
                            "reopened",
                            models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="opened again"),
                        ),
                        (
                            "rating",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="satisfaction",
                            ),
                        ),
                        ("article", models.CharField(blank=True, max_length=40, verbose_name="article")),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="assigned to",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="requests",
                                to="changemgmt.supportcategory",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "change_request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="projects.changerequest",
                                verbose_name="change request",
                            ),
                        ),
                        (
                            "entered_by",
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
                            "feedback",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="changemgmt.feedback",
                                verbose_name="feedback",
                            ),
                        ),
                        (
                            "known_error",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="requests",
                                to="changemgmt.knownerror",
                                verbose_name="known error",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="changemgmt.supportrequest",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="changemgmt.supportrequest",
                                verbose_name="part of the incident",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support_requests",
                                to="projects.project",
                                verbose_name="project",
                            ),
                        ),
                        (
                            "release",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="requests",
                                to="changemgmt.supportrelease",
                                verbose_name="release",
                            ),
                        ),
                        (
                            "requester",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="requester",
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
                                verbose_name="task",
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
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="changemgmt.supportteam",
                                verbose_name="team",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-opened_at", "-id"],
                        "indexes": [
                            models.Index(fields=["project", "state", "resolve_due_at"], name="supportrequest_queue"),
                            models.Index(fields=["requester", "-opened_at"], name="supportrequest_mine"),
                            models.Index(fields=["assignee", "state"], name="supportrequest_load"),
                            models.Index(fields=["project", "opened_at"], name="supportrequest_weeks"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "number"), name="supportrequest_number"),
                            models.UniqueConstraint(fields=("token",), name="supportrequest_token"),
                            models.CheckConstraint(
                                condition=models.Q(("priority__in", [1, 2, 3, 4])), name="supportrequest_priority"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rating__isnull", True),
                                    models.Q(("rating__gte", 1), ("rating__lte", 5)),
                                    _connector="OR",
                                ),
                                name="supportrequest_rating",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                                    models.Q(
                                        models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="supportrequest_merged_somewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("resolved", "closed")), _negated=True),
                                    ("resolved_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="supportrequest_resolved_at",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("parent__isnull", True),
                                    models.Q(
                                        models.Q(("parent", models.F("id")), _negated=True), ("is_incident", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="supportrequest_two_levels",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("assigned", "working")), _negated=True),
                                    ("assignee__isnull", False),
                                    ("team__isnull", False),
                                    _connector="OR",
                                ),
                                name="supportrequest_somebody_works",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True)),
                        ("issued_on", models.DateField()),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        (
                            "attempt",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="certificate",
                                to="changemgmt.attempt",
                            ),
                        ),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="certificates",
                                to="changemgmt.enrolment",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-issued_on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("enrolment", "issued_on"), name="certificate_once_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expires_on__isnull", True),
                                    ("expires_on__gt", models.F("issued_on")),
                                    _connector="OR",
                                ),
                                name="certificate_expires_later",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttemptAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("question", models.PositiveIntegerField()),
                        ("value", models.JSONField()),
                        ("turn", models.PositiveIntegerField(default=1)),
                        ("saved_at", models.DateTimeField()),
                        ("points", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                        ("remark", models.CharField(blank=True, max_length=600)),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="changemgmt.attempt",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("attempt", "question"), name="attemptanswer_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("points", models.PositiveBigIntegerField()),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        (
                            "credit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="come",
                                to="changemgmt.pointaccount",
                            ),
                        ),
                        (
                            "debit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gone",
                                to="changemgmt.pointaccount",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="used",
                                to="changemgmt.pointentry",
                            ),
                        ),
                        (
                            "transaction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="changemgmt.pointtransaction",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["credit", "expires_on"], name="pointentry_lots"),
                            models.Index(fields=["expires_on"], name="pointentry_expires"),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("points__gt", 0)), name="pointentry_points"),
                            models.CheckConstraint(
                                condition=models.Q(("debit", models.F("credit")), _negated=True),
                                name="pointentry_two_accounts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportPicture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pictures",
                                to="changemgmt.supportrequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["request_id", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SupportPause",
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
                                choices=[("requester", "Waiting for the requester"), ("resolved", "Resolved")],
                                max_length=10,
                            ),
                        ),
                        ("since_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pauses",
                                to="changemgmt.supportrequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["request_id", "since_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_at__isnull", True)),
                                fields=("request",),
                                name="supportpause_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_at__isnull", True), ("until_at__gte", models.F("since_at")), _connector="OR"
                                ),
                                name="supportpause_ends_after",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportNote",
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
                                    ("question", "From the requester"),
                                    ("answer", "Answer"),
                                    ("internal", "Internal note"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("text", models.TextField(max_length=8000)),
                        ("at", models.DateTimeField()),
                        ("by_mail", models.BooleanField(default=False)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="changemgmt.supportrequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["request_id", "at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SupportMail",
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
                        ("message_id", models.CharField(editable=False, max_length=64, unique=True)),
                        ("sender", models.CharField(editable=False, max_length=254, verbose_name="from")),
                        ("subject", models.CharField(editable=False, max_length=200, verbose_name="subject")),
                        ("text", models.TextField(blank=True, editable=False, max_length=8000)),
                        ("received_at", models.DateTimeField(editable=False, verbose_name="received")),
                        ("size", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("taken", "Became a request"),
                                    ("threaded", "Added to a request"),
                                    ("held", "In quarantine"),
                                    ("dropped", "Left out"),
                                ],
                                editable=False,
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "—"),
                                    ("unknown", "Sender is nobody of the company"),
                                    ("automatic", "Sent automatically"),
                                    ("loop", "From this mailbox itself"),
                                    ("too_many", "Too many mails within an hour"),
                                    ("too_large", "Larger than allowed"),
                                    ("damaged", "Cannot be read"),
                                    ("foreign", "Answers a request of somebody else"),
                                    ("no_project", "No project with a support desk"),
                                    ("empty", "Without words"),
                                    ("forged", "The sender is not proven"),
                                    ("removed", "Removed by a person"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="reason",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="mails",
                                to="changemgmt.supportrequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-received_at", "-id"],
                        "indexes": [
                            models.Index(fields=["sender", "received_at"], name="supportmail_rate"),
                            models.Index(fields=["state", "-received_at"], name="supportmail_held"),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(
            code=changemgmt.incentives.guard.install,
            reverse_code=changemgmt.incentives.guard.remove,
        ),
    ]
