"""What the five levels mean in a portfolio: the PMO's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pmo import access
from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.models import Portfolio
from projects.risks import scales, services
from projects.risks.choices import Objective
from projects.risks.forms.scales import ScaleForm
from projects.risks.models import RiskScale


def scale(request: HttpRequest, code: str) -> HttpResponse:
    portfolio: Portfolio = access.get_visible_or_404(Portfolio.objects.distinct(), request.user, code=code)
    policy.require(request.user, "change", portfolio)
    row = RiskScale.objects.visible_to(request.user).filter(portfolio=portfolio).distinct().first()
    form = ScaleForm(request.POST or None, scale=scales.of(portfolio.pk), row=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_scale(
                by=request.user, portfolio=portfolio, expected=form.expected, now=timezone.now(), **form.scale()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved; every score is computed anew"), reverse("risks:matrix_all"))
    context = {"form": form, "portfolio": portfolio, "objectives": Objective, "nav": "risks"}
    return render(request, "projects/risks/scale.html", context, status=422 if form.errors else 200)
