"""Whether units and critical processes have the champions they need; read for many projects at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from changemgmt.champions.choices import HELD, ChampionState
from changemgmt.champions.models import Champion, ChampionSetting, CriticalProcess
from changemgmt.champions.models.scopes import below
from changemgmt.engines import coverage as engine
from pmo.orgs.models import Unit
from pmo.orgs.selectors import headcounts
from pmo.texts import Sentence, name, nested, num, pct
from projects.portfolio.models import Project, ProjectUnit

NAMED = 3


@dataclass
class UnitLine:
    """A unit: its own places, and those of everything below it.

    counted_with   the unit a small one counts with; it has no places of its own then
    champions      active ones who fill places here; `waiting` are nominated, `elsewhere` moved out of the unit
    """

    unit: Unit
    people: int
    active: int
    needed: int
    filled: int
    total_people: int
    total_active: int
    total_needed: int
    total_filled: int
    counted_with: Unit | None = None
    has_parts: bool = False
    champions: list[Champion] = field(default_factory=list)
    waiting: list[Champion] = field(default_factory=list)
    elsewhere: list[Champion] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return self.needed - self.filled

    @property
    def total_missing(self) -> int:
        return self.total_needed - self.total_filled

    @property
    def per_champion(self) -> float | None:
        """People per active champion; None where there is none."""
        return self.people / self.active if self.active else None

    @property
    def percent(self) -> float | None:
        return 100 * self.filled / self.needed if self.needed else None

    @property
    def total_percent(self) -> float | None:
        return 100 * self.total_filled / self.total_needed if self.total_needed else None

    @property
    def status(self) -> str:
        if not self.needed:
            return "idle"
        return "ok" if not self.missing else "off" if not self.active else "risk"


@dataclass
class ProcessLine:
    process: CriticalProcess
    champions: list[Champion]


@dataclass
class Coverage:
    """The network of a project on a day."""

    project: Project
    setting: ChampionSetting
    lines: list[UnitLine]
    processes: list[ProcessLine]
    begun: bool

    @property
    def own(self) -> list[UnitLine]:
        """Units with places of their own, the widest gap first."""
        rows = [line for line in self.lines if line.needed]
        return sorted(rows, key=lambda line: (-line.missing, -line.people, line.unit.path))

    @property
    def rolled(self) -> list[UnitLine]:
        """Units with others below them, top first."""
        return [line for line in self.lines if line.has_parts and line.total_needed > line.needed]

    @property
    def gaps(self) -> list[UnitLine]:
        return [line for line in self.own if line.missing]

    @property
    def uncovered(self) -> list[ProcessLine]:
        return [line for line in self.processes if not line.champions]

    @property
    def people(self) -> int:
        return sum(line.people for line in self.lines)

    @property
    def active(self) -> int:
        return sum(line.active for line in self.lines)

    @property
    def needed(self) -> int:
        return sum(line.needed for line in self.lines)

    @property
    def filled(self) -> int:
        return sum(line.filled for line in self.lines)

    @property
    def missing(self) -> int:
        return self.needed - self.filled

    @property
    def percent(self) -> float | None:
        """Places filled, in percent; None where no place is needed."""
        return 100 * self.filled / self.needed if self.needed else None

    @property
    def per_champion(self) -> float | None:
        return self.people / self.active if self.active else None

    @property
    def promised(self) -> int:
        """Percent of one full-time job that all active champions together give to it."""
        return sum(one.time_share for line in self.lines for one in (*line.champions, *line.elsewhere))

    @property
    def sentence(self) -> Sentence:
        return _lead(self)


def of(project: Project, as_of: date) -> Coverage:
    return many([project], as_of)[project.pk]


def many(projects: Sequence[Project], as_of: date) -> dict[int, Coverage]:
    """Seven queries, however many projects."""
    ids = [project.pk for project in projects]
    if not ids:
        return {}
    roots: dict[int, list[str]] = defaultdict(list)
    for pk, path in ProjectUnit.objects.filter(project__in=ids).values_list("project_id", "unit__path"):
        roots[pk].append(path)
    everything = sorted({path for paths in roots.values() for path in paths})
    units = list(Unit.objects.open().filter(below(everything, "path")).select_related("head").order_by("path"))
    people = headcounts()
    settings = {row.project_id: row for row in ChampionSetting.objects.filter(project__in=ids)}
    known: dict[int, list[Champion]] = defaultdict(list)
    rows = Champion.objects.filter(project__in=ids, state__in=HELD).select_related("user__unit", "unit")
    for one in rows.prefetch_related("processes").order_by("user__name", "pk"):
        known[one.project_id].append(one)
    processes: dict[int, list[CriticalProcess]] = defaultdict(list)
    for process in CriticalProcess.objects.filter(project__in=ids):
        processes[process.project_id].append(process)
    return {
        project.pk: _coverage(
            project,
            settings.get(project.pk),
            [unit for unit in units if any(unit.path.startswith(root) for root in roots[project.pk])],
            people,
            known[project.pk],
            processes[project.pk],
            as_of,
        )
        for project in projects
    }


def fills(champion: Champion, as_of: date) -> bool:
    """Whether somebody counts on a day: active, in the term, still in the unit."""
    since = champion.since_on
    return (
        champion.state == ChampionState.ACTIVE
        and since is not None
        and since <= as_of <= champion.until_on
        and champion.in_place
    )


def _coverage(
    project: Project,
    setting: ChampionSetting | None,
    units: list[Unit],
    people: dict[int, int],
    champions: list[Champion],
    processes: list[CriticalProcess],
    as_of: date,
) -> Coverage:
    begun = setting is not None or bool(champions)
    setting = setting or ChampionSetting(project=project)
    counted = [one for one in champions if fills(one, as_of)]
    active = Counter(one.unit_id for one in counted)
    parents = _parents(units)
    found = engine.cover(
        parents,
        [people.get(unit.pk, 0) for unit in units],
        [active[unit.pk] for unit in units],
        per=setting.people_per_champion,
        smallest=setting.smallest_unit,
    )
    lines = [
        UnitLine(
            unit=unit,
            people=int(found.people[at]),
            active=int(found.champions[at]),
            needed=int(found.needed[at]),
            filled=int(found.filled[at]),
            total_people=int(found.total_people[at]),
            total_active=int(found.total_champions[at]),
            total_needed=int(found.total_needed[at]),
            total_filled=int(found.total_filled[at]),
            counted_with=units[int(found.folded_into[at])] if found.folded_into[at] >= 0 else None,
            has_parts=at in parents,
        )
        for at, unit in enumerate(units)
    ]
    place = {unit.pk: at for at, unit in enumerate(units)}
    for one in champions:
        at = place.get(one.unit_id)
        if at is None:
            continue
        while found.folded_into[at] >= 0:
            at = int(found.folded_into[at])
        line = lines[at]
        if one.state == ChampionState.NOMINATED:
            line.waiting.append(one)
        else:
            (line.champions if one in counted else line.elsewhere).append(one)
    knowing = [ProcessLine(row, [one for one in counted if row in one.processes.all()]) for row in processes]
    return Coverage(project, setting, lines, knowing, begun)


def _parents(units: list[Unit]) -> list[int]:
    """Index of the nearest unit above within the list, which is in order of paths; -1 for none."""
    above: list[int] = []
    chain: list[int] = []
    for at, unit in enumerate(units):
        while chain and not unit.path.startswith(units[chain[-1]].path):
            chain.pop()
        above.append(chain[-1] if chain else engine.NOWHERE)
        chain.append(at)
    return above


def _lead(found: Coverage) -> Sentence:
    """What somebody in a hurry should know."""
    words: dict[str, object] = {
        "active": num(found.active), "needed": num(found.needed), "filled": num(found.filled),
        "people": num(found.people), "missing": num(found.missing),
    }  # fmt: skip
    if not found.people:
        return Sentence("champion.lead.nobody")
    if not found.begun:
        return Sentence("champion.lead.none", words)
    first = found.gaps[:NAMED]
    processes = found.uncovered
    if first:
        listed = {"t": "list", "v": [nested(gap(line)) for line in first]}
        code = "gaps" if len(found.gaps) <= NAMED else "more_gaps"
        words |= {"gaps": listed, "more": num(len(found.gaps) - len(first))}
    elif processes:
        code = "processes"
        words["processes"] = {"t": "list", "v": [name(line.process) for line in processes[:NAMED]]}
    else:
        code = "full"
    return Sentence(f"champion.lead.{code}", words)


def gap(line: UnitLine) -> Sentence:
    words = {"unit": name(line.unit), "missing": num(line.missing), "people": num(line.people)}
    return Sentence("champion.gap" if line.active else "champion.gap_none", words)


def share(found: Coverage) -> object:
    return pct(round(found.percent or 0))
