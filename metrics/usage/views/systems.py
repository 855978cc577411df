"""Systems whose use is measured: the list, how one is set up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from metrics.usage import services
from metrics.usage.forms import SystemForm
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import systems as selectors
from metrics.usage.views.common import NAV, form_page, load
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.exchange.importers import import_url
from pmo.records import DomainError
from pmo.web.lists import Column, Empty, ListPage, Ref
from pmo.web.pages import done, render
from projects.portfolio.choosing import choose
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project

# The rest stands in the history of the project.
HISTORY = 8


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).filter(usage_systems__isnull=False).distinct().order_by("key")


class Systems(ListPage):
    kind = "usage_system"
    key = "usage-systems"
    title = gettext_lazy("Systems")
    columns = [
        Column("name", gettext_lazy("System"), value=lambda r: r.label, sort="name", header=True),
        Column("code", gettext_lazy("Code"), sort="code", nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column("features", gettext_lazy("Features"), value=lambda r: r.feature_count, kind="integer"),
        Column(
            "received",
            gettext_lazy("Last delivery"),
            value=lambda r: r.last_received,
            sort="last_received",
            kind="datetime",
            missing=gettext_lazy("never"),
        ),
    ]
    filters = [Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key")]
    search = ["name", "name_en", "code", "project__name", "project__name_en", "project__key"]
    default_sort = "name"
    empty = Empty(
        gettext_lazy("No system is measured yet"),
        gettext_lazy("Add the system a project rolls out; then it can tell who uses it, and who does not."),
    )
    nav = NAV

    def queryset(self) -> QuerySet[UsageSystem]:
        return selectors.for_list(self.request.user)

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "usage_system"):
            return {}
        return {"add_url": reverse("usage:system_choose"), "add_label": _("Add a system")}


def choose_project(request: HttpRequest) -> HttpResponse:
    return choose(request, _("Add a system"), "usage:system_new")


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "usage_system")
    policy.require(request.user, "add", "usage_system", project_id=project.pk)
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_system(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s added; now its features") % {"name": made.label}, made.url)
    context = {
        "form": form,
        "project": project,
        "title": _("Add a system"),
        "back": reverse("usage:project", args=[project.key]),
        "nav": NAV,
    }
    return render(request, "metrics/usage/form.html", context, status=422 if form.errors else 200)


def system(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, load(request, pk))


def page(request: HttpRequest, found: UsageSystem, *, error: str = "", made: Any = None) -> HttpResponse:
    """How a system is set up. `made`: a source whose token is shown this once."""
    user = request.user
    may_change = found.project.is_open and policy.may(user, "change", found)
    may_import = found.project.is_open and policy.may(user, "import", found)
    context = {
        "system": found,
        "project": found.project,
        "setup": selectors.setup(user, found, timezone.now()),
        "may_change": may_change,
        "may_import": may_import,
        "may_delete": policy.may(user, "delete", found),
        "may_see_usage": policy.may(user, "view", "usage", project_id=found.project_id),
        "features_import": import_url("usage_features", system=found.pk) if may_import else "",
        "rules_import": import_url("usage_rules", system=found.pk) if may_import else "",
        "entries": audit.history(found)[:HISTORY],
        "made": made,
        "events_url": request.build_absolute_uri(reverse("api:usage-events")),
        "beacon_url": request.build_absolute_uri(f"{settings.STATIC_URL}dist/beacon.js"),
        "error": error,
        "nav": NAV,
    }
    return render(request, "metrics/usage/system.html", context, status=409 if error else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk, "change")
    form = SystemForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_system(
                by=request.user, system=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return form_page(request, form, found, _("Edit the system"), back=found.url)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk, "delete")
    try:
        services.delete_system(by=request.user, system=found, now=timezone.now())
    except DomainError as error:
        return page(request, load(request, pk), error=error.message)
    return done(request, _("%(name)s deleted") % {"name": found.label}, reverse("usage:systems"))
