"""Registries other rooms plug into: health dimensions, stage facts, decisions, key dates.

A room above knows what it measures; this package only knows the questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from pmo import calendars
from pmo.access import policy
from pmo.records import counting
from pmo.texts import Sentence

if TYPE_CHECKING:
    from projects.portfolio.models import Project


@dataclass(frozen=True)
class DimensionReading:
    """One dimension of one project: a status, the sentence that says why, and the rows behind it."""

    status: str
    sentence: Sentence
    evidence_url: str = ""
    evidence_label: Sentence | None = None
    owner_id: int | None = None
    # A two-to-five-word fact for small cells ("3.2 of 2.0 days").
    fact: Sentence | None = None


@dataclass(frozen=True)
class Dimension:
    """A way to look at health. `stage` is the stage whose cell shows it; "" = the project's current stage.

    `compute` takes projects and the day, and gives a reading per project id; projects it does not apply to are left
    out. It must use a fixed number of queries. `right`: kind and verb a reader needs on the project to be told its
    sentence; the status counts for everybody.
    """

    code: str
    label: str | Promise
    stage: str
    compute: Callable[[Sequence[Project], date], Mapping[int, DimensionReading]]
    right: tuple[str, str] | None = None


@dataclass(frozen=True)
class Overall:
    """The overall status of a project: what counts (`status`), and what was computed when a person overrode it."""

    status: str
    computed: str
    sentence: Sentence | None = None
    since_on: date | None = None
    progress: float | None = None
    overridden_until: date | None = None
    quarter_status: str = ""


class Consequence(IntEnum):
    """What hangs on a decision; whoever has little time meets the heaviest first."""

    BINDS = 1  # money, gates, go-live, signatures: a project stands still until it is taken
    STEERS = 2  # scope, requirements, escalated risks: the plan changes with it
    CONCERNS = 3  # to answer, to read, to learn: one question or one person


@dataclass(frozen=True)
class Act:
    """A button of a decision: POST to `url` (or follow it when `method` is get)."""

    label: str | Promise
    url: str
    primary: bool = False
    method: str = "get"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """Something that waits for one person's decision."""

    key: str
    kind: str | Promise
    title: str
    why: Sentence
    acts: Sequence[Act]
    url: str
    waiting_since: datetime
    due_on: date | None = None
    project_id: int | None = None
    evidence_url: str = ""
    # Told by the source it comes from, see `register_decisions`.
    consequence: Consequence = Consequence.CONCERNS

    @property
    def actions(self) -> list[tuple[str | Promise, str, str, str]]:
        """The acts as the component draws them: label, address, style, method."""
        return [(act.label, act.url, "pri" if act.primary else "", act.method) for act in self.acts]


@dataclass(frozen=True)
class KeyDate:
    """A date worth seeing on the portfolio's next 90 days. lane: decide | live | due.

    `slip` is how many working days it stands after `original_on` (negative: before).
    """

    project_id: int | None
    on: date
    title: Sentence
    lane: str
    original_on: date | None = None
    status: str = ""
    url: str = ""
    slip: int = 0


StageFacts = Callable[[Sequence["Project"], date], Mapping[int, Sequence[Sentence]]]
# Whether somebody may know what a dimension says of a project, by its code and the project's id.
Told = Callable[[str, int], bool]
Overalls = Callable[[Sequence[int], Told], Mapping[int, Overall]]
StageStatuses = Callable[[Sequence[int]], Mapping[int, Mapping[str, str]]]
Decisions = Callable[[Any, datetime], Iterable[Decision]]
Pending = Callable[[Any, datetime], QuerySet[Any] | None]
KeyDates = Callable[[Sequence[int], date, date], Iterable[KeyDate]]
Dated = Callable[[Sequence[int], date, date], QuerySet[Any]]

_dimensions: dict[str, Dimension] = {}
_stage_facts: dict[str, list[StageFacts]] = {}
_overalls: list[Overalls] = []
_relation: list[tuple[str, Callable[[Any], Overall]]] = []
_stage_statuses: list[StageStatuses] = []
_decisions: dict[str, tuple[Decisions, Pending | None, Consequence]] = {}
_key_dates: dict[str, tuple[KeyDates, Dated | None]] = {}
_listeners: list[Callable[[Sequence[int], datetime], None]] = []


def register_dimension(dimension: Dimension) -> None:
    _dimensions[dimension.code] = dimension


def dimensions() -> list[Dimension]:
    return list(_dimensions.values())


def told_to(code: str, reader: Any, project_id: int) -> bool:
    """Whether a reader (None: nobody in particular) may know what a dimension says of a project."""
    found = _dimensions.get(code)
    if found is None or found.right is None:
        return True
    kind, verb = found.right
    return reader is not None and policy.may(reader, verb, kind, project_id=project_id)


def on_changed(listener: Callable[[Sequence[int], datetime], None]) -> None:
    """Call `listener(project_ids, now)` inside the transaction that changed what a dimension reads."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(project_ids: Sequence[int], now: datetime) -> None:
    """What a dimension says of these projects may not be true any more."""
    for listener in _listeners:
        listener(project_ids, now)


def dimension(code: str) -> Dimension | None:
    return _dimensions.get(code)


def register_stage_facts(stage: str, source: StageFacts) -> None:
    """Facts for the two lines under a stage's name (first come first shown)."""
    if source not in _stage_facts.setdefault(stage, []):
        _stage_facts[stage].append(source)


