"""Benefits to confirm, amounts to validate or to put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.access import policy
from pmo.texts import Sentence, name
from projects.benefits.choices import BookingState, State
from projects.benefits.models import Benefit, Realisation
from projects.benefits.selectors import book
from projects.portfolio.choices import State as ProjectState
from projects.portfolio.dimensions import Act, Decision

OPEN = (ProjectState.ACTIVE, ProjectState.ON_HOLD)


def concerned(user: Any) -> QuerySet[Benefit]:
    """Benefits with something that waits for this person."""
    amounts = Realisation.objects.filter(_amounts(user)).values("benefit")
    rows = Benefit.objects.visible_to(user).filter(_unanswered(user) | Q(pk__in=amounts), project__state__in=OPEN)
    return rows.select_related(*book.RELATED, "proposed_by").order_by("proposed_at", "pk")


def _unanswered(user: Any) -> Q:
    """Proposed, and this person is named and has not answered."""
    owns = Q(owner_id=user.pk, owner_confirmed_at__isnull=True)
    finance = Q(validator_id=user.pk, finance_confirmed_at__isnull=True) & ~Q(proposed_by_id=user.pk)
    return (owns | finance) & Q(state=State.PROPOSED)


def _asks(user: Any, one: Benefit) -> bool:
    """`_unanswered` of a benefit that is loaded."""
    if one.state != State.PROPOSED:
        return False
    owns = one.owner_id == user.pk and one.owner_confirmed_at is None
    finance = one.validator_id == user.pk and one.finance_confirmed_at is None and one.proposed_by_id != user.pk
    return owns or finance


def _amounts(user: Any) -> Q:
    """Booked for a benefit this person validates; or returned to them."""
    waits = Q(state=BookingState.WAITING, benefit__validator_id=user.pk) & ~Q(booked_by_id=user.pk)
    return waits | Q(state=BookingState.RETURNED, booked_by_id=user.pk)


def rows(user: Any, now: datetime) -> QuerySet[Benefit] | None:
    return concerned(user) if policy.may(user, "view", "benefit") else None


def waiting(user: Any, now: datetime) -> Iterator[Decision]:
    found = list(concerned(user))
    proposed = [one for one in found if _asks(user, one)]
    for line in book.lines(proposed, timezone.localdate(now)) if proposed else ():
        yield _to_confirm(user, line)
    amounts = Realisation.objects.visible_to(user).filter(_amounts(user), benefit__in=[one.pk for one in found])
    for row in amounts.select_related("benefit__project", "booked_by").order_by("booked_at"):
        yield _to_mend(row) if row.state == BookingState.RETURNED else _to_validate(row)


def _to_confirm(user: Any, line: book.Line) -> Decision:
    one = line.benefit
    amount = line.potential if one.per != "once" else line.total
    params = {"year": texts.money(amount or book.ZERO, one.currency), "who": name(one.proposed_by)}
    owns = one.owner_id == user.pk
    return Decision(
        key=f"benefit:{one.pk}",
        kind=_("Benefit"),
        title=f"{one.project.key} · {one.label}",
        why=Sentence("benefits.why.benefit.confirm" if owns else "benefits.why.benefit.finance", params),
        acts=[
            Act(_("Open"), one.url, primary=True),
            Act(
                _("Confirm"),
                reverse("benefits:answer", args=[one.pk]),
                method="post",
                fields={"act": "confirm", "version": str(one.version)},
            ),
        ],
        url=one.url,
        waiting_since=one.proposed_at or one.updated_at,
        project_id=one.project_id,
        evidence_url=one.url,
    )


def _to_validate(row: Realisation) -> Decision:
    one = row.benefit
    params = {
        "amount": texts.money(row.amount, one.currency),
        "month": f"{row.month:%Y-%m}",
        "who": name(row.booked_by),
    }
    return Decision(
        key=f"realisation:{row.pk}",
        kind=_("Booked benefit"),
        title=f"{one.project.key} · {one.label}",
        why=Sentence("benefits.why.benefit.validate", params),
        acts=[
            Act(_("Open"), row.url, primary=True),
            Act(
                _("Validate"),
                reverse("benefits:booking_decide", args=[row.pk]),
                method="post",
                fields={"act": "validate"},
            ),
        ],
        url=row.url,
        waiting_since=row.booked_at,
        project_id=one.project_id,
        evidence_url=row.url,
    )


def _to_mend(row: Realisation) -> Decision:
    one = row.benefit
    params = {
        "amount": texts.money(row.amount, one.currency),
        "month": f"{row.month:%Y-%m}",
        "note": row.decision_note,
    }
    return Decision(
        key=f"realisation.returned:{row.pk}",
        kind=_("Returned"),
        title=f"{one.project.key} · {one.label}",
        why=Sentence("benefits.why.benefit.returned", params),
        acts=[Act(_("Put right"), reverse("benefits:booking_edit", args=[row.pk]), primary=True)],
        url=row.url,
        waiting_since=row.decided_at or row.updated_at,
        project_id=one.project_id,
    )
