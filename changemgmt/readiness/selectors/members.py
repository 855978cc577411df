"""Who belongs to a group: read for many groups at once, and the same people as `projects.portfolio.audience` names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from changemgmt.readiness.models import Stakeholder
from pmo.access.models import RoleGrant
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from projects.portfolio.choices import RIGHTS
from projects.portfolio.models import ProjectMember


@dataclass
class Members:
    """Ids of people by group, and the unit each of them sits in (None: in none)."""

    people: dict[int, frozenset[int]] = field(default_factory=dict)
    unit_of: Mapping[int, int | None] = field(default_factory=dict)

    def count(self, group_id: int) -> int:
        return len(self.people.get(group_id, ()))

    def everybody(self) -> frozenset[int]:
        """Each once, however many groups they are in."""
        return frozenset().union(*self.people.values())

    def units(self) -> set[int]:
        """Units that have people among them."""
        return {unit for person in self.everybody() if (unit := self.unit_of.get(person)) is not None}


@dataclass(frozen=True)
class Directory:
    """Where every active person sits, and where every unit lies; read once for all that counts heads on a page."""

    unit_of: Mapping[int, int | None]
    in_unit: Mapping[int | None, set[int]]
    paths: Mapping[int, str]


def directory(paths: Mapping[int, str] | None = None) -> Directory:
    """Two queries; one where the caller has read the paths of all units, closed ones as well, already."""
    unit_of = dict(User.objects.filter(is_active=True).order_by().values_list("pk", "unit_id"))
    in_unit: dict[int | None, set[int]] = defaultdict(set)
    for pk, unit_id in unit_of.items():
        in_unit[unit_id].add(pk)
    if paths is None:
        paths = dict(Unit.objects.order_by().values_list("pk", "path"))
    return Directory(unit_of, in_unit, paths)


def of(groups: Sequence[Stakeholder], known: Directory | None = None) -> Members:
    """Active people of these stakeholders (units prefetched; the directory, and two queries where roles narrow)."""
    if not groups:
        return Members(unit_of=known.unit_of if known else {})
    known = known or directory()
    found = Members(unit_of=known.unit_of)
    wide, joined = _roles(groups)
    for group in groups:
        inside = _people(group, known.in_unit, known.paths, wide, joined)
        found.people[group.pk] = frozenset(inside) & known.unit_of.keys()
    return found


def _people(
    group: Stakeholder,
    in_unit: Mapping[int | None, set[int]],
    paths: Mapping[int, str],
    wide: dict[str, set[int]],
    joined: dict[tuple[int, str], set[int]],
) -> set[int]:
    if not group.is_group:
        return {group.person_id} if group.person_id else set()
    tops = tuple(unit.path for unit in group.units.all())
    there: set[int] = set()
    if tops:
        for pk, path in paths.items():
            if path.startswith(tops):
                there |= in_unit.get(pk, set())
    if not group.roles:
        return there
    having: set[int] = set()
    for role in group.roles:
        having |= wide.get(role, set()) | joined.get((group.project_id, role), set())
    return there & having if tops else having


def _roles(groups: Iterable[Stakeholder]) -> tuple[dict[str, set[int]], dict[tuple[int, str], set[int]]]:
    """Who has a role company-wide, and who on which project."""
    wide: dict[str, set[int]] = defaultdict(set)
    joined: dict[tuple[int, str], set[int]] = defaultdict(set)
    narrowed = [group for group in groups if group.is_group and group.roles]
    if not narrowed:
        return wide, joined
    wanted = {role for group in narrowed for role in group.roles}
    for pk, role in RoleGrant.objects.filter(role__in=wanted).values_list("user_id", "role"):
        wide[role].add(pk)
    rows = ProjectMember.objects.filter(project__in={group.project_id for group in narrowed})
    for pk, project_id, team in rows.values_list("user_id", "project_id", "role"):
        if (right := RIGHTS.get(team)) in wanted:
            joined[project_id, str(right)].add(pk)
    return wide, joined
