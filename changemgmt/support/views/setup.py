"""What is agreed about a desk: hours, service levels, teams, categories, canned answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.support import services
from changemgmt.support.choices import DEFAULT_LEVELS
from changemgmt.support.forms.setup import CannedForm, CategoryForm, DeskForm, LevelForm, TeamForm
from changemgmt.support.models import CannedAnswer, SupportCategory, SupportTeam
from changemgmt.support.selectors import setup as agreed
from changemgmt.support.views.common import load_row
from changemgmt.support.views.releases import filled_in
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import load_project


def _load(request: HttpRequest, key: str) -> Any:
    project = load_project(request, key, "support")
    policy.require(request.user, "change", "support", project_id=project.pk)
    return project


def page(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, _load(request, key))


def _page(request: HttpRequest, project: Any, *, desk_form: Any = None, level_form: Any = None) -> HttpResponse:
    setting = getattr(project, "support_setting", None)
    context = {
        "project": project,
        "setting": setting,
        "desk_form": desk_form or DeskForm(instance=setting, project=project),
        "level_form": level_form,
        "levels": agreed.levels(project.pk),
        "priorities": list(DEFAULT_LEVELS),
        "teams": list(agreed.teams(project.pk)),
        "categories": sorted(agreed.categories(project.pk), key=lambda one: (one.indented, one.pk)),
        "answers": list(agreed.answers(project.pk)),
        "nav": "projects",
    }
    refused = desk_form is not None or level_form is not None
    return render(request, "changemgmt/support/setup.html", context, status=422 if refused else 200)


@require_POST
def desk(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key)
    setting = getattr(project, "support_setting", None)
    form = DeskForm(request.POST, instance=setting, project=project)
    if form.is_valid():
        try:
            if setting is None:
                services.open_desk(by=request.user, project=project, now=timezone.now(), **form.values())
            else:
                services.change_desk(
                    by=request.user, setting=setting, expected=form.expected, now=timezone.now(), **form.values()
                )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), _home(project))
    return _page(request, project, desk_form=form)


def _home(project: Any) -> str:
    return reverse("support:setup", args=[project.key])


@require_POST
def level(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key)
    form = LevelForm(request.POST, project=project, auto_id="id_level_%s")
    if form.is_valid():
        try:
            services.set_level(by=request.user, project=project, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved; open requests keep what was promised"), f"{_home(project)}#levels")
    return _page(request, project, level_form=form)


def _new(request: HttpRequest, key: str, title: str, make: Any, save: Any) -> HttpResponse:
    project = _load(request, key)
    return filled_in(
        request, project, title, make(request.POST or None, project=project),
        lambda form: _bare(save(by=request.user, project=project, values=form.values(), now=timezone.now())),
        _home(project),
    )  # fmt: skip


def _edit(request: HttpRequest, pk: int, model: Any, make: Any, save: Any, name: str) -> HttpResponse:
    row = load_row(request, model, pk)
    policy.require(request.user, "change", row)
    return filled_in(
        request, row.project, row.label, make(request.POST or None, instance=row, project=row.project),
        lambda form: _bare(save(by=request.user, project=row.project, values=form.values(), now=timezone.now(),
                                expected=form.expected, **{name: row})),
        _home(row.project),
    )  # fmt: skip


def _bare(row: Any) -> None:
    """On to the page of what is agreed, not to the row."""


def team_new(request: HttpRequest, key: str) -> HttpResponse:
    return _new(request, key, _("New team"), TeamForm, services.save_team)


def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, pk, SupportTeam, TeamForm, services.save_team, "team")


def category_new(request: HttpRequest, key: str) -> HttpResponse:
    return _new(request, key, _("New category"), CategoryForm, services.save_category)


def category_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, pk, SupportCategory, CategoryForm, services.save_category, "category")


def canned_new(request: HttpRequest, key: str) -> HttpResponse:
    return _new(request, key, _("New canned answer"), CannedForm, services.save_canned)


def canned_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, pk, CannedAnswer, CannedForm, services.save_canned, "canned")
