"""Take typical risks from the library into a project."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import load_project
from projects.risks import services
from projects.risks.choices import Category
from projects.risks.library import LIBRARY
from projects.risks.models import Risk
from projects.risks.selectors import risks as selectors
from projects.risks.views.risks import register_url


def library(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "risk")
    policy.require(request.user, "add", "risk", project_id=project.pk)
    chosen, refusal = request.POST.getlist("codes"), ""
    if request.method == "POST":
        try:
            made = services.take(by=request.user, project=project, codes=chosen, now=timezone.now())
        except DomainError as error:
            refusal = error.message
        else:
            text = ngettext("%(n)d risk taken over", "%(n)d risks taken over", len(made)) % {"n": len(made)}
            return done(request, text, register_url(project))
    taken = dict(Risk.objects.visible_to(request.user).filter(project=project).values_list("template", "pk"))
    ordered = sorted(LIBRARY, key=lambda entry: Category.values.index(entry.category))
    groups = [(Category(code).label, list(rows)) for code, rows in groupby(ordered, key=lambda entry: entry.category)]
    context = {
        "project": project,
        "groups": groups,
        "scale": selectors.scale_of(project),
        "taken": {code for code in taken if code},
        "chosen": chosen,
        "error": refusal,
        "back": register_url(project),
        "title": _("Take from the library"),
        "nav": "projects",
    }
    return render(request, "projects/risks/library.html", context, status=422 if refusal else 200)
