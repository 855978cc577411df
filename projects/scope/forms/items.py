"""Scope items: the form, why something goes out or comes back, the baseline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.goals.choices import GoalStatus
from projects.goals.forms.base import GoalsField
from projects.goals.models import Goal, Requirement
from projects.goals.selectors import people
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.scope.choices import ItemState
from projects.scope.models import ScopeItem


class ItemField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


class TaskField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.wbs} {obj.label}"


class TasksField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.wbs} {obj.label}"


class ItemForm(BothVersions, ModelForm):
    wide = ("title", "title_en", "description", "goals", "requirements", "tasks", "exception_reason", "reason")
    units = {"effort_days": _("person-days")}

    reason = forms.CharField(
        label=_("Why the scope changes"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Asked when the agreed effort changes. Better: raise a change request, and let it be decided."),
    )

    class Meta:
        model = ScopeItem
        fields = (
            "title",
            "title_en",
            "parent",
            "priority",
            "wave",
            "effort_days",
            "owner",
            "goals",
            "requirements",
            "tasks",
            "description",
            "exception_reason",
        )
        field_classes = {"parent": ItemField, "goals": GoalsField, "requirements": GoalsField, "tasks": TasksField}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "exception_reason": forms.Textarea(attrs={"rows": 2}),
            "goals": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "wave": _("In which roll-out it goes live: 1 is the first."),
            "exception_reason": _("Only for an item in wave 1 that serves no goal. It is kept under your name."),
            "parent": _("Empty: a module of its own."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, agreed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        inside = ScopeItem.objects.visible_to(user).filter(project=project, state=ItemState.IN)
        fields["parent"].queryset = inside.exclude(pk=self.instance.pk).order_by("number")
        fields["parent"].empty_label = _("a module of its own")
        goals = Goal.objects.visible_to(user).filter(project=project)
        keep = Q(scope_items=self.instance.pk) if self.instance.pk else Q(pk__in=[])
        fields["goals"].queryset = goals.filter(~Q(status=GoalStatus.DROPPED) | keep).distinct().order_by("number")
        requirements = Requirement.objects.visible_to(user).filter(project=project)
        fields["requirements"].queryset = requirements.order_by("number")
        tasks = Task.objects.visible_to(user).filter(plan__project=project)
        fields["tasks"].queryset = tasks.order_by("position")
        fields["owner"].queryset = people.of_project(user, project, self.instance.owner_id)
        fields["owner"].empty_label = _("nobody yet")
        if not agreed:
            del fields["reason"]
        for name in ("requirements", "tasks"):
            if not fields[name].queryset.exists():
                del fields[name]


class OutForm(VersionedForm):
    wide = ("reason",)
    reason = reason_field(_("Why it will not be delivered"))


class BackForm(VersionedForm):
    wide = ("reason",)
    reason = reason_field(_("Why it comes back"))


class BaselineForm(VersionedForm):
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
