"""Benefits are drafted, proposed, confirmed by whoever owns them and by finance, followed, and closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.notify.choices import Kind as Message
from pmo.orgs.models import Unit
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import name
from projects.benefits.choices import OPEN, RUNNING, Anchor, Kind, Per, State, Way
from projects.benefits.judging import checks
from projects.benefits.models import LONGEST_RAMP, Benefit, BenefitVersion
from projects.benefits.selectors import book
from projects.benefits.selectors.months import text_of
from projects.benefits.services.common import is_finance, locked, record, require_state, tell
from projects.budget.models import Budget
from projects.budget.selectors import signers
from projects.portfolio.acts import assign, facts, lock, next_number, require_reason
from projects.portfolio.models import Project

FIELDS = (
    "name", "name_en", "description", "outcome", "attribution", "measurement", "kind", "nature", "adverse", "owner",
    "validator", "kpi", "no_kpi_reason", "goal", "way", "amount", "per", "unit_value", "volume", "anchor", "task",
    "offset_months", "duration_months", "ramp_months", "ramp_shares", "adoption_planned", "adoption_kpi",
)  # fmt: skip


# What the history says of a new one; the rest stands on its page.
TOLD = ("name", "kind", "nature", "owner", "validator", "kpi", "amount", "unit_value")


@transaction.atomic
def add_benefit(*, by: Any, project: Project, now: datetime, units: list[Unit] | None = None, **values: Any) -> Benefit:
    """Draft a benefit, in the currency of the project's budget (else of its portfolio).

    Raises Forbidden, Invalid (see `_checked`) or Conflict (closed project).
    """
    policy.require(by, "add", "benefit", project_id=project.pk)
    project = lock(project)
    budget = Budget.objects.filter(project=project).first()
    benefit = Benefit(
        project=project,
        number=next_number(Benefit, project),
        currency=budget.currency if budget is not None else project.portfolio.currency,
    )
    benefit.owner = by
    assign(benefit, values)
    _checked(benefit)
    _insert(benefit, now)
    benefit.units.set(units or [])
    record(by, benefit, "benefit.added", project.pk, now, fields=TOLD)
    return benefit


@transaction.atomic
def change_benefit(
    *,
    by: Any,
    benefit: Benefit,
    now: datetime,
    expected: int | None = None,
    units: list[Unit] | None = None,
    **values: Any,
) -> Benefit:
    """Change a draft, or what is proposed: then both sides confirm it anew. What is agreed is taken up again first."""
    policy.require(by, "change", benefit)
    benefit = locked(benefit)
    require_state(benefit, *OPEN)
    before = facts(benefit, FIELDS)
    assign(benefit, values)
    _checked(benefit)
    if benefit.state == State.PROPOSED:
        _unconfirm(benefit)
        benefit.state = State.DRAFT
    _update(benefit, now, expected)
    if units is not None:
        benefit.units.set(units)
    record(by, benefit, "benefit.changed", benefit.project_id, now, fields=FIELDS, before=before)
    return benefit


@transaction.atomic
def delete_benefit(*, by: Any, benefit: Benefit, now: datetime, expected: int | None = None) -> None:
    """Only a draft that was never agreed; of the others the history stays."""
    policy.require(by, "delete", benefit)
    benefit = locked(benefit)
    require_state(benefit, *OPEN)
    if benefit.versions.exists() or benefit.realisations.exists():
        raise Conflict(_("It was agreed once; its history stays."), code="kept")
    save(benefit, now=now, expected=expected, fields=())
    record(by, benefit, "benefit.deleted", benefit.project_id, now)
    benefit.delete()


@transaction.atomic
def propose(*, by: Any, benefit: Benefit, now: datetime, expected: int | None = None) -> Benefit:
    """Put a complete draft before its owner and finance. An owner who proposes has confirmed by it.

    Raises Invalid when a check is not met; all that are missing are named.
    """
    policy.require(by, "change", benefit)
    benefit = locked(benefit)
    require_state(benefit, State.DRAFT)
    missing = [check for check in checks(_line(benefit, now)) if not check.met]
    if missing:
        raise Invalid(
            _("Not complete yet: %(names)s."),
            code="incomplete",
            params={"names": _(", ").join(str(check.label) for check in missing)},
        )
    assign(benefit, {"state": State.PROPOSED, "proposed_by": by, "proposed_at": now, "state_reason": ""})
    if benefit.owner_id == by.pk:
        benefit.owner_confirmed_at = now
    _update(benefit, now, expected)
    record(by, benefit, "benefit.proposed", benefit.project_id, now, more={"state": str(State.PROPOSED)})
    for person in (benefit.owner, benefit.validator):
        if person is not None and person.pk != by.pk:
            tell(person, benefit, "benefit.asked", benefit, now, Message.DECISION, who=name(by))
    return benefit


@transaction.atomic
def confirm(*, by: Any, benefit: Benefit, now: datetime, expected: int | None = None) -> Benefit:
    """As owner, or for finance; with the second of them the benefit is agreed and kept as it is.

    Nobody confirms for both, nor for finance what they proposed.
    """
    policy.require(by, "confirm", benefit)
    benefit = locked(benefit)
    require_state(benefit, State.PROPOSED)
    if benefit.owner_id == by.pk:
        if benefit.owner_confirmed_at:
            raise Conflict(_("You have confirmed it already."), code="confirmed")
        benefit.owner_confirmed_at = now
    else:
        _require_finance(by, benefit)
        if benefit.finance_confirmed_at:
            raise Conflict(_("It is confirmed for finance already."), code="confirmed")
        assign(benefit, {"finance_confirmed_at": now, "finance_confirmed_by": by})
    agreed = bool(benefit.owner_confirmed_at and benefit.finance_confirmed_at)
    if agreed:
        benefit.state = State.AGREED
    _update(benefit, now, expected)
    more = {"state": str(benefit.state)}
    if agreed:
        more["total"] = str(_freeze(benefit, benefit.finance_confirmed_by, now).total)
    record(by, benefit, "benefit.agreed" if agreed else "benefit.confirmed", benefit.project_id, now, more=more)
    if agreed and benefit.proposed_by is not None and benefit.proposed_by_id != by.pk:
        tell(benefit.proposed_by, benefit, "benefit.agreed", benefit, now)
    return benefit


@transaction.atomic
def decline(*, by: Any, benefit: Benefit, reason: str, now: datetime, expected: int | None = None) -> Benefit:
    """Back to a draft, with the reason."""
    policy.require(by, "confirm", benefit)
    benefit = locked(benefit)
    require_reason(reason)
    require_state(benefit, State.PROPOSED)
    if benefit.owner_id != by.pk:
        _require_finance(by, benefit)
    asked = benefit.proposed_by
    _unconfirm(benefit)
    assign(benefit, {"state": State.DRAFT, "state_reason": reason})
    _update(benefit, now, expected)
    more = {"state": str(State.DRAFT)}
    record(by, benefit, "benefit.declined", benefit.project_id, now, more=more, reason=reason)
    if asked is not None and asked.pk != by.pk:
        tell(asked, benefit, "benefit.declined", benefit, now, who=name(by))
    return benefit


@transaction.atomic
def reopen(*, by: Any, benefit: Benefit, reason: str, now: datetime, expected: int | None = None) -> Benefit:
    """Take up again what was agreed or closed: a draft that both confirm anew. What was agreed stays beside it."""
    policy.require(by, "change", benefit)
    benefit = locked(benefit)
    require_reason(reason)
    require_state(benefit, *RUNNING, State.CLOSED)
    _unconfirm(benefit)
    assign(benefit, {"state": State.DRAFT, "state_reason": reason, "closed_on": None})
    _update(benefit, now, expected)
    more = {"state": str(State.DRAFT)}
    record(by, benefit, "benefit.reopened", benefit.project_id, now, more=more, reason=reason)
    return benefit


@transaction.atomic
def close(*, by: Any, benefit: Benefit, reason: str, now: datetime, expected: int | None = None) -> Benefit:
    """Nothing more is followed: it has come, or will not. Months after this one do not count any more."""
    policy.require(by, "change", benefit)
    benefit = locked(benefit)
    require_reason(reason)
    require_state(benefit, *RUNNING)
    if benefit.realisations.filter(state="waiting").exists():
        raise Conflict(_("Booked amounts wait for finance: they are answered first."), code="waiting")
    assign(benefit, {"state": State.CLOSED, "state_reason": reason, "closed_on": timezone.localdate(now)})
    _update(benefit, now, expected)
    more = {"state": str(State.CLOSED)}
    record(by, benefit, "benefit.closed", benefit.project_id, now, more=more, reason=reason)
    return benefit


def _require_finance(by: Any, benefit: Benefit) -> None:
    policy.require(by, "validate", benefit)
    if not is_finance(by, benefit):
        raise Forbidden(_("Its owner confirms it, and whoever is named for finance."), code="not_named")
    if benefit.proposed_by_id == by.pk:
        raise Forbidden(_("Whoever proposed a benefit does not confirm it for finance."), code="own_proposal")


def _unconfirm(benefit: Benefit) -> None:
    assign(
        benefit,
        {
            "owner_confirmed_at": None,
            "finance_confirmed_at": None,
            "finance_confirmed_by": None,
            "proposed_by": None,
            "proposed_at": None,
        },
    )


def _line(benefit: Benefit, now: datetime) -> book.Line:
    found = Benefit.objects.select_related(*book.RELATED).get(pk=benefit.pk)
    return book.one(found, timezone.localdate(now))


def _freeze(benefit: Benefit, finance: Any, now: datetime) -> BenefitVersion:
    """Keep what both sides confirmed."""
    line = _line(benefit, now)
    newest = benefit.versions.order_by("-number").values_list("number", flat=True).first()
    return BenefitVersion.objects.create(
        benefit=benefit,
        number=(newest or 0) + 1,
        agreed_at=now,
        owner=benefit.owner,
        finance=finance,
        anchor_on=line.place.on,
        facts=facts(benefit, FIELDS),
        months={text_of(month): str(value) for month, value in line.planned.items()},
        total=line.total,
    )


def _checked(benefit: Benefit) -> None:
    """What belongs together. Raises Invalid naming the field."""
    project = benefit.project
    if benefit.kpi is not None:
        benefit.goal = benefit.kpi.goal
        benefit.no_kpi_reason = ""
    elif not benefit.no_kpi_reason.strip():
        raise Invalid(_("Choose a KPI, or say why it hangs on none."), code="required", field="kpi")
    for field, owner in (
        ("kpi", benefit.kpi and benefit.kpi.goal.project_id),
        ("adoption_kpi", benefit.adoption_kpi and benefit.adoption_kpi.goal.project_id),
        ("goal", benefit.goal and benefit.goal.project_id),
        ("task", benefit.task and benefit.task.plan.project_id),
    ):
        if owner and owner != project.pk:
            raise Invalid(_("This belongs to another project."), code="foreign", field=field)
    _check_people(benefit)
    _check_money(benefit)
    if benefit.anchor == Anchor.TASK and benefit.task is None:
        raise Invalid(_("Choose the milestone it is counted from."), code="required", field="task")
    if benefit.anchor != Anchor.TASK:
        benefit.task = None
    _check_shares(benefit.ramp_shares)
    if benefit.adoption_kpi is not None and benefit.adoption_kpi.unit not in ("%", "％"):
        raise Invalid(_("Adoption is measured in percent: choose a KPI in %%."), code="unit", field="adoption_kpi")


def _check_people(benefit: Benefit) -> None:
    if benefit.validator_id is not None and benefit.validator_id == benefit.owner_id:
        raise Invalid(_("Whoever owns a benefit does not validate it."), code="same_person", field="validator")
    for field in ("owner", "validator"):
        person = getattr(benefit, field)
        if person is not None and not signers.may_sign(benefit.project, person):
            raise Invalid(_("This person does not see the money of the project."), code="no_sight", field=field)


def _check_money(benefit: Benefit) -> None:
    if benefit.kind == Kind.NO_MONEY:
        assign(benefit, {"way": Way.BOOKED, "amount": None, "unit_value": None, "per": Per.YEAR})
    elif benefit.way == Way.KPI:
        if benefit.kpi is None:
            raise Invalid(_("To be computed, it needs a KPI."), code="required", field="kpi")
        if benefit.kind == Kind.CAPITAL:
            raise Invalid(_("Working capital is set free once, not every month."), code="once", field="way")
        if not benefit.unit_value:
            raise Invalid(_("Enter what one unit of the KPI is worth."), code="required", field="unit_value")
        assign(benefit, {"amount": None, "per": Per.MONTH})
    else:
        benefit.unit_value = None
        if benefit.kind == Kind.CAPITAL:
            benefit.per = Per.ONCE


def _check_shares(shares: Any) -> None:
    if not isinstance(shares, list) or len(shares) > LONGEST_RAMP:
        raise Invalid(_("At most %(n)s shares."), code="shares", field="ramp_shares", params={"n": LONGEST_RAMP})
    if any(isinstance(share, bool) or not isinstance(share, int) or not 0 <= share <= 200 for share in shares):
        raise Invalid(_("Whole percent from 0 to 200, month by month."), code="shares", field="ramp_shares")


# What the database refuses, in the words of its constraint and beside the field at fault.
_AT_FAULT: Mapping[str, str] = {"benefit_computed": "unit_value", "benefit_capital_once": "per"}


def _refused(error: IntegrityError) -> Invalid:
    for constraint in Benefit._meta.constraints:
        if constraint.name in str(error):
            text = constraint.violation_error_message or ""
            return Invalid(text, code=constraint.name, field=_AT_FAULT.get(constraint.name, ""))
    raise error


def _insert(benefit: Benefit, now: datetime) -> None:
    try:
        with transaction.atomic():
            create(benefit, now=now)
    except IntegrityError as error:
        raise _refused(error) from error


def _update(benefit: Benefit, now: datetime, expected: int | None) -> None:
    try:
        with transaction.atomic():
            save(benefit, now=now, expected=expected)
    except IntegrityError as error:
        raise _refused(error) from error
