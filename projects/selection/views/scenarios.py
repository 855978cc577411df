"""Scenarios: the list, the form, and the page that says what was chosen, why the others were not, and how sure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.jobs import selectors as jobs
from pmo.records import DomainError
from pmo.web import formats
from pmo.web.lists import Column, Empty, ListPage, Ref
from pmo.web.lists.rows import faint
from pmo.web.pages import done, render
from projects.portfolio.models import Portfolio
from projects.selection import services
from projects.selection.choices import Objective, ScenarioState
from projects.selection.forms.scenarios import AdoptForm, PortfolioForm, ScenarioForm
from projects.selection.models import Scenario
from projects.selection.reading import Reader, Result, place_of, worth
from projects.selection.selectors import scenarios as selectors
from projects.selection.views import common


def _value(row: Scenario) -> str:
    return worth(Decimal(row.result["value"]), row) if row.result.get("feasible") else ""


def _chosen(row: Scenario) -> str:
    if not row.result.get("feasible"):
        return ""
    return f"{len(row.result['chosen'])} / {len(row.result['candidates'])}"


def _money(row: Scenario, value: Any) -> Any:
    return faint(_("no limit")) if value is None else formats.money(value, row.currency)


def _spent(row: Scenario) -> Decimal | None:
    return Decimal(row.result["cost"]) if row.result.get("feasible") else None


class Scenarios(ListPage):
    kind = "scenario"
    key = "scenarios"
    title = gettext_lazy("Scenarios")
    columns = [
        Column("name", gettext_lazy("Scenario"), value=lambda r: r.label, sort="name", header=True),
        Column("portfolio", gettext_lazy("Portfolio"), value=lambda r: r.portfolio.label, sort="portfolio__name"),
        Column(
            "objective",
            gettext_lazy("Maximise"),
            value=lambda r: r.get_objective_display(),
            sort="objective",
            nowrap=True,
        ),
        Column("budget", gettext_lazy("Budget"), cell=_money, sort="budget", kind="decimal"),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("chosen", gettext_lazy("Chosen"), value=_chosen, missing="–", nowrap=True),
        Column("value", gettext_lazy("Value"), value=_value, missing="–", nowrap=True),
        Column(
            "cost",
            gettext_lazy("Cost"),
            value=_spent,
            cell=lambda r, v: "–" if v is None else formats.money(v, r.currency),
            kind="decimal",
        ),
        Column("computed_at", gettext_lazy("Computed"), sort="computed_at", kind="datetime", missing="–"),
        Column(
            "adopted",
            gettext_lazy("Adopted"),
            value=lambda r: r.adopted_by.label if r.is_adopted else "",
            missing="–",
            sort="is_adopted",
            nowrap=True,
        ),
    ]
    filters = [
        Ref(
            "portfolio",
            gettext_lazy("Portfolio"),
            rows_for=lambda r: selectors.portfolios(r.user).distinct(),
            key="code",
        )
    ]
    search = ["name", "name_en", "note"]
    default_sort = "name"
    empty = Empty(
        gettext_lazy("No scenario yet"),
        gettext_lazy("A scenario holds the budget and the limits; the best choice under them is computed and proved."),
    )

    def queryset(self) -> QuerySet[Scenario]:
        return selectors.visible(self.request.user)

    def context(self) -> dict[str, Any]:
        found = common.context(self.request, "scenarios", head_template="projects/selection/_head.html", head_level=2)
        if policy.may(self.request.user, "add", "scenario"):
            found |= {"add_url": reverse("selection:scenario_new"), "add_label": _("New scenario")}
        found["actions_template"] = "projects/selection/_compare_button.html"
        return found


def _load(request: HttpRequest, pk: int) -> Scenario:
    found: Scenario = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _load(request, pk))


def _detail(
    request: HttpRequest, found: Scenario, *, adopt_form: AdoptForm | None = None, error: str = ""
) -> HttpResponse:
    reader = Reader([found])
    result = reader.read(found)
    running = found.state == ScenarioState.RUNNING and selectors.is_running(found)
    stale = selectors.is_stale(found)
    may = {verb: policy.may(request.user, verb, found) for verb in ("change", "delete", "adopt")}
    ready = found.state == ScenarioState.DONE and not stale and not found.is_adopted
    context = common.context(
        request,
        "scenarios",
        scenario=found,
        result=result,
        stale=stale,
        running=running,
        failed=found.state == ScenarioState.FAILED or (found.state == ScenarioState.RUNNING and not running),
        failure=_failure(found),
        job=_job(request, found) if running else None,
        limits=_limits(found),
        frontier=_frontier(found, result),
        frontier_label=_("Value over budget, up to all projects"),
        may=may,
        adopt_form=(adopt_form or _adopt_form(found)) if may["adopt"] and ready else None,
        entries=audit.history(found),
        error=error,
    )
    status = 409 if error else 422 if adopt_form is not None else 200
    return render(request, "projects/selection/scenario.html", context, status=status)


def _adopt_form(found: Scenario, **typed: Any) -> AdoptForm:
    """For what is adopted now; after a refusal with what was `typed`."""
    return AdoptForm(row=found, initial=typed | {"instead_of": selectors.adopted_id(found.portfolio_id)})


def _limits(found: Scenario) -> list[tuple[str, str]]:
    """Each limit and its amount in words: money first, then people, then units."""
    rows = list(found.limits.select_related("unit"))
    reader = Reader([])
    reader.units = {row.unit_id: row.unit for row in rows if row.unit_id}
    rows.sort(key=lambda row: place_of(row.code))
    return [(reader.limit(row.code), reader.amount(row.code, str(row.amount), found.currency)) for row in rows]


def _job(request: HttpRequest, found: Scenario) -> Any:
    job = jobs.mine(request.user).filter(pk=found.job_id or 0).first()  # type: ignore[arg-type]
    return jobs.card(job) if job is not None else None


def _failure(found: Scenario) -> str:
    """Why the last run gave no answer, in the reader's language."""
    if found.state not in (ScenarioState.FAILED, ScenarioState.RUNNING):
        return ""
    job = selectors.job_of(found)
    said = jobs.problems(job) if job is not None else []
    return said[0]["detail"] if said else ""


