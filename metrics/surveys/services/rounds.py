"""Rounds: planned, opened, reminded of, closed. Safe to run twice and to run late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.surveys import audience
from metrics.surveys.choices import SMALLEST_GROUP, Confidentiality, Repeat, RoundStatus
from metrics.surveys.models import Seat, Survey, SurveyRound
from metrics.surveys.questions import load, minutes
from metrics.surveys.services import counting, feed
from metrics.surveys.services.questionnaires import check_set
from metrics.surveys.words import HOW
from pmo import audit, calendars, notify
from pmo.access import policy
from pmo.notify.services import Promise, promise_many
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, day, name, nested

REMIND_BEFORE = (3, 1)
LONGEST = timedelta(days=120)
QUARTER_MONTHS = 3
ASKING = ("survey.asked", "survey.reminder")


@transaction.atomic
def plan_round(
    *, by: Any, survey: Survey, opens_at: datetime, closes_at: datetime, now: datetime, system: bool = False
) -> SurveyRound:
    """Ask again: at once when `opens_at` has come. `system`: the repetition of a survey plans it, for its owner.

    Raises Forbidden, Conflict (one is planned or open; too few people for what is promised) or Invalid.
    """
    policy.require(by, "change", survey)
    _check(survey, opens_at, closes_at, now)
    last = survey.rounds.order_by("-number").first()
    made = SurveyRound(
        survey=survey,
        number=last.number + 1 if last else 1,
        opens_at=max(opens_at, now),
        closes_at=closes_at,
        confidentiality=survey.confidentiality,
        smallest=1 if survey.confidentiality == Confidentiality.NAMED else SMALLEST_GROUP,
        questions=survey.questions,
    )
    try:
        with transaction.atomic():
            create(made, now=now)
    except IntegrityError as error:
        raise Conflict(_("A round of this survey is planned or open already."), code="running") from error
    after = {"number": made.number, "opens": _told(made.opens_at), "closes": _told(closes_at)}
    audit.record(
        by=None if system else by,
        act="survey.round_planned",
        obj=made,
        after=after,
        project_id=survey.project_id,
        now=now,
    )
    if made.opens_at <= now:
        _open(made, now)
    return made


def _check(survey: Survey, opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if not survey.project.is_open:
        raise Conflict(_("The project is closed; nothing of it can be changed."), code="closed")
    questions = load(survey.questions)
    if not questions:
        raise Conflict(_("This survey has no questions yet."), code="no_questions")
    check_set(questions)
    if closes_at <= max(opens_at, now):
        raise Invalid(_("It closes before it opens."), code="period", field="closes_at")
    if closes_at - opens_at > LONGEST:
        raise Invalid(_("A round is open for at most 120 days."), code="period", field="closes_at")
    _require_enough(survey, audience.people(survey).count())


def _require_enough(survey: Survey, people: int) -> None:
    if people == 0:
        raise Conflict(_("Nobody would be asked: choose units, roles or people."), code="nobody")
    if survey.confidentiality != Confidentiality.NAMED and people < SMALLEST_GROUP:
        raise Conflict(
            _("Only %(n)s people would be asked: with fewer than five, answers cannot be kept apart from persons."),
            params={"n": people},
            code="too_few",
        )


def _open(found: SurveyRound, now: datetime) -> None:
    """Give everybody of the audience a seat, and tell them."""
    people = list(audience.people(found.survey))
    Seat.objects.bulk_create([Seat(round=found, user=person, unit_id=person.unit_id) for person in people])
    found.invited, found.status = len(people), RoundStatus.OPEN
    save(found, now=now, fields=["invited", "status"])
    audit.record(
        by=None,
        act="survey.round_opened",
        obj=found,
        after={"invited": len(people)},
        project_id=found.survey.project_id,
        now=now,
    )
    promise_many(_promise(found, person, "survey.asked", "open", now) for person in people)


def _promise(found: SurveyRound, person: Any, rule: str, period: str, now: datetime) -> Promise:
    local = found.closes_at.astimezone(ZoneInfo(person.time_zone)).date()
    words = {
        "title": name(found.survey, "title"),
        "minutes": minutes(load(found.questions)),
        "closes": day(local),
        "how": nested(Sentence(HOW[Confidentiality(found.confidentiality)])),
    }
    return Promise(
        rule=rule,
        subject=found,
        period=period,
        to=person,
        text=Sentence(rule, words),
        url=found.answer_url,
        at=now,
    )


@transaction.atomic
def cancel_round(*, by: Any, found: SurveyRound, reason: str, now: datetime) -> SurveyRound:
    """Call a planned or open round off. Answers given so far are destroyed. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "change", found)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    locked = _locked(found, RoundStatus.PLANNED, RoundStatus.OPEN)
    before = {"status": locked.status}
    locked.ballots.all().delete()
    locked.answers.all().delete()
    locked.seats.all().delete()
    locked.status = RoundStatus.CANCELLED
    save(locked, now=now, fields=["status"])
    _take_back(locked)
    audit.record(
        by=by,
        act="survey.round_cancelled",
        obj=locked,
        before=before,
        after={"status": locked.status},
        reason=reason,
        project_id=locked.survey.project_id,
        now=now,
    )
    return locked


