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


def to_confirm(user: Any) -> QuerySet[Benefit]:
    """Proposed, and this person is named and has not answered."""
    owns = Q(owner_id=user.pk, owner_confirmed_at__isnull=True)
    finance = Q(validator_id=user.pk, finance_confirmed_at__isnull=True) & ~Q(proposed_by_id=user.pk)
    rows = Benefit.objects.visible_to(user).filter(owns | finance, state=State.PROPOSED, project__state__in=OPEN)
    return rows.select_related(*book.RELATED, "proposed_by").order_by("proposed_at")


def to_validate(user: Any) -> QuerySet[Realisation]:
    """Booked for a benefit this person validates; or returned to them."""
    waits = Q(state=BookingState.WAITING, benefit__validator_id=user.pk) & ~Q(booked_by_id=user.pk)
    back = Q(state=BookingState.RETURNED, booked_by_id=user.pk)
    rows = Realisation.objects.visible_to(user).filter(waits | back, benefit__project__state__in=OPEN)
    return rows.select_related("benefit__project", "booked_by").order_by("booked_at")


def waiting(user: Any, now: datetime) -> Iterator[Decision]:
    """None for those who may see no benefits."""
    if not policy.may(user, "view", "benefit"):
        return
    asked = list(to_confirm(user))
    for line in book.lines(asked, timezone.localdate(now)) if asked else ():
        yield _to_confirm(user, line)
    for row in to_validate(user):
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
