import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import changemgmt.feedback.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pmo", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommsTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        condition=models.Q(("title", ""), ("title_en", ""), _negated=True), name="commstemplate_titled"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("needs_attendance", models.BooleanField(default=False, verbose_name="a session must be attended")),
                ("needs_assessment", models.BooleanField(default=True, verbose_name="an assessment must be passed")),
                (
                    "pretest",
                    models.BooleanField(default=False, verbose_name="a test before the course, to measure the gain"),
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
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="course_titled"),
                    models.CheckConstraint(
                        condition=models.Q(("pass_mark__gte", 1), ("pass_mark__lte", 100)), name="course_pass_mark"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("needs_attendance", True), ("needs_assessment", True), _connector="OR"),
                        name="course_can_be_passed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CriticalProcess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("units", models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units")),
            ],
            options={
                "ordering": ["project_id", "learner_role", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="curriculum_titled")
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("units", models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units")),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [models.Index(fields=["project", "due_on"], name="planentry_due")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="planentry_titled")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        choices=[(1, "Unaware"), (2, "Resistant"), (3, "Neutral"), (4, "Supportive"), (5, "Leading")],
                        default=3,
                        verbose_name="stands today",
                    ),
                ),
                (
                    "desired",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Unaware"), (2, "Resistant"), (3, "Neutral"), (4, "Supportive"), (5, "Leading")],
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
                ("units", models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units")),
            ],
            options={
                "ordering": ["project_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number"), name="stakeholder_number"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="stakeholder_named"),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="change_capacity", to="pmo.unit"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                            ("starts_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="blackout_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChampionMaterial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("public", models.BooleanField(default=False, verbose_name="show the answer to the whole unit")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pmo.unit"),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="BankQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("note_en", models.CharField(blank=True, max_length=600, verbose_name="explanation in English")),
                ("active", models.BooleanField(default=True, verbose_name="may be drawn")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="changemgmt.course"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("body_en", models.TextField(blank=True, max_length=20000, verbose_name="material text in English")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="changemgmt.course"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                        condition=models.Q(("time_share__gte", 1), ("time_share__lte", 20)), name="champion_time"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="changemgmt.curriculum"
                    ),
                ),
            ],
            options={
                "ordering": ["curriculum_id", "position", "id"],
                "constraints": [models.UniqueConstraint(fields=("curriculum", "course"), name="curriculumcourse_once")],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="enrolments", to="changemgmt.course"
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
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
                            ("score__isnull", True), models.Q(("score__gte", 0), ("score__lte", 100)), _connector="OR"
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
                        default=changemgmt.feedback.models.random_id, editable=False, primary_key=True, serialize=False
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
                        choices=[("form", "Form"), ("code", "QR code"), ("meeting", "Meeting"), ("api", "Interface")],
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
                ("answered_on", models.DateField(blank=True, editable=False, null=True, verbose_name="first answered")),
                (
                    "step",
                    models.CharField(
                        choices=[("none", "not yet"), ("unit", "Head of the unit"), ("management", "Management")],
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
                ("decision_note", models.TextField(blank=True, max_length=2000, verbose_name="what was decided")),
                ("decision_note_en", models.TextField(blank=True, max_length=2000, verbose_name="in English")),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("outcome", models.TextField(blank=True, max_length=2000, verbose_name="what we did")),
                ("outcome_en", models.TextField(blank=True, max_length=2000, verbose_name="in English")),
                ("outcome_on", models.DateField(blank=True, null=True)),
                ("on_board", models.BooleanField(default=False, verbose_name="on the board")),
                ("told_on", models.DateField(blank=True, editable=False, null=True, verbose_name="author told")),
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
                            ("level", "anonymous"), models.Q(("admitted", True), ("receipt_hash", "")), _connector="OR"
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
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("confirm", models.BooleanField(default=False, verbose_name="readers confirm that they have read it")),
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
                ("publish_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="goes out at")),
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
                ("units", models.ManyToManyField(blank=True, related_name="+", to="pmo.unit", verbose_name="units")),
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
                        condition=models.Q(("title", ""), ("title_en", ""), _negated=True), name="announcement_titled"
                    ),
                    models.CheckConstraint(condition=models.Q(("reminders__lte", 3)), name="announcement_reminders"),
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
                            ("state__in", ["draft", "submitted"]), ("approved_by__isnull", False), _connector="OR"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(related_name="+", to="changemgmt.stakeholder", verbose_name="groups asked"),
                ),
            ],
            options={
                "ordering": ["project_id", "-number"],
                "indexes": [models.Index(fields=["status", "closes_at"], name="pulseround_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number"), name="pulseround_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")), fields=("project",), name="pulseround_one_at_a_time"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                            ("starts_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="impact_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StakeholderAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="changemgmt.stakeholder"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        choices=[("planned", "Planned"), ("cancelled", "Cancelled")], default="planned", max_length=10
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
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="trainingsession_period"
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
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[("before", "Before the course"), ("final", "Final")], default="final", max_length=8
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="changemgmt.enrolment"
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
                        condition=models.Q(("state", "running"), ("handed_in_at__isnull", False), _connector="OR"),
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
                            ("score__isnull", True), models.Q(("score__gte", 0), ("score__lte", 100)), _connector="OR"
                        ),
                        name="attempt_score",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="rating", to="changemgmt.enrolment"
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
                        default=changemgmt.feedback.models.random_id, editable=False, primary_key=True, serialize=False
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="changemgmt.feedback"
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
                        default=changemgmt.feedback.models.random_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("content", models.BinaryField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="changemgmt.feedback"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="changemgmt.feedback"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watches", to="changemgmt.feedback"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("feedback", "user"), name="feedbackwatch_once")],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "read_at"], name="receipt_mine")],
                "constraints": [
                    models.UniqueConstraint(fields=("announcement", "user"), name="receipt_once"),
                    models.CheckConstraint(
                        condition=models.Q(("read_at__isnull", True), ("opened_at__isnull", False), _connector="OR"),
                        name="receipt_opened_first",
                    ),
                    models.CheckConstraint(condition=models.Q(("reminded__lte", 3)), name="receipt_reminders"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PulseSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answer", models.JSONField(null=True)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="changemgmt.pulseround"
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="changemgmt.stakeholder"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("booked", "Has a seat"), ("waiting", "Waiting list"), ("given_up", "Given up")],
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("attended", models.BooleanField(blank=True, null=True)),
                ("by_code", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="changemgmt.champion"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("system", "Processes and systems"), ("language", "Languages"), ("shift", "Shifts")],
                        max_length=8,
                    ),
                ),
                ("word", models.CharField(max_length=40)),
                (
                    "champion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="skills", to="changemgmt.champion"
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
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                            ("expires_on__isnull", True), ("expires_on__gt", models.F("issued_on")), _connector="OR"
                        ),
                        name="certificate_expires_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttemptAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.PositiveIntegerField()),
                ("value", models.JSONField()),
                ("turn", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("points", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("remark", models.CharField(blank=True, max_length=600)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="changemgmt.attempt"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("attempt", "question"), name="attemptanswer_once")],
            },
        ),
    ]
