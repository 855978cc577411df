import uuid

import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import pmo.accounts.models
import pmo.audit.guard
import pmo.records.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        pmo.records.tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="AuditSeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first_id", models.BigIntegerField()),
                        ("last_id", models.BigIntegerField(unique=True)),
                        ("count", models.PositiveIntegerField()),
                        ("previous_hash", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        ("sealed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["last_id"],
                    },
                ),
                migrations.CreateModel(
                    name="AccountMail",
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
                                    ("reset", "Password reset"),
                                    ("invite", "Invitation"),
                                    ("changed", "Password changed"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[("", "As my browser says"), ("zh-hans", "简体中文"), ("en", "English")],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("base_url", models.CharField(max_length=200)),
                        ("requested_at", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(blank=True, null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["done_at", "requested_at"], name="accountmail_due")],
                    },
                ),
                migrations.CreateModel(
                    name="LoginFailure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("account", models.CharField(max_length=64)),
                        ("ip", models.CharField(max_length=45)),
                        ("failed_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["account", "ip", "failed_at"], name="loginfailure_account_ip"),
                            models.Index(fields=["failed_at"], name="loginfailure_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkCalendar",
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
                        ("code", models.SlugField(max_length=32, unique=True, verbose_name="code")),
                        ("is_default", models.BooleanField(default=False, verbose_name="default")),
                        (
                            "time_zone",
                            models.CharField(default="Asia/Shanghai", max_length=64, verbose_name="time zone"),
                        ),
                        ("watermark", models.UUIDField(default=uuid.uuid4, editable=False)),
                    ],
                    options={
                        "verbose_name": "working calendar",
                        "verbose_name_plural": "working calendars",
                        "ordering": ["-is_default", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_default", True)),
                                fields=("is_default",),
                                name="calendar_one_default",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="calendar_named"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
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
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="English name")),
                        (
                            "employee_no",
                            models.CharField(
                                blank=True, max_length=32, null=True, unique=True, verbose_name="employee number"
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=80, verbose_name="job title")),
                        ("title_en", models.CharField(blank=True, max_length=80, verbose_name="English job title")),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[("", "As my browser says"), ("zh-hans", "简体中文"), ("en", "English")],
                                default="",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "time_zone",
                            models.CharField(default="Asia/Shanghai", max_length=64, verbose_name="time zone"),
                        ),
                        (
                            "theme",
                            models.CharField(
                                blank=True,
                                choices=[("", "As my device says"), ("light", "Light"), ("dark", "Dark")],
                                default="",
                                max_length=8,
                                verbose_name="theme",
                            ),
                        ),
                        (
                            "is_demo",
                            models.BooleanField(
                                default=False, help_text="Shares the printed demo password; refused outside the demo."
                            ),
                        ),
                        ("deactivated_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="pmo.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "ordering": ["name", "id"],
                        "indexes": [models.Index(fields=["unit", "is_active"], name="user_unit_active")],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("username"),
                                name="user_username_ci",
                                violation_error_message="Someone else has this user name.",
                            ),
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                condition=models.Q(("email", ""), _negated=True),
                                name="user_email_ci",
                                violation_error_message="Someone else has this e-mail address.",
                            ),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="user_named"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("deactivated_at__isnull", True), ("is_active", True)),
                                    ("is_active", False),
                                    _connector="OR",
                                ),
                                name="user_active_not_deactivated",
                            ),
                        ],
                    },
                    managers=[
                        ("objects", pmo.accounts.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(blank=True, max_length=40)),
                        ("object_id", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("project_id", models.PositiveBigIntegerField(blank=True, db_index=True, null=True)),
                        ("name", models.CharField(max_length=200, verbose_name="File name")),
                        ("content_type", models.CharField(max_length=120)),
                        ("format", models.CharField(max_length=12)),
                        ("size", models.PositiveBigIntegerField()),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        ("path", models.CharField(max_length=200)),
                        ("uploaded_at", models.DateTimeField()),
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
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["kind", "object_id"], name="attachment_owner")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", ""), ("object_id", None)),
                                    models.Q(("object_id__isnull", False), models.Q(("kind", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="attachment_owner_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(db_index=True, verbose_name="at")),
                        ("actor_name", models.CharField(blank=True, max_length=150)),
                        ("act", models.CharField(max_length=64, verbose_name="act")),
                        ("kind", models.CharField(max_length=48)),
                        ("object_id", models.BigIntegerField(null=True)),
                        ("object_label", models.CharField(blank=True, max_length=250)),
                        ("object_label_en", models.CharField(blank=True, max_length=250)),
                        ("project_id", models.BigIntegerField(null=True)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        ("reason", models.TextField(blank=True)),
                        ("request_id", models.CharField(blank=True, max_length=40)),
                        (
                            "actor",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["kind", "object_id", "-id"], name="audit_object"),
                            models.Index(fields=["project_id", "-id"], name="audit_project"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveIntegerField(help_text="1 for the first version of this year.")),
                        ("is_current", models.BooleanField(default=True)),
                        (
                            "provisional",
                            models.BooleanField(
                                default=False, help_text="The official notice for this year is not out yet."
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("shipped", "Delivered with the product"),
                                    ("imported", "Imported"),
                                    ("edited", "Edited by hand"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "source_note",
                            models.TextField(blank=True, help_text="Notice, file name or the reason of the edit."),
                        ),
                        ("created_at", models.DateTimeField()),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="years", to="pmo.workcalendar"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["calendar", "year", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("calendar", "year", "number"), name="calendaryear_version"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("calendar", "year"),
                                name="calendaryear_one_current",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 1990), ("year__lte", 2200)), name="calendaryear_range"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("progress", models.PositiveSmallIntegerField(default=0)),
                        ("progress_text", models.JSONField(blank=True, null=True)),
                        ("params", models.JSONField(default=dict)),
                        ("result", models.JSONField(blank=True, null=True)),
                        ("result_url", models.CharField(blank=True, max_length=500)),
                        ("api_url", models.CharField(blank=True, max_length=500)),
                        ("errors", models.JSONField(default=list)),
                        ("unique_key", models.CharField(blank=True, max_length=200)),
                        ("rerun_params", models.JSONField(blank=True, null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField()),
                        ("woken_at", models.DateTimeField(blank=True, null=True)),
                        ("lease_token", models.CharField(blank=True, max_length=32)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("worker", models.CharField(blank=True, max_length=120)),
                        ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                        ("cancel_asked_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="jobs",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                        "indexes": [
                            models.Index(fields=["owner", "-created_at"], name="job_owner"),
                            models.Index(
                                condition=models.Q(("state__in", ["queued", "running"])),
                                fields=["next_try_at"],
                                name="job_unfinished",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["queued", "running"]), models.Q(("unique_key", ""), _negated=True)
                                ),
                                fields=("kind", "unique_key"),
                                name="job_once_while_unfinished",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("progress__gte", 0), ("progress__lte", 100)),
                                name="job_progress_percent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "running"), _negated=True),
                                    models.Q(
                                        ("lease_until__isnull", False), models.Q(("lease_token", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="job_running_has_lease",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["queued", "running"]),
                                    ("finished_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="job_finished_has_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeyedRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("caller", models.CharField(max_length=40)),
                        ("key", models.CharField(max_length=255)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("claim", models.UUIDField()),
                        ("claimed_at", models.DateTimeField()),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("headers", models.JSONField(default=dict)),
                        ("body", models.TextField(default="")),
                        ("subject", models.CharField(default="", max_length=40)),
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
                        "indexes": [models.Index(fields=["claimed_at"], name="keyed_request_age")],
                        "constraints": [
                            models.UniqueConstraint(fields=("caller", "key"), name="keyed_request_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__isnull", True),
                                    models.Q(("status__gte", 200), ("status__lt", 300)),
                                    _connector="OR",
                                ),
                                name="keyed_request_holds_success",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("rule", models.CharField(max_length=64)),
                        ("subject_kind", models.CharField(max_length=64)),
                        ("subject_id", models.CharField(max_length=64)),
                        ("period", models.CharField(blank=True, max_length=64)),
                        ("channel", models.CharField(choices=[("inbox", "Inbox"), ("mail", "E-mail")], max_length=8)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reminder", "Reminder"),
                                    ("decision", "Decision"),
                                    ("alert", "Alert"),
                                    ("info", "News"),
                                    ("job", "Finished work"),
                                    ("digest", "Daily digest"),
                                ],
                                default="reminder",
                                max_length=12,
                            ),
                        ),
                        ("text", models.JSONField(default=dict)),
                        ("url", models.CharField(blank=True, max_length=500)),
                        ("due_at", models.DateTimeField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "Waiting"),
                                    ("leased", "Being sent"),
                                    ("held", "Held for the digest"),
                                    ("folded", "Part of a digest"),
                                    ("sent", "Sent"),
                                    ("failed", "Parked after repeated failure"),
                                    ("skipped", "Not sent"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="pending",
                                max_length=10,
                            ),
                        ),
                        (
                            "skip_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("inactive", "The account is no longer active"),
                                    ("muted", "Turned off in the person's preferences"),
                                    ("no_address", "The account has no e-mail address"),
                                    ("no_sight", "The person may no longer see what it is about, or it is gone"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField()),
                        ("lease_token", models.CharField(blank=True, max_length=32)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("last_error", models.CharField(blank=True, max_length=300)),
                        ("message_id", models.CharField(blank=True, max_length=160)),
                        (
                            "digest",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="folded",
                                to="pmo.message",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-due_at", "-id"],
                        "indexes": [
                            models.Index(fields=["recipient", "channel", "-due_at"], name="message_inbox"),
                            models.Index(
                                condition=models.Q(("channel", "inbox"), ("read_at__isnull", True)),
                                fields=["recipient"],
                                name="message_unread",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["pending", "leased", "held"])),
                                fields=["next_try_at"],
                                name="message_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rule", "subject_kind", "subject_id", "period", "recipient", "channel"),
                                name="message_once_per_occasion",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "leased"), _negated=True),
                                    models.Q(
                                        ("lease_until__isnull", False), models.Q(("lease_token", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="message_lease_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sent"), _negated=True),
                                    ("sent_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="message_sent_has_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "skipped"), _negated=True),
                                    models.Q(("skip_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="message_skip_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("group", models.CharField(max_length=32)),
                        ("inbox", models.BooleanField(default=True)),
                        (
                            "mail",
                            models.CharField(
                                choices=[("at_once", "At once"), ("daily", "Daily at 08:30"), ("off", "Off")],
                                default="at_once",
                                max_length=8,
                            ),
                        ),
                        ("updated_at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="message_preferences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "group"), name="preference_once_per_group")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
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
                                verbose_name="role",
                            ),
                        ),
                        ("granted_at", models.DateTimeField()),
                        (
                            "granted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="role_grants",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("user", "role"), name="rolegrant_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("list_key", models.CharField(max_length=48)),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("query", models.CharField(blank=True, max_length=1000)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved_views",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "list_key", "name"), name="savedview_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unit",
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
                        ("code", models.CharField(max_length=32, unique=True, verbose_name="code")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("company", "Company"),
                                    ("division", "Division"),
                                    ("department", "Department"),
                                    ("workshop", "Workshop"),
                                ],
                                default="department",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("path", models.CharField(db_index=True, default="", editable=False, max_length=255)),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                        (
                            "head",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="headed_units",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="head",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="pmo.unit",
                                verbose_name="parent unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "unit",
                        "verbose_name_plural": "units",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True), models.Q(("code", ""), _negated=True)
                                ),
                                name="unit_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("parent__isnull", True),
                                    models.Q(("parent", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="unit_not_own_parent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="Name")),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("hint", models.CharField(editable=False, max_length=16, verbose_name="Begins with")),
                        ("read_only", models.BooleanField(default=False, verbose_name="Read only")),
                        ("scoped", models.BooleanField(default=False, verbose_name="Limited to projects")),
                        ("project_ids", models.JSONField(blank=True, default=list)),
                        ("created_at", models.DateTimeField(verbose_name="Created")),
                        ("expires_at", models.DateTimeField(verbose_name="Expires")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="Revoked")),
                        ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="Last used")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "API token",
                        "verbose_name_plural": "API tokens",
                        "ordering": ("-created_at", "-id"),
                        "indexes": [models.Index(fields=["user", "-created_at"], name="api_token_owner")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                                name="api_token_expires_later",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField()),
                        ("working", models.BooleanField()),
                        ("label", models.CharField(blank=True, max_length=80)),
                        ("label_en", models.CharField(blank=True, max_length=80)),
                        (
                            "calendar_year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="days", to="pmo.calendaryear"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["date"],
                        "constraints": [
                            models.UniqueConstraint(fields=("calendar_year", "date"), name="calendarday_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("context", models.JSONField(default=dict)),
                        ("context_key", models.CharField(max_length=64)),
                        ("project_id", models.PositiveBigIntegerField(blank=True, db_index=True, null=True)),
                        ("sheet", models.CharField(blank=True, max_length=60)),
                        ("file_name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checked", "Checked, not imported"),
                                    ("committed", "Imported"),
                                    ("undone", "Undone"),
                                    ("discarded", "Discarded"),
                                ],
                                default="checked",
                                max_length=12,
                            ),
                        ),
                        ("rows", models.JSONField(default=list)),
                        ("preview", models.JSONField(default=list)),
                        ("errors", models.JSONField(default=list)),
                        ("counts", models.JSONField(default=dict)),
                        ("ignored", models.JSONField(default=list)),
                        ("outcome", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField()),
                        ("checked_at", models.DateTimeField()),
                        ("committed_at", models.DateTimeField(blank=True, null=True)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="pmo.attachment",
                            ),
                        ),
                        (
                            "undone_by",
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
                        "ordering": ("-id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "committed")),
                                fields=("kind", "context_key", "sha256"),
                                name="import_same_file_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "checked")),
                                fields=("kind", "context_key", "sha256", "by"),
                                name="import_same_file_checked_once",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(
            code=pmo.audit.guard.install,
            reverse_code=pmo.audit.guard.remove,
        ),
    ]
