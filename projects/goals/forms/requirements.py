from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pmo.orgs.fields import IndentedField
from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions, VersionedForm
from projects.goals.choices import Feasibility, GoalStatus, RequirementStatus, RiskLevel
from projects.goals.forms.base import GoalField, units_for
from projects.goals.models import Goal, Requirement
from projects.goals.selectors import people
from projects.portfolio.models import Project

DECISIONS = [
    (RequirementStatus.APPROVED, _("Approve")),
    (RequirementStatus.DEFERRED, _("Defer")),
    (RequirementStatus.REJECTED, _("Reject")),
]


class RequirementForm(BothVersions, ModelForm):
    wide = ("title", "title_en", "description", "goal")

    class Meta:
        model = Requirement
        fields = ("title", "title_en", "description", "goal", "business_owner", "unit")
        field_classes = {"goal": GoalField, "unit": IndentedField}
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "goal": _("Without a goal it can be kept, and not approved."),
            "business_owner": _("Decides it. Without one it cannot be approved."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        goals = Goal.objects.visible_to(user).filter(project=project)
        keep = Q(pk=self.instance.goal_id) if self.instance.goal_id else Q(pk__in=[])
        fields["goal"].queryset = goals.filter(~Q(status=GoalStatus.DROPPED) | keep).order_by("number")
        fields["goal"].empty_label = _("none yet")
        fields["business_owner"].queryset = people.deciders(user, project, self.instance.business_owner_id)
        fields["business_owner"].empty_label = _("nobody yet")
        more = [self.instance.unit_id] if self.instance.unit_id else []
        fields["unit"].queryset = units_for(user, project, *more)
        fields["unit"].empty_label = _("none")
        if not self.instance.pk and project.business_owner_id:
            self.initial.setdefault("business_owner", project.business_owner_id)


class AssessForm(VersionedForm):
    ids = "assess_%s"
    wide = ("feasibility", "conditions")

    feasibility = forms.ChoiceField(
        label=_("Verdict"),
        choices=[choice for choice in Feasibility.choices if choice[0] != Feasibility.PENDING],
        widget=forms.RadioSelect,
    )
    effort_days = forms.DecimalField(
        label=_("Effort"),
        min_value=0,
        max_digits=8,
        decimal_places=1,
        required=False,
        help_text=_("Unless not feasible."),
    )
    risk = forms.ChoiceField(
        label=_("Technical risk"), choices=[("", _("not judged")), *RiskLevel.choices], required=False
    )
    conditions = forms.CharField(
        label=_("Conditions or reasons"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What must hold; or why it cannot be done."),
    )
    units = {"effort_days": _("person-days")}


class DecideForm(VersionedForm):
    ids = "decide_%s"
    wide = ("status", "note")

    status = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed unless you approve."),
    )
