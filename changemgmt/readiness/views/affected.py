"""Whose work changes and how; how large the change is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from changemgmt.engines import readiness as engine
from changemgmt.readiness import excel, services, wording
from changemgmt.readiness.choices import Aspect
from changemgmt.readiness.forms.stakeholders import ImpactForm
from changemgmt.readiness.models import Impact, Stakeholder
from changemgmt.readiness.selectors import affected as selectors
from changemgmt.readiness.selectors import collisions, members
from pmo import access, exchange
from pmo.access import policy
from pmo.engines.stats import NotAvailable
from pmo.records import DomainError
from pmo.web.pages import done, render, wants_fragment
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def load_impact(request: HttpRequest, pk: int) -> Impact:
    found: Impact = access.get_visible_or_404(selectors.visible_impacts(request.user), request.user, pk=pk)
    return found


def impacts_url(project: Project) -> str:
    return reverse("readiness:affected", args=[project.key])


def affected(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "impact")
    user = request.user
    people = members.directory()
    found = selectors.affected(project, people)
    may = {
        verb: project.is_open and policy.may(user, right, kind, project_id=project.pk)
        for verb, right, kind in (
            ("add", "add", "impact"),
            ("change", "change", "impact"),
            ("group", "add", "stakeholder"),
            ("import", "import", "impact"),
        )
    }
    may["see"] = policy.may(user, "view", "stakeholder", project_id=project.pk)
    may["export"] = policy.may(user, "export", "impact", project_id=project.pk)
    may["load"] = policy.may(user, "view", "change_load")
    context = page(
        request,
        project,
        "affected",
        found=found,
        lead=wording.affected(found),
        aspects=Aspect.choices,
        size=None if isinstance(found.size, NotAvailable) else found.size,
        size_why=found.size.reason if isinstance(found.size, NotAvailable) else "",
        items=_items(found),
        numbers="" if isinstance(found.size, NotAvailable) else wording.numbers(found.size),
        collisions=_collisions(request, project, people),
        may=may,
    )
    return render(request, "changemgmt/readiness/affected.html", context)


def in_plan(request: HttpRequest, key: str) -> HttpResponse:
    """The bad times of a plan, as a note that is read into the pages of the plan."""
    project = load_project(request, key, "impact")
    url = f"{impacts_url(project)}#h-clash"
    if not wants_fragment(request):
        return redirect(url)
    context = {"collisions": _collisions(request, project), "url": url}
    return render(request, "changemgmt/readiness/_notice.html", context)


def _collisions(
    request: HttpRequest, project: Project, known: members.Directory | None = None
) -> list[tuple[Any, Any]]:
    """With their reasons, for who may see the plan."""
    if not policy.may(request.user, "view", "plan", project_id=project.pk):
        return []
    found = collisions.of_projects([project.pk], timezone.localdate(), known=known)
    return [(one, wording.collision(one)) for one in found]


def _items(found: selectors.Affected) -> list[tuple[Any, int]]:
    """The twelve items with their words."""
    if isinstance(found.size, NotAvailable):
        return []
    names = [
        _("share of the company that is affected"),
        _("groups"),
        _("units"),
        *(Aspect(value).label for value in Aspect.values),
        _("hardest hit group: aspects at medium or above"),
        _("time from the first change to the last"),
    ]
    return list(zip(names, found.size.items, strict=True))


def new_impact(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a group; `aspect` may come with the address."""
    group = _group(request, pk)
    policy.require(request.user, "add", "impact", project_id=group.project_id)
    aspect = request.GET.get("aspect", "")
    initial: dict[str, Any] = {
        "aspect": aspect if aspect in Aspect.values else "",
        "level": 2,
        "ends_on": group.project.target_finish_on,
    }
    form = ImpactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_impact(by=request.user, group=group, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), impacts_url(group.project))
    return _form(request, form, group, _("What changes for %(group)s") % {"group": group.label})


def impact(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_impact(request, pk)
    policy.require(request.user, "change", found)
    form = ImpactForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_impact(
                by=request.user, impact=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), impacts_url(found.group.project))
    title = f"{found.group.label} · {found.get_aspect_display()}"
    return _form(request, form, found.group, title, impact=found)


def export(request: HttpRequest, key: str) -> HttpResponse:
    """What changes for whom, as the table the import reads."""
    project = load_project(request, key, "impact")
    policy.require(request.user, "export", "impact", project_id=project.pk)
    sheet = exchange.Sheet(excel.IMPACTS.sheet, excel.IMPACTS.columns, excel.impact_rows(project, request.user))
    return exchange.as_download(exchange.write_xlsx([sheet]), f"{project.key} {_('What changes')}.xlsx")


@require_POST
def remove_impact(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_impact(request, pk)
    services.remove_impact(by=request.user, impact=found, now=timezone.now())
    return done(request, pgettext("said afterwards", "Removed"), impacts_url(found.group.project))


def _group(request: HttpRequest, pk: int) -> Stakeholder:
    rows = selectors.visible(request.user)
    found: Stakeholder = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def _form(request: HttpRequest, form: Any, group: Stakeholder, title: str, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "project": group.project,
        "title": title,
        "tab": "affected",
        "back": impacts_url(group.project),
        "points": engine.POINTS,
        **more,
    }
    return render(request, "changemgmt/readiness/impact_form.html", context, status=422 if form.errors else 200)
