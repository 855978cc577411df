"""Rounds of the pulse: people asked, answers taken once each, counted when it closes. Safe to run twice and late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.engines.readiness import ELEMENTS
from changemgmt.readiness import counting
from changemgmt.readiness.choices import SMALLEST, RoundStatus
from changemgmt.readiness.models import PulseRound, PulseSeat, Stakeholder
from changemgmt.readiness.selectors import members
from pmo import audit, notify
from pmo.access import policy
from pmo.notify.services import Promise, promise_many
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, day, name
from projects.portfolio import dimensions
from projects.portfolio.acts import lock, next_number
from projects.portfolio.models import Project

REMIND_BEFORE = (2, 1)
LONGEST = timedelta(days=60)
ASKED, REMINDED = "pulse.asked", "pulse.reminder"


@transaction.atomic
def start_round(
    *, by: Any, project: Project, groups: Iterable[Stakeholder], closes_at: datetime, now: datetime
) -> PulseRound:
    """Ask these groups. Whoever is in several is asked once, as one of the first of them.

    Raises Forbidden, Conflict (closed, one is open, fewer than five people) or Invalid.
    """
    policy.require(by, "add", "readiness", project_id=project.pk)
    lock(project)
    chosen = sorted(groups, key=lambda group: group.number)
    _check(project, chosen, closes_at, now)
    seats = _seats(chosen)
    if len(seats) < SMALLEST:
        raise Conflict(
            _("Only %(n)s people would be asked: with fewer than five, answers cannot be kept apart from persons."),
            params={"n": len(seats)},
            code="too_few",
        )
    made = PulseRound(
        project=project,
        number=next_number(PulseRound, project),
        opens_at=now,
        closes_at=closes_at,
        started_by=by,
        invited=len(seats),
    )
    try:
        with transaction.atomic():
            create(made, now=now)
    except IntegrityError as error:
        raise Conflict(_("A pulse of this project is open already."), code="running") from error
    made.groups.set(chosen)
    for seat in seats:
        seat.round = made
    PulseSeat.objects.bulk_create(seats)
    audit.record(
        by=by,
        act="pulse.started",
        obj=made,
        after={"groups": [group.name for group in chosen], "closes": _told(closes_at), "invited": len(seats)},
        project_id=project.pk,
        now=now,
    )
    rows = made.seats.select_related("user").order_by("pk")
    promise_many(_promise(made, seat.user, ASKED, "open", now) for seat in rows)
    return made


def _check(project: Project, groups: Sequence[Stakeholder], closes_at: datetime, now: datetime) -> None:
    if not groups:
        raise Invalid(_("Choose at least one group."), code="required", field="groups")
    if any(group.project_id != project.pk or not group.is_group for group in groups):
        raise Invalid(_("This belongs to another project."), code="foreign", field="groups")
    if closes_at <= now:
        raise Invalid(_("It closes before it opens."), code="period", field="closes_at")
    if closes_at - now > LONGEST:
        raise Invalid(_("A pulse is open for at most 60 days."), code="period", field="closes_at")


def _seats(groups: Sequence[Stakeholder]) -> list[PulseSeat]:
    inside = members.of(list(Stakeholder.objects.filter(pk__in=[g.pk for g in groups]).prefetch_related("units")))
    taken: set[int] = set()
    seats = []
    for group in groups:
        for person in sorted(inside.people[group.pk] - taken):
            seats.append(PulseSeat(user_id=person, group=group, unit_id=inside.unit_of.get(person)))
            taken.add(person)
    return seats


@transaction.atomic
def submit(*, by: Any, found: PulseRound, given: Sequence[int | None], now: datetime) -> None:
    """Answer all five at once. Of two windows, or two taps, the first counts.

    Raises Forbidden (not asked), Conflict (answered already, not open) or Invalid (the first that is missing).
    """
    locked = PulseRound.objects.select_for_update(of=("self",)).select_related("project").get(pk=found.pk)
    seat = PulseSeat.objects.filter(round=locked, user_id=by.pk).first()
    if seat is None:
        raise Forbidden(_("You are not asked in this pulse."))
    if not locked.is_open or now >= locked.closes_at:
        raise Conflict(_("This pulse is closed."), code="closed")
    values = [*given, *[None] * ELEMENTS][:ELEMENTS]
    for element, value in enumerate(values):
        if value is None or not 1 <= value <= 5:
            raise Invalid(_("Choose one of the five."), code="answer", field=f"e{element}")
    if not PulseSeat.objects.filter(pk=seat.pk, answer__isnull=True).update(answer=values):
        raise Conflict(_("You have answered this pulse already."), code="answered")
    for rule in (ASKED, REMINDED):
        notify.settle(rule=rule, subject=locked, to=by, now=now)
    audit.record(by=by, act="pulse.answered", obj=locked, project_id=locked.project_id, now=now)


@transaction.atomic
def close_round(*, by: Any, found: PulseRound, now: datetime) -> PulseRound:
    """Count an open round once and for all; single answers are deleted in the same moment.

    `by` None: its day has come. Raises Forbidden or Conflict.
    """
    if by is not None:
        policy.require(by, "change", found)
    locked = _locked(found)
    given = locked.seats.filter(answer__isnull=False).values_list("group_id", "unit_id", "answer")
    answers = [counting.Sheet(group, unit, tuple(answer or ())) for group, unit, answer in given]
    locked.answered = len(answers)
    locked.results = counting.count(answers, [group.pk for group in locked.groups.order_by("number")])
    locked.status, locked.closes_at = RoundStatus.CLOSED, min(locked.closes_at, now)
    save(locked, now=now, fields=("status", "answered", "results", "closes_at"))
    _forget(locked)
    _take_back(locked)
    words = {"invited": locked.invited, "answered": locked.answered}
    audit.record(by=by, act="pulse.closed", obj=locked, after=words, project_id=locked.project_id, now=now)
    notify.promise(
        rule="pulse.closed",
        subject=locked,
        period="closed",
        to=locked.started_by,
        text=Sentence("pulse.closed", {**words, "project": name(locked.project), "number": locked.number}),
        url=locked.url,
        at=now,
        kind="info",
    )
    dimensions.changed([locked.project_id], now)
    return locked


@transaction.atomic
def cancel_round(*, by: Any, found: PulseRound, reason: str, now: datetime) -> PulseRound:
    """Call an open round off. Answers given so far are deleted. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "change", found)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    locked = _locked(found)
    _forget(locked)
    locked.status = RoundStatus.CANCELLED
    save(locked, now=now, fields=("status",))
    _take_back(locked)
    audit.record(
        by=by,
        act="pulse.cancelled",
        obj=locked,
        before={"status": str(RoundStatus.OPEN)},
        after={"status": locked.status},
        reason=reason,
        project_id=locked.project_id,
        now=now,
    )
    return locked


