"""A page that asks with one form and does one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.gates.sampling import Sample
from projects.portfolio.models import Project

TEMPLATE = "projects/gates/form.html"


@dataclass(frozen=True)
class Asking:
    """What the page says around its form. `parent` is the page it came from: its name and address."""

    title: str
    parent: tuple[str, str]
    project: Project | None = None
    about: str = ""
    note: str = ""
    label: str = ""
    danger: bool = False
    done: str = ""
    # Figures somebody has counted already: see `projects.gates.sampling`.
    offer: Sample | None = None


def ask(request: HttpRequest, form: Any, act: Callable[[], Any], asking: Asking) -> HttpResponse:
    """Runs `act` when the form is sent and valid; shows a refusal where it belongs.

    Goes on to the address `act` gives, or back to the page it came from.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            to = made if isinstance(made, str) else asking.parent[1]
            return done(request, asking.done or _("Saved"), to)
    context = {"form": form, "asking": asking, "project": asking.project, "label": asking.label or _("Save")}
    return render(request, TEMPLATE, context, status=422 if form.errors else 200)
