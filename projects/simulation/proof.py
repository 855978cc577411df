"""What a simulation proves at a gate: whether P80 keeps the promised day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.texts import Sentence
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind, register
from projects.gates.sentences import at_most, shown
from projects.portfolio.models import Project
from projects.schedule.models import Plan
from projects.simulation.choices import RunState
from projects.simulation.modelling import inputs_of
from projects.simulation.models import SimulationRun

NONE = Sentence("gate.value.none")


def connect() -> None:
    register(EvidenceKind("p80", _("P80 behind the promised day"), p80, Decimal(0), _("working days")))


def p80(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Working days P80 of the newest simulation lies behind the promised day, at most `threshold`.

    A simulation of what is not true any more proves nothing.
    """
    limit = int(threshold or 0)
    wanted, url = at_most(texts.workdays(limit)), reverse("simulation:result", args=[project.key])
    run = SimulationRun.objects.filter(project=project, state=RunState.DONE).order_by("-number").first()
    if run is None:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("simulation.proof.none"), url)
    if run.fingerprint != inputs_of(_plan(project)).fingerprint:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("simulation.proof.stale"), url)
    finish = run.result["finish"]
    if finish["late"] is None:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("simulation.proof.no_promise"), url)
    late = int(finish["late"])
    told = {"p80": texts.day(date.fromisoformat(finish["p80"])), "days": texts.workdays(abs(late))}
    code = "simulation.proof.late" if late > 0 else "simulation.proof.kept"
    met = Met.MET if late <= limit else Met.MISSED
    return Evidence(shown(texts.workdays(late)), wanted, met, Sentence(code, told), url)


def _plan(project: Project) -> Plan:
    rows = Plan.objects.select_related("project__portfolio", "work_calendar", "own_calendar")
    return rows.get(project=project)
