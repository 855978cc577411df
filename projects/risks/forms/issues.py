"""Problems, decisions, actions, and one thing becoming another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.accounts.models import User
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.goals.selectors import people
from projects.portfolio.models import Project
from projects.risks.choices import Becomes
from projects.risks.models import Issue, ResponseAction, Risk


class IssueForm(BothVersions, ModelForm):
    wide = ("title", "title_en")

    class Meta:
        model = Issue
        fields = ("kind", "severity", "title", "title_en", "owner", "due_on", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 4}), "due_on": forms.DateInput()}
        help_texts = {
            "kind": _("A problem has happened; a decision is needed before the work can go on."),
            "owner": _("Who solves it, or who decides."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people.of_project(user, project, self.instance.owner_id)
        field.empty_label = _("nobody yet")


class SettleForm(VersionedForm):
    ids = "settle_%s"
    wide = ("outcome",)
    outcome = forms.CharField(label=_("Outcome"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, row: Issue, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["outcome"].label = _("How it was solved") if row.is_problem else _("What is decided")


class ReopenForm(VersionedForm):
    ids = "reopen_%s"
    wide = ("reason",)
    reason = reason_field(_("Why it is open again"), rows=2)


class ActionForm(BothVersions, ModelForm):
    wide = ("title", "title_en")

    class Meta:
        model = ResponseAction
        fields = ("title", "title_en", "owner", "due_on", "cost")
        widgets = {"due_on": forms.DateInput()}
        help_texts = {"cost": _("Of this action; the sum is the cost of the response.")}

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people.of_project(user, project, self.instance.owner_id)
        field.empty_label = _("choose")
        self.units = {"cost": project.portfolio.currency}


class DoneForm(VersionedForm):
    ids = "done_%s"
    wide = ("result",)
    result = forms.CharField(
        label=_("What came of it"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DropForm(VersionedForm):
    ids = "drop_%s"
    wide = ("reason",)
    reason = reason_field(_("Why it is not done"), rows=2)


class TurnForm(Form):
    """What is made of a risk or an issue; the fields the new thing needs."""

    wide = ("title", "title_en", "reason")
    title = forms.CharField(label=_("What it is now"), max_length=200)
    title_en = forms.CharField(label=_("In English"), max_length=200, required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False)
    due_on = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput())
    reason = reason_field(_("What happened, or why"))

    NEEDED: dict[str, tuple[str, ...]] = {
        Becomes.PROBLEM: ("owner", "due_on"),
        Becomes.DECISION: ("owner", "due_on"),
        Becomes.ACTION: ("owner", "due_on"),
        Becomes.CHANGE: (),
        Becomes.RISK: ("owner",),
    }

    def __init__(self, *args: Any, user: Any, source: Risk | Issue, into: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"title", "title_en", "reason", *self.NEEDED[into]}
        self.fields = {name: field for name, field in self.fields.items() if name in wanted}
        self.initial = {"title": source.title, "title_en": source.title_en, "owner": source.owner_id, **self.initial}
        if "owner" in self.fields:
            field: Any = self.fields["owner"]
            field.queryset = people.of_project(user, source.project, source.owner_id)
            field.empty_label = _("nobody yet")
        if into == Becomes.ACTION:
            for name in ("owner", "due_on"):
                self.fields[name].required = True
