"""Benefits across projects: what an executive reads in two minutes; the rates they are discounted at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.web.pages import done, render
from projects.benefits import rollup, services
from projects.benefits.choices import Nature
from projects.benefits.forms.benefits import RateForm
from projects.benefits.models import ValueRule
from projects.benefits.selectors import rules
from projects.benefits.views.common import tried


def company(request: HttpRequest) -> HttpResponse:
    """Every project whose benefits the reader may see, and the sum of them."""
    found = rollup.of(request.user, timezone.localdate())
    sums_rows = [(Nature.HARD.label, found.hard), (Nature.SOFT.label, found.soft)]
    context = {
        "sums_rows": sums_rows,
        "found": found,
        "may_rates": policy.may(request.user, "change", "portfolio"),
        "nav": "money",
    }
    return render(request, "projects/benefits/company.html", context)


def rates(request: HttpRequest) -> HttpResponse:
    form = RateForm(request.POST or None, user=request.user, initial={"since_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: services.set_rate(by=request.user, now=timezone.now(), **form.values()))
        if made is not None:
            return done(request, _("Rate entered"), reverse("benefits:rates"))
    rows = list(rules.visible(request.user).order_by("portfolio__code", "-since_on"))
    context = {"form": form, "rows": rows, "default": rules.DEFAULT_RATE, "nav": "money"}
    return render(request, "projects/benefits/rates.html", context, status=422 if form.errors else 200)


@require_POST
def rate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ValueRule.objects.select_related("portfolio").distinct()
    found: ValueRule = access.get_visible_or_404(rows, request.user, pk=pk)
    services.remove_rate(by=request.user, rule=found, now=timezone.now())
    return done(request, _("Rate taken back"), reverse("benefits:rates"))
