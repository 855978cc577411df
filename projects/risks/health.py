"""The risk dimension of health: what is beyond the tolerance, untreated, late, or not looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from pmo.texts import Sentence, name, num
from projects.goals.sentences import counted
from projects.portfolio.choices import ORDER, Stage, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project
from projects.risks import scales
from projects.risks.choices import LIVE, ActionStatus, IssueKind, IssueStatus, RiskKind, RiskStatus, Severity
from projects.risks.models import Issue, ResponseAction, Risk
from projects.risks.scales import Scale

# A review that is this many days late is a finding.
LATE_REVIEW = 14


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per active project from its planning on that has written risks down (five queries)."""
    planned = ORDER.index(Stage.PLANNING)
    active = [p for p in projects if p.state == State.ACTIVE and ORDER.index(p.stage) >= planned]
    known = scales.of_many({project.portfolio_id for project in active})
    risks: dict[int, list[Risk]] = defaultdict(list)
    for risk in Risk.objects.filter(project__in=active, status__in=LIVE, kind=RiskKind.THREAT).order_by(
        "-current_score"
    ):
        risks[risk.project_id].append(risk)
    actions: dict[int, list[date]] = defaultdict(list)
    rows = ResponseAction.objects.filter(project__in=active, status=ActionStatus.OPEN, risk__isnull=False)
    for risk_id, due_on in rows.values_list("risk_id", "due_on"):
        actions[risk_id].append(due_on)
    problems: dict[int, list[Issue]] = defaultdict(list)
    bad = Issue.objects.filter(
        project__in=active, kind=IssueKind.PROBLEM, status=IssueStatus.OPEN, severity=Severity.HIGH
    )
    for issue in bad.order_by("created_at"):
        problems[issue.project_id].append(issue)
    written = set(Risk.objects.filter(project__in=active).order_by().values_list("project_id", flat=True))
    return {
        p.pk: judge(p, risks[p.pk], actions, problems[p.pk], known[p.portfolio_id], as_of)
        for p in active
        if p.pk in written or problems[p.pk]
    }


def judge(
    project: Project,
    risks: Sequence[Risk],
    actions: Mapping[int, Sequence[date]],
    problems: Sequence[Issue],
    scale: Scale,
    as_of: date,
) -> DimensionReading:
    """The worst fact names the status."""
    beyond = [risk for risk in risks if scale.beyond(risk.current_score)]
    worst = max(risks, key=lambda risk: risk.current_score or 0, default=None)
    fact = None
    if worst is not None and worst.current_score is not None:
        score = num(worst.current_score, digits=2)
        fact = Sentence("risk.fact", {"risks": counted("risks", len(risks)), "score": score})
    status, sentence = _verdict(risks, beyond, actions, problems, as_of)
    return DimensionReading(
        status,
        sentence,
        reverse("risks:project_risks", args=[project.key]),
        owner_id=project.manager_id,
        fact=fact,
    )


def _verdict(
    risks: Sequence[Risk],
    beyond: Sequence[Risk],
    actions: Mapping[int, Sequence[date]],
    problems: Sequence[Issue],
    as_of: date,
) -> tuple[str, Sentence]:
    idle = [r for r in beyond if not actions.get(r.pk) and r.status in (RiskStatus.OPEN, RiskStatus.TREATING)]
    late = [r for r in beyond if any(due < as_of for due in actions.get(r.pk, ()))]
    if idle:
        return Status.OFF, Sentence("risk.health.idle", _named(idle[0]))
    if late:
        return Status.OFF, Sentence("risk.health.late", _named(late[0]))
    if problems:
        params = {"problems": counted("problems", len(problems)), **_named(problems[0])}
        return Status.RISK, Sentence("risk.health.problems", params)
    if beyond:
        params = {"risks": counted("risks", len(beyond)), **_named(beyond[0])}
        return Status.RISK, Sentence("risk.health.beyond", params)
    stale = [r for r in risks if r.review_on is not None and (as_of - r.review_on).days > LATE_REVIEW]
    if stale:
        return Status.RISK, Sentence("risk.health.unreviewed", {"risks": counted("risks", len(stale))})
    if not risks:
        return Status.OK, Sentence("risk.health.over")
    return Status.OK, Sentence("risk.health.fine", {"risks": counted("risks", len(risks))})


def _named(row: Risk | Issue) -> dict[str, object]:
    return {"code": row.code, "title": name(row, "title")}
