"""Budgets with what they owe, every entry of the ledger, the statement of a person."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from changemgmt.incentives import rights, wording
from changemgmt.incentives.choices import OF_PERSON, AccountKind, Move
from changemgmt.incentives.models import PointAccount, PointBudget, PointEntry
from changemgmt.incentives.selectors import books, wallets
from changemgmt.incentives.services.common import policy_of
from changemgmt.incentives.views.common import NAV
from pmo import access, exchange
from pmo.access import policy
from pmo.accounts.models import User
from pmo.web.finding import FOUND
from pmo.web.lists import Choice, Column, DateRange, Empty, ListPage, Ref, SavedTab
from pmo.web.pages import render


def budgets(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    found = books.books(books.budgets(user))
    context = {
        "books": found,
        "lead": wording.books(found, today.year),
        "policy": policy_of(),
        "may_add": policy.may(user, "add", "point_budget"),
        "may_change": policy.may(user, "change", "point_budget"),
        "may_ledger": rights.keeps_ledger(user),
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/budgets.html", context)


def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a person: everybody's own, and anybody's for those who read the ledger."""
    person, accounts = _accounts(request, pk)
    context = {
        "person": person,
        "lines": wallets.statement(accounts),
        "wallet": wallets.wallet(person, by=request.user),
        "is_mine": person.pk == request.user.pk,
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/statement.html", context)


def statement_export(request: HttpRequest, pk: int) -> HttpResponse:
    person, accounts = _accounts(request, pk)
    is_mine = person.pk == request.user.pk
    columns = [
        exchange.SheetColumn(label=_("Date"), kind="date"),
        exchange.SheetColumn(label=pgettext("incentives", "What")),
        exchange.SheetColumn(label=pgettext("incentives", "For")),
        exchange.SheetColumn(label=pgettext("incentives", "Points"), kind="integer"),
        exchange.SheetColumn(label=_("Balance"), kind="integer"),
    ]
    rows = [
        (one.entry.transaction.on, one.entry.transaction.get_kind_display(), about(one.entry, own=is_mine),
         one.points, one.after)
        for one in wallets.statement(accounts)
    ]  # fmt: skip
    data = exchange.write_xlsx([exchange.Sheet(pgettext("incentives", "Points"), columns, rows)])
    return exchange.as_download(data, f"{pgettext('incentives', 'Points')} {person.label}.xlsx")


def _accounts(request: HttpRequest, pk: int) -> tuple[User, list[PointAccount]]:
    people = User.objects.visible_to(request.user).select_related("unit")
    if pk != request.user.pk:
        # Whose points one may not see is nobody here.
        people = people if rights.keeps_ledger(request.user) else people.none()
    person: User = access.get_visible_or_404(people, request.user, pk=pk)
    rows = PointAccount.objects.visible_to(request.user).filter(user_id=person.pk, kind__in=OF_PERSON)
    return person, list(rows.filter(kind=AccountKind.WALLET))


def about(entry: PointEntry, *, own: bool = False) -> str:
    """What an entry was for. What somebody said or learnt stands there for themselves only."""
    moved = entry.transaction
    if moved.redemption is not None:
        return str(moved.redemption.gift.label)
    if moved.award is not None:
        return moved.award.label if own else str(moved.award.get_cause_display())
    return ""


def _budgets(request: HttpRequest) -> QuerySet[PointBudget]:
    return books.budgets(request.user)


class _Budget(Ref):
    """Budgets are called by their project and year, which is no column."""

    def found(self, request: HttpRequest, words: str) -> list[tuple[str, str]]:
        named = [(str(row.pk), row.label) for row in _budgets(request)]
        wanted = words.lower().split()
        return [one for one in named if all(word in one[1].lower() for word in wanted)][:FOUND]


class Ledger(ListPage):
    """Every entry: from, to, how many."""

    kind = "point_budget"
    key = "points-ledger"
    title = gettext_lazy("Ledger of points")
    columns = [
        Column("on", gettext_lazy("Date"), value=lambda r: r.transaction.on, sort="transaction__at", kind="date"),
        Column("kind", pgettext_lazy("incentives", "What"), value=lambda r: r.transaction.get_kind_display(),
               sort="transaction__kind", nowrap=True),
        Column("debit", gettext_lazy("From account"), value=lambda r: r.debit.label, nowrap=True),
        Column("credit", gettext_lazy("To account"), value=lambda r: r.credit.label, nowrap=True),
        Column("points", pgettext_lazy("incentives", "Points"), sort="points", kind="integer"),
        Column("about", pgettext_lazy("incentives", "For"), value=about),
        Column("budget", gettext_lazy("Budget"), value=lambda r: r.debit.budget.label, sort="debit__budget",
               nowrap=True),
        Column("expires_on", gettext_lazy("Lapse on"), sort="expires_on", kind="date", optional=True),
        Column("by", pgettext_lazy("incentives", "By"), value=lambda r: r.transaction.by and r.transaction.by.label,
               optional=True,
               missing=gettext_lazy("computed")),
        Column("occasion", gettext_lazy("Occasion"), value=lambda r: r.transaction.occasion, optional=True),
    ]  # fmt: skip
    filters = [
        Choice("kind", pgettext_lazy("incentives", "What"), choices=Move.choices,
               apply=lambda rows, value, request: rows.filter(transaction__kind__in=value)),
        _Budget("budget", gettext_lazy("Budget"), rows_for=_budgets,
            apply=lambda rows, value, request: rows.filter(debit__budget=value)),
        DateRange("on", gettext_lazy("Date"), lookup="transaction__on"),
    ]  # fmt: skip
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("award", gettext_lazy("Earned"), {"kind": "award"}),
        SavedTab("redeem", gettext_lazy("Redeemed"), {"kind": "redeem"}),
        SavedTab("lapsed", gettext_lazy("Lapsed"), {"kind": ["expire", "leave"]}),
        SavedTab("back", gettext_lazy("Taken back"), {"kind": "reverse"}),
    ]
    search = ["debit__user__name", "credit__user__name", "debit__user__name_en", "credit__user__name_en"]
    default_sort = "-on"
    empty = Empty(gettext_lazy("No entry yet"), gettext_lazy("The first is the budget of a year."))
    nav = NAV

    def queryset(self) -> QuerySet[PointEntry]:
        """Of the budgets whose ledger the reader keeps; their own points alone are a statement."""
        return books.kept(self.request.user)

    def context(self) -> dict[str, Any]:
        return {"crumbs_template": "changemgmt/incentives/_list_crumbs.html",
                "budgets_url": reverse("incentives:budgets")}  # fmt: skip
