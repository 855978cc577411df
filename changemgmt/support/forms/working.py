"""What the desk fills in about a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.models import Feedback
from changemgmt.support.articles import Hit
from changemgmt.support.audience import working
from changemgmt.support.choices import Impact, Priority, Urgency
from changemgmt.support.models import (
    MAX_TEXT,
    CannedAnswer,
    KnownError,
    SupportCategory,
    SupportRelease,
    SupportRequest,
    SupportTeam,
)
from changemgmt.support.selectors import requests, setup
from pmo.accounts.models import User
from pmo.orgs.fields import IndentedField, LabelField
from pmo.web.forms import Form
from pmo.web.versioned import VersionedForm, reason_field
from projects.schedule.models import Task
from projects.scope.models import ChangeRequest


class RequestField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}"


def _loaded(field: Any, people: Any) -> None:
    """People with how much they have open, who has least to do first; read once."""
    field.queryset = people
    nobody = [("", field.empty_label)]
    field.choices = nobody + [(person.pk, f"{person.label} ({load})") for person, load in requests.with_load(people)]


class AssignForm(VersionedForm):
    ids = "id_assign_%s"
    assignee = LabelField(
        User.objects.none(), label=_("Person"), required=False, help_text=_("In brackets: open requests of each.")
    )
    team = LabelField(SupportTeam.objects.none(), label=_("Team"), required=False)

    def __init__(self, *args: Any, row: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: dict[str, Any] = self.fields
        _loaded(fields["assignee"], working(row.project))
        fields["team"].queryset = setup.teams(row.project_id).prefetch_related(None)
        self.initial.setdefault("assignee", row.assignee_id)
        self.initial.setdefault("team", row.team_id)


class AnswerForm(VersionedForm):
    ids = "id_answer_%s"
    text = forms.CharField(label=_("Answer"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4}))
    wait = forms.BooleanField(label=_("I need their answer: the clock stands still"), required=False)
    canned = forms.ModelChoiceField(CannedAnswer.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["canned"].queryset = setup.answers(row.project_id)


class NoteForm(Form):
    text = reason_field(_("Internal note"), rows=2)


class WaitForm(VersionedForm):
    ids = "id_wait_%s"
    reason = reason_field(_("What is waited for"), rows=2)


class ResolveForm(VersionedForm):
    ids = "id_resolve_%s"
    solution = forms.CharField(
        label=_("How it is solved"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class SortForm(VersionedForm):
    ids = "id_sort_%s"
    title = forms.CharField(label=_("Title"), max_length=200)
    category = IndentedField(SupportCategory.objects.none(), label=_("Category"), required=False)
    impact = forms.ChoiceField(label=_("Impact"), choices=Impact.choices)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=[("", _("as computed")), *Priority.choices], coerce=int, empty_value=None,
        required=False,
    )  # fmt: skip
    priority_reason = forms.CharField(label=_("Why another priority"), max_length=300, required=False)
    is_incident = forms.BooleanField(label=_("An incident: other requests are parts of it"), required=False)

    def __init__(self, *args: Any, row: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["category"].queryset = setup.in_use(row.project_id)
        for name in ("title", "category", "impact", "urgency", "priority_reason", "is_incident"):
            self.initial.setdefault(name, getattr(row, f"{name}_id" if name == "category" else name))
        if row.priority_reason:
            self.initial.setdefault("priority", row.priority)


class MergeForm(VersionedForm):
    ids = "id_merge_%s"
    into = RequestField(SupportRequest.objects.none(), label=_("Into"))

    def __init__(self, *args: Any, row: SupportRequest, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["into"].queryset = requests.mergeable(row, user)


class IncidentForm(VersionedForm):
    ids = "id_incident_%s"
    incident = RequestField(SupportRequest.objects.none(), label=_("Incident"), required=False)

    def __init__(self, *args: Any, row: SupportRequest, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["incident"].queryset = requests.incidents(row, user)
        self.initial.setdefault("incident", row.parent_id)


class LinkForm(VersionedForm):
    """What it led to. A link the reader may not see has no field here, and stays as it is."""

    ids = "id_link_%s"
    article = forms.CharField(label=_("Article"), max_length=40, required=False, widget=forms.Select)
    known_error = LabelField(KnownError.objects.none(), label=_("Known error"), required=False)
    release = LabelField(SupportRelease.objects.none(), label=_("Release"), required=False)
    feedback = LabelField(Feedback.objects.none(), label=_("Feedback"), required=False)
    task = LabelField(Task.objects.none(), label=_("Task"), required=False)
    change_request = LabelField(ChangeRequest.objects.none(), label=_("Change request"), required=False)

    def __init__(self, *args: Any, row: SupportRequest, user: Any, articles: Sequence[Hit] = (), **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in requests.LINKS:
            kept = getattr(row, f"{name}_id")
            fields[name].queryset = requests.linkable(fields[name].queryset.model, row, user)
            if kept is not None and not fields[name].queryset.filter(pk=kept).exists():
                del fields[name]
            else:
                self.initial.setdefault(name, kept)
        if row.article and row.article not in {hit.key for hit in articles}:
            del fields["article"]
        else:
            self.initial.setdefault("article", row.article)
            fields["article"].widget.choices = [("", _("none")), *((hit.key, hit.title) for hit in articles)]
