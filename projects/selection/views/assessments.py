"""Proposals with what they are worth: the list, the picture, one project's assessment."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pmo import exchange
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError
from pmo.web import formats
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.lists.rows import faint
from pmo.web.pages import done, render
from projects.portfolio.choices import Stage
from projects.portfolio.choosing import choose
from projects.portfolio.models import Portfolio, Project
from projects.portfolio.stage_pages import load_project, page
from projects.selection import services
from projects.selection.choices import Force
from projects.selection.excel import KIND
from projects.selection.forms.assessments import AssessmentForm
from projects.selection.models import Assessment, Scenario, quarter_label
from projects.selection.selectors import assessments as selectors
from projects.selection.selectors import scenarios
from projects.selection.views import common


def _portfolios(request: HttpRequest) -> QuerySet[Portfolio]:
    return scenarios.portfolios(request.user).distinct()


def _money(name: str) -> Any:
    def draw(row: Assessment, value: Any) -> Any:
        return faint(_("not known")) if value is None else formats.money(value, row.currency)

    return {"value": lambda row: getattr(row, name), "cell": draw}


def _digits(places: int) -> Any:
    """Draws numbers of a column under each other."""
    return lambda row, value: faint(_("incomplete")) if value is None else formats.number(value, places)


def _adopted(row: Any) -> str:
    if row.selected is None:
        return ""
    return _("chosen") if row.selected else _("not chosen")


class Assessments(ListPage):
    """Projects that are still to be finished and have been assessed."""

    kind = "assessment"
    key = "assessments"
    title = gettext_lazy("Proposals")
    columns = [
        Column("key", gettext_lazy("Key"), value=lambda r: r.project.key, sort="project__key", nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.label, sort="project__name", header=True),
        Column(
            "stage",
            gettext_lazy("Stage"),
            value=lambda r: r.project.get_stage_display(),
            sort="project__stage",
            nowrap=True,
        ),
        Column("score", gettext_lazy("Score"), sort="score", kind="decimal", cell=_digits(1)),
        Column("wsjf", gettext_lazy("WSJF"), sort="wsjf", kind="decimal", cell=_digits(2)),
        Column("cost", gettext_lazy("Cost"), sort="cost", kind="decimal", **_money("cost")),
        Column("benefit", gettext_lazy("Benefit per year"), sort="benefit", kind="decimal", **_money("benefit")),
        Column("risk", gettext_lazy("Risk"), sort="risk", kind="integer"),
        Column(
            "force",
            gettext_lazy("Forced"),
            value=lambda r: "" if r.force == Force.NONE else r.get_force_display(),
            sort="force",
            missing="–",
        ),
        Column("adopted", gettext_lazy("Adopted selection"), value=_adopted, missing="–", nowrap=True),
        Column("force_reason", gettext_lazy("Why forced"), optional=True),
        Column("business_value", gettext_lazy("Business value"), kind="integer", optional=True),
        Column("time_criticality", gettext_lazy("Time criticality"), kind="integer", optional=True),
        Column("risk_reduction", gettext_lazy("Risk reduction"), kind="integer", optional=True),
        Column("job_size", gettext_lazy("Size"), kind="integer", optional=True),
    ]
    filters = [
        Ref("portfolio", gettext_lazy("Portfolio"), lookup="project__portfolio", rows_for=_portfolios, key="code"),
        Choice("stage", gettext_lazy("Stage"), lookup="project__stage", choices=Stage.choices),
        Choice("force", gettext_lazy("Forced"), choices=Force.choices),
        Flag(
            "incomplete",
            gettext_lazy("Incomplete"),
            apply=lambda rows, on, request: rows.filter(Q(score=None) | Q(wsjf=None) | Q(cost=None)),
        ),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("proposals", gettext_lazy("Not begun"), {"stage": "proposal"}),
        SavedTab("incomplete", gettext_lazy("Incomplete"), {"incomplete": "1"}),
    ]
    search = ["project__key", "project__name", "project__name_en"]
    default_sort = "-score"
    empty = Empty(
        gettext_lazy("No project has been assessed yet"),
        gettext_lazy("Say what a project is worth, what it needs and what it hangs on; then scenarios can choose."),
    )

    def queryset(self) -> QuerySet[Assessment]:
        return selectors.candidates(selectors.visible(self.request.user))

    def prepare(self, rows: list[Any]) -> list[Any]:
        adopted = Scenario.objects.visible_to(self.request.user).filter(is_adopted=True)
        chosen = {row.portfolio_id: set(row.result.get("chosen", [])) for row in adopted}
        for row in rows:
            within = chosen.get(row.project.portfolio_id)
            row.selected = None if within is None else row.project_id in within
        return rows

    def context(self) -> dict[str, Any]:
        found = common.context(self.request, "assessments", head_template="projects/selection/_head.html", head_level=2)
        if policy.may(self.request.user, "add", "assessment"):
            found |= {"add_url": reverse("selection:choose"), "add_label": _("Assess a project")}
        portfolio = _portfolios(self.request).first()
        if portfolio is not None and policy.may(self.request.user, "change", "scenario"):
            found["import_url"] = exchange.import_url(KIND, portfolio=portfolio.code)
        return found


def choose_project(request: HttpRequest) -> HttpResponse:
    return choose(request, _("Assess a project"), "selection:assess")


def chart(request: HttpRequest) -> HttpResponse:
    """Risk against value, bubbles as large as the projects."""
    rows = list(selectors.candidates(selectors.visible(request.user)).order_by("-score", "project__key"))
    drawn = [row for row in rows if None not in (row.score, row.risk, row.job_size)]
    adopted = Scenario.objects.visible_to(request.user).filter(is_adopted=True)
    chosen = {pk for row in adopted for pk in row.result.get("chosen", [])}
    points = [
        {
            "name": row.label,
            "key": row.project.key,
            "url": row.url,
            "risk": row.risk,
            "value": float(row.score or 0),
            "size": row.job_size,
            "strong": row.project_id in chosen,
        }
        for row in drawn
    ]
    words = {
        "risk": _("Risk of failing"),
        "value": _("Score"),
        "size": _("Size"),
        "strong": _("in the adopted selection"),
    }
    context = common.context(
        request,
        "chart",
        rows=drawn,
        missing=[row for row in rows if row not in drawn],
        chosen=chosen,
        data={"points": points, "words": words},
        label=_("%(n)s projects by risk and score; bubbles as large as the size") % {"n": len(points)},
    )
    return render(request, "projects/selection/chart.html", context)


def assessment(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "assessment")
    found = selectors.of_project(project)
    criteria = selectors.criteria_of(project.portfolio)
    held = {row.criterion_id: row.level for row in found.scores.all()} if found else {}
    named = _named(request, found)
    verb = "change" if found else "add"
    context = page(
        request,
        project,
        "assessment",
        assessment=found,
        criteria=[_criterion(row, held.get(row.pk)) for row in criteria],
        figures=_figures(found),
        score_numbers=_score_numbers(criteria, held, found),
        needs=named["needs"],
        excludes=named["excludes"],
        may=project.is_open and policy.may(request.user, verb, "assessment", project_id=project.pk),
        entries=audit.history(found) if found else [],
    )
    return render(request, "projects/selection/assessment.html", context)


def _named(request: HttpRequest, found: Assessment | None) -> dict[str, list[Project]]:
    """Projects it hangs on that the reader may see; of the others nothing is told."""
    linked = {
        name: {project.pk for project in getattr(found, name).all()} if found else set()
        for name in ("needs", "excludes")
    }
    ids = set().union(*linked.values())
    seen = list(Project.objects.visible_to(request.user).filter(pk__in=ids).order_by("key")) if ids else []
    return {name: [project for project in seen if project.pk in pks] for name, pks in linked.items()}


def _criterion(criterion: Any, level: int | None) -> dict[str, Any]:
    words = dict(criterion.levels).get(level or 0, "")
    return {"label": criterion.label, "weight": criterion.weight, "level": level, "words": words}


def _score_numbers(criteria: list[Any], held: dict[int, int], found: Assessment | None) -> str:
    if found is None or found.score is None:
        return ""
    weighing = [row for row in criteria if row.weight]
    over = " + ".join(f"{row.weight}×{held[row.pk] - 1}" for row in weighing)
    return f"25 × ({over}) ÷ {sum(row.weight for row in weighing)} = {found.score}"


def _figures(found: Assessment | None) -> dict[str, Any]:
    """Costs by year, people by role and quarter, loads by unit."""
    if found is None:
        return {}
    lines = list(found.lines.all())
    roles = [line for line in lines if line.kind == "role"]
    quarters = sorted({line.period for line in roles if line.period})
    by_role: dict[str, dict[Any, Any]] = {}
    for line in roles:
        by_role.setdefault(line.get_role_display(), {})[line.period] = line.amount
    return {
        "years": [line for line in lines if line.kind == "year"],
        "quarters": [quarter_label(quarter) for quarter in quarters],
        "roles": [(role, [cells.get(quarter) for quarter in quarters]) for role, cells in by_role.items()],
        "units": [line for line in lines if line.kind == "unit"],
    }


def assess(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "assessment")
    found = selectors.of_project(project)
    policy.require(request.user, "change" if found else "add", "assessment", project_id=project.pk)
    form = AssessmentForm(
        request.POST or None,
        user=request.user,
        project=project,
        criteria=selectors.criteria_of(project.portfolio),
        today=timezone.localdate(),
        instance=found,
    )
    back = reverse("selection:assessment", args=[project.key])
    if request.method == "POST" and form.is_valid():
        try:
            services.assess(
                by=request.user, project=project, now=timezone.now(), expected=form.expected, **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Assessment saved"), back)
    context = {
        "form": form,
        "project": project,
        "sub": project.label,
        "title": _("Edit the assessment") if found else _("Assess the project"),
        "back": back,
        "draft": f"assessment-{project.pk}",
        "form_crumbs": "projects/selection/_project_crumbs.html",
    }
    return render(request, "projects/selection/form.html", context, status=422 if form.errors else 200)
