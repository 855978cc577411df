"""Reads about the unit tree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from pmo.access import policy
from pmo.accounts.models import User
from pmo.audit import selectors as audit
from pmo.audit.models import AuditEntry
from pmo.orgs.models import Unit, UnitQuerySet


@dataclass(frozen=True)
class Node:
    """A line of the tree. `own` counts the active people of the unit itself, `total` those of its whole subtree."""

    unit: Unit
    depth: int
    own: int
    total: int
    children: int

    @property
    def url(self) -> str:
        return self.unit.url


def visible(user: Any) -> UnitQuerySet:
    rows: Any = Unit.objects.visible_to(user)
    found: UnitQuerySet = rows.select_related("head", "parent")
    return found


def by_code(code: str) -> Unit | None:
    return Unit.objects.filter(code=code).first()


def headcounts() -> dict[int, int]:
    """Active people per unit, the unit itself only (one query)."""
    rows = User.objects.active().filter(unit__isnull=False).values("unit_id").annotate(n=Count("id"))
    return {row["unit_id"]: row["n"] for row in rows.order_by()}


def eligible_count(unit: Unit) -> int:
    """Active people of the unit and everything below it: the denominator of coverage and adoption."""
    return int(User.objects.active().in_unit(unit.path).count())


def eligible_counts(units: Iterable[Unit]) -> dict[int, int]:
    """`eligible_count` for many units at once (two queries)."""
    paths = dict(Unit.objects.values_list("id", "path"))
    totals: Counter[int] = Counter()
    for unit_id, n in headcounts().items():
        for ancestor in _ids(paths[unit_id]):
            totals[ancestor] += n
    return {unit.pk: totals[unit.pk] for unit in units}


def tree(user: Any, *, closed: bool = False) -> list[Node]:
    """All visible units, parents before children, siblings by code (two queries)."""
    rows = visible(user)
    units = list(rows if closed else rows.open())
    known = {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        below[unit.parent_id if unit.parent_id in known else None].append(unit)
    own = headcounts()
    nodes: list[Node] = []

    def walk(parent: int | None, depth: int) -> int:
        reached = 0
        for unit in sorted(below[parent], key=lambda u: u.code):
            place = len(nodes)
            nodes.append(Node(unit, depth, own.get(unit.pk, 0), 0, len(below[unit.pk])))
            total = own.get(unit.pk, 0) + walk(unit.pk, depth + 1)
            nodes[place] = Node(unit, depth, own.get(unit.pk, 0), total, len(below[unit.pk]))
            reached += total
        return reached

    walk(None, 0)
    return nodes


@dataclass(frozen=True)
class UnitPage:
    unit: Unit
    chain: list[Unit]
    children: list[Node]
    people: list[User]
    own: int
    total: int
    history: list[AuditEntry] | None
    may_change: bool


PEOPLE_SHOWN = 50


def unit_page(unit: Unit, reader: Any) -> UnitPage:
    """What the page of one unit shows: the chain above, the units below with head counts, its people."""
    may_change = policy.may(reader, "change", unit)
    units: Any = Unit.objects.visible_to(reader)
    below = list(visible(reader).filter(parent=unit).order_by("closed_on", "code"))
    totals = eligible_counts([unit, *below])
    own = headcounts()
    people = User.objects.visible_to(reader).filter(unit=unit, is_active=True)
    nested = Counter(Unit.objects.filter(parent__in=below).values_list("parent_id", flat=True))
    return UnitPage(
        unit=unit,
        chain=list(units.ancestors(unit)),
        children=[Node(u, 0, own.get(u.pk, 0), totals[u.pk], nested[u.pk]) for u in below],
        people=list(people.order_by("name")[:PEOPLE_SHOWN]),
        own=own.get(unit.pk, 0),
        total=totals[unit.pk],
        history=audit.history(unit) if may_change else None,
        may_change=may_change,
    )


def possible_parents(user: Any, unit: Unit | None = None) -> UnitQuerySet:
    """Open units that `unit` (or a new one) may be put under: not itself and nothing below it."""
    rows: UnitQuerySet = visible(user).open().order_by("path")
    return rows.exclude(path__startswith=unit.path) if unit is not None and unit.path else rows


def ids_by_code(codes: set[str]) -> dict[str, int]:
    """Codes as typed → ids of the units they mean (one query)."""
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "id"))


def ids_of_people(names: set[str]) -> dict[str, int]:
    """Employee numbers or user names as typed → ids of active people (one query). A number wins over a user name."""
    rows = User.objects.active().filter(Q(employee_no__in=names) | Q(username__in=names))
    found: dict[str, int] = {}
    for pk, username, number in rows.values_list("id", "username", "employee_no"):
        found.setdefault(username, pk)
        if number:
            found[number] = pk
    return {name: found[name] for name in names if name in found}


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]
