"""Units by points per person; people only if they wish."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.incentives import services, wording
from changemgmt.incentives.selectors import ranking as selectors
from changemgmt.incentives.selectors import wallets
from changemgmt.incentives.views.common import NAV, act
from pmo.web.pages import render


def ranking(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    places = selectors.units(today)
    context = {
        "lead": wording.ranking(places),
        "places": [one for one in places if one.average is not None],
        "withheld": [one for one in places if one.average is None],
        "people": selectors.people(today),
        "shows": wallets.shows(user),
        "pots": list(selectors.shareable(user).filter(balance__gt=0)),
        "since": selectors.first_of_quarter(today),
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/ranking.html", context)


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """A pot of a unit one heads, or any for those who keep the rules."""
    pot = selectors.shareable(request.user).filter(pk=pk).first()
    if pot is None or pot.unit is None:
        raise Http404
    return act(
        request,
        lambda: services.share_out(by=request.user, pot=pot, now=timezone.now()),
        _("Shared out among everybody of %(unit)s") % {"unit": pot.unit.label},
        reverse("incentives:ranking"),
    )
