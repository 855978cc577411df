"""What waits for a person: gifts to approve, to hand over, to confirm; reported thanks; budgets nearly used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.incentives.choices import RedemptionState
from changemgmt.incentives.models import PointBudget, Recognition, Redemption
from changemgmt.incentives.selectors import books, gifts, thanks
from pmo.access import policy
from pmo.texts import Sentence, day, name, num
from projects.portfolio import dimensions
from projects.portfolio.dimensions import Act, Decision, KeyDate

SHOWN = 5


def connect() -> None:
    register = dimensions.register_decisions
    register("points.redemptions", _to_handle, lambda user, now: gifts.to_handle(user))
    register("points.received", _to_confirm, lambda user, now: gifts.to_confirm(user))
    register("points.reported", _reported, lambda user, now: _reports(user))
    register("points.budgets", _budgets, _nearly)
    dimensions.register_key_dates("points", key_dates, ending)


def _to_handle(user: Any, now: datetime) -> Iterator[Decision]:
    rows = gifts.to_handle(user)
    for row in () if rows is None else rows.order_by("created_at", "pk")[:SHOWN]:
        yield _redemption(row)


def _redemption(row: Redemption) -> Decision:
    asked = row.state == RedemptionState.ASKED
    facts = {"who": name(row.user), "unit": name(row.user.unit) if row.user.unit else "", "n": num(row.points)}
    act = (
        Act(_("Approve"), reverse("incentives:approve", args=[row.pk]), primary=True, method="post")
        if asked
        else Act(_("Hand it over"), row.url, primary=True)
    )
    return Decision(
        key=f"redemption:{row.pk}:{row.state}",
        kind=_("Gift"),
        title=row.label,
        why=Sentence("redemption.why" if asked else "redemption.why_hand", facts),
        acts=[act, Act(_("Open"), row.url)] if asked else [act],
        url=row.url,
        waiting_since=row.created_at if asked else row.decided_at or row.created_at,
    )


def _to_confirm(user: Any, now: datetime) -> Iterator[Decision]:
    for row in gifts.to_confirm(user).order_by("handed_at", "pk")[:SHOWN]:
        on = timezone.localdate(row.handed_at) if row.handed_at else timezone.localdate(now)
        yield Decision(
            key=f"redemption.came:{row.pk}:{row.version}",
            kind=_("Gift"),
            title=row.label,
            why=Sentence("redemption.why_came", {"who": name(row.handed_by) if row.handed_by else "", "on": day(on)}),
            acts=[
                Act(_("It has come"), reverse("incentives:received", args=[row.pk]), primary=True, method="post"),
                Act(_("Open"), row.url),
            ],
            url=row.url,
            waiting_since=row.handed_at or row.created_at,
        )


def _reports(user: Any) -> QuerySet[Recognition] | None:
    return thanks.reported(user) if policy.may(user, "manage", "recognition") else None


def _reported(user: Any, now: datetime) -> Iterator[Decision]:
    for row in thanks.reported(user).select_related("giver").order_by("reported_at", "pk")[:SHOWN]:
        yield Decision(
            key=f"recognition:{row.pk}:{row.version}",
            kind=_("Thanks"),
            title=row.label,
            why=Sentence("recognition.why", {"text": row.report}),
            acts=[Act(_("Look at it"), row.url, primary=True)],
            url=row.url,
            waiting_since=row.reported_at or row.updated_at,
        )


def _nearly(user: Any, now: datetime) -> QuerySet[PointBudget] | None:
    """Of those who grant budgets."""
    if not policy.may(user, "change", "point_budget"):
        return None
    return books.nearly_used(PointBudget.objects.for_verb(user, "change"), timezone.localdate(now).year)


def _budgets(user: Any, now: datetime) -> Iterator[Decision]:
    rows = _nearly(user, now)
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    for one in books.books(rows.select_related("project")) if rows is not None else ():
        # What has no day of its own is of today.
        yield Decision(
            key=f"points.budget:{one.budget.pk}:{one.budget.points}",
            kind=_("Points budget"),
            title=one.budget.label,
            why=Sentence("points.why_budget", {"left": num(one.left), "points": num(one.budget.points)}),
            acts=[Act(_("Enlarge"), reverse("incentives:budget", args=[one.budget.pk]), primary=True)],
            url=one.budget.url,
            waiting_since=datetime.combine(local.date(), time(0), tzinfo=local.tzinfo),
            project_id=one.budget.project_id,
        )


def ending(project_ids: Sequence[int], start: date, end: date) -> QuerySet[PointBudget]:
    """Budgets end with their year."""
    years = [year for year in range(start.year, end.year + 1) if start <= date(year, 12, 31) <= end]
    return PointBudget.objects.filter(project__in=project_ids, year__in=years)


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """Ends of projects' own budgets (one query)."""
    for row in ending(project_ids, start, end):
        url = reverse("incentives:budgets")
        yield KeyDate(row.project_id, row.ends_on, Sentence("points.date_budget"), "due", url=url)
