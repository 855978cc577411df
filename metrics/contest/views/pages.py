"""The contest of a project: this week's places, the weeks before, what was counted since."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.contest import export as workbook
from metrics.contest import schedule, services
from metrics.contest.drawing import bump
from metrics.contest.explain import steps
from metrics.contest.forms import CorrectForm
from metrics.contest.models import Contest, ContestUnit, ContestWeek
from metrics.contest.selectors import contests, meetings, weeks
from metrics.contest.selectors.weeks import Line, WeekPage
from metrics.contest.views.common import asked_day, chosen, load_week, need
from metrics.contest.wording import news
from metrics.usage.selectors import systems
from pmo import exchange, texts
from pmo.access import policy
from pmo.records import DomainError
from pmo.texts import Sentence
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page


def contest(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "usage")
    rows, found = chosen(request, project)
    return _show(request, project, rows, found)


def _show(
    request: HttpRequest, project: Project, rows: list[Contest], found: Contest | None, *, form: Any = None
) -> HttpResponse:
    user = request.user
    may_set_up = project.is_open and policy.may(user, "change", "usage_system", project_id=project.pk)
    context = stage_page(
        request,
        project,
        "contest",
        contests=rows,
        contest=found,
        may_set_up=may_set_up,
        may_export=policy.may(user, "export", "usage", project_id=project.pk),
        form=form or CorrectForm(),
    )
    if found is None:
        context |= {"lead": Sentence("contest.lead.none"), "systems": _without(project, rows) if may_set_up else []}
    else:
        context |= _contest(request, found)
    return render(request, "metrics/contest/contest.html", context, status=422 if form and form.errors else 200)


def _without(project: Project, rows: list[Contest]) -> list[Any]:
    """Systems that have no contest yet."""
    taken = {row.system_id for row in rows}
    return [system for system in systems.measured(project) if system.pk not in taken]


def _contest(request: HttpRequest, found: Contest) -> dict[str, Any]:
    table, now = contests.table_of(found), timezone.now()
    shown = weeks.page(found, asked_day(request, "week"), table) or weeks.page(found, None, table)
    zone = ZoneInfo(found.system.time_zone)
    today = contests.today_in(found, now)
    base: dict[str, Any] = {"table": table, "page": shown}
    if shown is None:
        return {**base, "lead": _waiting(found, now, zone), "places": _logs(found, today, contests.taking_part(found))}
    following = schedule.told_at(found, shown.weeks[0].week_on + schedule.WEEK, zone, table)
    return {
        **base,
        "lead": news(shown.results),
        "lines": _lines(request, shown, meetings.summaries(found, today)),
        "drawing": bump(shown.courses, _numbers(shown)),
        "numbers": _numbers(shown),
        "previous": _beside(shown, 1),
        "following": _beside(shown, -1),
        "next_at": following if found.active and following > now else None,
        "may_read_log": policy.may(request.user, "view", "meeting", project_id=found.system.project_id),
    }


def _numbers(shown: WeekPage) -> list[int]:
    """Numbers of the weeks in the history, oldest first."""
    upto = [week for week in shown.weeks if week.week_on <= shown.week.week_on][: weeks.HISTORY]
    return [week.number for week in reversed(upto)]


def _beside(shown: WeekPage, step: int) -> ContestWeek | None:
    at = next(n for n, week in enumerate(shown.weeks) if week.pk == shown.week.pk) + step
    return shown.weeks[at] if 0 <= at < len(shown.weeks) else None


def _waiting(found: Contest, now: datetime, zone: ZoneInfo) -> Sentence:
    if not found.active:
        return Sentence("contest.lead.off")
    first = schedule.told_at(found, found.first_week_on, zone, contests.table_of(found))
    if first <= now:
        return Sentence("contest.lead.waiting")
    return Sentence("contest.lead.before", {"on": texts.day(first.date())})


def _lines(request: HttpRequest, shown: WeekPage, open_of: dict[int, meetings.Summary]) -> list[dict[str, Any]]:
    return [
        {"line": line, "steps": steps(shown.week, line.result), "log": _log_of(line, open_of)}
        for line in (*shown.ranked, *shown.unranked)
    ]


def _log_of(line: Line, open_of: dict[int, meetings.Summary]) -> meetings.Summary | None:
    return open_of.get(line.place.pk) if line.place is not None else None


def _logs(found: Contest, today: date, places: list[ContestUnit]) -> list[tuple[ContestUnit, meetings.Summary | None]]:
    open_of = meetings.summaries(found, today)
    return [(place, open_of.get(place.pk)) for place in places]


def export(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "usage")
    policy.require(request.user, "export", "usage", project_id=project.pk)
    found = need(request, project)
    data = exchange.write_xlsx(workbook.sheets(found))
    return exchange.as_download(data, f"{project.key} {found.title}.xlsx")


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    week = load_week(request, pk)
    policy.require(request.user, "change", week.contest)
    form = CorrectForm(request.POST)
    if form.is_valid():
        try:
            services.correct_week(by=request.user, week=week, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Ranked again; everybody who was told is told"), week.url)
    project = load_project(request, week.contest.system.project.key, "usage")
    rows = contests.of_project(project)
    return _show(request, project, rows, next(row for row in rows if row.pk == week.contest_id), form=form)