def stage_facts(projects: Sequence[Project], as_of: date) -> dict[str, dict[int, list[Sentence]]]:
    """Facts by stage and project id."""
    found: dict[str, dict[int, list[Sentence]]] = {}
    for stage, sources in _stage_facts.items():
        merged = found.setdefault(stage, {})
        for source in sources:
            for project_id, facts in source(projects, as_of).items():
                merged.setdefault(project_id, []).extend(facts)
    return found


def register_overalls(source: Overalls) -> None:
    """Stored overall status by project id, from whoever computes health."""
    if source not in _overalls:
        _overalls.append(source)


def everybody(code: str, project_id: int) -> bool:
    """What nobody in particular may know."""
    return told_to(code, None, project_id)


def overalls(project_ids: Sequence[int], told: Told = everybody) -> dict[int, Overall]:
    """What counts per project, with the reason as far as it may be told."""
    found: dict[int, Overall] = {}
    for source in _overalls:
        found.update(source(project_ids, told))
    return found


def register_overall_relation(name: str, read: Callable[[Any], Overall]) -> None:
    """The one-to-one relation of a project that keeps its overall status: reads of projects can join it."""
    _relation[:] = [(name, read)]


def joined(rows: QuerySet[Project]) -> QuerySet[Project]:
    """Projects with their overall status in the same query; `overall_of` tells it."""
    return rows.select_related(*(name for name, _read in _relation)) if _relation else rows


def stored_overall(project: Project) -> Any:
    """The row `joined` brought along, if there is one."""
    return next((getattr(project, name) for name, _read in _relation if hasattr(project, name)), None)


def overall_of(project: Project) -> Overall | None:
    return next((read(getattr(project, name)) for name, read in _relation if hasattr(project, name)), None)


def register_stage_statuses(source: StageStatuses) -> None:
    """Stored statuses by project id and stage, from whoever computes health."""
    if source not in _stage_statuses:
        _stage_statuses.append(source)


def stage_statuses(project_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for source in _stage_statuses:
        for project_id, statuses in source(project_ids).items():
            found.setdefault(project_id, {}).update(statuses)
    return found


def register_decisions(
    name: str, source: Decisions, rows: Pending | None = None, consequence: Consequence = Consequence.CONCERNS
) -> None:
    """`source(user, now)` tells what waits. It is asked only where `rows(user, now)`, the unsliced rows behind it, has
    any; `rows` is None for those who may not see any. Without `rows` the source is always asked."""
    _decisions[name] = (source, rows, consequence)


def register_waiting(
    name: str,
    rows: Pending,
    read: Callable[[Any], Decision],
    consequence: Consequence = Consequence.CONCERNS,
) -> None:
    """One decision per row of `rows(user, now)`, in their order."""
    register_decisions(name, lambda user, now: (read(row) for row in _some(rows(user, now))), rows, consequence)


def _some(rows: QuerySet[Any] | None) -> Iterable[Any]:
    return () if rows is None else rows


def _with_decisions(user: Any, now: datetime) -> list[tuple[Decisions, Consequence]]:
    """The sources that have something for this person: one query for all of them."""
    always = [(source, weight) for source, rows, weight in _decisions.values() if rows is None]
    asked = [(source, rows(user, now), weight) for source, rows, weight in _decisions.values() if rows is not None]
    possible = [(source, rows, weight) for source, rows, weight in asked if rows is not None]
    there = counting.existing([rows for _source, rows, _weight in possible])
    return always + [(source, weight) for (source, _rows, weight), some in zip(possible, there, strict=True) if some]


def decisions_of(user: Any, now: datetime) -> list[Decision]:
    """Everything waiting for this person: what has the most consequence first, then the longest waiting."""
    cached: list[Decision] | None = getattr(user, "_decisions", None)
    if cached is None:
        sources = _with_decisions(user, now)
        found = [replace(d, consequence=weight) for source, weight in sources for d in source(user, now)]
        # Kept for the length of the request: the page and the counter on the rail show the same list.
        cached = user._decisions = sorted(found, key=lambda d: (d.consequence, d.waiting_since))
    return cached


def register_key_dates(name: str, source: KeyDates, rows: Dated | None = None) -> None:
    """`source(project_ids, start, end)` is asked only where the unsliced `rows` behind it, asked the same, has any."""
    _key_dates[name] = (source, rows)


def _with_key_dates(project_ids: Sequence[int], start: date, end: date) -> list[KeyDates]:
    asked = [(source, rows(project_ids, start, end)) for source, rows in _key_dates.values() if rows is not None]
    there = counting.existing([rows for _source, rows in asked])
    always = [source for source, rows in _key_dates.values() if rows is None]
    return always + [source for (source, _rows), some in zip(asked, there, strict=True) if some]


def key_dates(project_ids: Sequence[int], start: date, end: date) -> list[KeyDate]:
    """What all rooms know, in order of time, each with its slip."""
    sources = _with_key_dates(project_ids, start, end)
    found = [d for source in sources for d in source(project_ids, start, end)]
    workdays = calendars.table()
    slipped = [replace(d, slip=workdays.count(d.original_on, d.on)) if d.original_on else d for d in found]
    return sorted(slipped, key=lambda d: d.on)
