"""Shapes of what people give, and of the acts of those who handle it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.feedback import sight
from changemgmt.feedback.audience import concerned
from changemgmt.feedback.choices import REASONS, Decision, Kind, Level, Reason
from changemgmt.feedback.models import MAX_TEXT, Feedback, FeedbackMeeting
from changemgmt.feedback.selectors import items
from pmo.accounts.models import User
from pmo.files.pictures import Picture
from pmo.orgs.fields import IndentedField, LabelField
from pmo.orgs.models import Unit
from pmo.web.formats import iso
from pmo.web.forms import Form, ModelForm
from pmo.web.photos import PhotoField
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.goals.models import Requirement
from projects.portfolio.models import Project
from projects.risks.models import Issue, Risk
from projects.schedule.models import Task
from projects.scope.models import ChangeRequest


def _shots(form: forms.Form) -> list[Picture]:
    photo = form.cleaned_data.get("photo")
    return [photo] if photo else []


class GiveForm(Form):
    """Two taps: how, and what. The words are asked for only where none of the answers fits."""

    kind = forms.ChoiceField(choices=Kind.choices)
    reason = forms.ChoiceField(choices=Reason.choices)
    level = forms.ChoiceField(choices=Level.choices, required=False)
    text = forms.CharField(
        label=_("In your words"), max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    project = LabelField(
        Project.objects.none(), label=_("Project"), required=False, empty_label=_("No particular project")
    )
    photo = PhotoField(label=_("Photo"), required=False, help_text=_("Drawn anew: place and device are left out."))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["project"].queryset = concerned(user).filter(state="active")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, reason = cleaned.get("kind"), cleaned.get("reason")
        if kind and reason and reason != Reason.OTHER and reason not in REASONS[kind]:
            self.add_error("reason", _("Choose what it is about."))
        if reason == Reason.OTHER and not cleaned.get("text", "").strip():
            self.add_error("text", _("Write at least one sentence."))
        return cleaned

    @property
    def shots(self) -> list[Picture]:
        return _shots(self)


class AddForm(Form):
    text = forms.CharField(
        label=_("Add a sentence"), max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = PhotoField(label=_("Photo"), required=False, help_text=_("Drawn anew: place and device are left out."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("text", "").strip() and not cleaned.get("photo"):
            self.add_error("text", _("Write at least one sentence."))
        return cleaned

    @property
    def shots(self) -> list[Picture]:
        return _shots(self)


class FileForm(Form):
    file = forms.FileField(label=_("File"))


class ReceiptForm(Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class TriageForm(BothVersions, ModelForm):
    owner = LabelField(User.objects.none(), label=_("Who answers"))

    class Meta:
        model = Feedback
        fields = ("title", "title_en", "owner", "on_board")
        help_texts = {
            "title": _("Without names: it stands on the board for everybody it concerns."),
            "on_board": _("Everybody it concerns sees the title and what becomes of it, never the words or the name."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = sight.answerers(self.instance)
        if self.instance.owner_id is None:
            able = sight.answerers(self.instance).filter(pk=user.pk).exists()
            self.initial["owner"] = user.pk if able else None


class AnswerForm(Form):
    text = reason_field(_("Answer"), rows=3)


class NoteForm(Form):
    text = reason_field(_("Among those who handle it"), rows=2)


class DecideForm(VersionedForm):
    ids = "id_decide_%s"
    decision = forms.ChoiceField(label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect)
    reason = reason_field(_("What, and why"), rows=3)
    reason_en = forms.CharField(
        label=_("In English"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FulfilForm(VersionedForm):
    ids = "id_done_%s"
    outcome = reason_field(_("What we did"), rows=3)
    outcome_en = forms.CharField(
        label=_("In English"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    on_board = forms.BooleanField(label=_("Show it on the board"), required=False, initial=True)


class CloseForm(VersionedForm):
    ids = "id_close_%s"
    told_how = forms.CharField(
        label=_("How they were told"),
        max_length=300,
        required=False,
        help_text=_("Needed where nobody can be written to: said at a meeting, told at the next one."),
    )


class SaidField(forms.ModelChoiceField):
    """Many are called the same until somebody names them: where and when tells them apart."""

    def label_from_instance(self, obj: Any) -> str:
        return " · ".join(part for part in (obj.label, obj.unit and obj.unit.label, iso(obj.received_on)) if part)


class MergeForm(VersionedForm):
    ids = "id_merge_%s"
    into = SaidField(Feedback.objects.none(), label=_("Into"))

    def __init__(self, *args: Any, user: Any, row: Feedback, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["into"].queryset = items.mergeable(row, user)


class LinkForm(VersionedForm):
    """What came of it. A link the reader may not see has no field here, and stays as it is."""

    ids = "id_link_%s"
    requirement = LabelField(Requirement.objects.none(), label=_("Requirement"), required=False)
    change_request = LabelField(ChangeRequest.objects.none(), label=_("Change request"), required=False)
    task = LabelField(Task.objects.none(), label=_("Task"), required=False)
    risk = LabelField(Risk.objects.none(), label=_("Risk"), required=False)
    issue = LabelField(Issue.objects.none(), label=_("Issue"), required=False)

    def __init__(self, *args: Any, user: Any, row: Feedback, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in items.LINKS:
            model = fields[name].queryset.model
            path = model.access_project.removesuffix("_id")
            fields[name].queryset = model.objects.visible_to(user).filter(**{path: row.project_id})
            kept = getattr(row, f"{name}_id")
            if kept is not None and not fields[name].queryset.filter(pk=kept).exists():
                del fields[name]
            else:
                self.initial.setdefault(name, kept)


class MeetingForm(BothVersions, ModelForm):
    project = LabelField(Project.objects.none(), label=_("Project"), required=False)
    unit = IndentedField(Unit.objects.none(), label=_("Unit"), required=False)

    class Meta:
        model = FeedbackMeeting
        fields = ("title", "held_on", "project", "unit", "notes")
        widgets = {"held_on": forms.DateInput, "notes": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.visible_to(user).filter(closed_on__isnull=True).order_by("path")
        fields["project"].queryset = Project.objects.visible_to(user).order_by("key")
        if self.instance.pk:
            # What it was about is where its items are.
            del fields["project"], fields["unit"]


class CodeForm(Form):
    """What a printed sheet says beforehand."""

    project = LabelField(Project.objects.none(), label=_("Project"), required=False)
    unit = IndentedField(Unit.objects.none(), label=_("Unit"), required=False)
    place = forms.CharField(
        label=pgettext_lazy("sheet", "System or place"),
        max_length=60,
        required=False,
        help_text=_("As people call it: “scanner at line 3”, “expense app”."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.visible_to(user).filter(closed_on__isnull=True).order_by("path")
        fields["project"].queryset = Project.objects.visible_to(user).order_by("key")
