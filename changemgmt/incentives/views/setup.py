"""What is set: rules, budgets, how long points last."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changemgmt.incentives import rights, services
from changemgmt.incentives.choices import Cause
from changemgmt.incentives.forms import BudgetForm, BudgetNewForm, PolicyForm, RuleForm
from changemgmt.incentives.models import PointBudget, PointRule
from changemgmt.incentives.selectors import books, rules
from changemgmt.incentives.services.common import policy_of
from changemgmt.incentives.views.common import NAV
from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


class Rules(ListPage):
    kind = "point_rule"
    key = "point-rules"
    title = gettext_lazy("Rules for points")
    columns = [
        Column("name", pgettext_lazy("incentives", "Rule"), value=lambda r: r.label, sort="name", header=True),
        Column("cause", pgettext_lazy("incentives", "For"), value=lambda r: r.get_cause_display(),
               sort="cause", nowrap=True),
        Column("points", pgettext_lazy("incentives", "Points"), sort="points", kind="integer"),
        Column("cap", gettext_lazy("At most"), value=lambda r: _cap(r), sort="cap", nowrap=True,
               missing=gettext_lazy("no limit")),
        Column("cool_down_days", gettext_lazy("Days between"), sort="cool_down_days", kind="integer"),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project and r.project.label,
               sort="project__key", missing=gettext_lazy("Company")),
        Column("from_on", gettext_lazy("from"), sort="from_on", kind="date"),
        Column("until_on", gettext_lazy("until"), sort="until_on", kind="date", missing=gettext_lazy("no end")),
        Column("active", gettext_lazy("In force"), value=lambda r: _("yes") if r.active else _("no"), sort="active"),
    ]  # fmt: skip
    filters = [
        Choice("cause", pgettext_lazy("incentives", "For"), choices=Cause.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag("company", gettext_lazy("Whole company"),
             apply=lambda rows, on, request: rows.filter(project__isnull=True)),
        Flag("active", gettext_lazy("In force"), apply=lambda rows, on, request: rows.filter(active=True)),
    ]  # fmt: skip
    views = [
        SavedTab("active", gettext_lazy("In force"), {"active": "1"}),
        SavedTab("company", gettext_lazy("Whole company"), {"company": "1"}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["name", "name_en"]
    default_sort = "cause"
    empty = Empty(
        gettext_lazy("No rules yet"),
        gettext_lazy("A rule says what earns points: a passed assessment, useful feedback, help for colleagues."),
    )
    nav = NAV

    def queryset(self) -> QuerySet[PointRule]:
        return rules.visible(self.request.user)

    def context(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "crumbs_template": "changemgmt/incentives/_list_crumbs.html",
            "subtitle": _("Logging in, opening and clicking earn nothing, and no rule can say otherwise."),
        }
        if rights.may(self.request.user, "add", PointRule()):
            found |= {"add_url": reverse("incentives:rule_new"), "add_label": _("New rule")}
        return found


def _cap(rule: PointRule) -> str | None:
    return None if rule.cap is None else f"{rule.cap} {rule.get_period_display()}"


def rule_new(request: HttpRequest) -> HttpResponse:
    rights.require(request.user, "add", PointRule())
    return _rule_new(request, None, reverse("incentives:rules"))


def project_rule_new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "point_rule")
    policy.require(request.user, "add", "point_rule", project_id=project.pk)
    return _rule_new(request, project, reverse("incentives:project", args=[project.key]))


def _rule_new(request: HttpRequest, project: Project | None, back: str) -> HttpResponse:
    row = PointRule(project=project, from_on=timezone.localdate())
    form = RuleForm(request.POST or None, instance=row, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_rule(by=request.user, project=project, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Added; what is done from now on is judged by it"), back)
    return _form(request, form, _("New rule"), back, project=project)


def rule(request: HttpRequest, pk: int) -> HttpResponse:
    found: PointRule = access.get_visible_or_404(rules.visible(request.user), request.user, pk=pk)
    rights.require(request.user, "change", found)
    back = reverse("incentives:project", args=[found.project.key]) if found.project else reverse("incentives:rules")
    form = RuleForm(request.POST or None, instance=found, project=found.project)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_rule(
                by=request.user, rule=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), back)
    return _form(request, form, found.label, back, project=found.project)


def budget_new(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "add", "point_budget")
    open_ = Project.objects.visible_to(request.user).filter(Q(state="active") | Q(state="on_hold")).order_by("key")
    form = BudgetNewForm(request.POST or None, projects=open_, initial={"year": timezone.localdate().year})
    back = reverse("incentives:budgets")
    if request.method == "POST" and form.is_valid():
        try:
            services.add_budget(by=request.user, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Granted"), back)
    return _form(request, form, _("New budget"), back)


def budget(request: HttpRequest, pk: int) -> HttpResponse:
    found: PointBudget = access.get_visible_or_404(books.budgets(request.user), request.user, pk=pk)
    rights.require(request.user, "change", found)
    form = BudgetForm(request.POST or None, instance=found)
    back = reverse("incentives:budgets")
    if request.method == "POST" and form.is_valid():
        try:
            services.change_budget(
                by=request.user, budget=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), back)
    return _form(request, form, found.label, back)


def lasting(request: HttpRequest) -> HttpResponse:
    """How long points last."""
    rights.require(request.user, "change", policy_of())
    form = PolicyForm(request.POST or None, instance=policy_of())
    back = reverse("incentives:budgets")
    if request.method == "POST" and form.is_valid():
        try:
            services.save_policy(by=request.user, expected=form.expected, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved; points given from now on last so long"), back)
    return _form(request, form, _("How long points last"), back)


def _form(request: HttpRequest, form: Any, title: str, back: str, *, project: Project | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "project": project, "nav": NAV}
    return render(request, "changemgmt/incentives/form.html", context, status=422 if form.errors else 200)
