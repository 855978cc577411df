"""The plan: Gantt, grid, table, and the edits the first two send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import exchange
from pmo.access import policy
from pmo.records import DomainError
from pmo.texts import Sentence
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import load_project, page
from projects.schedule import criticality, excel, panels, services
from projects.schedule.forms import OpenForm
from projects.schedule.headline import headline
from projects.schedule.js_texts import gantt_texts
from projects.schedule.models import Plan
from projects.schedule.selectors import gantt
from projects.schedule.selectors import plans as selectors
from projects.schedule.services import Outcome
from projects.schedule.sources import sources_for
from projects.schedule.stale import compared
from projects.schedule.views.common import answer, body, load_plan, refusal

ROWS_PER_PAGE = 100


def plan(request: HttpRequest, key: str) -> HttpResponse:
    """The Gantt; where there is no plan yet, the ways to begin one."""
    return _plan(request, key, "gantt")


def grid(request: HttpRequest, key: str) -> HttpResponse:
    """The outline with all its columns, for the keyboard."""
    return _plan(request, key, "grid")


def _plan(request: HttpRequest, key: str, mode: str) -> HttpResponse:
    project = load_project(request, key, "plan")
    found = selectors.plan_of(request.user, project)
    if found is None:
        return _begin(request, project)
    facts = selectors.facts_of(found, timezone.localdate())
    undo_, redo_ = services.last_steps(found, request.user)
    often = criticality.of(found, request.user)
    context = page(
        request,
        project,
        "plan" if mode == "gantt" else "grid",
        plan=found,
        facts=facts,
        said=headline(facts),
        mode=mode,
        texts=gantt_texts(),
        often=often,
        often_stale=often is not None and often.is_stale(found),
        may_change=project.is_open and policy.may(request.user, "change", found),
        may_export=policy.may(request.user, "export", found),
        sources=sources_for(request.user, project),
        undo=undo_ is not None,
        redo=redo_ is not None,
        notices=panels.notices(project, request.user),
    )
    return render(request, "projects/schedule/plan.html", context)


def as_table(request: HttpRequest, key: str) -> HttpResponse:
    """The plan as the table the import reads."""
    found = load_plan(request, key)
    policy.require(request.user, "export", found)
    sheet = exchange.Sheet(excel.SPEC.sheet, excel.SPEC.columns, excel.rows_of(found))
    return exchange.as_download(exchange.write_xlsx([sheet]), f"{found.project.key} {_('Plan')}.xlsx")


def _begin(request: HttpRequest, project: Any, form: OpenForm | None = None) -> HttpResponse:
    may = project.is_open and policy.may(request.user, "add", "plan", project_id=project.pk)
    initial = {"start_on": project.start_on or timezone.localdate()}
    context = page(
        request,
        project,
        "plan",
        form=(form or OpenForm(initial=initial)) if may else None,
        sources=sources_for(request.user, project) if may else [],
        templates=selectors.templates(request.user) if may else [],
    )
    return render(request, "projects/schedule/begin.html", context, status=422 if form and form.errors else 200)


@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """An empty plan from a day on, or a template's rows."""
    project = load_project(request, key, "plan")
    policy.require(request.user, "add", "plan", project_id=project.pk)
    form = OpenForm(request.POST, templates=selectors.templates(request.user))
    if not form.is_valid():
        return _begin(request, project, form)
    template, start_on = form.cleaned_data["template"], form.cleaned_data["start_on"]
    try:
        if template is None:
            made = services.open_plan(by=request.user, project=project, start_on=start_on, now=timezone.now())
        else:
            made = services.start_from_template(
                by=request.user, project=project, template=template, start_on=start_on, now=timezone.now()
            )
    except DomainError as error:
        form.apply(error)
        return _begin(request, project, form)
    return done(request, _("The plan is open"), made.url)


