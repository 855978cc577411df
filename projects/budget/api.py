"""Money for programs: lines, tranches, commitments, actuals, approvals, earned value."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from pmo import access
from pmo.access import policy
from pmo.web import api
from projects.budget import company_api, services
from projects.budget.approval_models import Approval
from projects.budget.choices import ApprovalState, Category, CommitmentState, Subject, TrancheState
from projects.budget.documents import earned_document
from projects.budget.models import Actual, BudgetLine, Commitment, ContingencyDraw, Tranche
from projects.budget.selectors import approvals, earned
from projects.budget.serializers import (
    ActualIn,
    ActualOut,
    ApprovalOut,
    BudgetLineIn,
    BudgetLineOut,
    CommitmentIn,
    CommitmentNew,
    CommitmentOut,
    ContingencyDrawIn,
    ContingencyDrawOut,
    DelegateIn,
    EarnedOut,
    MonthsIn,
    NeededReasonIn,
    NoteIn,
    ReasonIn,
    TrancheIn,
    TrancheOut,
)
from projects.portfolio.models import Project


class BudgetLineViewSet(api.CrudViewSet):
    """What a project spends money on, month by month."""

    kind = "budget"
    model = BudgetLine
    serializer_class = BudgetLineOut
    write_serializer_class = BudgetLineIn
    filters = {
        "project": api.Text("budget__project__key", "Key of the project", max_length=32),
        "category": api.Choice("category__in", Category.choices, "Category", many=True),
        "phase": api.Id("phase_id", "Id of the phase"),
    }
    search_fields = ("title", "title_en")
    ordering_fields = {"number": "number", "project": "budget__project__key"}
    default_ordering = ("budget__project__key", "number")

    def visible(self, user: Any) -> QuerySet[BudgetLine]:
        rows = BudgetLine.objects.visible_to(user).select_related("budget__project__portfolio", "phase")
        return rows.prefetch_related("months", "tasks")

    def perform_create(self, user: Any, data: dict[str, Any]) -> BudgetLine:
        return services.add_line(by=user, budget=data["phase"].budget, now=self.now, **data)

    def perform_update(self, user: Any, obj: BudgetLine, data: dict[str, Any], expected: int) -> BudgetLine:
        return services.change_line(by=user, line=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: BudgetLine, expected: int) -> None:  # type: ignore[override]
        services.delete_line(by=user, line=obj, expected=expected, now=self.now)

    @api.act(request=MonthsIn, response=BudgetLineOut)
    def months(self, request: Request, **kwargs: Any) -> Response:
        """Write plan and forecast of some months; the others stay."""
        line = self.get_object()
        cells = {
            (line.pk, row["month"]): {name: row[name] for name in ("plan", "forecast") if name in row}
            for row in self.body()["months"]
        }
        services.set_months(by=request.user, budget=line.budget, cells=cells, now=self.now)
        return self.answer(self.fresh(line))


class TrancheViewSet(api.KeptViewSet):
    """Money that is released by a decision."""

    kind = "budget"
    model = Tranche
    serializer_class = TrancheOut
    write_serializer_class = TrancheIn
    filters = {
        "project": api.Text("budget__project__key", "Key of the project", max_length=32),
        "state": api.Choice("state__in", TrancheState.choices, "State", many=True),
    }
    ordering_fields = {"planned_on": "planned_on", "project": "budget__project__key"}
    default_ordering = ("budget__project__key", "number")

    def visible(self, user: Any) -> QuerySet[Tranche]:
        return Tranche.objects.visible_to(user).select_related("budget__project__portfolio", "phase", "released_by")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Tranche:
        return services.plan_tranche(by=user, budget=data["phase"].budget, now=self.now, **data)

    def perform_update(self, user: Any, obj: Tranche, data: dict[str, Any], expected: int) -> Tranche:
        return services.change_tranche(by=user, tranche=obj, expected=expected, now=self.now, **data)

    @api.act(request=ReasonIn, response=TrancheOut)
    def ask(self, request: Request, **kwargs: Any) -> Response:
        """Ask for its release: those whom the rules name are asked."""
        return self._act(services.ask_tranche)

    @api.act(request=ReasonIn, response=TrancheOut)
    def release(self, request: Request, **kwargs: Any) -> Response:
        """Release it; never by whoever asked for it."""
        return self._act(services.release)

    @api.act(request=NeededReasonIn, response=TrancheOut)
    def freeze(self, request: Request, **kwargs: Any) -> Response:
        """Nothing more can be committed from it."""
        return self._act(services.freeze)

    def _act(self, service: Any) -> Response:
        tranche = self.get_object()
        expected = self.expected(tranche, required=False)
        service(by=self.request.user, tranche=tranche, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(tranche))


class CommitmentViewSet(api.KeptViewSet):
    """Contracts and orders. Only released money can be committed."""

    kind = "budget"
    model = Commitment
    serializer_class = CommitmentOut
    write_serializer_class = CommitmentIn
    new_serializer_class = CommitmentNew
    filters = {
        "project": api.Text("line__budget__project__key", "Key of the project", max_length=32),
        "line": api.Id("line_id", "Id of the budget line"),
        "state": api.Choice("state__in", CommitmentState.choices, "State", many=True),
    }
    search_fields = ("supplier", "reference")
    ordering_fields = {"on": "on", "value": "value", "project": "line__budget__project__key"}
    default_ordering = ("line__budget__project__key", "number")

    def visible(self, user: Any) -> QuerySet[Commitment]:
        related = ("line__budget__project__portfolio", "line__phase", "raised_by")
        return Commitment.objects.visible_to(user).select_related(*related)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Commitment:
        return services.commit(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Commitment, data: dict[str, Any], expected: int) -> Commitment:
        return services.change_commitment(by=user, commitment=obj, expected=expected, now=self.now, **data)

    @api.act(request=NeededReasonIn, response=CommitmentOut)
    def end(self, request: Request, **kwargs: Any) -> Response:
        """Take it back, as long as nothing was spent on it; its money is free again."""
        found = self.get_object()
        expected = self.expected(found, required=False)
        services.end_commitment(by=request.user, commitment=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(found))


class ActualViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin):
    """What was spent. The same document is never booked twice."""

    kind = "budget"
    model = Actual
    serializer_class = ActualOut
    write_serializer_class = ActualIn
    filters = {
        "project": api.Text("budget__project__key", "Key of the project", max_length=32),
        "line": api.Id("line_id", "Id of the budget line"),
        "from": api.Date("on__gte", "Booked on this day or later"),
        "to": api.Date("on__lte", "Booked on this day or earlier"),
    }
    search_fields = ("reference", "text")
    ordering_fields = {"on": "on", "value": "value", "project": "budget__project__key"}
    default_ordering = ("-on",)

    def visible(self, user: Any) -> QuerySet[Actual]:
        return Actual.objects.visible_to(user).select_related("budget__project__portfolio", "line")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Actual:
        return services.record_actual(by=user, now=self.now, **data)

    @api.act(request=NeededReasonIn, response=None, status=204)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take back a booking made by mistake; the history keeps it."""
        services.remove_actual(by=request.user, actual=self.get_object(), now=self.now, **self.body())
        return Response(status=204)


class ContingencyDrawViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin):
    """Contingency drawn into the lines that had to carry it."""

    kind = "budget"
    model = ContingencyDraw
    serializer_class = ContingencyDrawOut
    write_serializer_class = ContingencyDrawIn
    filters = {
        "project": api.Text("budget__project__key", "Key of the project", max_length=32),
        "risk": api.Id("risk_id", "Id of the risk it was drawn for"),
        "line": api.Id("line_id", "Id of the line that carries it"),
    }
    ordering_fields = {"made_at": "made_at", "value": "value"}
    default_ordering = ("-made_at",)

    def visible(self, user: Any) -> QuerySet[ContingencyDraw]:
        related = ("budget__project__portfolio", "made_by")
        return ContingencyDraw.objects.visible_to(user).select_related(*related)

    def perform_create(self, user: Any, data: dict[str, Any]) -> ContingencyDraw:
        return services.draw(by=user, source=data.pop("contingency"), now=self.now, **data)


class ApprovalViewSet(api.ReadViewSet):
    """What waits for signatures, and what became of it."""

    kind = "approval"
    model = Approval
    serializer_class = ApprovalOut
    filters = {
        "project": api.Text("budget__project__key", "Key of the project", max_length=32),
        "state": api.Choice("state__in", ApprovalState.choices, "State", many=True),
        "subject": api.Choice("subject", Subject.choices, "What it is about"),
    }
    ordering_fields = {"raised_at": "raised_at", "amount": "amount"}
    default_ordering = ("-raised_at",)

    def visible(self, user: Any) -> QuerySet[Approval]:
        return approvals.visible(user).prefetch_related("steps__signer")

    @api.act(request=NoteIn, response=ApprovalOut)
    def sign(self, request: Request, **kwargs: Any) -> Response:
        """Approve, when it is the caller's turn."""
        return self._act(services.sign, versioned=True)

    @api.act(request=NeededReasonIn, response=ApprovalOut)
    def decline(self, request: Request, **kwargs: Any) -> Response:
        """Say no."""
        return self._act(services.decline, versioned=True)

    @api.act(request=NeededReasonIn, response=ApprovalOut)
    def give_back(self, request: Request, **kwargs: Any) -> Response:
        """Return it to whoever raised it."""
        return self._act(services.give_back, versioned=True)

    @api.act(request=DelegateIn, response=ApprovalOut)
    def delegate(self, request: Request, **kwargs: Any) -> Response:
        """Hand one's signature over to somebody else who sees the money."""
        return self._act(services.delegate)

    @api.act(request=ReasonIn, response=ApprovalOut)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take back what one raised."""
        return self._act(services.withdraw)

    def _act(self, service: Any, *, versioned: bool = False) -> Response:
        found = self.get_object()
        more = {"expected": self.expected(found, required=False)} if versioned else {}
        service(by=self.request.user, approval=found, now=self.now, **more, **self.body())
        return self.answer(self.fresh(found))


class EarnedValue(api.ApiView):
    """Earned value and earned schedule of a project, today or on any past day."""

    @api.read(response=EarnedOut, params={"as_of": api.Date(help="As known on this day; today without it")})
    def get(self, request: Request, key: str, **kwargs: Any) -> Response:
        rows = Project.objects.select_related("portfolio")
        project: Project = access.get_visible_or_404(rows, request.user, key=key)
        if not policy.may(request.user, "view", "budget", project_id=project.pk):
            raise Http404
        as_of = min(self.params["as_of"] or self.today, self.today)
        return self.answer(earned_document(earned.of_project(project, as_of, self.today)))


routes = [
    ("budget-lines", BudgetLineViewSet, "budget-line"),
    ("tranches", TrancheViewSet, "tranche"),
    ("commitments", CommitmentViewSet, "commitment"),
    ("actuals", ActualViewSet, "actual"),
    ("contingency-draws", ContingencyDrawViewSet, "contingency-draw"),
    ("approvals", ApprovalViewSet, "approval"),
    *company_api.routes,
]
urlpatterns = [path("projects/<str:key>/earned-value/", EarnedValue.as_view(), name="earned-value")]
