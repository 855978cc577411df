"""The gate dimension of health: kill criteria, gates that hold a project back, conditions that are overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse

from pmo import texts
from pmo.texts import Sentence, name
from projects.gates.choices import GateStatus
from projects.gates.evidence import Evidence
from projects.gates.models import Gate, GateCondition, KillAlarm
from projects.gates.selectors import gates as selectors
from projects.gates.selectors import kill, pilots
from projects.portfolio.choices import State, Status
from projects.portfolio.dimensions import DimensionReading, KeyDate
from projects.portfolio.models import Project


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per open project that has gates or a kill criterion come true (four queries)."""
    open_ = [project for project in projects if project.state in (State.ACTIVE, State.ON_HOLD)]
    ids = [project.pk for project in open_]
    chains: dict[int, list[Gate]] = {}
    for gate in Gate.objects.filter(project__in=ids).order_by("number"):
        chains.setdefault(gate.project_id, []).append(gate)
    alarms = kill.open_alarms(ids)
    late: dict[int, list[GateCondition]] = {}
    for condition in selectors.open_conditions(ids).filter(due_on__lt=as_of):
        late.setdefault(condition.gate.project_id, []).append(condition)
    found = {}
    for project in open_:
        chain, alarm = chains.get(project.pk, []), alarms.get(project.pk)
        if chain or alarm:
            found[project.pk] = _judge(project, chain, alarm, late.get(project.pk, []), as_of)
    return found


def lead(project: Project, chain: Sequence[Gate], as_of: date) -> Sentence:
    """The sentence on top of the page of a project's gates."""
    if not chain:
        return Sentence("gate.health.none")
    alarm = kill.open_alarms([project.pk]).get(project.pk)
    late = list(selectors.open_conditions([project.pk]).filter(due_on__lt=as_of))
    return _judge(project, chain, alarm, late, as_of).sentence


def _judge(
    project: Project, chain: Sequence[Gate], alarm: KillAlarm | None, late: Sequence[GateCondition], as_of: date
) -> DimensionReading:
    url = reverse("gates:chain", args=[project.key])
    coming = next((gate for gate in chain if not gate.is_passed), None)
    fact = None
    if coming is not None and coming.planned_on is not None:
        fact = Sentence("gate.fact", {"code": coming.code, "on": texts.day(coming.planned_on)})
    status, sentence = _standing(coming, as_of)
    if late and status != Status.OFF:
        many = {"n": texts.num(len(late))}
        one = {"text": late[0].text}
        sentence = Sentence("gate.health.conditions", many) if late[1:] else Sentence("gate.health.condition", one)
        status = Status.RISK
    if alarm is not None:
        found = Evidence.from_json(alarm.reading)
        status, sentence = Status.OFF, Sentence("gate.health.kill", {"sentence": texts.nested(found.sentence)})
    return DimensionReading(status, sentence, url, owner_id=project.manager_id, fact=fact)


def _standing(coming: Gate | None, as_of: date) -> tuple[Status, Sentence]:
    if coming is None:
        return Status.OK, Sentence("gate.health.passed")
    params = {"code": coming.code, "gate": name(coming)}
    if coming.planned_on is None:
        return Status.OK, Sentence("gate.health.undated", params)
    params["on"] = texts.day(coming.planned_on)  # type: ignore[assignment]
    if coming.planned_on < as_of:
        return Status.RISK, Sentence("gate.health.overdue", params)
    if coming.status == GateStatus.HELD:
        return Status.RISK, Sentence("gate.health.held", params)
    if coming.status == GateStatus.RECYCLED:
        return Status.RISK, Sentence("gate.health.recycled", params)
    return Status.OK, Sentence("gate.health.next", params)


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """Days of gates and ends of pilots (two queries)."""
    rows = Gate.objects.filter(project__in=project_ids, planned_on__range=(start, end)).select_related("project")
    for gate in rows:
        if gate.is_undecided and gate.planned_on is not None:
            title = Sentence("gate.key_date", {"project": name(gate.project), "code": gate.code, "gate": name(gate)})
            yield KeyDate(gate.project_id, gate.planned_on, title, "decide", url=gate.url)
    for pilot in pilots.ending(project_ids, start, end):
        title = Sentence("pilot.key_date", {"project": name(pilot.project), "pilot": name(pilot)})
        yield KeyDate(pilot.project_id, pilot.finish_on, title, "due", url=pilot.url)
