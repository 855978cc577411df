"""Data sets for programs: the tool that carries out the migration reports its runs here."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.access import policy
from pmo.exchange.reading import MAX_BYTES
from pmo.web import api
from projects.datamig import selectors, services
from projects.datamig.models import DataProfile, DataRule, DataSet, MigrationRun
from projects.datamig.serializers import (
    DataRuleIn,
    DataSetIn,
    DataSetNew,
    DataSetOut,
    ExtractIn,
    RunIn,
)
from projects.portfolio.choices import Status


class DataSetViewSet(api.CrudViewSet):
    """Data to be migrated, with its rules, the newest extract and the runs; its status is computed."""

    kind = "data_set"
    model = DataSet
    serializer_class = DataSetOut
    write_serializer_class = DataSetIn
    new_serializer_class = DataSetNew
    max_body = MAX_BYTES + 64 * 1024
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "status": api.Choice("status__in", Status.choices, "Status", many=True),
        "is_critical": api.Flag("is_critical", "Whether go-live waits for it"),
    }
    search_fields = ("name", "name_en", "source")
    ordering_fields = {"number": "number", "project": "project__key", "name": "name"}
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[DataSet]:
        runs = MigrationRun.objects.visible_to(user).select_related("recorded_by").prefetch_related("sums")
        return selectors.visible(user).prefetch_related(
            Prefetch("rules", DataRule.objects.visible_to(user).order_by("pk")),
            Prefetch("profiles", DataProfile.objects.order_by("-number")),
            Prefetch("runs", runs.order_by("-ran_on", "-number")),
        )

    def perform_create(self, user: Any, data: dict[str, Any]) -> DataSet:
        return services.add_data_set(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: DataSet, data: dict[str, Any], expected: int) -> DataSet:
        return services.change_data_set(by=user, data_set=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: DataSet, expected: int) -> None:
        services.delete_data_set(by=user, data_set=obj, expected=expected, now=self.now)

    @api.act(request=DataRuleIn, response=DataSetOut)
    def rules(self, request: Request, **kwargs: Any) -> Response:
        """Add a rule. The newest extract is held against it at once, as long as it is kept."""
        found = self.get_object()
        services.add_rule(by=request.user, data_set=found, now=self.now, **self.body())
        return self.answer(self.fresh(found))

    @api.act(request=RunIn, response=DataSetOut)
    def runs(self, request: Request, **kwargs: Any) -> Response:
        """Record a run with its counts and control sums; whether it reconciles is computed."""
        found = self.get_object()
        values = self.body()
        sums = [(line["name"], line["source"], line["target"]) for line in values.pop("sums", ())]
        services.record_run(by=request.user, data_set=found, sums=sums, now=self.now, **values)
        return self.answer(self.fresh(found))

    @api.act(request=ExtractIn, response=DataSetOut, upload=True, status=202)
    def upload(self, request: Request, **kwargs: Any) -> Response:
        """Upload an extract (multipart). The job under Location reads it and holds it against the rules."""
        found = self.get_object()
        # Before the body is looked at.
        policy.require(request.user, "import", found)
        profile = services.upload(by=request.user, data_set=found, upload=self.body()["file"], now=self.now)
        where = request.build_absolute_uri(reverse("api:job-detail", args=[profile.job_id]))
        return self.answer(self.fresh(found), status=202, headers={"Location": where})


routes = [("data-sets", DataSetViewSet, "data-set")]
