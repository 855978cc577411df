"""Gifts: the catalogue, one of them, and keeping them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.incentives import services
from changemgmt.incentives.choices import TAKEN
from changemgmt.incentives.forms import GiftForm, StockForm
from changemgmt.incentives.models import Gift, GiftPicture
from changemgmt.incentives.selectors import gifts, wallets
from changemgmt.incentives.views.common import NAV, act, new_key
from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.files.pictures import MAX_BYTES
from pmo.records import DomainError, Forbidden
from pmo.web import uploads
from pmo.web.lists import Column, Empty, Flag, ListPage, SavedTab
from pmo.web.pages import done, render

# One picture and what the form says beside it.
weighed = uploads.weighed(MAX_BYTES)


def catalogue(request: HttpRequest) -> HttpResponse:
    user = request.user
    points = wallets.balance(user)
    context = {
        "points": points,
        "offers": gifts.offers(user, points, timezone.localdate()),
        "may_manage": policy.may(user, "change", "gift"),
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/gifts.html", context)


def _load(request: HttpRequest, pk: int, verb: str = "view") -> Gift:
    found: Gift = access.get_visible_or_404(gifts.visible(request.user), request.user, pk=pk)
    if verb != "view":
        policy.require(request.user, verb, found)
    return found


def gift(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    manages = policy.may(request.user, "change", found)
    if not manages and not found.offered_on(timezone.localdate()) and not gifts.own(request.user).filter(gift=found):
        raise Http404
    return _page(request, found)


def _page(request: HttpRequest, found: Gift, *, form: Any = None, status: int = 200) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    points = wallets.balance(user)
    mine = list(gifts.own(user).filter(gift=found)[:5])
    manages = policy.may(user, "change", found)
    context = {
        "gift": found,
        "offer": gifts.offer(found, gifts.had(user).get(found.pk, 0), points, today),
        "points": points,
        "after": points - found.price,
        "mine": mine,
        "key": new_key(),
        "manages": manages,
        "stock_form": form or StockForm(),
        "history": audit.history(found, 12) if manages else [],
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/gift.html", context, status=status)


@weighed
def new(request: HttpRequest) -> HttpResponse:
    form = GiftForm(request.POST or None, request.FILES or None, instance=Gift())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_gift(by=request.user, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The gift is added"), made.url)
    return _form(request, form, _("New gift"), None)


@weighed
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk, "change")
    form = GiftForm(request.POST or None, request.FILES or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_gift(
                by=request.user, gift=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, _("Change the gift"), found)


def _form(request: HttpRequest, form: Any, title: str, found: Gift | None) -> HttpResponse:
    context = {"form": form, "title": title, "gift": found, "nav": NAV}
    return render(request, "changemgmt/incentives/gift_form.html", context, status=422 if form.errors else 200)


@require_POST
def stock(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk, "change")
    form = StockForm(request.POST)
    if form.is_valid():
        try:
            services.restock(by=request.user, gift=found, change=form.cleaned_data["change"], now=timezone.now())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The stock is changed"), found.url)
    return _page(request, found, form=form, status=422)


@require_POST
def picture_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk, "change")
    return act(
        request,
        lambda: services.remove_picture(by=request.user, gift=found, now=timezone.now()),
        _("The picture is removed"),
        found.url,
    )


def picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The address names the content, so a browser may keep it."""
    found = GiftPicture.objects.filter(gift__in=Gift.objects.visible_to(request.user), gift_id=pk, digest=digest)
    row = found.first()
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.content), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=604800, immutable"
    return response


class Gifts(ListPage):
    """All gifts, for those who keep them."""

    kind = "gift"
    key = "gifts"
    title = gettext_lazy("All gifts")
    columns = [
        Column("name", gettext_lazy("Gift"), value=lambda r: r.label, sort="name", header=True),
        Column("price", gettext_lazy("Price"), sort="price", kind="integer"),
        Column("stock", gettext_lazy("In stock"), sort="stock", kind="integer"),
        Column(
            "limit", gettext_lazy("Most per person"), sort="limit", kind="integer", missing=gettext_lazy("no limit")
        ),
        Column("taken", gettext_lazy("Taken"), sort="taken", kind="integer"),
        Column("from_on", gettext_lazy("from"), sort="from_on", kind="date", optional=True),
        Column("until_on", gettext_lazy("until"), sort="until_on", kind="date", optional=True),
        Column("active", gettext_lazy("Offered"), value=lambda r: _("yes") if r.active else _("no"), sort="active"),
    ]
    filters = [
        Flag("out", gettext_lazy("Out of stock"), apply=lambda rows, on, request: rows.filter(stock=0)),
        Flag("offered", gettext_lazy("Offered"), apply=lambda rows, on, request: rows.filter(active=True)),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("offered", gettext_lazy("Offered"), {"offered": "1"}),
        SavedTab("out", gettext_lazy("Out of stock"), {"out": "1"}),
    ]
    search = ["name", "name_en"]
    default_sort = "price"
    empty = Empty(gettext_lazy("No gifts yet"), gettext_lazy("Points are worth something once there is one."))
    nav = NAV

    def queryset(self) -> QuerySet[Gift]:
        taken = Count("redemptions", filter=Q(redemptions__state__in=TAKEN))
        return gifts.visible(self.request.user).annotate(taken=taken)

    def context(self) -> dict[str, Any]:
        found: dict[str, Any] = {"crumbs_template": "changemgmt/incentives/_list_crumbs.html"}
        if policy.may(self.request.user, "add", "gift"):
            found |= {"add_url": reverse("incentives:gift_new"), "add_label": _("New gift")}
        return found
