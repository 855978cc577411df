"""What holds for all money, for programs: phases, rates of roles and of currencies, rules of approval."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.web import api
from projects.budget import services
from projects.budget.approval_models import ApprovalRule
from projects.budget.choices import Subject
from projects.budget.company_serializers import (
    ApprovalRuleIn,
    ApprovalRuleNew,
    ApprovalRuleOut,
    CurrencyRateOut,
    LabourRateIn,
    LabourRateOut,
    MoveIn,
    PhaseIn,
    PhaseNew,
    PhaseOut,
    parts_of,
)
from projects.budget.labour_models import LabourRate
from projects.budget.models import BudgetPhase, CurrencyRate
from projects.budget.selectors import labour, rates
from projects.resources.choices import WorkRole


class PhaseViewSet(api.KeptViewSet):
    """Parts of the way that get their money of their own."""

    kind = "budget"
    model = BudgetPhase
    serializer_class = PhaseOut
    write_serializer_class = PhaseIn
    new_serializer_class = PhaseNew
    filters = {"project": api.Text("budget__project__key", "Key of the project", max_length=32)}
    ordering_fields = {"number": "number", "project": "budget__project__key"}
    default_ordering = ("budget__project__key", "number")

    def visible(self, user: Any) -> QuerySet[BudgetPhase]:
        return BudgetPhase.objects.visible_to(user).select_related("budget__project__portfolio")

    def perform_create(self, user: Any, data: dict[str, Any]) -> BudgetPhase:
        return services.add_phase(by=user, budget=data.pop("project"), now=self.now, **data)

    def perform_update(self, user: Any, obj: BudgetPhase, data: dict[str, Any], expected: int) -> BudgetPhase:
        names = {"name": obj.name, "name_en": obj.name_en, **data}
        return services.rename_phase(by=user, phase=obj, expected=expected, now=self.now, **names)

    @api.act(request=MoveIn, response=PhaseOut)
    def move(self, request: Request, **kwargs: Any) -> Response:
        """One place up or down among the phases of its project."""
        found = services.move_phase(by=request.user, phase=self.get_object(), now=self.now, **self.body())
        return self.answer(self.fresh(found))


class LabourRateViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin, api.DestroyMixin):
    """What an hour of a role costs from a day on. Taken back and entered anew rather than changed."""

    kind = "rate"
    model = LabourRate
    serializer_class = LabourRateOut
    write_serializer_class = LabourRateIn
    filters = {"role": api.Choice("role__in", WorkRole.choices, "Role", many=True)}
    ordering_fields = {"since_on": "since_on", "role": "role"}
    default_ordering = ("role", "-since_on")

    def visible(self, user: Any) -> QuerySet[LabourRate]:
        return labour.visible(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> LabourRate:
        return services.add_labour_rate(by=user, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: LabourRate, expected: int) -> None:  # type: ignore[override]
        services.remove_labour_rate(by=user, rate=obj, now=self.now)


class CurrencyRateViewSet(api.ReadViewSet):
    """What one unit of a currency is worth in CNY from a day on."""

    kind = "rate"
    model = CurrencyRate
    serializer_class = CurrencyRateOut
    filters = {"currency": api.Text("currency", "Code of the currency", max_length=32)}
    ordering_fields = {"since_on": "since_on", "currency": "currency"}
    default_ordering = ("currency", "-since_on")

    def visible(self, user: Any) -> QuerySet[CurrencyRate]:
        return rates.visible(user)


class ApprovalRuleViewSet(api.CrudViewSet):
    """From which amount on who signs. Approvals under way keep the signers they have."""

    kind = "approval"
    model = ApprovalRule
    serializer_class = ApprovalRuleOut
    write_serializer_class = ApprovalRuleIn
    new_serializer_class = ApprovalRuleNew
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "subject": api.Choice("subject", Subject.choices, "What it is about"),
    }
    ordering_fields = {"above": "above"}
    default_ordering = ("portfolio__code", "project__key", "subject", "above")

    def visible(self, user: Any) -> QuerySet[ApprovalRule]:
        rows = ApprovalRule.objects.visible_to(user).select_related("portfolio", "project")
        return rows.prefetch_related("signers__person")

    def allow(self, verb: str, obj: Any) -> None:
        # Whoever makes rules also takes them back.
        super().allow("change", obj)

    def perform_create(self, user: Any, data: dict[str, Any]) -> ApprovalRule:
        parts = parts_of(data.pop("signers"))
        return services.save_rule(by=user, parts=parts, now=self.now, **data)

    def perform_update(self, user: Any, obj: ApprovalRule, data: dict[str, Any], expected: int) -> ApprovalRule:
        signers = data.get("signers")
        return services.change_rule(
            by=user,
            rule=obj,
            above=data.get("above", obj.above),
            mode=data.get("mode", obj.mode),
            parts=[(row.part, row.person) for row in obj.signers.all()] if signers is None else parts_of(signers),
            expected=expected,
            now=self.now,
        )

    def perform_destroy(self, user: Any, obj: ApprovalRule, expected: int) -> None:  # type: ignore[override]
        services.delete_rule(by=user, rule=obj, expected=expected, now=self.now)


routes = [
    ("budget-phases", PhaseViewSet, "budget-phase"),
    ("labour-rates", LabourRateViewSet, "labour-rate"),
    ("currency-rates", CurrencyRateViewSet, "currency-rate"),
    ("approval-rules", ApprovalRuleViewSet, "approval-rule"),
]