def _locked(found: PulseRound) -> PulseRound:
    """The row as it is now, held against everybody who answers at this moment."""
    rows = PulseRound.objects.select_for_update(of=("self",)).select_related("project", "started_by")
    locked = rows.get(pk=found.pk)
    if not locked.is_open:
        raise Conflict(
            _("The pulse is %(status)s; this is not possible now."),
            params={"status": locked.get_status_display()},
            code="status",
        )
    return locked


def _forget(found: PulseRound) -> None:
    """Single answers, and who has given one. That somebody was asked stays: their message leads to “closed”."""
    found.seats.update(answer=None)


def _take_back(found: PulseRound) -> None:
    for rule in (ASKED, REMINDED):
        notify.withdraw(rule=rule, subject=found)


def work_off(*, now: datetime) -> int:
    """Close what has come to its end, remind of what is about to. Returns how much was done."""
    done = 0
    for found in PulseRound.objects.filter(status=RoundStatus.OPEN, closes_at__lte=now):
        try:
            close_round(by=None, found=found, now=now)
        except Conflict:
            continue  # a second worker was faster
        done += 1
    return done + _remind(now)


def _remind(now: datetime) -> int:
    """Whoever has not answered, two days and one day before the end, once each; after an outage only the nearer."""
    made = 0
    horizon = now + timedelta(days=max(REMIND_BEFORE))
    rows = PulseRound.objects.filter(status=RoundStatus.OPEN, closes_at__gt=now, closes_at__lte=horizon)
    for found in rows.select_related("project"):
        left = (found.closes_at - now) / timedelta(days=1)
        step = next(step for step in sorted(REMIND_BEFORE) if left <= step)
        # A round as short as that was announced a moment ago.
        if found.closes_at - found.opens_at <= timedelta(days=step):
            continue
        seats = found.seats.filter(answer__isnull=True, user__is_active=True).select_related("user").order_by("pk")
        made += promise_many(_promise(found, seat.user, REMINDED, f"{step}d", now) for seat in seats)
    return made


def _promise(found: PulseRound, person: Any, rule: str, period: str, now: datetime) -> Promise:
    local = found.closes_at.astimezone(ZoneInfo(person.time_zone)).date()
    return Promise(
        rule=rule,
        subject=found,
        period=period,
        to=person,
        text=Sentence(rule, {"project": name(found.project), "closes": day(local)}),
        url=found.answer_url,
        at=now,
    )


def _told(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"
