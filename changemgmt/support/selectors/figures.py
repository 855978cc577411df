"""How support does: contacts per hundred people, what was kept of the service levels, what lies there and how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import BooleanField, Case, Count, Q, When

from changemgmt.engines.service_levels import per_hundred, share_met
from changemgmt.support import clock
from changemgmt.support.choices import OPEN, State
from changemgmt.support.models import SolvedByArticle, SupportRequest
from pmo import texts
from pmo.accounts.models import User
from pmo.engines.stats import NotAvailable
from pmo.engines.suppression import SMALLEST, suppress
from pmo.orgs.models import Unit
from pmo.texts import Sentence
from projects.portfolio.audience import in_units
from projects.portfolio.models import Project

WEEKS = 12
PERIOD = timedelta(days=28)
AGES = (1, 3, 7, 14)
TOP = 6
# What was promised of a request, and what came of it.
PROMISES = ("answer_met", "resolve_met", "answered_at", "resolved_at", "answer_due_at", "resolve_due_at")


@dataclass(frozen=True)
class Week:
    """`rate` per hundred people; None without people."""

    monday: date
    contacts: int
    rate: float | None


@dataclass(frozen=True)
class Share:
    """Percent with its 95 % interval, of `judged`."""

    value: float
    low: float
    high: float
    judged: int


@dataclass(frozen=True)
class Age:
    """Open requests that are at most `days` old; of the last row, older."""

    days: int | None
    count: int
    late: int


@dataclass(frozen=True)
class UnitLine:
    """Of the last four weeks, everything below counted. `rate` is None where too few people are."""

    unit: Unit
    people: int
    contacts: int
    rate: float | None


@dataclass(frozen=True)
class Figures:
    people: int
    weeks: Sequence[Week]
    within: Share | None
    answered: Share | None
    open: int
    late: int
    open_p1: int
    ages: Sequence[Age]
    categories: Sequence[tuple[Any, int]]
    units: Sequence[UnitLine]
    rating: float | None
    rated: int
    reopened: int
    by_article: int
    lead: Sentence


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _start(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=clock.zone())


def contacts(project: Project) -> Any:
    """What counts as a contact: every request, doubles too, as somebody needed help each time."""
    return SupportRequest.objects.filter(project=project)


def weeks(project: Project, people: int, today: date, count: int = WEEKS) -> list[Week]:
    """The last `count` whole weeks, oldest first; the running one is no week yet (one query)."""
    last = monday_of(today)
    first = last - timedelta(weeks=count)
    rows = contacts(project).filter(opened_at__gte=_start(first), opened_at__lt=_start(last))
    per_week = Counter(monday_of(at.astimezone(clock.zone()).date()) for at in rows.values_list("opened_at", flat=True))
    found = []
    for number in range(count):
        monday = first + timedelta(weeks=number)
        rate = per_hundred(per_week[monday], people)
        found.append(Week(monday, per_week[monday], None if isinstance(rate, NotAvailable) else rate))
    return found


def share(rows: Sequence[bool]) -> Share | None:
    found = share_met(rows)
    if isinstance(found, NotAvailable):
        return None
    return Share(100 * found.value, 100 * found.low, 100 * found.high, len(rows))


def kept(project: Project, now: datetime, since: datetime | None = None) -> tuple[Share | None, Share | None]:
    """Resolved and answered within the service level: of what was resolved or answered in the period, and of what is
    late now (one query)."""
    begin = since or now - PERIOD
    rows = _touched(project, begin).exclude(state=State.MERGED)
    return _promises(rows.values_list(*PROMISES), now, begin)


def _touched(project: Project, begin: datetime) -> Any:
    return contacts(project).filter(Q(resolved_at__gte=begin) | Q(answered_at__gte=begin) | Q(state__in=OPEN))


def _promises(rows: Iterable[Any], now: datetime, begin: datetime) -> tuple[Share | None, Share | None]:
    """Of rows of PROMISES: the shares resolved and answered in time since `begin`."""
    resolved: list[bool] = []
    answered: list[bool] = []
    for answer, resolve, answer_at, resolve_at, answer_due, resolve_due in rows:
        if resolve is not None and resolve_at >= begin:
            resolved.append(resolve)
        elif resolve_at is None and resolve_due is not None and resolve_due < now:
            resolved.append(False)
        if answer is not None and answer_at >= begin:
            answered.append(answer)
        elif answer_at is None and answer_due is not None and answer_due < now:
            answered.append(False)
    return share(resolved), share(answered)


def kept_before(project: Project, moments: Sequence[datetime]) -> list[float]:
    """Percent resolved in time in the period before each moment, of those in which something was (one query)."""
    rows = contacts(project).filter(
        resolved_at__gte=min(moments) - PERIOD, resolved_at__lt=max(moments), resolve_met__isnull=False
    )
    known = list(rows.values_list("resolved_at", "resolve_met"))
    parts = [share([met for at, met in known if moment - PERIOD <= at < moment]) for moment in moments]
    return [part.value for part in parts if part is not None]


def late(now: datetime) -> Q:
    """Open requests beyond a promise."""
    beyond = Q(resolve_due_at__lt=now) | Q(answered_at__isnull=True, answer_due_at__lt=now)
    return Q(state__in=OPEN) & beyond


def of(project: Project, today: date, now: datetime) -> Figures:
    """Everything the dashboard shows, in a fixed number of queries."""
    since = now - PERIOD
    tops = list(project.units.values_list("path", flat=True))
    staffed = _staffed(tops)
    people = sum(staffed.values())
    touched = list(_touched(project, since).values_list("state", "rating", "reopened", *PROMISES))
    within, answered = _promises((row[3:] for row in touched if row[0] != State.MERGED), now, since)
    is_late = Case(When(late(now), then=True), default=False, output_field=BooleanField())
    opened = list(
        contacts(project).filter(state__in=OPEN).annotate(behind=is_late).values_list("opened_at", "priority", "behind")
    )
    categories: Counter[tuple[str, str]] = Counter()
    asked: Counter[int] = Counter()
    for unit, name, name_en, n in _recent(project, since):
        asked[unit or 0] += n
        categories[name, name_en] += n if name is not None else 0
    resolved_at = 3 + PROMISES.index("resolved_at")
    closed = [row for row in touched if row[resolved_at] is not None and row[resolved_at] >= since]
    rated = [rating for _state, rating, *_rest in closed if rating is not None]
    found = {
        "people": people,
        "weeks": weeks(project, people, today),
        "within": within,
        "answered": answered,
        "open": len(opened),
        "late": sum(behind for _at, _priority, behind in opened),
        "open_p1": sum(priority == 1 for _at, priority, _behind in opened),
        "ages": _ages(opened, now),
        "categories": [
            (texts.pick(*names), n)
            for names, n in sorted(categories.items(), key=lambda one: (-one[1], one[0][0] or ""))[:TOP]
            if n
        ],
        "units": _units(tops, staffed, asked),
        "rating": sum(rated) / len(rated) if rated else None,
        "rated": len(rated),
        "reopened": sum(reopened for _state, _rating, reopened, *_rest in closed),
        "by_article": SolvedByArticle.objects.filter(project=project, on__gt=today - PERIOD).count(),
    }
    return Figures(**found, lead=_lead(found))


def _ages(opened: Sequence[Any], now: datetime) -> list[Age]:
    days = [((now - at).days, behind) for at, _priority, behind in opened]
    rows, lower = [], -1
    for edge in (*AGES, None):
        here = [behind for age, behind in days if age > lower and (edge is None or age <= edge)]
        rows.append(Age(edge, len(here), sum(here)))
        lower = edge if edge is not None else lower
    return rows


def units(project: Project, now: datetime) -> list[UnitLine]:
    """Units the project concerns, most contacts per hundred first; small ones withheld, also as what is left over."""
    tops = list(project.units.values_list("path", flat=True))
    asked: Counter[int] = Counter()
    for unit, _name, _name_en, n in _recent(project, now - PERIOD):
        asked[unit or 0] += n
    return _units(tops, _staffed(tops), asked)


def _staffed(tops: Sequence[str]) -> Counter[int]:
    """Active people by unit, of the units a project concerns with everything below (one query)."""
    rows = User.objects.filter(in_units(tops), is_active=True).order_by().values("unit_id").annotate(n=Count("pk"))
    return Counter(dict(rows.values_list("unit_id", "n")))


def _recent(project: Project, since: datetime) -> Any:
    """Contacts by unit and category: (unit id, Chinese and English name of the category, how many)."""
    rows = contacts(project).filter(opened_at__gte=since).order_by()
    grouped = rows.values("unit_id", "category__name", "category__name_en").annotate(n=Count("pk"))
    return grouped.values_list("unit_id", "category__name", "category__name_en", "n")


def _units(tops: Sequence[str], people: Counter[int], own: Mapping[int, int]) -> list[UnitLine]:
    if not tops:
        return []
    where = Q()
    for path in tops:
        where |= Q(path__startswith=path)
    rows = list(Unit.objects.filter(where, closed_on__isnull=True).order_by("path"))
    place = {unit.pk: number for number, unit in enumerate(rows)}
    parents = np.array([place.get(unit.parent_id or 0, -1) for unit in rows], dtype=np.int64)
    counts = np.array([[people[unit.pk]] for unit in rows], dtype=np.int64)
    shown = suppress(parents, counts, SMALLEST)
    found = []
    for number, unit in enumerate(rows):
        total = int(shown.total[number][0])
        if not total:
            continue
        n = sum(count for pk, count in own.items() if pk in place and rows[place[pk]].path.startswith(unit.path))
        rate = per_hundred(n, total) if shown.whole[number] else None
        found.append(UnitLine(unit, total, n, None if isinstance(rate, NotAvailable) else rate))
    return sorted(found, key=lambda line: (-(line.rate if line.rate is not None else -1.0), line.unit.code))


def _lead(found: dict[str, Any]) -> Sentence:
    if not any(week.contacts for week in found["weeks"]) and not found["open"]:
        return Sentence("support.lead.none")
    last = found["weeks"][-1]
    words = {
        "open": texts.num(found["open"]),
        "late": texts.num(found["late"]),
        "share": texts.pct(round(found["within"].value)) if found["within"] else texts.pct(0),
        "rate": texts.num(round(last.rate, 1)) if last.rate is not None else texts.num(last.contacts),
    }
    if found["late"]:
        return Sentence("support.lead.late", words)
    return Sentence("support.lead.fine" if found["within"] else "support.lead.young", words)
