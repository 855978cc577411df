"""Benefits for programs: the benefits, their months, what was booked, the value case of a project."""

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
from projects.benefits import serializers as shapes
from projects.benefits import services
from projects.benefits.choices import BookingState, Kind, Nature, State, Way
from projects.benefits.documents import case_document
from projects.benefits.models import Benefit, Realisation
from projects.benefits.selectors import book
from projects.benefits.selectors import case as cases
from projects.benefits.selectors.book import Line
from projects.benefits.selectors.months import text_of
from projects.portfolio.models import Project


class BenefitViewSet(api.CrudViewSet):
    """What gets better: agreed by its owner and by finance, planned from a milestone, realised month by month."""

    kind = "benefit"
    model = Benefit
    serializer_class = shapes.BenefitOut
    write_serializer_class = shapes.BenefitIn
    new_serializer_class = shapes.BenefitNew
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "state": api.Choice("state__in", State.choices, "State", many=True),
        "nature": api.Choice("nature", Nature.choices, "Hard or soft"),
        "kind": api.Choice("kind__in", Kind.choices, "Kind", many=True),
        "way": api.Choice("way", Way.choices, "Computed from the KPI, or booked"),
        "owner": api.Id("owner_id", "Id of the owner"),
        "kpi": api.Id("kpi_id", "Id of the KPI"),
    }
    search_fields = ("name", "name_en", "description")
    ordering_fields = {"number": "number", "project": "project__key", "name": "name"}
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[Benefit]:
        return book.visible(user).prefetch_related("units")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Benefit:
        return services.add_benefit(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Benefit, data: dict[str, Any], expected: int) -> Benefit:
        return services.change_benefit(by=user, benefit=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Benefit, expected: int) -> None:  # type: ignore[override]
        services.delete_benefit(by=user, benefit=obj, expected=expected, now=self.now)

    @api.read(response=shapes.MonthOut, many=True)
    def months(self, request: Request, **kwargs: Any) -> Response:
        """Agreed, planned and realised money by month; realised only of months that are over."""
        line = book.one(self.get_object(), self.today)
        return Response(shapes.MonthOut(_months(line), many=True, context=self.context()).data)

    @api.act(response=shapes.BenefitOut)
    def propose(self, request: Request, **kwargs: Any) -> Response:
        """Put it before its owner and finance."""
        return self._act(services.propose, body={})

    @api.act(response=shapes.BenefitOut)
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """As its owner, or for finance; with the second of them it is agreed."""
        return self._act(services.confirm, body={})

    @api.act(request=shapes.ReasonIn, response=shapes.BenefitOut)
    def decline(self, request: Request, **kwargs: Any) -> Response:
        """Back to a draft."""
        return self._act(services.decline)

    @api.act(request=shapes.ReasonIn, response=shapes.BenefitOut)
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Take up again what was agreed or closed."""
        return self._act(services.reopen)

    @api.act(request=shapes.ReasonIn, response=shapes.BenefitOut)
    def close(self, request: Request, **kwargs: Any) -> Response:
        """Nothing more is followed."""
        return self._act(services.close)

    def _act(self, service: Any, *, body: dict[str, Any] | None = None) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        given = self.body() if body is None else body
        service(by=self.request.user, benefit=found, expected=expected, now=self.now, **given)
        return self.answer(self.fresh(found))


def _months(line: Line) -> list[dict[str, Any]]:
    known = sorted({*line.planned, *line.agreed_months, *line.realised})
    return [
        {
            "month": text_of(month),
            "agreed": line.agreed_months.get(month),
            "planned": line.planned.get(month),
            "realised": line.realised.get(month) if month <= line.last else None,
        }
        for month in known
    ]


class RealisationViewSet(api.KeptViewSet):
    """What came, as it was booked; it counts once finance validated it."""

    kind = "benefit"
    model = Realisation
    serializer_class = shapes.RealisationOut
    write_serializer_class = shapes.RealisationIn
    new_serializer_class = shapes.RealisationNew
    filters = {
        "project": api.Text("benefit__project__key", "Key of the project", max_length=32),
        "benefit": api.Id("benefit_id", "Id of the benefit"),
        "state": api.Choice("state__in", BookingState.choices, "State", many=True),
        "from": api.Date("month__gte", "Of this month or later"),
        "to": api.Date("month__lte", "Of this month or earlier"),
    }
    search_fields = ("reference", "evidence")
    ordering_fields = {"month": "month", "amount": "amount", "project": "benefit__project__key"}
    default_ordering = ("-month",)

    def visible(self, user: Any) -> QuerySet[Realisation]:
        related = ("benefit__project__portfolio", "booked_by", "decided_by")
        return Realisation.objects.visible_to(user).select_related(*related)

    def allow(self, verb: str, obj: Any) -> None:
        """Whoever may book may also put right what is booked."""
        super().allow("book" if verb == "change" else verb, obj)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Realisation:
        return services.book(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Realisation, data: dict[str, Any], expected: int) -> Realisation:
        return services.change_booking(by=user, realisation=obj, expected=expected, now=self.now, **data)

    @api.act(request=shapes.ReasonIn, response=None, status=204)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take back what is not validated."""
        found = self.get_object()
        expected = self.expected(found, required=False)
        services.withdraw(by=request.user, realisation=found, expected=expected, now=self.now, **self.body())
        return Response(status=204)

    @api.act(request=shapes.NoteIn, response=shapes.RealisationOut)
    def validate(self, request: Request, **kwargs: Any) -> Response:
        """For finance; never by whoever booked it, nor by the owner of the benefit."""
        return self._act(services.validate)

    @api.act(request=shapes.ReasonIn, response=shapes.RealisationOut)
    def give_back(self, request: Request, **kwargs: Any) -> Response:
        """Back to whoever booked it."""
        return self._act(services.give_back)

    def _act(self, service: Any) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        service(by=self.request.user, realisation=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(found))


class ValueCase(api.ApiView):
    """Net present value, internal rate, payback and return of a project, with its monthly money."""

    @api.read(response=shapes.CaseOut)
    def get(self, request: Request, key: str, **kwargs: Any) -> Response:
        rows = Project.objects.select_related("portfolio")
        project: Project = access.get_visible_or_404(rows, request.user, key=key)
        if not policy.may(request.user, "view", "benefit", project_id=project.pk):
            raise Http404
        return self.answer(case_document(cases.of_project(project, self.today)))


routes = [
    ("benefits", BenefitViewSet, "benefit"),
    ("realisations", RealisationViewSet, "realisation"),
]
urlpatterns = [path("projects/<str:key>/value-case/", ValueCase.as_view(), name="value-case")]
