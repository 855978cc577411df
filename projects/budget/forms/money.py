"""Budget, lines, tranches, commitments, actuals, contingency."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.orgs.fields import CodedField
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.budget.choices import CommitmentState, Method
from projects.budget.models import Budget, BudgetLine, BudgetPhase, Commitment, Tranche
from projects.gates.choices import UNDECIDED
from projects.gates.models import Gate
from projects.portfolio.models import Project
from projects.risks.choices import RiskKind, RiskStatus
from projects.risks.models import Risk
from projects.schedule.models import Task
from projects.scope.choices import ItemState
from projects.scope.models import ScopeItem

CURRENCIES = [(code, code) for code in ("CNY", "USD", "EUR", "HKD", "JPY", "GBP", "SGD", "CHF")]
AMOUNT: dict[str, Any] = {"max_digits": 15, "decimal_places": 2}


class CommitmentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.supplier} {obj.reference}".strip()


class TasksField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.wbs} {obj.label}"


class OpenForm(Form):
    wide = ("phases",)
    currency = forms.ChoiceField(label=_("Currency of the budget"), choices=CURRENCIES)
    phases = forms.CharField(
        label=_("Phases"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One per line, in order: money is released phase by phase. English after a slash: 试点 / Pilot."),
    )

    def named(self) -> list[tuple[str, str]]:
        """Names in both languages."""
        rows = [line.partition("/") for line in self.cleaned_data["phases"].splitlines() if line.strip()]
        return [(name.strip(), english.strip()) for name, _slash, english in rows]


class PhaseForm(VersionedForm):
    ids = "phase_%s"
    name = forms.CharField(label=_("Phase"), max_length=80)
    name_en = forms.CharField(label=_("In English"), max_length=80, required=False)


class MethodForm(VersionedForm):
    method = forms.ChoiceField(label=_("Estimate at completion"), choices=Method.choices)


class LineForm(BothVersions, ModelForm):
    wide = ("title", "title_en", "tasks", "note")

    class Meta:
        model = BudgetLine
        fields = (
            "title", "title_en", "phase", "category", "spending", "basis", "currency", "module", "low", "high", "tasks",
            "note",
        )  # fmt: skip
        field_classes = {"phase": CodedField, "module": CodedField, "tasks": TasksField}
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "currency": forms.Select(choices=CURRENCIES)}
        help_texts = {
            "tasks": _("Earned value spreads the money over them; none: over the whole plan."),
            "low": _("All of it, for the simulation of the cost; empty: as planned."),
            "high": _("All of it, for the simulation of the cost; empty: as planned."),
            "basis": _("Computed: nobody types its months; they follow the allocations and the rates of roles."),
            "spending": _("Capital goes into the books as an asset, operating as an expense."),
        }

    def __init__(self, *args: Any, user: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["phase"].queryset = BudgetPhase.objects.visible_to(user).filter(budget=budget).order_by("number")
        fields["phase"].empty_label = None
        items = ScopeItem.objects.visible_to(user).filter(project=budget.project, state=ItemState.IN, parent=None)
        fields["module"].queryset = items.order_by("number")
        fields["module"].empty_label = _("none")
        tasks = Task.objects.visible_to(user).filter(plan__project=budget.project, active=True)
        fields["tasks"].queryset = tasks.order_by("position")
        for name in ("module", "tasks"):
            if not fields[name].queryset.exists():
                del fields[name]
        # Whoever says nothing about it leaves it as it is.
        fields["basis"].required = False

    def clean_basis(self) -> str:
        return self.cleaned_data["basis"] or self.instance.basis


class TrancheForm(BothVersions, ModelForm):
    wide = ("condition",)

    class Meta:
        model = Tranche
        fields = ("phase", "amount", "planned_on", "gate", "condition", "rollout")
        field_classes = {"phase": CodedField, "gate": CodedField}
        help_texts = {
            "condition": _("In words, where no gate decides: for example, the contract is signed."),
            "gate": _("Its go releases the money in the same moment; nobody can release it otherwise."),
            "rollout": _("Released only once a pilot says so, or the sponsor signed an exception."),
        }
        widgets = {"planned_on": forms.DateInput()}

    def __init__(self, *args: Any, user: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["phase"].queryset = BudgetPhase.objects.visible_to(user).filter(budget=budget).order_by("number")
        fields["phase"].empty_label = None
        gates = Gate.objects.visible_to(user).filter(project=budget.project)
        fields["gate"].queryset = gates.filter(Q(status__in=UNDECIDED) | Q(tranches=self.instance.pk)).distinct()
        fields["gate"].empty_label = _("none: by an approval")
        if not fields["gate"].queryset.exists():
            del fields["gate"]
        self.units = {"amount": budget.currency}


class ReasonForm(VersionedForm):
    wide = ("reason",)
    reason = reason_field(_("Reason"))

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class CommitmentForm(BothVersions, ModelForm):
    wide = ("note",)

    class Meta:
        model = Commitment
        fields = ("line", "supplier", "reference", "amount", "currency", "on", "note")
        field_classes = {"line": CodedField}
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "on": forms.DateInput(),
            "currency": forms.Select(choices=CURRENCIES),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if self.instance.pk:
            del fields["line"]
        else:
            rows = BudgetLine.objects.visible_to(user).filter(budget__project=project).exclude(category="contingency")
            fields["line"].queryset = rows.select_related("budget__project").order_by("number")
            fields["line"].empty_label = _("choose")


class ActualForm(Form):
    line = CodedField(BudgetLine.objects.none(), label=_("Budget line"))
    commitment = CommitmentField(Commitment.objects.none(), label=_("Commitment"), required=False)
    on = forms.DateField(label=_("Date"), widget=forms.DateInput())
    amount = forms.DecimalField(
        label=pgettext_lazy("money", "Amount"), help_text=_("Negative for a credit note."), **AMOUNT
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    reference = forms.CharField(
        label=_("Document no."), max_length=100, help_text=_("The same document is never booked twice.")
    )
    text = forms.CharField(label=_("What for"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rows = BudgetLine.objects.visible_to(user).filter(budget__project=project).exclude(category="contingency")
        fields["line"].queryset = rows.select_related("budget__project").order_by("number")
        fields["line"].empty_label = _("choose")
        given = Commitment.objects.visible_to(user).filter(
            line__budget__project=project, state=CommitmentState.COMMITTED
        )
        fields["commitment"].queryset = given.order_by("number")
        fields["commitment"].empty_label = _("none")


class RiskField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Risk) -> str:  # type: ignore[override]
        return f"{obj.code} {obj.label} · {obj.get_status_display()}"


class DrawForm(Form):
    wide = ("reason",)
    source = CodedField(BudgetLine.objects.none(), label=_("From"))
    line = CodedField(BudgetLine.objects.none(), label=_("For the line"))
    value = forms.DecimalField(label=pgettext_lazy("money", "Amount"), min_value=0, **AMOUNT)
    risk = RiskField(Risk.objects.none(), label=_("Risk that happened"), required=False)
    reason = forms.CharField(
        label=_("What happened"),
        max_length=2000,
        required=False,
        help_text=_("Needed when no risk of the register is behind it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, user: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rows = BudgetLine.objects.visible_to(user).filter(budget=budget).order_by("number")
        fields["source"].queryset = rows.filter(category="contingency")
        fields["source"].empty_label = None
        fields["line"].queryset = rows.exclude(category="contingency")
        fields["line"].empty_label = _("choose")
        threats = Risk.objects.visible_to(user).filter(project=budget.project_id, kind=RiskKind.THREAT)
        happened = Case(When(status=RiskStatus.OCCURRED, then=0), default=1)
        fields["risk"].queryset = threats.order_by(happened, "number")
        fields["risk"].empty_label = _("none of the register")
        self.units = {"value": budget.currency}
