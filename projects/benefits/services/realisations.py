"""Money that came: booked by the owner with what shows it, and validated by somebody else, for finance."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.access import policy
from pmo.notify.choices import Kind as Message
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import name
from projects.benefits.choices import RUNNING, UNDECIDED, BookingState, State
from projects.benefits.models import Benefit, Realisation
from projects.benefits.services.common import is_finance, locked, record, require_state, tell
from projects.portfolio.acts import assign, facts, require_reason

FIELDS = ("month", "amount", "reference", "evidence", "state")
CENTS = Decimal("0.01")


@transaction.atomic
def book(
    *, by: Any, benefit: Benefit, month: date, amount: Decimal, reference: str, evidence: str, now: datetime
) -> Realisation:
    """Book what came in a month (any day of it); what a dis-benefit cost is a positive amount, a correction negative.

    Raises Forbidden, Invalid (a month to come, nothing that shows it) or Conflict (not agreed, booked already, computed
    from its KPI).
    """
    policy.require(by, "book", benefit)
    benefit = locked(benefit)
    check_booking(benefit, month=month, amount=amount, reference=reference, evidence=evidence, now=now)
    if benefit.realisations.filter(reference=reference.strip()).exists():
        raise Conflict(
            _("The document %(reference)s is booked already."),
            code="booked",
            field="reference",
            params={"reference": reference.strip()},
        )
    row = Realisation(
        benefit=benefit,
        month=month.replace(day=1),
        amount=amount,
        reference=reference.strip(),
        evidence=evidence.strip(),
        booked_by=by,
        booked_at=now,
    )
    create(row, now=now)
    if benefit.state == State.AGREED:
        assign(benefit, {"state": State.REALISING})
        save(benefit, now=now, fields=("state",))
    record(by, row, "realisation.booked", benefit.project_id, now, fields=FIELDS)
    _ask(row, benefit, by, now)
    return row


@transaction.atomic
def change_booking(
    *, by: Any, realisation: Realisation, now: datetime, expected: int | None = None, **values: Any
) -> Realisation:
    """Put right what is not validated; it waits for finance anew, under the name of whoever changed it."""
    policy.require(by, "book", realisation)
    benefit = locked(realisation.benefit)
    row = _fresh(realisation, benefit)
    _require_undecided(row)
    before = facts(row, FIELDS)
    assign(row, values)
    row.month = row.month.replace(day=1)
    check_booking(benefit, month=row.month, amount=row.amount, reference=row.reference, evidence=row.evidence, now=now)
    others = benefit.realisations.filter(reference=row.reference).exclude(pk=row.pk)
    if others.exists():
        raise Conflict(
            _("The document %(reference)s is booked already."),
            code="booked",
            field="reference",
            params={"reference": row.reference},
        )
    assign(row, {"state": BookingState.WAITING, "booked_by": by, "booked_at": now, "decided_by": None})
    row.decided_at = None
    save(row, now=now, expected=expected)
    record(by, row, "realisation.changed", benefit.project_id, now, fields=FIELDS, before=before)
    _ask(row, benefit, by, now)
    return row


@transaction.atomic
def withdraw(*, by: Any, realisation: Realisation, reason: str, now: datetime, expected: int | None = None) -> None:
    """Take back a booking made by mistake that finance has not validated; the history keeps it."""
    policy.require(by, "book", realisation)
    benefit = locked(realisation.benefit)
    row = _fresh(realisation, benefit)
    require_reason(reason)
    _require_undecided(row)
    save(row, now=now, expected=expected, fields=())
    record(by, row, "realisation.withdrawn", benefit.project_id, now, before=facts(row, FIELDS), reason=reason)
    row.delete()


@transaction.atomic
def validate(
    *, by: Any, realisation: Realisation, now: datetime, note: str = "", expected: int | None = None
) -> Realisation:
    """It counts from now on. Never by whoever booked it, nor by the owner of the benefit."""
    row, benefit = _for_decision(by, realisation)
    before = facts(row, FIELDS)
    _decide(row, by, BookingState.VALIDATED, note, now, expected)
    record(by, row, "realisation.validated", benefit.project_id, now, fields=FIELDS, before=before, reason=note)
    return row


@transaction.atomic
def give_back(
    *, by: Any, realisation: Realisation, reason: str, now: datetime, expected: int | None = None
) -> Realisation:
    """Back to whoever booked it, with what is wrong."""
    require_reason(reason)
    row, benefit = _for_decision(by, realisation)
    before = facts(row, FIELDS)
    _decide(row, by, BookingState.RETURNED, reason, now, expected)
    record(by, row, "realisation.returned", benefit.project_id, now, fields=FIELDS, before=before, reason=reason)
    tell(row.booked_by, row, "benefit.returned", benefit, now, who=name(by), **_words(row, benefit))
    return row


def check_booking(
    benefit: Benefit, *, month: date, amount: Decimal, reference: str, evidence: str, now: datetime
) -> None:
    """The rules of a booking, also for a table of them. Raises Invalid or Conflict."""
    if not benefit.has_money:
        raise Conflict(_("%(code)s is not in money."), code="no_money", params={"code": benefit.code})
    if benefit.is_computed:
        raise Conflict(
            _("%(code)s is computed from its KPI: measure the KPI instead."),
            code="computed",
            params={"code": benefit.code},
        )
    require_state(benefit, *RUNNING)
    if not amount or amount != amount.quantize(CENTS):
        raise Invalid(_("Enter an amount other than zero, with at most two decimals."), code="amount", field="amount")
    if month.replace(day=1) > timezone.localdate(now):
        raise Invalid(_("Money to come is planned, not booked."), code="future", field="month")
    if not reference.strip():
        raise Invalid(_("Name the document, so that nothing is booked twice."), code="required", field="reference")
    if not evidence.strip():
        raise Invalid(_("Say what shows it: an account, a report, a count."), code="required", field="evidence")


def _for_decision(by: Any, realisation: Realisation) -> tuple[Realisation, Benefit]:
    policy.require(by, "validate", realisation)
    benefit = locked(realisation.benefit)
    row = _fresh(realisation, benefit)
    if by.pk in (row.booked_by_id, benefit.owner_id):
        raise Forbidden(_("Whoever booked an amount or owns the benefit does not validate it."), code="own_booking")
    if not is_finance(by, benefit):
        raise Forbidden(_("Whoever is named for finance validates it."), code="not_named")
    if row.state != BookingState.WAITING:
        raise Conflict(
            _("%(reference)s is in the state “%(state)s”."),
            code="state",
            params={"reference": row.reference, "state": row.get_state_display()},
        )
    return row, benefit


def _decide(row: Realisation, by: Any, state: str, note: str, now: datetime, expected: int | None) -> None:
    values = {"state": state, "decided_by": by, "decided_at": now, "decision_note": note.strip()[:500]}
    assign(row, values)
    save(row, now=now, expected=expected, fields=values)


def _require_undecided(row: Realisation) -> None:
    if row.state not in UNDECIDED:
        raise Conflict(
            _("%(reference)s is validated: book a correction instead."),
            code="validated",
            params={"reference": row.reference},
        )


def _fresh(realisation: Realisation, benefit: Benefit) -> Realisation:
    """As it is now that its benefit is held. Raises Conflict when it was taken back meanwhile."""
    row = Realisation.objects.select_related("booked_by").filter(pk=realisation.pk).first()
    if row is None:
        raise Conflict(
            _("%(reference)s was taken back meanwhile."), code="gone", params={"reference": realisation.reference}
        )
    row.benefit = benefit
    return row


def _ask(row: Realisation, benefit: Benefit, by: Any, now: datetime) -> None:
    if benefit.validator is not None and benefit.validator_id != by.pk:
        tell(benefit.validator, row, "benefit.booked", benefit, now, Message.DECISION, **_words(row, benefit))


def _words(row: Realisation, benefit: Benefit) -> dict[str, Any]:
    return {"amount": texts.money(row.amount, benefit.currency), "month": f"{row.month:%Y-%m}"}