def _frontier(found: Scenario, result: Result) -> dict[str, Any] | None:
    """The chart's data: whole money for the picture; the table has the exact figures."""
    points = [row for row in result.frontier if row["value"] is not None]
    if len(points) < 2:
        return None
    money = found.objective == Objective.BENEFIT
    return {
        "points": [[float(row["budget"]), float(row["value"])] for row in points],
        "budget": None if found.budget is None else float(found.budget),
        "chosen": [float(found.result["cost"]), float(found.result["value"])],
        "words": {
            "budget": _("Budget"),
            "value": found.get_objective_display(),
            "here": _("this scenario"),
            "unit": found.currency if money else _("points"),
            "currency": found.currency,
        },
    }


def new(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "add", "scenario")
    rows = selectors.portfolios(request.user).distinct()
    if "portfolio" not in request.GET and rows.count() > 1:
        context = {"form": PortfolioForm(portfolios=rows), "title": _("New scenario"), "get": True}
        return render(request, "projects/selection/choose.html", context)
    portfolio = common.chosen_portfolio(request)
    if portfolio is None:
        return redirect(reverse("selection:scenarios"))
    form = ScenarioForm(request.POST or None, user=request.user, portfolio=portfolio, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_scenario(by=request.user, portfolio=portfolio, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Scenario saved; compute it now"), made.url)
    return _form(request, form, portfolio, _("New scenario"), reverse("selection:scenarios"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = ScenarioForm(
        request.POST or None, user=request.user, portfolio=found.portfolio, today=timezone.localdate(), instance=found
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_scenario(
                by=request.user, scenario=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, found.portfolio, _("Edit the scenario"), found.url)


def _form(request: HttpRequest, form: Any, portfolio: Portfolio, title: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "sub": portfolio.label,
        "back": back,
        "draft": f"scenario-{form.instance.pk or 'new'}",
        "form_crumbs": "projects/selection/_crumbs.html",
        "up": (_("Scenarios"), reverse("selection:scenarios")),
    }
    return render(request, "projects/selection/form.html", context, status=422 if form.errors else 200)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    try:
        services.start_scenario(by=request.user, scenario=found, now=timezone.now())
    except DomainError as error:
        return _detail(request, _load(request, pk), error=error.message)
    return done(request, _("Computing has begun"), found.url)


@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "adopt", found)
    form = AdoptForm(request.POST, row=found)
    if not form.is_valid():
        return _detail(request, found, adopt_form=form)
    try:
        services.adopt_scenario(
            by=request.user, scenario=found, expected=form.expected, now=timezone.now(), **form.values()
        )
    except DomainError as error:
        if error.field or error.status == 412:
            form.apply(error)
            return _detail(request, _load(request, pk), adopt_form=form)
        again = _load(request, pk)
        return _detail(request, again, adopt_form=_adopt_form(again, **form.values()), error=error.message)
    return done(request, _("Adopted: this is the selection of the portfolio"), found.url)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    try:
        services.delete_scenario(by=request.user, scenario=found, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        return _detail(request, _load(request, pk), error=error.message)
    return done(request, _("Scenario deleted"), reverse("selection:scenarios"))
