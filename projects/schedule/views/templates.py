"""Templates of plans."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.records import DomainError
from pmo.texts import pick
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import page
from projects.schedule import services
from projects.schedule.forms import TemplateForm
from projects.schedule.models import PlanTemplate
from projects.schedule.selectors import plans as selectors
from projects.schedule.views.common import load_plan


def templates(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "view", "plan_template")
    rows = [
        {
            "template": found,
            "tasks": sum(not row.get("milestone") and bool(row.get("days")) for row in found.rows),
            "milestones": sum(bool(row.get("milestone")) for row in found.rows),
            "may_delete": not found.code and policy.may(request.user, "delete", found),
        }
        for found in selectors.templates(request.user)
    ]
    return render(request, "projects/schedule/templates.html", {"rows": rows, "nav": "/schedule/"})


def template(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in it."""
    found: PlanTemplate = access.get_visible_or_404(selectors.templates(request.user), request.user, pk=pk)
    lines = [
        {**row, "label": pick(row["name"], row.get("name_en", "")), "indent": "  " * (row.get("level", 1) - 1)}
        for row in found.rows
    ]
    return render(request, "projects/schedule/template.html", {"template": found, "lines": lines, "nav": "/schedule/"})


def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep a plan's rows for the next project."""
    plan = load_plan(request, key)
    policy.require(request.user, "add", "plan_template")
    policy.require(request.user, "change", plan)
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_template(by=request.user, plan=plan, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Template saved"), reverse("schedule:templates"))
    context = page(request, plan.project, "plan", plan=plan, form=form)
    return render(request, "projects/schedule/template_form.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found: PlanTemplate = access.get_visible_or_404(selectors.templates(request.user), request.user, pk=pk)
    policy.require(request.user, "delete", found)
    try:
        services.delete_template(by=request.user, template=found, now=timezone.now())
    except DomainError as error:
        return done(request, error.message, reverse("schedule:templates"))
    return done(request, _("Template deleted"), reverse("schedule:templates"))