@transaction.atomic
def close_round(*, by: Any, found: SurveyRound, now: datetime) -> SurveyRound:
    """Close an open round, count it once and for all, and bring its scores to the KPIs that follow them.

    `by` None: its day has come. Raises Forbidden or Conflict.
    """
    if by is not None:
        policy.require(by, "change", found)
    locked = _locked(found, RoundStatus.OPEN)
    counting.count(locked)
    locked.status = RoundStatus.CLOSED
    if locked.opens_at < now < locked.closes_at:
        locked.closes_at = now
    save(locked, now=now, fields=["status", "closes_at", "answered", "results"])
    _take_back(locked)
    words = {"invited": locked.invited, "answered": locked.answered}
    audit.record(
        by=by, act="survey.round_closed", obj=locked, after=words, project_id=locked.survey.project_id, now=now
    )
    notify.promise(
        rule="survey.closed",
        subject=locked,
        period="closed",
        to=locked.survey.owner,
        text=Sentence("survey.closed", {**words, "title": name(locked.survey, "title"), "number": locked.number}),
        url=locked.url,
        at=now,
        kind="info",
    )
    feed.feed_kpis(found=locked, now=now)
    _plan_next(locked, now)
    return locked


def _locked(found: SurveyRound, *statuses: str) -> SurveyRound:
    """The row as it is now, held against everybody who answers at this moment."""
    rows = SurveyRound.objects.select_for_update(of=("self",)).select_related("survey__project", "survey__owner")
    locked = rows.get(pk=found.pk)
    if locked.status not in statuses:
        raise Conflict(
            _("The round is %(status)s; this is not possible now."),
            params={"status": locked.get_status_display()},
            code="status",
        )
    return locked


def _take_back(found: SurveyRound) -> None:
    """What is asked and not delivered. Of an anonymous round all of it: whoever got no reminder had answered."""
    for rule in ASKING:
        if found.is_anonymous:
            notify.forget(rule=rule, subject=found)
        else:
            notify.withdraw(rule=rule, subject=found)


def _plan_next(found: SurveyRound, now: datetime) -> None:
    """A quarterly survey asks again three months after it opened, on a working day, for its usual length."""
    survey = found.survey
    if survey.repeat != Repeat.QUARTERLY or not survey.project.is_open:
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    opened = found.opens_at.astimezone(zone)
    month = opened.month - 1 + QUARTER_MONTHS
    first = opened.date().replace(day=1, year=opened.year + month // 12, month=month % 12 + 1)
    wanted = first + timedelta(days=min(opened.day, 28) - 1)
    on = calendars.table().next_or_same(max(wanted, timezone.localdate(now, zone) + timedelta(days=1)))
    opens_at = datetime.combine(on, opened.timetz())
    try:
        plan_round(
            by=survey.owner,
            survey=survey,
            opens_at=opens_at,
            closes_at=opens_at + timedelta(days=survey.open_days),
            now=now,
            system=True,
        )
    except (Conflict, Invalid):
        # Nobody left to ask, or its owner lost the project: closing is not held up by that.
        return


def work_off(*, now: datetime) -> int:
    """Open, remind of and close what is due. Returns how many rounds changed or messages were promised."""
    done = 0
    for pk in SurveyRound.objects.filter(status=RoundStatus.PLANNED, opens_at__lte=now).values_list("pk", flat=True):
        done += _open_due(pk, now)
    for found in SurveyRound.objects.filter(status=RoundStatus.OPEN, closes_at__lte=now):
        try:
            close_round(by=None, found=found, now=now)
        except Conflict:
            continue  # a second worker was faster
        done += 1
    return done + _remind(now)


@transaction.atomic
def _open_due(pk: int, now: datetime) -> int:
    rows = SurveyRound.objects.select_for_update(of=("self",)).select_related("survey__project", "survey__owner")
    found = rows.filter(pk=pk, status=RoundStatus.PLANNED).first()
    if found is None:
        return 0
    try:
        _require_enough(found.survey, audience.people(found.survey).count())
    except Conflict:
        found.status = RoundStatus.CANCELLED
        save(found, now=now, fields=["status"])
        audit.record(
            by=None,
            act="survey.round_cancelled",
            obj=found,
            before={"status": RoundStatus.PLANNED},
            after={"status": found.status},
            reason="too few people",
            project_id=found.survey.project_id,
            now=now,
        )
        return 1
    _open(found, now)
    return 1


def _remind(now: datetime) -> int:
    """Whoever has not answered, three days and one day before the end, once each; after an outage only the nearer."""
    made = 0
    horizon = now + timedelta(days=max(REMIND_BEFORE))
    rows = SurveyRound.objects.filter(status=RoundStatus.OPEN, closes_at__gt=now, closes_at__lte=horizon)
    for found in rows.select_related("survey"):
        left = (found.closes_at - now) / timedelta(days=1)
        step = next(step for step in sorted(REMIND_BEFORE) if left <= step)
        # A round as short as that was announced a moment ago.
        if found.closes_at - found.opens_at <= timedelta(days=step):
            continue
        people = [seat.user for seat in found.seats.filter(answered=False, user__is_active=True).select_related("user")]
        made += promise_many(_promise(found, person, "survey.reminder", f"{step}d", now) for person in people)
    return made


def _told(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"
