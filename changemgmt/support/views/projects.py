"""How support of one project does, and the sheet with its code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changemgmt.feedback.codes import Context, drawn, sealed
from changemgmt.support.selectors import figures
from pmo.access import policy
from pmo.web.pages import render
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page


def dashboard(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "support")
    user = request.user
    has_desk = hasattr(project, "support_setting")
    found = figures.of(project, timezone.localdate(), timezone.now()) if has_desk else None
    label = _("Contacts per 100 people and week")
    curve = _curve(found, label) if found is not None and found.people else None
    context = stage_page(
        request, project, "support", found=found, has_desk=has_desk, curve=curve, curve_label=label,
        may_change=policy.may(user, "change", "support", project_id=project.pk),
        may_read=policy.may(user, "view", "support_request", project_id=project.pk)
        and policy.may(user, "work", "support_request", project_id=project.pk),
    )  # fmt: skip
    return render(request, "changemgmt/support/dashboard.html", context)


def _curve(found: figures.Figures, label: str) -> dict[str, Any]:
    values = [None if week.rate is None else f"{week.rate:.2f}" for week in found.weeks]
    return {
        "unit": "",
        "scale": 1,
        "digits": 1,
        "days": True,
        "months": [week.monday.isoformat() for week in found.weeks],
        "series": [{"name": label, "style": "measured", "values": values}],
        "level": None,
    }


def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """A sheet to hang up: its code opens the form with system and place."""
    project = load_project(request, key, "support")
    policy.require(request.user, "change", "support", project_id=project.pk)
    place = " ".join(request.GET.get("place", "").replace("\x00", "").split())[:60]
    address = f"{settings.LUODI_BASE_URL}{reverse('support:new')}?c={sealed(Context(project.pk, None, place))}"
    context = {"project": project, "place": place, "qr": drawn(address), "nav": "projects"}
    return render(request, "changemgmt/support/sheet.html", context)
