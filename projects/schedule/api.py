"""Plans for programs: the computed schedule, tasks, links, milestones, baselines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from pmo import access
from pmo.records import Conflict
from pmo.web import api
from projects.portfolio import selectors as portfolio
from projects.schedule import services
from projects.schedule.models import Plan, Task, TaskLink
from projects.schedule.selectors import documents
from projects.schedule.selectors import files as attached
from projects.schedule.selectors import plans as selectors
from projects.schedule.selectors.quality import quality
from projects.schedule.serializers import (
    BaselineNew,
    BaselineOut,
    FileOut,
    LinkIn,
    LinkNew,
    LinkOut,
    QualityOut,
    ScheduleOut,
    TaskIn,
    TaskNew,
    TaskOut,
    schedule_document,
)

PROJECT = api.Text("plan__project__key", "Key of the project", max_length=32)
# Names of the interface → columns the services know.
_COLUMNS = {
    "duration_minutes": "duration",
    "constraint_on": "constraint_at",
    "deadline_on": "deadline_at",
    "actual_start_on": "actual_start",
    "actual_finish_on": "actual_finish",
}


def plan_for(user: Any, key: str) -> Plan:
    """The plan of a visible project. Raises Http404."""
    project = access.get_visible_or_404(portfolio.visible(user), user, key=key)
    plan = selectors.plan_of(user, project)
    if plan is None:
        raise Http404
    return plan


class Schedule(api.ApiView):
    """The plan of a project as the scheduler computed it."""

    @api.read(response=ScheduleOut)
    def get(self, request: Request, key: str, **kwargs: Any) -> Response:
        plan = plan_for(request.user, key)
        facts = selectors.facts_of(plan, self.today)
        rows = documents.rows(plan, facts.baseline)
        return self.answer(schedule_document(plan, facts.baseline, facts.slip, rows))


class Baselines(api.ApiView):
    """Baselines of a plan, newest first."""

    @api.read(response=BaselineOut, many=True)
    def get(self, request: Request, key: str, **kwargs: Any) -> Response:
        return self.answer(selectors.baselines(plan_for(request.user, key)))

    @api.operation(request=BaselineNew, response=BaselineOut, status=201, summary="Take a baseline")
    def post(self, request: Request, key: str, **kwargs: Any) -> Response:  # type: ignore[override]
        """Keep the plan as it stands; slips are counted against it from now on."""
        plan = plan_for(request.user, key)
        return self.answer(services.take_baseline(by=request.user, plan=plan, now=self.now, **self.body()))


class Quality(api.ApiView):
    """The plan held against the fourteen checks of the DCMA."""

    @api.read(response=QualityOut)
    def get(self, request: Request, key: str, **kwargs: Any) -> Response:
        plan = plan_for(request.user, key)
        found = quality(plan, self.today, services.finish_moves)
        checks = [{**vars(line.check), "passed": line.check.passed, "tasks": line.check.rows} for line in found.lines]
        return self.answer({"status_on": found.status_on, "met": found.met, "asked": found.asked, "checks": checks})


class TaskViewSet(api.CrudViewSet):
    """Rows of plans. Every change recomputes the plan; deleting takes along what lies below."""

    kind = "task"
    model = Task
    serializer_class = TaskOut
    write_serializer_class = TaskIn
    new_serializer_class = TaskNew
    filters = {
        "project": PROJECT,
        "owner": api.Id("owner_id", "Id of the owner"),
        "critical": api.Flag("critical", "Only critical rows, or only others"),
    }
    search_fields = ("name", "name_en")
    ordering_fields = {"position": "position", "project": "plan__project__key", "finish": "finish", "start": "start"}
    default_ordering = ("plan__project__key", "position")

    def visible(self, user: Any) -> QuerySet[Task]:
        return selectors.visible_tasks(user).prefetch_related("links_in")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Task:
        key = data.pop("project")
        try:
            plan = plan_for(user, key)
        except Http404:
            detail = ErrorDetail(_("There is no project with this key, or it has no plan."), code="does_not_exist")
            raise ValidationError({"project": [detail]}) from None
        op: dict[str, Any] = {"op": "add", "fields": self.fields_of(data)}
        op |= {name: data[name] for name in ("after", "level") if name in data}
        known = selectors.task_ids(plan)
        outcome = services.apply(by=user, plan=plan, ops=[op], now=self.now)
        return next(task for task in outcome.changed if task.pk not in known)

    def fields_of(self, data: dict[str, Any]) -> dict[str, Any]:
        return {_COLUMNS.get(name, name): value for name, value in data.items() if name not in ("after", "level")}

    def perform_update(self, user: Any, obj: Task, data: dict[str, Any], expected: int) -> Task:
        op = {"op": "set", "id": obj.pk, "version": expected, "fields": self.fields_of(data)}
        services.apply(by=user, plan=obj.plan, ops=[op], now=self.now)
        return obj

    def perform_destroy(self, user: Any, obj: Task, expected: int) -> None:
        services.apply(by=user, plan=obj.plan, ops=[{"op": "delete", "ids": [obj.pk]}], now=self.now)

    @api.read(response=FileOut, many=True)
    def files(self, request: Request, **kwargs: Any) -> Response:
        """What was put to it: minutes, test reports, signed acceptances; and whether the caller may remove them."""
        return Response(FileOut(attached.files_of(self.get_object(), request.user), many=True).data)


class MilestoneViewSet(TaskViewSet):
    """Milestones of plans: rows without duration, with an owner and a criterion."""

    default_ordering = ("finish", "position")

    def visible(self, user: Any) -> QuerySet[Task]:
        return super().visible(user).filter(is_milestone=True)

    def fields_of(self, data: dict[str, Any]) -> dict[str, Any]:
        return {**super().fields_of(data), "is_milestone": True, "duration": 0}


class LinkViewSet(api.CrudViewSet):
    """Links between rows of one plan. A cycle is refused with the chain by name."""

    kind = "task"
    model = TaskLink
    serializer_class = LinkOut
    write_serializer_class = LinkIn
    new_serializer_class = LinkNew
    filters = {"project": PROJECT, "task": api.Id("successor_id", "Id of the task that waits")}
    ordering_fields = {"id": "id"}
    default_ordering = ("id",)

    def visible(self, user: Any) -> QuerySet[TaskLink]:
        rows = TaskLink.objects.visible_to(user)
        return rows.select_related("plan__project", "plan__work_calendar", "predecessor", "successor")

    def perform_create(self, user: Any, data: dict[str, Any]) -> TaskLink:
        before, after = data["predecessor"], data["successor"]
        plan = selectors.visible(user).filter(pk=after.plan_id).first()
        if plan is None:
            raise Http404
        if TaskLink.objects.visible_to(user).filter(predecessor=before, successor=after).exists():
            raise Conflict(
                _("“%(first)s” and “%(last)s” are linked already.") % {"first": before.name, "last": after.name},
                code="linked",
            )
        services.apply(by=user, plan=plan, ops=[self._op(before.pk, after.pk, data)], now=self.now)
        return TaskLink.objects.visible_to(user).get(predecessor=before, successor=after)

    def perform_update(self, user: Any, obj: TaskLink, data: dict[str, Any], expected: int) -> TaskLink:
        known = {"kind": obj.kind, "lag_minutes": obj.lag, "elapsed": obj.lag_elapsed}
        op = self._op(obj.predecessor_id, obj.successor_id, {**known, **data})
        services.apply(by=user, plan=obj.plan, ops=[op], now=self.now)
        return obj

    def perform_destroy(self, user: Any, obj: TaskLink, expected: int) -> None:
        services.apply(by=user, plan=obj.plan, ops=[{"op": "unlink", "id": obj.pk}], now=self.now)

    def _op(self, before: int, after: int, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "op": "link",
            "from": before,
            "to": after,
            "kind": data.get("kind", "FS"),
            "lag": data.get("lag_minutes", 0),
            "elapsed": data.get("elapsed", False),
        }


routes = [
    ("tasks", TaskViewSet, "task"),
    ("milestones", MilestoneViewSet, "milestone"),
    ("links", LinkViewSet, "link"),
]
urlpatterns: list[Any] = [
    path("projects/<str:key>/schedule/", Schedule.as_view(), name="schedule"),
    path("projects/<str:key>/schedule/quality/", Quality.as_view(), name="schedule-quality"),
    path("projects/<str:key>/schedule/baselines/", Baselines.as_view(), name="schedule-baselines"),
]