def table(request: HttpRequest, key: str) -> HttpResponse:
    """The same plan as plain pages of rows: for printing, and where scripts do not run."""
    found = load_plan(request, key)
    tasks = found.tasks.select_related("owner").order_by("position")
    facts = selectors.facts_of(found, timezone.localdate())
    pages = Paginator(tasks, ROWS_PER_PAGE)
    pages.count = facts.rows  # counted already
    shown = pages.get_page(request.GET.get("page"))
    rows = [dict(zip(gantt.COLUMNS, row, strict=True)) for row in gantt.rows_of(found, list(shown), facts.baseline)]
    often = criticality.of(found, request.user, shares_too=True)
    shares = often.shares() if often else {}
    lines = [{"task": task, "share": shares.get(task.pk), **row} for task, row in zip(shown, rows, strict=True)]
    context = page(
        request,
        found.project,
        "plan",
        plan=found,
        lines=lines,
        shown=shown,
        said=headline(facts),
        often=often,
        often_stale=often is not None and often.is_stale(found),
        notices=panels.notices(found.project, request.user),
    )
    return render(request, "projects/schedule/table.html", context)


def data(request: HttpRequest, key: str) -> HttpResponse:
    """The plan for the script, unchanged as long as nobody edited it."""
    found = load_plan(request, key)
    baseline = selectors.current_baseline(found)
    today = timezone.localdate()
    language = getattr(request, "LANGUAGE_CODE", "")
    may = policy.may(request.user, "change", found)
    often = criticality.of(found, request.user)
    marks = (baseline.pk if baseline else 0, often.mark if often else 0)
    mark = (gantt.SHAPE, found.pk, found.version, *marks, today, language, may, request.user.pk)
    etag = f'W/"{"-".join(map(str, mark))}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    response = answer(gantt.document(found, request.user, today, baseline, often))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def ops(request: HttpRequest, key: str) -> HttpResponse:
    """Edits of the Gantt and the grid: {"ops": […]}."""
    return _edit(
        request,
        key,
        lambda found, asked: services.apply(by=request.user, plan=found, ops=_ops(asked), now=timezone.now()),
    )


@require_POST
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """What edits would do; nothing is written."""
    return _edit(request, key, lambda found, asked: services.preview(by=request.user, plan=found, ops=_ops(asked)))


@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    return _edit(request, key, lambda found, asked: services.undo(by=request.user, plan=found, now=timezone.now()))


@require_POST
def redo(request: HttpRequest, key: str) -> HttpResponse:
    return _edit(request, key, lambda found, asked: services.redo(by=request.user, plan=found, now=timezone.now()))


def _ops(asked: dict[str, Any]) -> list[Any]:
    given = asked.get("ops")
    return [op for op in given if isinstance(op, dict)] if isinstance(given, list) else []


def _edit(request: HttpRequest, key: str, act: Callable[[Plan, dict[str, Any]], Outcome]) -> HttpResponse:
    found = load_plan(request, key)
    scripted = request.content_type == "application/json"
    asked: dict[str, Any] = {}
    try:
        asked = body(request) if scripted else {}
        outcome = act(found, asked)
    except DomainError as error:
        if not scripted:
            if error.status == 403:
                raise
            return done(request, error.message, found.url)
        response = refusal(error)
        return compared(error, _ops(asked), found) or response
    if not scripted:
        return redirect(found.url)
    return answer(_outcome(request, outcome))


def _outcome(request: HttpRequest, outcome: Outcome) -> dict[str, Any]:
    """Changed rows and whatever else the script has to know."""
    plan = outcome.plan
    found: dict[str, Any] = {
        "plan": {"version": plan.version, "finish": int(outcome.schedule.project_finish)},
        "rows": gantt.rows_of(plan, outcome.changed, selectors.current_baseline(plan)),
        "removed": outcome.removed,
        "order": [task.pk for task in outcome.board.tasks] if outcome.order_changed else None,
        "links": gantt.links_of(plan, outcome.board.links.values()) if outcome.links_changed else None,
        "people": gantt.people(task.owner_id for task in outcome.changed),
    }
    if outcome.edit is not None:
        facts = selectors.facts_of(plan, timezone.localdate())
        said = Sentence.from_json(outcome.edit.summary)
        undo_, redo_ = services.last_steps(plan, request.user)
        found |= {
            "headline": str(headline(facts).html()),
            "said": str(said) if said else "",
            "undo": undo_ is not None,
            "redo": redo_ is not None,
        }
    return found
