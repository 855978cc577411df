"""Health of a project: every dimension with its reason, and the declared status."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.health import selectors, services
from metrics.health.forms import DeclareForm
from metrics.health.models import Override
from pmo import access
from pmo.access import policy
from pmo.records import Conflict, DomainError
from pmo.web.pages import done, render
from projects.portfolio import selectors as portfolio
from projects.portfolio.models import Project
from projects.portfolio.sight import Sight

# Until the next monthly look, unless said otherwise.
USUAL_LENGTH = timedelta(days=30)


def project_health(request: HttpRequest, key: str) -> HttpResponse:
    """Every dimension, worst first; the form to declare another status for those who may."""
    project: Project = access.get_visible_or_404(portfolio.visible(request.user), request.user, key=key)
    may_declare = policy.may(request.user, "override", Override(project=project))
    today = timezone.localdate()
    initial = {"expires_on": today + USUAL_LENGTH}
    form = DeclareForm(request.POST or None, initial=initial) if may_declare else None
    if request.method == "POST":
        policy.require(request.user, "override", Override(project=project))
        if form is not None and form.is_valid():
            try:
                services.declare(by=request.user, project=project, now=timezone.now(), **form.cleaned_data)
            except DomainError as error:
                form.apply(error)
            else:
                return done(
                    request,
                    _("Declared; the computed status stays visible beside it"),
                    reverse("health:project", args=[key]),
                )
    context = {
        "project": project,
        "stages": portfolio.spine(project, today),
        "overall": selectors.overalls([project.pk], today, Sight(request.user).told).get(project.pk),
        "reasons": selectors.reasons([project.pk], reader=request.user),
        "override": selectors.open_override(project.pk, today),
        "watermelon": bool(selectors.watermelons([project.pk], today)),
        "form": form,
    }
    return render(
        request, "metrics/health/project.html", context, status=422 if form is not None and form.errors else 200
    )


@require_POST
def end_override(request: HttpRequest, pk: int) -> HttpResponse:
    override: Override = access.get_visible_or_404(Override.objects.select_related("project"), request.user, pk=pk)
    back = reverse("health:project", args=[override.project.key])
    try:
        services.end_override(by=request.user, override=override, now=timezone.now())
    except Conflict:
        # Pressed twice, or somebody was faster: what was wanted is so.
        return redirect(back)
    return done(request, _("The computed status counts again"), back)
