"""One task: all its columns, why it is where it is, its links, its progress, its history."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.accounts.models import User
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.engines.cpm import PlanError, compute
from projects.engines.cpm.explain import explain
from projects.schedule import durations, panels, planning, sentences, services
from projects.schedule.choices import LinkKind
from projects.schedule.forms import FileForm, ProgressForm, TaskForm
from projects.schedule.models import Plan, Task, TaskLink
from projects.schedule.selectors import files as attached
from projects.schedule.selectors import history
from projects.schedule.selectors import plans as selectors
from projects.schedule.views.common import load_task


def task(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_task(request, pk)
    return _detail(request, found)


def _detail(
    request: HttpRequest,
    found: Task,
    *,
    form: ProgressForm | None = None,
    file_form: FileForm | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    plan = found.plan
    may_add = plan.project.is_open and policy.may(request.user, "report", found)
    may_report = may_add and not found.is_summary
    rows = planning.load(plan)
    links = _links(found, rows)
    agreed = selectors.agreed_row(found)
    table = planning.company_table(plan)
    agreed_on = planning.last_day(agreed.finish) if agreed else None
    context = {
        "task": found,
        "plan": plan,
        "project": plan.project,
        "nav": "projects",
        "why": _why(found, rows),
        "before": [link for link in links if link["link"].successor_id == found.pk],
        "after": [link for link in links if link["link"].predecessor_id == found.pk],
        "moves": selectors.moves_of(found)[:20] if found.is_milestone else [],
        "baseline": agreed.baseline if agreed else None,
        "agreed_on": agreed_on,
        "slip": table.count(agreed_on, found.finish_on) if agreed_on and found.finish_on else None,
        "constraint_on": None if found.constraint_at is None else planning.last_day(found.constraint_at),
        "deadline_on": None if found.deadline_at is None else planning.last_day(found.deadline_at),
        "duration": durations.show(
            found.duration, found.duration_unit, plan, elapsed=found.elapsed, estimated=found.estimated
        ),
        "float_days": round(found.total_float / float(plan.hours_per_day * 60), 1),
        "progress": form or (ProgressForm(task=found) if may_report else None),
        "may_change": plan.project.is_open and policy.may(request.user, "change", plan),
        "error": error.message if error else "",
        "files": attached.files_of(found, request.user),
        "file_form": file_form or (FileForm() if may_add else None),
        "panels": panels.of(found, request.user, timezone.localdate()),
        "entries": history.of_task(found),
    }
    failed = error is not None or any(shown is not None and shown.errors for shown in (form, file_form))
    return render(request, "projects/schedule/task.html", context, status=422 if failed else 200)


def _why(found: Task, rows: planning.PlanRows) -> list[Any]:
    """Why it starts when it does, and what makes it late."""
    network = planning.network_of(rows)
    names = {task.pk: task.label for task in rows.tasks}
    try:
        reasons = explain(compute(network), network, found.pk)
    except (PlanError, KeyError):
        return []
    day = round(found.plan.hours_per_day * 60)
    return [sentences.reason(code, keys, minutes, names, day) for code, keys, minutes in reasons]


def _links(found: Task, rows: planning.PlanRows) -> list[dict[str, Any]]:
    """Into and out of it, in the order of the predecessors."""
    place = {task.pk: number for number, task in enumerate(rows.tasks)}
    around = [link for link in rows.links if found.pk in (link.predecessor_id, link.successor_id)]
    return [
        {
            "link": link,
            "kind": LinkKind(link.kind).name,
            "lag": _lag(link, found.plan),
            "task": rows.tasks[place[link.predecessor_id if link.successor_id == found.pk else link.successor_id]],
        }
        for link in sorted(around, key=lambda link: (place[link.predecessor_id], link.pk))
    ]


def _lag(link: TaskLink, plan: Plan) -> str:
    if link.lag_percent is not None:
        return f"{link.lag_percent.normalize():f}%"
    return durations.show(link.lag, link.lag_unit, plan, elapsed=link.lag_elapsed) if link.lag else ""


def predecessors_text(found: Task) -> str:
    """The predecessors as the grid writes them."""
    links = [link for link in selectors.links_around(found) if link.successor_id == found.pk]
    return ", ".join(
        durations.show_link(
            link.predecessor.position,
            LinkKind(link.kind).name,
            link.lag,
            link.lag_unit,
            found.plan,
            elapsed=link.lag_elapsed,
            percent=link.lag_percent,
        )
        for link in links
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_task(request, pk)
    policy.require(request.user, "change", found.plan)
    people = User.objects.visible_to(request.user).filter(is_active=True).order_by("name")
    form = TaskForm(request.POST or None, task=found, people=people, predecessors=predecessors_text(found))
    if request.method == "POST" and form.is_valid():
        op = {"op": "set", "id": found.pk, "version": form.cleaned_data["version"], "fields": form.changes()}
        try:
            services.apply(by=request.user, plan=found.plan, ops=[op], now=timezone.now())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    context = {"form": form, "task": found, "project": found.plan.project, "nav": "projects"}
    return render(request, "projects/schedule/task_form.html", context, status=422 if form.errors else 200)


@require_POST
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Told by the owner, or whoever steers the plan."""
    found = load_task(request, pk)
    policy.require(request.user, "report", found)
    form = ProgressForm(request.POST, task=found)
    if not form.is_valid():
        return _detail(request, found, form=form)
    try:
        services.report_progress(
            by=request.user,
            task=found,
            values=form.changes(),
            expected=form.cleaned_data["version"],
            note=form.cleaned_data["note"],
            now=timezone.now(),
        )
    except DomainError as error:
        return _detail(request, found, form=form, error=error)
    return done(request, _("Progress of %(task)s saved") % {"task": found.label}, found.url)


@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_task(request, pk)
    policy.require(request.user, "report", found)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            services.add_file(by=request.user, task=found, upload=upload, now=timezone.now())
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return done(request, _("%(name)s added") % {"name": upload.name}, found.url)
    return _detail(request, found, file_form=form)


@require_POST
def remove_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    found = load_task(request, pk)
    policy.require(request.user, "report", found)
    attachment = attached.file_of(found, file_pk)
    if attachment is None:
        raise Http404
    services.remove_file(by=request.user, task=found, attachment=attachment, now=timezone.now())
    return done(request, _("%(name)s removed") % {"name": attachment.name}, found.url)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_task(request, pk)
    policy.require(request.user, "change", found.plan)
    try:
        services.apply(by=request.user, plan=found.plan, ops=[{"op": "delete", "ids": [found.pk]}], now=timezone.now())
    except DomainError as error:
        return _detail(request, found, error=error)
    undo = reverse("schedule:undo", args=[found.plan.project.key])
    return done(request, _("%(task)s deleted") % {"task": found.label}, found.plan.url, undo=undo)
