"""Reach: of the people it was addressed to, who has read it. And of a project: of the people it concerns, who has
been addressed and has read anything of it.

An announcement's denominator are its receipts, frozen when it went out. A project's are the active people of its
units today.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from changemgmt.comms import readers
from changemgmt.comms.choices import State
from changemgmt.comms.models import Announcement, Receipt
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.texts import Sentence, name, nested, num, pct
from projects.portfolio.models import Project, ProjectUnit

READ = Q(read_at__isnull=False)


def share(read: int, count: int) -> float | None:
    """Percent; None of nobody."""
    return 100 * read / count if count else None


@dataclass(frozen=True)
class UnitReach:
    """A unit with everything below it. `unit` None: people of no unit."""

    unit: Unit | None
    depth: int
    addressed: int
    opened: int
    read: int

    @property
    def share(self) -> float:
        return 100 * self.read / self.addressed

    @property
    def missing(self) -> int:
        return self.addressed - self.read


@dataclass(frozen=True)
class Reach:
    """Of one announcement."""

    addressed: int
    opened: int
    read: int
    reminded: int
    units: Sequence[UnitReach]
    lead: Sentence

    @property
    def share(self) -> float | None:
        return share(self.read, self.addressed)


def of(announcement: Announcement) -> Reach:
    """Two queries; before it goes out, how many people would read it."""
    if not announcement.is_sent:
        count = readers.of(announcement).count()
        lead = Sentence("comms.reach.draft", {"count": num(count)}) if count else Sentence("comms.reach.nobody")
        return Reach(count, 0, 0, 0, (), lead)
    rows = list(
        Receipt.objects.filter(announcement=announcement)
        .order_by()
        .values_list("unit_id", "unit__path")
        .annotate(
            addressed=Count("pk"),
            opened=Count("pk", filter=Q(opened_at__isnull=False)),
            read=Count("pk", filter=READ),
            reminded=Count("pk", filter=Q(reminded__gt=0)),
        )
    )
    units = _tree([row[:5] for row in rows])
    addressed, opened, read, reminded = (sum(row[n] for row in rows) for n in (2, 3, 4, 5))
    return Reach(
        addressed=addressed,
        opened=opened,
        read=read,
        reminded=reminded,
        units=units,
        lead=_lead(announcement, read, addressed, units),
    )


def _lead(announcement: Announcement, read: int, addressed: int, units: Sequence[UnitReach]) -> Sentence:
    counts = {"read": num(read), "count": num(addressed)}
    if announcement.state == State.WITHDRAWN:
        return Sentence("comms.reach.withdrawn", counts)
    reach = Sentence("comms.reach.out", {"share": pct(round(100 * read / addressed)) if addressed else "", **counts})
    inner = {line.unit.parent_id for line in units if line.unit is not None}
    leaves = [line for line in units if line.unit is not None and line.missing and line.unit.pk not in inner]
    last = min(leaves, key=lambda line: line.share, default=None)
    if last is None or last.unit is None or len(units) < 2:
        return reach
    params = {"reach": nested(reach), "unit": name(last.unit), "share": pct(round(last.share))}
    return Sentence("comms.reach.last", params)


def _tree(rows: Sequence[Sequence[Any]]) -> list[UnitReach]:
    """Units with receipts, and those above that join two of them; siblings in order of reach, the last first."""
    own = {row[0]: tuple(row[2:5]) for row in rows}
    above = Unit.objects.in_bulk({int(part) for row in rows for part in (row[1] or "").split("/") if part})
    known = {pk: above[pk] for pk in own if pk is not None}
    totals: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    parts: Counter[int] = Counter()
    for pk, unit in known.items():
        chain = [int(part) for part in unit.path.split("/") if part]
        for ancestor in chain:
            totals[ancestor] = [a + b for a, b in zip(totals[ancestor], own[pk], strict=True)]
            parts[ancestor] += 1
    kept = {pk for pk in totals if pk in known or _joins(pk, above, totals)}
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk in kept:
        chain = [int(part) for part in above[pk].path.split("/") if part][:-1]
        below[next((ancestor for ancestor in reversed(chain) if ancestor in kept), None)].append(pk)
    found: list[UnitReach] = []

    def walk(parent: int | None, depth: int) -> None:
        for pk in sorted(below[parent], key=lambda pk: (totals[pk][2] / totals[pk][0], above[pk].code)):
            found.append(UnitReach(above[pk], depth, *totals[pk]))
            walk(pk, depth + 1)

    walk(None, 0)
    if None in own:
        found.append(UnitReach(None, 0, *own[None]))
    return found


def _joins(pk: int, above: Mapping[int, Unit], totals: Mapping[int, Sequence[int]]) -> bool:
    """Whether at least two children of the unit have receipts below them, and it is not the root of everything."""
    return sum(unit.parent_id == pk for unit in above.values() if unit.pk in totals) > 1


def course(announcement: Announcement, today: date) -> list[tuple[date, int]]:
    """People who had read it by the end of each day of the reader's zone, from the day it went out, at most until
    `today` (one query)."""
    if announcement.published_at is None:
        return []
    rows = (
        Receipt.objects.filter(READ, announcement=announcement)
        .order_by()
        .values_list(TruncDate("read_at"))
        .annotate(n=Count("pk"))
    )
    by_day = dict(rows)
    first = timezone.localdate(announcement.published_at)
    last = max([today, first, *by_day]) if not by_day else max(first, min(today, max(by_day) + timedelta(days=3)))
    total, found = 0, []
    for offset in range((last - first).days + 1):
        total += by_day.get(first + timedelta(days=offset), 0)
        found.append((first + timedelta(days=offset), total))
    return found


@dataclass
class Part:
    """People of one unit itself."""

    staff: int = 0
    told: int = 0
    read: int = 0


@dataclass(frozen=True)
class ProjectReach:
    """`parts` by the path of the unit people are in today."""

    parts: Mapping[str, Part] = field(default_factory=dict)

    def within(self, path: str) -> Part:
        """The unit with this path and everything below."""
        found = Part()
        for own, part in self.parts.items():
            if own.startswith(path):
                found.staff += part.staff
                found.told += part.told
                found.read += part.read
        return found

    @property
    def whole(self) -> Part:
        return self.within("")


def of_projects(projects: Sequence[Project], as_of: date) -> dict[int, ProjectReach]:
    """Who of a project's staff was addressed, and has read something, up to a day (three queries)."""
    ids = [project.pk for project in projects]
    paths: dict[int, list[str]] = defaultdict(list)
    for project_id, path in ProjectUnit.objects.filter(project__in=ids).values_list("project_id", "unit__path"):
        paths[project_id].append(path)
    heads = dict(
        User.objects.filter(is_active=True, unit__isnull=False)
        .order_by()
        .values_list("unit__path")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[str, Part]] = {
        pk: {path: Part(staff=n) for path, n in heads.items() if path.startswith(tuple(paths[pk]))} for pk in ids
    }
    for project_id, path, told, read in _counted(ids, as_of):
        part = found[project_id].get(path)
        if part is not None:
            part.told, part.read = told, read
    return {pk: ProjectReach(parts) for pk, parts in found.items()}


def _counted(ids: Sequence[int], as_of: date) -> Any:
    rows = Receipt.objects.filter(
        announcement__project__in=ids,
        announcement__state=State.PUBLISHED,
        announcement__published_at__date__lte=as_of,
        user__is_active=True,
        user__unit__isnull=False,
    )
    return (
        rows.order_by()
        .values_list("announcement__project_id", "user__unit__path")
        .annotate(
            told=Count("user_id", distinct=True),
            read=Count("user_id", distinct=True, filter=Q(read_at__date__lte=as_of)),
        )
    )


def of_project(project: Project, as_of: date) -> ProjectReach:
    return of_projects([project], as_of)[project.pk]
