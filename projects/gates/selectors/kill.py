"""Kill criteria as they stand, and the alarms they raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from pmo.texts import Sentence, name
from projects.gates import evidence
from projects.gates.choices import Met
from projects.gates.evidence import Evidence
from projects.gates.models import KillAlarm, KillCriterion
from projects.goals import readings
from projects.goals.sentences import said
from projects.portfolio.choices import State, Status
from projects.portfolio.models import Project

OPEN_STATES = (State.ACTIVE, State.ON_HOLD)


@dataclass(frozen=True)
class Watched:
    """A criterion with what it says now, and its open alarm."""

    criterion: KillCriterion
    evidence: Evidence
    alarm: KillAlarm | None
    past: list[KillAlarm]


def url_of(project: Project) -> str:
    return reverse("gates:chain", args=[project.key]) + "#kill"


def criteria(user: Any) -> QuerySet[KillCriterion]:
    return KillCriterion.objects.visible_to(user).select_related("project__portfolio", "project__sponsor", "kpi")


def alarms(user: Any) -> QuerySet[KillAlarm]:
    return KillAlarm.objects.visible_to(user).select_related("criterion__project__sponsor", "criterion__kpi")


def watched() -> list[KillCriterion]:
    """What is watched at night: everything agreed on in open projects."""
    rows = KillCriterion.objects.filter(retired_at__isnull=True, project__state__in=OPEN_STATES)
    return list(rows.select_related("project__portfolio", "project__sponsor", "kpi").order_by("pk"))


def of_project(project: Project, today: date) -> list[Watched]:
    rows = KillCriterion.objects.filter(project=project, retired_at__isnull=True).select_related("project", "kpi")
    past = Prefetch("alarms", KillAlarm.objects.select_related("answered_by").order_by("-raised_at"), to_attr="raised")
    found = []
    for criterion in rows.prefetch_related(past):
        raised: list[KillAlarm] = criterion.raised  # type: ignore[attr-defined]
        standing = next((alarm for alarm in raised if alarm.cleared_at is None), None)
        found.append(Watched(criterion, read(criterion, today), standing, [a for a in raised if a != standing]))
    return found


def read(criterion: KillCriterion, today: date) -> Evidence:
    """What the criterion says now; "missed" means it came true."""
    if criterion.kpi is None:
        return evidence.read(criterion.kind, criterion.project, today, criterion.threshold)
    reading = readings.of([criterion.kpi.pk]).get(criterion.kpi.pk)
    wanted = Sentence("gate.value", {"value": said(Status.OK.label)})
    known = reading is not None and reading.status not in (Status.NONE, Status.IDLE)
    if reading is None or not known:
        none = Sentence("gate.value.none")
        return Evidence(none, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.kpis.none"), criterion.kpi.url)
    status = Met.MISSED if reading.status == Status.OFF else Met.MET
    word = said(Status(reading.status).label)
    sentence = Sentence("gate.kpi", {"kpi": name(criterion.kpi), "status": word})
    return Evidence(Sentence("gate.value", {"value": word}), wanted, status, sentence, criterion.kpi.url)


def open_alarms(project_ids: Sequence[int]) -> dict[int, KillAlarm]:
    """The newest open alarm that nobody answered, by project (one query)."""
    rows = KillAlarm.objects.filter(
        criterion__project__in=project_ids, cleared_at__isnull=True, answered_at__isnull=True
    )
    found: dict[int, KillAlarm] = {}
    for alarm in rows.select_related("criterion").order_by("-raised_at"):
        found.setdefault(alarm.criterion.project_id, alarm)
    return found


def to_answer(user: Any) -> QuerySet[KillAlarm]:
    """Alarms that ask this sponsor."""
    rows = alarms(user).filter(
        criterion__project__sponsor_id=user.pk, cleared_at__isnull=True, answered_at__isnull=True
    )
    return rows.filter(criterion__project__state__in=OPEN_STATES).order_by("raised_at")
