"""Redemptions: my own, one of them, and all that wait for somebody to act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.incentives import services
from changemgmt.incentives.choices import HOLDING, RedemptionState
from changemgmt.incentives.forms import HandForm, ReasonForm
from changemgmt.incentives.models import Gift, Redemption
from changemgmt.incentives.selectors import gifts, wallets
from changemgmt.incentives.views.common import NAV, act, load_redemption, new_key, version
from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.orgs.models import Unit
from pmo.records import DomainError, Forbidden
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render


@require_POST
def redeem(request: HttpRequest, pk: int) -> HttpResponse:
    found: Gift = access.get_visible_or_404(gifts.visible(request.user), request.user, pk=pk)
    key = request.POST.get("key", "")[:64] or new_key()
    try:
        made = services.redeem(by=request.user, gift=found, key=key, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(found.url)
    return done(request, _("Asked for; the points are set aside"), made.url)


def mine(request: HttpRequest) -> HttpResponse:
    rows = list(gifts.own(request.user)[:100])
    context = {
        "open": [row for row in rows if row.state in HOLDING],
        "past": [row for row in rows if row.state not in HOLDING],
        "points": wallets.balance(request.user),
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/redemptions.html", context)


def redemption(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, load_redemption(request, pk))


def _page(request: HttpRequest, found: Redemption, *, form: Any = None, status: int = 200) -> HttpResponse:
    user = request.user
    is_mine = found.user_id == user.pk
    context = {
        "redemption": found,
        "is_mine": is_mine,
        "decides": not is_mine and policy.may(user, "decide", found),
        "hands": not is_mine and policy.may(user, "hand", found),
        "refuse_form": form or ReasonForm(auto_id="refuse_%s"),
        "open_refuse": form is not None,
        "hand_form": HandForm(auto_id="hand_%s"),
        "history": audit.history(found, 12),
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/redemption.html", context, status=status)


def _do(request: HttpRequest, pk: int, service: Any, said: str, **values: Any) -> HttpResponse:
    found = load_redemption(request, pk)

    def do() -> None:
        service(by=request.user, redemption=found, now=timezone.now(), expected=version(request), **values)

    return act(request, do, said, found.url)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, services.approve, _("Approved"))


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_redemption(request, pk)
    policy.require(request.user, "decide", found)
    form = ReasonForm(request.POST, auto_id="refuse_%s")
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    return _do(request, pk, services.refuse, _("Refused; points and piece are back"), **form.cleaned_data)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    form = HandForm(request.POST)
    place = form.cleaned_data["place"] if form.is_valid() else ""
    return _do(request, pk, services.hand_over, _("Handed over; the receiver is asked"), place=place)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, services.cancel, _("Cancelled; you have your points back"))


@require_POST
def received(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, services.receive, _("Noted: it has come"))


@require_POST
def not_received(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, services.not_received, _("Noted; whoever handed it over is told"))


def _units(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.visible_to(request.user).filter(closed_on__isnull=True).order_by("path")


class Redemptions(ListPage):
    """Of everybody, for those who approve and hand over."""

    kind = "redemption"
    key = "redemptions"
    title = gettext_lazy("Redemptions")
    columns = [
        Column("gift", gettext_lazy("Gift"), value=lambda r: r.gift.label, sort="gift__name", header=True),
        Column("user", gettext_lazy("Person"), value=lambda r: r.user.label, sort="user__name", nowrap=True),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.user.unit and r.user.unit.label,
               sort="user__unit__path", nowrap=True),
        Column("points", pgettext_lazy("incentives", "Points"), sort="points", kind="integer"),
        Column("created_at", gettext_lazy("Asked for on"), sort="created_at", kind="date"),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("decided_by", gettext_lazy("Decided by"), value=lambda r: r.decided_by and r.decided_by.label,
               optional=True),
        Column("handed_by", gettext_lazy("Handed over by"), value=lambda r: r.handed_by and r.handed_by.label,
               optional=True),
        Column("reason", gettext_lazy("Reason"), optional=True),
    ]  # fmt: skip
    filters = [
        Choice("state", gettext_lazy("State"), choices=RedemptionState.choices),
        Ref("unit", gettext_lazy("Unit"), rows_for=_units,
            apply=lambda rows, value, request: rows.filter(user__unit__path__startswith=value.path)),
        Flag("others", gettext_lazy("Not my own"), apply=lambda rows, on, request: rows.exclude(user=request.user)),
    ]  # fmt: skip
    views = [
        SavedTab("asked", gettext_lazy("To approve"), {"state": "asked", "others": "1"}),
        SavedTab("approved", gettext_lazy("To hand over"), {"state": "approved", "others": "1"}),
        SavedTab("handed", gettext_lazy("Not confirmed yet"), {"state": "handed"}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["gift__name", "gift__name_en", "user__name", "user__name_en"]
    default_sort = "-created_at"
    empty = Empty(gettext_lazy("Nobody has asked for a gift yet"), gettext_lazy("Wishes of everybody stand here."))
    nav = NAV

    def queryset(self) -> QuerySet[Redemption]:
        return gifts.redemptions(self.request.user)

    def context(self) -> dict[str, Any]:
        return {"crumbs_template": "changemgmt/incentives/_list_crumbs.html"}
