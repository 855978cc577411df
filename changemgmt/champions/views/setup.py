"""What a network is measured by, its critical processes and its materials, on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from changemgmt.champions import services
from changemgmt.champions.forms import MaterialForm, ProcessForm, SettingForm
from changemgmt.champions.models import ChampionMaterial, CriticalProcess
from changemgmt.champions.selectors import mine, network
from changemgmt.champions.views.common import act
from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project


def _load(request: HttpRequest, key: str) -> Project:
    project = load_project(request, key, "champion")
    policy.require(request.user, "manage", "champion", project_id=project.pk)
    return project


def setup(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key)
    form = SettingForm(request.POST or None, instance=network.setting_of(project))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_setting(
                by=request.user, project=project, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), reverse("champions:network", args=[project.key]))
    return _page(request, project, setting_form=form)


def _page(request: HttpRequest, project: Project, **forms: Any) -> HttpResponse:
    refused = any(form.errors for form in forms.values())
    context = {
        "project": project,
        "setting_form": SettingForm(instance=network.setting_of(project)),
        "process_form": ProcessForm(auto_id="process_%s"),
        "material_form": MaterialForm(auto_id="material_%s"),
        "processes": list(network.processes(project).prefetch_related("champions__user")),
        "materials": mine.materials([project.pk]).get(project.pk, []),
        "back": reverse("champions:network", args=[project.key]),
        "nav": "projects",
        **forms,
    }
    return render(request, "changemgmt/champions/setup.html", context, status=422 if refused else 200)


@require_POST
def process_add(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key)
    form = ProcessForm(request.POST, auto_id="process_%s")
    if form.is_valid():
        try:
            services.add_process(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, pgettext("said afterwards", "Added"), _setup(project, "processes"))
    return _page(request, project, process_form=form)


@require_POST
def process_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = CriticalProcess.objects.select_related("project")
    found: CriticalProcess = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "manage", found)
    return act(
        request,
        lambda: services.remove_process(by=request.user, process=found, now=timezone.now()),
        pgettext("said afterwards", "Removed"),
        _setup(found.project, "processes"),
    )


@require_POST
def material_add(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key)
    form = MaterialForm(request.POST, request.FILES, auto_id="material_%s")
    if form.is_valid():
        try:
            services.add_material(by=request.user, project=project, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, pgettext("said afterwards", "Added"), _setup(project, "materials"))
    return _page(request, project, material_form=form)


@require_POST
def material_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ChampionMaterial.objects.select_related("project", "file")
    found: ChampionMaterial = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "manage", found)
    return act(
        request,
        lambda: services.remove_material(by=request.user, material=found, now=timezone.now()),
        pgettext("said afterwards", "Removed"),
        _setup(found.project, "materials"),
    )


def _setup(project: Project, part: str) -> str:
    return reverse("champions:setup", args=[project.key]) + f"#{part}"
