"""Plays the stories of readiness through the services of the room: everybody on the grid, what changes, three pulses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from changemgmt.readiness import services
from changemgmt.readiness.choices import BlackoutKind
from changemgmt.readiness.models import PulseRound, PulseSeat, Stakeholder, StakeholderAction
from metrics.demo.clock import Timed, moment, workday
from metrics.demo.readiness_stories import MOODS, OPEN_DAYS, PEOPLE, ROUNDS, WRITTEN, Deed, Who
from metrics.demo.stories import ProjectStory
from pmo.access import scopes
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

ANSWERING = timedelta(days=3)
# The pulse that is open right now.
RUNNING, RUNNING_SINCE, RUNNING_DAYS, RUNNING_RATE = "FK-01", 2, 7, 0.4
ROUND_OF = "MES-02"


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    managers = {story.key: story.manager for story in stories}
    at = moment(company.now, workday(company.today - timedelta(days=120)), 10, "blackouts")
    yield Timed(at, partial(_blackouts, company))
    for key, people in PEOPLE.items():
        who, ago = WRITTEN[key]
        by = who or managers[key]
        for number, one in enumerate(people):
            on = workday(company.today - timedelta(days=ago))
            yield Timed(moment(company.now, on, 14, f"holder{key}{number}"), partial(_add, company, key, by, one))
            yield from _outcomes(company, key, one)
    for opened, rate, means in ROUNDS:
        yield from _round(company, ROUND_OF, opened, OPEN_DAYS, rate, means, close=True)
    means = (4.6, 4.3, 4.4, 4.1, 3.6)
    yield from _round(company, RUNNING, RUNNING_SINCE, RUNNING_DAYS, RUNNING_RATE, means, close=False)


def _person(company: Company, who: str) -> Any:
    # As the next request would load them: with the rights of today.
    user = company.people[who]
    scopes.forget(user)
    return user


def _blackouts(company: Company, now: datetime) -> None:
    by = _person(company, "pmo")
    for kind, before, after in (
        (BlackoutKind.YEAR_END, 8, 5),
        (BlackoutKind.SPRING_FESTIVAL, 5, 3),
    ):
        services.add_blackout(by=by, kind=kind, days_before=before, days_after=after, now=now)
    for code in ("FIN", "FSS"):
        services.add_blackout(
            by=by, kind=BlackoutKind.MONTH_END, unit=company.units[code], days_before=2, days_after=3, now=now
        )
    count = date(company.today.year + (company.today.month == 12), 12, 1)
    services.add_blackout(
        by=by, kind=BlackoutKind.OWN, unit=company.units["LOG"], name="年度盘点", name_en="Annual stock count",
        starts_on=count + timedelta(days=18), ends_on=count + timedelta(days=20), now=now,
    )  # fmt: skip
    services.set_capacity(by=by, unit=company.units["ASM"], points=Decimal(12), reason="夜班缺员，新线爬坡", now=now)


def _year_end(today: date) -> date:
    """The next one; in the first weeks of January the one that has just been."""
    return date(today.year - 1, 12, 31) if today < date(today.year, 1, 20) else date(today.year, 12, 31)


def _add(company: Company, key: str, by: str, one: Who, now: datetime) -> None:
    project = Project.objects.select_related("portfolio").get(key=key)
    person = _person(company, by)
    given: dict[str, Any] = {} if one.units or one.roles else {"kind": "person"}
    if one.person:
        given["person"] = company.people[one.person]
    row = services.add_stakeholder(
        by=person, project=project, name=one.name, name_en=one.name_en, power=one.power, interest=one.interest,
        current=one.current, desired=one.desired, note=one.note, roles=list(one.roles),
        units=[company.units[code] for code in one.units], now=now, **given,
    )  # fmt: skip
    end = _year_end(company.today)
    for hit in one.hits:
        services.add_impact(
            by=person, group=row, aspect=hit.aspect, level=hit.level, before=hit.before, before_en=hit.before_en,
            after=hit.after, after_en=hit.after_en, starts_on=end + timedelta(days=hit.start),
            ends_on=end + timedelta(days=hit.end), now=now,
        )  # fmt: skip
    for deed in one.deeds:
        services.add_action(
            by=person, stakeholder=row, text=deed.text, text_en=deed.text_en, owner=company.people[deed.owner],
            due_on=company.today + timedelta(days=deed.due), now=now,
        )  # fmt: skip


def _outcomes(company: Company, key: str, one: Who) -> Iterator[Timed]:
    for deed in one.deeds:
        if deed.outcome:
            on = workday(company.today + timedelta(days=deed.due))
            yield Timed(moment(company.now, on, 16, f"deed{deed.text}"), partial(_finish, company, key, deed))


def _finish(company: Company, key: str, deed: Deed, now: datetime) -> None:
    rows = StakeholderAction.objects.select_related("stakeholder__project__portfolio", "owner")
    action = rows.get(stakeholder__project__key=key, text=deed.text)
    services.finish_action(by=_person(company, deed.owner), action=action, outcome=deed.outcome, now=now)


def _round(
    company: Company, key: str, opened: int, days: int, rate: float, means: Sequence[float], *, close: bool
) -> Iterator[Timed]:
    on = workday(company.today - timedelta(days=opened))
    begins = moment(company.now, on, 9, f"pulse{key}{opened}")
    ends = (begins + timedelta(days=days)).replace(hour=18, minute=0)
    yield Timed(begins, partial(_start, company, key, ends))
    answering = min(begins + ANSWERING, company.now - timedelta(minutes=2))
    yield Timed(answering, partial(_answer, company, key, rate, means))
    if close:
        yield Timed(ends + timedelta(minutes=4), partial(_close, key))


def _start(company: Company, key: str, closes_at: datetime, now: datetime) -> None:
    project = Project.objects.select_related("portfolio").get(key=key)
    groups = Stakeholder.objects.filter(project=project, kind="group", impacts__level__gt=0).distinct()
    names = ["共享会计"] if key == RUNNING else ["车间操作工", "仓储物流人员"]
    services.start_round(
        by=_person(company, "change"),
        project=project,
        groups=groups.filter(name__in=names),
        closes_at=closes_at,
        now=now,
    )


def _answer(company: Company, key: str, rate: float, means: Sequence[float], now: datetime) -> None:
    """As many as the story says. The rows `services.submit` writes, for all at once; nobody who signs in answers."""
    found = PulseRound.objects.get(project__key=key, status="open")
    random = Random(f"{key}{found.number}")  # noqa: S311 - the same company every time
    moods = {company.units[code].pk: mood for code, mood in MOODS.items()}
    spared = company.people["employee"].pk
    rows = []
    for seat in found.seats.order_by("pk"):
        if random.random() < rate and seat.user_id != spared:
            mood = moods.get(seat.unit_id or 0, 0.0) + random.gauss(0, 0.35)
            seat.answer = [min(5, max(1, round(random.gauss(mean + mood, 0.6)))) for mean in means]
            rows.append(seat)
    PulseSeat.objects.bulk_update(rows, ["answer"])


def _close(key: str, now: datetime) -> None:
    services.close_round(by=None, found=PulseRound.objects.get(project__key=key, status="open"), now=now)
