"""Goals with their KPIs and readings; the first stage of a project on one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.utils.functional import Promise

from pmo.access import policy
from pmo.texts import Sentence, nested
from pmo.web import formats
from projects.goals import readings, wording
from projects.goals.choices import GoalStatus, KpiKind, PainStatus
from projects.goals.completeness import is_complete, missing
from projects.goals.models import Goal, Kpi, PainPoint, Requirement
from projects.goals.readings import KpiReading
from projects.goals.selectors import pain_points, requirements, sign_offs
from projects.goals.selectors.sign_offs import Standing
from projects.goals.sentences import counted
from projects.portfolio.choices import Status, worst
from projects.portfolio.models import Project

MAX_BAR_UNIT = 5
FORECAST_FROM = 4


def visible(user: Any) -> QuerySet[Goal]:
    """Goals with project, owner, KPIs (oldest first) and the pain points the person may see."""
    pains = pain_points.visible(user).prefetch_related(None).order_by(*pain_points.BY_COST)
    return _with_kpis(user).prefetch_related(Prefetch("pain_points", pains, to_attr="cured"))


def _with_kpis(user: Any) -> QuerySet[Goal]:
    rows = Goal.objects.visible_to(user).select_related("project", "project__portfolio", "owner")
    return rows.prefetch_related(Prefetch("kpis", Kpi.objects.select_related("owner").order_by("pk")))


def kpis(user: Any) -> QuerySet[Kpi]:
    return Kpi.objects.visible_to(user).select_related("goal", "goal__project", "goal__project__portfolio", "owner")


@dataclass(frozen=True)
class KpiLine:
    """A KPI and where it stands."""

    kpi: Kpi
    reading: KpiReading | None
    missing: list[str | Promise]

    @property
    def status(self) -> str:
        return self.reading.status if self.reading else Status.NONE

    @property
    def promise(self) -> str:
        return wording.promise(self.kpi)

    @property
    def has_bar(self) -> bool:
        return self.kpi.kind == KpiKind.REACH and self.kpi.baseline is not None and self.kpi.target is not None

    @property
    def bar_unit(self) -> str:
        """The unit beside the ends of the bar, if it is short enough to stand there."""
        unit = self.kpi.unit_label
        return unit if len(unit) <= MAX_BAR_UNIT else ""

    @property
    def forecast_comes(self) -> bool:
        """A forecast needs four measurements; kinds that only stay somewhere never have one."""
        return self.kpi.kind == KpiKind.REACH and (self.reading is None or self.reading.count < FORECAST_FROM)

    @property
    def current(self) -> str:
        value = self.reading.current if self.reading else None
        return wording.amount(value, self.kpi.unit_label, self.kpi.decimals)

    @property
    def numbers(self) -> str:
        """The progress with its figures: "(3.2 − 5) ÷ (2 − 5) = **60%**"; empty where it is no such fraction."""
        reading, kpi = self.reading, self.kpi
        if reading is None or reading.progress is None or reading.current is None or not self.has_bar:
            return ""
        now, base, target = (wording.amount(value) for value in (reading.current, kpi.baseline, kpi.target))
        return f"({now} − {base}) ÷ ({target} − {base}) = **{formats.pct(reading.progress)}**"


def lines(rows: Iterable[Kpi], found: Mapping[int, KpiReading] | None = None) -> list[KpiLine]:
    """KPIs with their readings; asked for once for all of them unless the caller already has."""
    listed = list(rows)
    known = readings.of([kpi.pk for kpi in listed]) if found is None else found
    return [KpiLine(kpi, known.get(kpi.pk), [] if is_complete(kpi) else missing(kpi)) for kpi in listed]


def _counts(line: KpiLine) -> bool:
    return line.kpi.weight > 0 and line.reading is not None and line.reading.progress is not None


def rolled_up(rows: Sequence[KpiLine]) -> float | None:
    """Σ w·clip(p) ÷ Σ w over the KPIs that have a progress, in percent; None when none has."""
    members = [(row.kpi.weight, row.reading.progress or 0.0) for row in rows if row.reading and _counts(row)]
    total = sum(weight for weight, _progress in members)
    if not total:
        return None
    return sum(weight * min(max(progress, 0.0), 100.0) for weight, progress in members) / total


@dataclass(frozen=True)
class GoalGroup:
    """A goal of the overview: the pain points it cures, its active KPIs, its roll-up."""

    goal: Goal
    pains: list[PainPoint]
    kpis: list[KpiLine]

    @property
    def complete(self) -> bool:
        return any(is_complete(line.kpi) for line in self.kpis)

    @property
    def progress(self) -> float | None:
        return rolled_up(self.kpis)

    @property
    def status(self) -> str:
        """Worst of its weighted KPIs; not started while it is a draft or nobody measures."""
        if self.goal.status == GoalStatus.DRAFT:
            return Status.IDLE
        return worst([line.status for line in self.kpis if line.kpi.weight])

    @property
    def numbers(self) -> str:
        """The roll-up with its figures: "(2 × 40% + 3 × 20%) ÷ 5 = **28%**"."""
        members = [(line.kpi.weight, line.reading.progress) for line in self.kpis if line.reading and _counts(line)]
        if self.progress is None:
            return ""
        top = " + ".join(f"{weight} × {formats.pct(min(max(p or 0.0, 0.0), 100.0))}" for weight, p in members)
        return f"({top}) ÷ {sum(weight for weight, _p in members)} = **{formats.pct(self.progress)}**"

    @property
    def gaps(self) -> list[tuple[Kpi, list[str | Promise]]]:
        return [(line.kpi, line.missing) for line in self.kpis if line.missing]


@dataclass(frozen=True)
class Overview:
    """Stage 1 of one project, for one reader."""

    groups: list[GoalGroup]
    dropped: list[Goal]
    pains: list[PainPoint]
    uncured: list[PainPoint]
    standing: Standing | None
    requirements: dict[str, int] | None

    @property
    def kpi_count(self) -> int:
        return sum(len(group.kpis) for group in self.groups)

    @property
    def incomplete(self) -> list[GoalGroup]:
        return [group for group in self.groups if not group.complete]

    @property
    def drafts(self) -> list[GoalGroup]:
        return [group for group in self.groups if group.goal.status == GoalStatus.DRAFT]

    @property
    def may_be_asked(self) -> bool:
        """Nothing is before the executives, or something complete stands outside what is."""
        if not self.groups:
            return False
        live = self.standing is not None and self.standing.round.is_live
        return not live or (bool(self.drafts) and not self.incomplete)

    def sentence(self) -> Sentence:
        """What the page means, in one line."""
        if not self.groups:
            return Sentence("goals.lead.empty")
        if self.standing is None:
            if self.incomplete:
                return Sentence("goals.lead.gaps", {"gaps": counted("goals", len(self.incomplete))})
            goals, kpis_ = counted("goals", len(self.groups)), counted("kpis", self.kpi_count)
            return Sentence("goals.lead.draft", {"goals": goals, "kpis": kpis_})
        lead = self.standing.sentence()
        if self.drafts and self.standing.round.is_live:
            return Sentence("goals.lead.drafts", {"lead": nested(lead), "drafts": counted("goals", len(self.drafts))})
        return lead


def overview(project: Project, user: Any) -> Overview:
    """Goals of a project the caller has shown to be visible, from pain to result."""
    found = list(_with_kpis(user).filter(project=project).order_by("number"))
    active = {goal.pk: [kpi for kpi in goal.kpis.all() if kpi.is_active] for goal in found}
    read = readings.of([kpi.pk for rows in active.values() for kpi in rows])
    every = pain_points.of_project(user, project)
    cures = {pain.pk: {goal.pk for goal in pain.cures} for pain in every}  # type: ignore[attr-defined]
    groups = [
        GoalGroup(goal, [pain for pain in every if goal.pk in cures[pain.pk]], lines(active[goal.pk], read))
        for goal in found
        if goal.is_open
    ]
    cured = {pain.pk for group in groups for pain in group.pains}
    pains = [pain for pain in every if pain.status != PainStatus.DISMISSED]
    signs = policy.may(user, "view", "sign_off", project_id=project.pk)
    asks = policy.may(user, "view", "requirement", project_id=project.pk)
    return Overview(
        groups=groups,
        dropped=[goal for goal in found if not goal.is_open],
        pains=pains,
        uncured=[pain for pain in pains if pain.pk not in cured],
        standing=sign_offs.standing(project) if signs else None,
        requirements=requirements.summary(project, user) if asks else None,
    )


@dataclass(frozen=True)
class GoalPage:
    group: GoalGroup
    retired: list[Kpi]
    requirements: list[Requirement]
    in_version: bool


def goal_page(goal: Goal, user: Any) -> GoalPage:
    """What stands on the page of a goal loaded by `visible`."""
    rows = list(goal.kpis.all())
    served = Requirement.objects.visible_to(user).filter(goal=goal).select_related("business_owner")
    return GoalPage(
        group=GoalGroup(goal, list(goal.cured), lines(kpi for kpi in rows if kpi.is_active)),  # type: ignore[attr-defined]
        retired=[kpi for kpi in rows if not kpi.is_active],
        requirements=list(served.order_by("number")),
        in_version=goal.status in (GoalStatus.AGREED, GoalStatus.ACHIEVED),
    )


def counts(project_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Pain points and goals in force per project, in two queries."""
    found: dict[int, list[int]] = {pk: [0, 0] for pk in project_ids}
    pains = PainPoint.objects.filter(project_id__in=project_ids).exclude(status=PainStatus.DISMISSED)
    goals = Goal.objects.filter(project_id__in=project_ids).exclude(status=GoalStatus.DROPPED)
    for position, ids in enumerate((pains.values_list("project_id"), goals.values_list("project_id"))):
        for project_id, count in ids.annotate(n=Count("pk")).order_by("project_id").values_list("project_id", "n"):
            found[project_id][position] = count
    return {pk: (pair[0], pair[1]) for pk, pair in found.items()}
