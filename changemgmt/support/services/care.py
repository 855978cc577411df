"""Begin hyper-care with its criteria, and end it by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.support.choices import CareState, Criterion
from changemgmt.support.models import HyperCare, HyperCareCriterion
from changemgmt.support.selectors import care as reading
from changemgmt.support.services.common import setting_of
from pmo import audit, notify
from pmo.access import policy
from pmo.notify.choices import Kind as MessageKind
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name
from projects.portfolio import dimensions

KIND = "support"
# Contacts per 100 people and week, open P1, percent within the service level, backlog, percent adoption.
USUAL: tuple[tuple[str, Decimal, int], ...] = (
    (Criterion.CONTACTS, Decimal(5), 2),
    (Criterion.OPEN_P1, Decimal(0), 1),
    (Criterion.WITHIN, Decimal(85), 1),
    (Criterion.BACKLOG, Decimal(15), 1),
    (Criterion.ADOPTION, Decimal(70), 1),
)
PERCENT = (Criterion.WITHIN, Criterion.ADOPTION)


@transaction.atomic
def begin(
    *,
    by: Any,
    project: Any,
    started_on: date,
    now: datetime,
    today: date,
    wave: int | None = None,
    criteria: Sequence[tuple[str, Decimal, int]] = USUAL,
) -> HyperCare:
    """Begin hyper-care. `criteria`: kind, threshold, weeks in a row. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "care", KIND, project_id=project.pk)
    setting_of(project.pk)
    if started_on > today:
        raise Invalid(_("It begins with the go-live, not before."), code="future", field="started_on")
    if not criteria:
        raise Invalid(_("Say what must be true before it may end."), code="required", field="criteria")
    running = HyperCare.objects.select_for_update().filter(project=project, state=CareState.RUNNING, wave=wave)
    if running.exists():
        raise Conflict(_("Hyper-care is running already."), code="running")
    row = create(HyperCare(project=project, wave=wave, started_on=started_on), now=now)
    for kind, threshold, weeks in criteria:
        _check(kind, threshold, weeks)
        create(HyperCareCriterion(care=row, kind=kind, threshold=threshold, weeks=weeks), now=now)
    audit.record(by=by, act="hypercare.begun", obj=row, project_id=project.pk, now=now,
                 after={"started_on": started_on, **_told(row)})  # fmt: skip
    return row


def _check(kind: str, threshold: Decimal, weeks: int) -> None:
    if kind not in Criterion.values:
        raise Invalid(_("Choose one of the criteria."), code="invalid_choice", field="kind")
    if threshold < 0 or (kind in PERCENT and threshold > 100) or not 1 <= weeks <= 26:
        raise Invalid(_("Check threshold and weeks."), code="out_of_range", field="threshold")


def _told(row: HyperCare) -> dict[str, str]:
    """Threshold by criterion, for the history."""
    return {str(one.kind): str(one.threshold) for one in row.criteria.all()}


@transaction.atomic
def set_criterion(
    *,
    by: Any,
    care: HyperCare,
    kind: str,
    threshold: Decimal | None,
    reason: str,
    now: datetime,
    weeks: int = 1,
) -> HyperCare:
    """Another threshold, one more criterion, or (None) one fewer; why stands in the history.

    Whoever leads the project may make it stricter while it runs; to make it easier takes the PMO.
    Raises Forbidden, Conflict (ended) or Invalid (no reason, nothing left).
    """
    policy.require(by, "care", care)
    row = _running(care)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    found = row.criteria.filter(kind=kind).first()
    before = _told(row)
    if _easier(found, kind, threshold, weeks):
        policy.require(by, "except", care)
    if threshold is None:
        if found is None or row.criteria.count() == 1:
            raise Invalid(_("At least one criterion stays."), code="required", field="kind")
        found.delete()
    else:
        _check(kind, threshold, weeks)
        if found is None:
            create(HyperCareCriterion(care=row, kind=kind, threshold=threshold, weeks=weeks), now=now)
        else:
            found.threshold, found.weeks = threshold, weeks
            save(found, now=now, fields=["threshold", "weeks"])
    save(row, now=now, fields=["state"])
    audit.record(by=by, act="hypercare.changed", obj=row, project_id=row.project_id, now=now,
                 before=before, after=_told(row), reason=reason.strip())  # fmt: skip
    return row


def _easier(found: HyperCareCriterion | None, kind: str, threshold: Decimal | None, weeks: int) -> bool:
    if found is None:
        return False
    if threshold is None or weeks < found.weeks:
        return True
    return threshold < found.threshold if kind in PERCENT else threshold > found.threshold


@transaction.atomic
def end(
    *, by: Any, care: HyperCare, today: date, now: datetime, exception: str = "", expected: int | None = None
) -> HyperCare:
    """End it, all criteria met; otherwise only the PMO may, by an exception whose reason stays in the history.

    Raises Forbidden, Conflict (a criterion is not met, in words) or StaleWrite.
    """
    policy.require(by, "care", care)
    row = _running(care)
    found = reading.read(row, today, now)
    reason = exception.strip()
    if not found.may_end:
        if not reason:
            first = found.missing[0].sentence.plain() if found.missing else ""
            raise Conflict(_("Not all criteria are met: %(first)s"), code="unmet", params={"first": first})
        policy.require(by, "except", care)
    row.state, row.ended_on, row.ended_by = CareState.ENDED, today, by
    row.exception_reason = reason if not found.may_end else ""
    row.outcome = [
        {"kind": one.criterion.kind, "met": one.met, "sentence": one.sentence.to_json()} for one in found.readings
    ]
    save(row, now=now, expected=expected, fields=["state", "ended_on", "ended_by", "exception_reason", "outcome"])
    audit.record(by=by, act="hypercare.ended", obj=row, project_id=row.project_id, now=now,
                 after={"met": sum(bool(one.met) for one in found.readings), "criteria": len(found.readings)},
                 reason=row.exception_reason)  # fmt: skip
    notify.withdraw(rule="hypercare.ready", subject=row)
    dimensions.changed([row.project_id], now)
    return row


def _running(care: HyperCare) -> HyperCare:
    row = HyperCare.objects.select_for_update(of=("self",)).select_related("project").get(pk=care.pk)
    if row.state != CareState.RUNNING:
        raise Conflict(_("It has ended already."), code="ended")
    return row


def tell_ready(*, today: date, now: datetime) -> int:
    """Tell whoever leads a project, once, that all criteria are met; returns how many messages were new."""
    made = 0
    rows = HyperCare.objects.filter(state=CareState.RUNNING, project__manager__is_active=True)
    for row in rows.select_related("project__manager").prefetch_related("criteria").order_by("pk"):
        if reading.read(row, today, now).may_end:
            text = Sentence("hypercare.ready", {"project": name(row.project)})
            made += notify.promise(
                rule="hypercare.ready", subject=row, period="once", to=row.project.manager, text=text, url=row.url,
                at=now, kind=MessageKind.REMINDER,
            )  # fmt: skip
    return made
