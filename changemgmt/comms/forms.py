"""Shapes of announcements, their acts, questions, lines of the plan and templates."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.comms import readers
from changemgmt.comms.choices import AUDIENCE_ROLES, MOST_REMINDERS, Audience
from changemgmt.comms.models import Announcement, AnnouncementQuestion, CommsTemplate, PlanEntry
from pmo.access import scopes
from pmo.access.roles import Scope
from pmo.accounts.models import User
from pmo.orgs.fields import LabelField, PeopleField, UnitsField
from pmo.orgs.models import Unit
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.portfolio import audience
from projects.portfolio.models import Project


def concerned_units(project: Project, user: Any, kind: str) -> Any:
    """Open units somebody may address: those the project concerns; all of them for whoever speaks for all projects."""
    rows = Unit.objects.visible_to(user).filter(closed_on__isnull=True)
    if scopes.of(user).global_reach(kind, "add") is not Scope.ALL:
        within = Q(pk__in=())
        for path in project.units.values_list("path", flat=True):
            within |= Q(path__startswith=path)
        rows = rows.filter(within)
    return rows.order_by("path")


class AnnouncementForm(BothVersions, ModelForm):
    """`user` writes for `project`."""

    left_to_service = ("announcement_titled",)

    entry = LabelField(PlanEntry.objects.none(), label=_("Line of the plan"), required=False)
    sender = LabelField(User.objects.none(), label=_("Sender"), help_text=_("In whose name people read it."))
    units: Any = UnitsField(label=_("Units"), required=False, help_text=_("With everything below them."))
    people = PeopleField(label=_("People by name"), required=False)
    roles = forms.MultipleChoiceField(
        label=pgettext_lazy("announcement", "Only people in these roles"),
        choices=[(str(role), role.label) for role in AUDIENCE_ROLES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody of the units."),
    )
    reminders = forms.TypedChoiceField(
        label=_("Remind whoever has not read it"),
        coerce=int,
        choices=[(0, _("never")), (1, _("once")), (2, _("at most twice")), (MOST_REMINDERS, _("at most three times"))],
        help_text=_("Every second working day, in working hours."),
    )

    class Meta:
        model = Announcement
        fields = (
            "title",
            "title_en",
            "body",
            "body_en",
            "topic",
            "sender",
            "entry",
            "audience",
            "units",
            "people",
            "roles",
            "confirm",
            "reminders",
            "questions_open",
        )
        widgets = {
            "body": forms.Textarea(attrs={"rows": 16}),
            "body_en": forms.Textarea(attrs={"rows": 16}),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        own = self.instance
        fields["entry"].queryset = PlanEntry.objects.visible_to(user).filter(project=project)
        fields["sender"].queryset = readers.senders(project, user.pk, own.sender_id if own.pk else None)
        fields["units"].queryset = concerned_units(project, user, "announcement")
        staff = audience.staff(project).values("pk")
        fits = Q(pk__in=staff) | Q(memberships__project=project)
        fields["people"].queryset = (
            User.objects.visible_to(user)
            .filter(fits, is_active=True)
            .select_related("unit")
            .distinct()
            .order_by("name")
        )
        if not own.pk:
            self.initial.setdefault("reminders", 2)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("audience") == Audience.PEOPLE:
            data["roles"] = []
        return data

    def validate_constraints(self) -> None:
        """The service says the same in better words."""


class ScheduleForm(VersionedForm):
    ids = "id_schedule_%s"
    on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    at = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"))

    def __init__(self, *args: Any, proposed: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if proposed is not None:
            local = proposed.astimezone(ZoneInfo(settings.TIME_ZONE))
            self.initial.update({"on": local.date(), "at": local.time().replace(second=0, microsecond=0)})

    def apply(self, error: Any) -> None:
        error.field = "on" if error.field == "publish_at" else error.field
        super().apply(error)

    @property
    def moment(self) -> datetime:
        """On the company's clock."""
        on: date = self.cleaned_data["on"]
        at: time = self.cleaned_data["at"]
        return datetime.combine(on, at, tzinfo=ZoneInfo(settings.TIME_ZONE))


class ReasonForm(VersionedForm):
    reason = reason_field(_("Why"), rows=2)


class AskForm(Form):
    text = forms.CharField(label=_("Your question"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    hidden = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_("Nobody is shown who asked. The system keeps it only to tell you the answer."),
    )


class AnswerForm(VersionedForm):
    answer = forms.CharField(
        label=_("Answer in Chinese"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    answer_en = forms.CharField(
        label=_("Answer in English"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class MergeForm(Form):
    into = forms.ModelChoiceField(AnnouncementQuestion.objects.none(), label=_("The same as"))

    def __init__(self, *args: Any, question: AnnouncementQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = question.announcement.questions.exclude(pk=question.pk)


class EntryForm(BothVersions, ModelForm):
    units: Any = UnitsField(label=_("Units"), required=False, help_text=_("None chosen: all units of the project."))
    sender = LabelField(User.objects.none(), label=_("Sender"), required=False)

    class Meta:
        model = PlanEntry
        fields = ("topic", "title", "title_en", "units", "channel", "sender", "due_on", "note")
        widgets = {"due_on": forms.DateInput}

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["units"].queryset = concerned_units(project, user, "")
        fields["sender"].queryset = readers.senders(project, self.instance.sender_id)

    def validate_constraints(self) -> None:
        """The service says the same in better words."""


class DoneForm(VersionedForm):
    done_on = forms.DateField(label=_("Told on"), widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("done_on", timezone.localdate())


class StartForm(Form):
    start = forms.DateField(label=_("First message on"), widget=forms.DateInput)
    live = forms.DateField(label=_("The system goes live on"), widget=forms.DateInput)


class TemplateForm(BothVersions, ModelForm):
    left_to_service = ("commstemplate_titled",)

    class Meta:
        model = CommsTemplate
        fields = ("name", "name_en", "topic", "title", "title_en", "body", "body_en")
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14}),
            "body_en": forms.Textarea(attrs={"rows": 14}),
        }

    def validate_constraints(self) -> None:
        """The service says the same in better words."""

    def validate_unique(self) -> None:
        """So with names that are taken."""
