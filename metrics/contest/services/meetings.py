"""The log of daily meetings: held, decided, carried over, done or dropped with a reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.contest import schedule
from metrics.contest.choices import DecisionStatus
from metrics.contest.models import ContestUnit, Meeting, MeetingDecision
from metrics.contest.rights import require_write
from metrics.reviews import services as reviews
from metrics.reviews.models import Action
from pmo import audit, calendars, notify
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name
from pmo.texts import day as day_of
from projects.portfolio.acts import assign, facts, require_open, require_reason

FIELDS = ("text", "text_en", "owner", "due_on", "status", "outcome")
OVERDUE = "meeting.overdue"
# What was forgotten can be written down later, but not made up for last month.
BACK = timedelta(days=14)


@transaction.atomic
def note_meeting(*, by: Any, place: ContestUnit, day: date, now: datetime) -> Meeting:
    """The unit met on `day`; noted once, whoever says so. Raises Forbidden, Conflict or Invalid (day)."""
    require_write(by, place)
    _require_running(place)
    _check_day(place, day, now)
    meeting, made = Meeting.objects.get_or_create(place=place, day=day, defaults={"noted_by": by, "noted_at": now})
    if made:
        _record(by, place, "meeting.held", now, after={"day": day})
    return meeting


@transaction.atomic
def decide(
    *, by: Any, place: ContestUnit, day: date, text: str, owner: Any, due_on: date, now: datetime, text_en: str = ""
) -> MeetingDecision:
    """Write down what a daily meeting decided; with the first decision of a day the meeting counts as held.

    Raises Forbidden, Conflict (closed) or Invalid (nothing said, day, due before the meeting).
    """
    require_write(by, place)
    _require_running(place)
    _check_day(place, day, now)
    made = MeetingDecision(text=text.strip(), text_en=text_en.strip(), owner=owner, due_on=due_on, noted_by=by)
    _check(made, day)
    made.meeting, _new = Meeting.objects.get_or_create(place=place, day=day, defaults={"noted_by": by, "noted_at": now})
    create(made, now=now)
    _record(by, place, "meeting.decided", now, after={"day": day, **facts(made, ("text", "owner", "due_on"))})
    return made


@transaction.atomic
def change_decision(
    *, by: Any, decision: MeetingDecision, now: datetime, expected: int | None = None, **values: Any
) -> MeetingDecision:
    """Words, person or day of an open decision. A new day reminds anew; what waits is taken back."""
    before = _open_to(by, decision)
    assign(decision, values)
    _check(decision, decision.meeting.day)
    save(decision, now=now, expected=expected, fields=list(values))
    notify.settle(rule=OVERDUE, subject=decision, now=now)
    _record(by, decision.place, "meeting.changed", now, before=before, after=facts(decision, FIELDS))
    return decision


@transaction.atomic
def finish_decision(
    *, by: Any, decision: MeetingDecision, now: datetime, expected: int | None = None
) -> MeetingDecision:
    """Done. Raises Forbidden, Conflict (finished) or StaleWrite."""
    return _close(by, decision, DecisionStatus.DONE, "meeting.done", now, expected)


@transaction.atomic
def drop_decision(
    *, by: Any, decision: MeetingDecision, reason: str, now: datetime, expected: int | None = None
) -> MeetingDecision:
    """Given up, with the reason. Raises as `finish_decision`, and Invalid without one."""
    require_reason(reason)
    return _close(by, decision, DecisionStatus.DROPPED, "meeting.dropped", now, expected, reason.strip()[:300])


@transaction.atomic
def hand_over(*, by: Any, decision: MeetingDecision, now: datetime, expected: int | None = None) -> Action:
    """Make it an action of the project, which is chased from there; the two stay linked.

    Raises Forbidden (also where somebody may not give actions), Conflict, or Invalid (its day has passed).
    """
    _open_to(by, decision)
    place = decision.place
    action = reviews.add_action(
        by=by,
        title=decision.text,
        title_en=decision.text_en,
        owner=decision.owner,
        due_on=decision.due_on,
        project=place.contest.system.project,
        now=now,
    )
    decision.action = action
    _close(by, decision, DecisionStatus.HANDED, "meeting.handed", now, expected)
    return action


def remind(*, now: datetime) -> int:
    """Tell who should have done it that it is late: once for each day it was due on. Returns how many were new.

    In the morning of the person's own time zone, on working days of the portfolio's calendar.
    """
    made = 0
    rows = MeetingDecision.objects.filter(status=DecisionStatus.OPEN, due_on__lt=now.date() + timedelta(days=1))
    related = ("owner", "meeting__place__unit", "meeting__place__contest__system__project__portfolio__calendar")
    for decision in rows.select_related(*related).iterator(chunk_size=500):
        project = decision.place.contest.system.project
        local = now.astimezone(ZoneInfo(decision.owner.time_zone))
        late = local.date() > decision.due_on and local.time() >= schedule.REMIND_AT
        if late and project.is_open and calendars.table(project.portfolio.calendar).is_working(local.date()):
            made += _remind(decision, now)
    return made


def _remind(decision: MeetingDecision, now: datetime) -> bool:
    params = {
        "unit": name(decision.place.unit),
        "day": day_of(decision.meeting.day),
        "text": name(decision, "text"),
        "due": day_of(decision.due_on),
    }
    return notify.promise(
        rule=OVERDUE,
        subject=decision,
        period=decision.due_on.isoformat(),
        to=decision.owner,
        text=Sentence(OVERDUE, params),
        url=decision.url,
        at=now,
    )


def _open_to(by: Any, decision: MeetingDecision) -> dict[str, Any]:
    """The facts of an open decision this person may write to."""
    require_write(by, decision.place)
    _require_running(decision.place)
    if decision.status != DecisionStatus.OPEN:
        raise Conflict(_("This is finished already."), code="finished")
    return facts(decision, FIELDS)


def _close(
    by: Any,
    decision: MeetingDecision,
    status: str,
    act: str,
    now: datetime,
    expected: int | None,
    outcome: str = "",
) -> MeetingDecision:
    before = _open_to(by, decision)
    decision.status, decision.outcome, decision.finished_at = status, outcome, now
    save(decision, now=now, expected=expected, fields=["status", "outcome", "finished_at", "action"])
    notify.settle(rule=OVERDUE, subject=decision, now=now)
    after = facts(decision, FIELDS)
    _record(by, decision.place, act, now, before=before, after=after, reason=outcome)
    return decision


def _require_running(place: ContestUnit) -> None:
    require_open(place.contest.system.project)
    if not place.active:
        raise Conflict(_("This unit does not take part any more; its log stays as it is."), code="left")


def _check_day(place: ContestUnit, day: date, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(place.contest.system.time_zone)).date()
    if day > today:
        raise Invalid(_("This day has not come yet."), code="in_the_future", field="day")
    if day < today - BACK:
        raise Invalid(_("Write meetings down within two weeks."), code="too_old", field="day")


def _check(decision: MeetingDecision, day: date) -> None:
    if not decision.text:
        raise Invalid(_("Say what was decided."), code="required", field="text")
    if decision.due_on < day:
        raise Invalid(_("It would be due before it was decided."), code="in_the_past", field="due_on")


def _record(by: Any, place: ContestUnit, act: str, now: datetime, **more: Any) -> None:
    """In the history of the unit's place; that of the project says which unit it was."""
    after = {"unit": place.unit.name, **more.pop("after", {})}
    project_id = place.contest.system.project_id
    audit.record(by=by, act=act, obj=place, project_id=project_id, now=now, after=after, **more)
