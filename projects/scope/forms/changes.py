"""Change requests: the form, a form per kind of line, assessment and decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm
from projects.goals.choices import GoalStatus
from projects.goals.forms.base import GoalField
from projects.goals.models import Goal
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.scope.choices import ChangeStatus, ItemState, LineKind, Priority
from projects.scope.forms.items import ItemField, TaskField
from projects.scope.models import ChangeRequest, ScopeItem

DECISION_CHOICES = [
    (ChangeStatus.APPROVED, _("Approve and carry out")),
    (ChangeStatus.DEFERRED, _("Defer")),
    (ChangeStatus.REJECTED, _("Reject")),
]
DAYS: dict[str, Any] = {"max_digits": 6, "decimal_places": 1, "required": False}


class ChangeForm(BothVersions, ModelForm):
    wide = ("title", "title_en", "reason")

    class Meta:
        model = ChangeRequest
        fields = ("title", "title_en", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"reason": _("What happens if nothing changes?")}


class LineForm(Form):
    """The fields a kind of line needs; the others are left out."""

    wide = ("title", "title_en")
    item = ItemField(ScopeItem.objects.none(), label=_("Item"))
    title = forms.CharField(label=_("What is added"), max_length=200)
    title_en = forms.CharField(label=_("In English"), max_length=200, required=False)
    parent = ItemField(ScopeItem.objects.none(), label=_("Part of"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, required=False)
    wave = forms.IntegerField(label=_("Wave"), min_value=1, max_value=99, required=False)
    effort_days = forms.DecimalField(label=_("Effort"), max_digits=8, decimal_places=1, min_value=0, required=False)
    goal = GoalField(Goal.objects.none(), label=_("Goal it serves"), required=False)
    task = TaskField(Task.objects.none(), label=_("Task"))
    before_task = TaskField(Task.objects.none(), label=_("Before which task"), required=False)
    days = forms.DecimalField(label=_("Working days"), **DAYS)
    units = {"effort_days": _("person-days"), "days": _("working days")}

    FIELDS = {
        LineKind.ADD_ITEM: (
            "title",
            "title_en",
            "parent",
            "priority",
            "wave",
            "effort_days",
            "goal",
            "days",
            "task",
            "before_task",
        ),
        LineKind.REMOVE_ITEM: ("item",),
        LineKind.CHANGE_ITEM: ("item", "effort_days", "wave", "priority"),
        LineKind.ADD_TASK: ("title", "title_en", "days", "task", "before_task"),
        LineKind.CHANGE_TASK: ("task", "days"),
        LineKind.REMOVE_TASK: ("task",),
    }

    def __init__(self, *args: Any, user: Any, project: Project, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        wanted = self.FIELDS[LineKind(kind)]
        self.fields = {name: self.fields[name] for name in wanted}
        self._offer(user, project)
        self._word(kind)

    def _offer(self, user: Any, project: Project) -> None:
        inside = ScopeItem.objects.visible_to(user).filter(project=project, state=ItemState.IN).order_by("number")
        tasks = Task.objects.visible_to(user).filter(plan__project=project, active=True).order_by("position")
        goals = Goal.objects.visible_to(user).filter(~Q(status=GoalStatus.DROPPED), project=project)
        if self.kind == LineKind.CHANGE_TASK:
            tasks = tasks.filter(is_summary=False)
        offered = {
            "item": inside,
            "parent": inside,
            "task": tasks,
            "before_task": tasks.filter(is_summary=False),
            "goal": goals.order_by("number"),
        }
        for name, rows in offered.items():
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _word(self, kind: str) -> None:
        fields: dict[str, Any] = self.fields
        if kind == LineKind.CHANGE_ITEM:
            fields["priority"].choices = [("", _("as it is")), *Priority.choices]
            fields["effort_days"].label = _("New effort")
            fields["wave"].label = _("New wave")
        for name in ("task", "before_task"):
            if name in fields:
                fields[name].empty_label = _("none") if kind != LineKind.CHANGE_TASK else _("choose")
        if kind in (LineKind.ADD_ITEM, LineKind.ADD_TASK):
            fields["task"].label = _("After which task")
        if kind == LineKind.ADD_ITEM:
            fields["priority"].initial = Priority.SHOULD
            fields["task"].required = False
            fields["days"].label = _("Work in the plan")
            fields["days"].help_text = _("Where it happens in the plan decides what it does to the finish.")
            fields["parent"].empty_label = _("a module of its own")
            fields["goal"].empty_label = _("none yet")
        if kind in (LineKind.ADD_TASK, LineKind.CHANGE_TASK):
            fields["days"].required = True
        if kind == LineKind.CHANGE_TASK:
            fields["days"].help_text = _("5 makes it longer, −3 shorter.")


class AssessForm(VersionedForm):
    ids = "assess_%s"
    wide = ("assessment",)
    assessment = forms.CharField(
        label=_("Assessment"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Can it be done, with whom, what speaks against it? Dates are computed."),
    )
    cost = forms.DecimalField(label=_("Cost in money"), max_digits=16, decimal_places=2, min_value=0, required=False)


class DecideForm(VersionedForm):
    ids = "decide_%s"
    wide = ("status", "note")
    status = forms.ChoiceField(label=_("Decision"), choices=DECISION_CHOICES, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed unless you approve."),
    )


class WithdrawForm(VersionedForm):
    wide = ("reason",)
    reason = forms.CharField(label=_("Reason"), max_length=2000, required=False)
