"""Hyper-care: whether it may end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.support import services
from changemgmt.support.choices import CareState
from changemgmt.support.forms.setup import CareForm, CriterionForm, EndForm
from changemgmt.support.models import HyperCare
from changemgmt.support.selectors import care as selectors
from changemgmt.support.services.care import USUAL
from changemgmt.support.views.common import load_row
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page


def _initial() -> dict[str, Any]:
    usual: dict[str, Any] = {str(kind): threshold for kind, threshold, _weeks in USUAL}
    return {**usual, "weeks": USUAL[0][2], "started_on": timezone.localdate()}


def page(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, load_project(request, key, "support"))


def _page(request: HttpRequest, project: Any, *, at: int = 0, **given: Any) -> HttpResponse:
    """`given`: forms that were refused, by their name; `at`: the hyper-care they were about."""
    user, today, now = request.user, timezone.localdate(), timezone.now()
    pages = [selectors.read(row, today, now) for row in selectors.visible(user).filter(project=project)]
    may_care = policy.may(user, "care", "support", project_id=project.pk)
    has_desk = hasattr(project, "support_setting")
    context = stage_page(
        request, project, "support_care",
        pages=pages,
        has_desk=has_desk,
        running=[found for found in pages if found.care.state == CareState.RUNNING],
        may_care=may_care,
        may_except=policy.may(user, "except", "support", project_id=project.pk),
        care_form=given.get("care_form") or (CareForm(initial=_initial()) if may_care and has_desk else None),
        criterion_form=given.get("criterion_form") or CriterionForm(auto_id="id_crit_%s"),
        end_form=given.get("end_form") or EndForm(auto_id="id_end_%s"),
        refused_at=at,
        opened=bool(given.get("care_form")),
        entries=audit.history(pages[0].care) if pages else [],
    )  # fmt: skip
    return render(request, "changemgmt/support/care.html", context, status=422 if given else 200)


@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "support")
    policy.require(request.user, "care", "support", project_id=project.pk)
    form = CareForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.begin(
                by=request.user, project=project, started_on=given["started_on"], wave=given["wave"],
                criteria=form.criteria, today=timezone.localdate(), now=timezone.now(),
            )  # fmt: skip
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Hyper-care has begun"), reverse("support:care", args=[project.key]))
    return _page(request, project, care_form=form)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = load_row(request, HyperCare, pk)
    policy.require(request.user, "care", row)
    form = EndForm(request.POST, auto_id="id_end_%s")
    if form.is_valid():
        try:
            services.end(
                by=request.user, care=row, exception=form.cleaned_data["exception"], today=timezone.localdate(),
                now=timezone.now(),
            )  # fmt: skip
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Hyper-care has ended"), row.url)
    return _page(request, load_project(request, row.project.key, "support"), at=row.pk, end_form=form)


@require_POST
def criterion(request: HttpRequest, pk: int) -> HttpResponse:
    row = load_row(request, HyperCare, pk)
    policy.require(request.user, "care", row)
    form = CriterionForm(request.POST, auto_id="id_crit_%s")
    if form.is_valid():
        given = form.cleaned_data
        threshold: Decimal | None = given["threshold"]
        try:
            services.set_criterion(
                by=request.user, care=row, kind=given["kind"], threshold=threshold, weeks=given["weeks"],
                reason=given["reason"], now=timezone.now(),
            )  # fmt: skip
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), row.url)
    return _page(request, load_project(request, row.project.key, "support"), at=row.pk, criterion_form=form)
