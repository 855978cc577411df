"""What the pages of benefits share: the tabs below the stage, the rights of the reader, forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import render
from projects.benefits.models import Benefit
from projects.benefits.selectors import book
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import page


def load(request: HttpRequest, pk: int) -> Benefit:
    """A benefit the reader may see, with everything its months need; 404 otherwise."""
    rows = Benefit.objects.select_related(*book.RELATED, "proposed_by", "finance_confirmed_by")
    found: Benefit = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def value_page(request: HttpRequest, project: Project, tab: str, **more: Any) -> dict[str, Any]:
    """Context of a page below the tab Benefits of the stage."""
    return page(request, project, "benefits", value_tabs=tabs(project, tab), may=rights(request, project), **more)


def tabs(project: Project, current: str) -> list[dict[str, Any]]:
    named = (("case", _("Value case")), ("benefits", _("List of benefits")), ("booked", _("Booked amounts")))
    return [
        {
            "label": label,
            "url": reverse(f"benefits:{name}", args=[project.key]),
            "count": None,
            "current": name == current,
        }
        for name, label in named
    ]


def rights(request: HttpRequest, project: Project) -> dict[str, bool]:
    """What the reader may do with benefits of an open project."""
    verbs = ("add", "import")
    return {
        verb: project.is_open and policy.may(request.user, verb, "benefit", project_id=project.pk) for verb in verbs
    }


def form_page(request: HttpRequest, form: Any, project: Project, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "back": back, "nav": "projects", **more}
    return render(request, "projects/benefits/form.html", context, status=422 if form.errors else 200)


def tried(form: Any, act: Callable[[], Any]) -> Any:
    """What the act gives; None when it is refused, with the refusal beside its field."""
    try:
        return act()
    except Forbidden:
        raise
    except DomainError as error:
        form.apply(error)
        return None
