"""My points: what I have, what lapses next, where they came from, why not, what is within reach."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.incentives import services, wording
from changemgmt.incentives.selectors import gifts, ranking, rules, thanks, wallets
from changemgmt.incentives.views.common import NAV, act, managing
from pmo.web.pages import render, safe_next

SHOWN, GIFTS = 12, 4


def mine(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    found = wallets.wallet(user)
    offers = gifts.offers(user, found.points, today)
    context = {
        "wallet": found,
        "lead": wording.mine(found.points, offers),
        "lapsing": found.lapsing(today),
        "near": [one for one in offers if one.can or one.why == gifts.SHORT][:GIFTS],
        "awards": list(wallets.earned(user)[:SHOWN]),
        "refused": list(wallets.refused(user, today)[:SHOWN]),
        "allowance": thanks.allowance(user, today),
        "rules": rules.for_person(user, today),
        "pots": list(ranking.pots(user)),
        "waiting": list(gifts.to_confirm(user)),
        "may": managing(user),
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/mine.html", context)


@require_POST
def show_me(request: HttpRequest) -> HttpResponse:
    """Off unless somebody turns it on; off again at once."""
    on = request.POST.get("on") == "1"
    said = _("Your name may stand in the ranking") if on else _("Your name is out of the ranking")
    back = safe_next(request, reverse("incentives:ranking"))
    return act(request, lambda: services.show_me(by=request.user, on=on, now=timezone.now()), said, back)
