"""The pages people open first: their day, their decisions, the portfolio, a project, a stage."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changemgmt.feedback.selectors import figures as feedback
from metrics.dashboards import beginning, executive, headline, project_page, selectors, waiting
from metrics.dashboards.timeline import calendar_of, events_of
from pmo import access
from pmo.access import policy
from pmo.web import formats
from pmo.web.pages import render
from projects.portfolio import selectors as portfolio
from projects.portfolio.choices import FIVE, Stage
from projects.portfolio.models import Portfolio, Project


def today(request: HttpRequest) -> HttpResponse:
    """My page: what waits for me, what happened, how my projects stand."""
    now, day = timezone.now(), timezone.localdate()
    page = selectors.today_of(request.user, now=now, today=day)
    due = [a for a in page.actions if a.due_on <= day]
    steps = beginning.steps(request.user) if page.is_quiet else []
    said = headline.today(page.decisions, len(due), page.wanted, _next_due(page.actions))
    context = {
        "page": page,
        "today": day,
        "headline": headline.beginning(steps) if steps else said,
        "steps": steps,
        "starts": _starts(request.user) if page.is_quiet and not steps else [],
        "nav": "today",
    }
    return render(request, "metrics/dashboards/today.html", context)


def _next_due(actions: list[Any]) -> date | None:
    return actions[0].due_on if actions else None


def _starts(user: Any) -> list[tuple[str, str]]:
    """Where somebody may begin for whom nothing waits: what their roles let them do, the most useful first."""
    offered = (
        (_("Propose a project"), reverse("portfolio:new"), ("add", "project")),
        (_("Portfolio"), reverse("dashboards:portfolio"), ("view", "portfolio")),
        (_("All projects"), reverse("portfolio:list"), ("view", "project")),
        (_("People"), "/people/", ("add", "user")),
        (_("My reviews"), f"{reverse('reviews:list')}?mine=1", ("view", "review")),
    )
    return [(label, url) for label, url, (verb, kind) in offered if policy.may(user, verb, kind)][:3]


def decisions(request: HttpRequest) -> HttpResponse:
    """Everything that waits, read anew."""
    waiting.refresh(request.user)
    found = waiting.of(request.user, timezone.now())
    context = {"decisions": found, "headline": headline.waiting(len(found)), "nav": "decisions"}
    return render(request, "metrics/dashboards/decisions.html", context)


def portfolio_page(request: HttpRequest) -> HttpResponse:
    """Two minutes: what to decide, what is off and why, value, the grid, the next ninety days."""
    now, day = timezone.now(), timezone.localdate()
    offered = list(portfolio.portfolios(request.user).order_by("code"))
    chosen = _chosen(request, offered)
    page = executive.read(request.user, now=now, today=day, of=chosen)
    calendar = calendar_of(day, executive.AHEAD)
    context = {
        "page": page,
        "today": day,
        "chosen": chosen,
        "offered": offered,
        "portfolios": _tabs(offered, chosen) if len(offered) > 1 else [],
        "headline": headline.portfolio(page.standing.counts, page.standing.total, len(page.decisions)),
        "calendar": calendar,
        "events": events_of(request.user, page.dates, calendar),
        # Called when the remembered part of the page has to be drawn again.
        "feedback": lambda: feedback.figures(day),
        "may_feedback": feedback.may_read(request.user),
        "may_add": policy.may(request.user, "add", "project"),
        "may_found": policy.may(request.user, "add", "portfolio"),
        "may_settings": chosen is not None and policy.may(request.user, "change", chosen),
        "nav": "portfolio",
    }
    return render(request, "metrics/dashboards/portfolio.html", context)


def _chosen(request: HttpRequest, offered: list[Portfolio]) -> Portfolio | None:
    """The portfolio asked for, the only one there is, or all of them together."""
    code = request.GET.get("portfolio")
    if code:
        found = next((p for p in offered if p.code == code), None)
        if found is None:
            raise Http404
        return found
    return offered[0] if len(offered) == 1 else None


def _tabs(offered: list[Portfolio], chosen: Portfolio | None) -> list[dict[str, Any]]:
    tabs = [{"label": _("All"), "url": "?", "current": chosen is None}]
    return tabs + [
        {"label": p.label, "url": f"?portfolio={p.code}", "current": chosen is not None and p.pk == chosen.pk}
        for p in offered
    ]


def project(request: HttpRequest, key: str) -> HttpResponse:
    """Where one project stands on its five stages."""
    found: Project = access.get_visible_or_404(project_page.load(request.user), request.user, key=key)
    now, day = timezone.now(), timezone.localdate()
    page = project_page.read(request.user, found, now=now, today=day)
    context = {
        "project": found,
        "page": page,
        "stages": page.stages,
        "today": day,
        "may_change": policy.may(request.user, "change", found),
        "measurable": _measurable(request.user, page, found),
        "facts": _facts(found, day),
        "nav": "projects",
    }
    return render(request, "metrics/dashboards/project.html", context)


def _measurable(user: Any, page: project_page.ProjectPage, found: Project) -> Any:
    """The KPI the button records: one's own that is waited for longest, else any for those who may measure all."""
    rows = [line.kpi for group in page.thread for line in group.lines]
    if not policy.may(user, "add", "measurement", project_id=found.pk):
        rows = [kpi for kpi in rows if kpi.owner_id == user.pk]
    rows.sort(key=lambda kpi: (kpi.owner_id != user.pk, _wanted_by(kpi)))
    return rows[0] if rows else None


def _wanted_by(kpi: Any) -> date:
    return (kpi.reading.measure_by if hasattr(kpi, "reading") else None) or date.max


def stage(request: HttpRequest, key: str, code: str) -> HttpResponse:
    found: Project = access.get_visible_or_404(project_page.load(request.user), request.user, key=key)
    if code not in {s.value for s in FIVE} or code == Stage.GOALS:
        raise Http404
    day = timezone.localdate()
    page = selectors.stage_page(request.user, found, code, today=day)
    context = {"project": found, "page": page, "stages": page.stages, "today": day, "nav": "projects"}
    return render(request, "metrics/dashboards/stage.html", context)


def _facts(found: Project, today: date) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [(_("Stage"), _stage_words(found, today))]
    people = [
        (_("Sponsor"), found.sponsor),
        (_("Project manager"), found.manager),
        (_("Business owner"), found.business_owner),
    ]
    for label, person in people:
        if person is not None:
            title = person.title_label
            facts.append((label, f"{person.label}{_(', ')}{title}" if title else person.label))
    reach = []
    units = getattr(found, "unit_count", 0) or 0
    if units:
        reach.append(ngettext("%(n)s unit", "%(n)s units", units) % {"n": units})
    if found.people_affected:
        people_text = ngettext("%(n)s person", "%(n)s people", found.people_affected)
        reach.append(people_text % {"n": formats.grouped(found.people_affected)})
    if reach:
        facts.append((_("Concerns"), _(", ").join(reach)))
    return facts


def _stage_words(found: Project, today: date) -> str:
    """ "Improvement, week 8": how long the project has been there."""
    begun = getattr(found, "stage_started_on", None)
    label = str(found.get_stage_display())
    if begun is None or begun > today:
        return label
    return _("%(stage)s, week %(n)s") % {"stage": label, "n": (today - begun).days // 7 + 1}
