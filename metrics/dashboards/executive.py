"""What the portfolio page shows, as one read model: a fixed number of queries, nothing computed that is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from metrics.dashboards import board, waiting
from metrics.dashboards.multiples import Multiple, chosen
from metrics.health import selectors as health
from metrics.health.selectors import Reason
from pmo.texts import Sentence, day, pick, register
from projects.portfolio import dimensions
from projects.portfolio import selectors as portfolio
from projects.portfolio.choices import SEVERITY, State, Status
from projects.portfolio.dimensions import Decision, KeyDate, Overall
from projects.portfolio.models import Portfolio, Project
from projects.portfolio.selectors import StageView
from projects.portfolio.sight import Sight

REASONS = 4
ADOPTION = "adoption"
# Two minutes are not enough for more rows; the list of projects has them all.
ROWS = 12
DATES = 24
# In the summary for programs.
TROUBLED = 500
AHEAD = timedelta(days=90)
OPEN = (State.ACTIVE, State.ON_HOLD)

register("override.shown", N_("Declared by hand until %(until)s; computed: %(computed)s"))
register("cell.due", N_("due %(on)s"))
register("cell.version", N_("version %(version)s"))
register("cell.signed", N_("%(signed)s of %(asked)s signed"))
register("cell.kpi", N_("%(current)s of %(target)s"))


@dataclass(frozen=True)
class Cell:
    """One stage of one project in the grid."""

    id: str
    stage: StageView
    fact: Sentence | None
    reasons: list[tuple[str, Sentence]]
    since_on: date | None


@dataclass(frozen=True)
class GridRow:
    project: Project
    overall: Overall | None
    cells: list[Cell]
    change: str  # better | worse | same | new
    was: str
    adoption: Reason | None = None


@dataclass(frozen=True)
class Why:
    """A reason, as the list of reasons draws it."""

    key: str
    status: str
    title: str
    url: str
    sentence: Sentence
    evidence_url: str
    evidence: str
    owner: str
    since: date | None
    since_on: date
    dimension: str = ""
    override: Sentence | None = None


@dataclass(frozen=True)
class Trouble:
    """A project that is not on track, for programs."""

    key: str
    name: str
    status: str
    since_on: date
    sentence: Sentence


@dataclass(frozen=True)
class Standing:
    """Where all open projects stand, by counted status, and how they moved since the end of the last quarter."""

    counts: dict[str, int]
    by_stage: dict[str, int]
    progress: list[float]
    better: int
    worse: int
    compared: bool
    computed_at: datetime | None
    worst_first: list[int]
    # What counts for each of them.
    status: dict[int, str]

    @property
    def total(self) -> int:
        return len(self.worst_first)

    @property
    def troubled(self) -> int:
        """Projects that are not on track."""
        return self.total - self.counts["ok"]


@dataclass
class Executive:
    """What costs queries is read when the page draws it: what the page remembers is not read again."""

    standing: Standing
    decisions: list[Decision]
    projects: list[Project]
    today: date
    # Changes with anything the shared parts of the page show.
    mark: str
    sight: Sight
    # What the reader may know of every project.
    known: frozenset[str] = frozenset()

    @property
    def hidden_rows(self) -> int:
        return self.standing.total - len(self.projects)

    @cached_property
    def overall(self) -> dict[int, Overall]:
        return overalls(self.projects, self.today, self.sight.told)

    @property
    def tells_adoption(self) -> bool:
        """The column is for those who may know it of every project; others find it on their own."""
        return ADOPTION in self.known

    @cached_property
    def _readings(self) -> list[Reason]:
        return health.reasons([p.pk for p in self.projects], told=self.sight.told)

    @property
    def findings(self) -> list[Reason]:
        """For the stages; adoption has its own column or is not told in the grid."""
        return [reading for reading in self._readings if reading.dimension != ADOPTION]

    @property
    def adoption(self) -> dict[int, Reason]:
        found = self._readings if self.tells_adoption else ()
        return {reading.project_id: reading for reading in found if reading.dimension == ADOPTION}

    @cached_property
    def reasons(self) -> list[Why]:
        return findings(self.projects, self.overall, self._readings)[:REASONS]

    @cached_property
    def rows(self) -> list[GridRow]:
        rows = _grid(self.projects, self.overall, self.findings, board.stages(self.projects, self.today))
        used = self.adoption
        return [replace(row, adoption=used.get(row.project.pk)) for row in rows]

    @cached_property
    def chosen(self) -> tuple[list[Multiple], int]:
        return chosen([p.pk for p in self.projects])

    @property
    def multiples(self) -> list[Multiple]:
        return self.chosen[0]

    @property
    def kpis_total(self) -> int:
        return self.chosen[1]

    @property
    def dates(self) -> list[KeyDate]:
        return board.between(board.dates(self.projects, self.today), self.today, self.today + AHEAD)[:DATES]


def open_projects(user: Any, of: Portfolio | None = None) -> QuerySet[Project]:
    rows = portfolio.visible(user).filter(state__in=OPEN)
    return rows.filter(portfolio=of) if of else rows


def read(user: Any, *, now: datetime, today: date, of: Portfolio | None = None) -> Executive:
    """Everything on the page for the open projects `user` may see: figures over all of them, rows of the worst."""
    rows = open_projects(user, of)
    standing = stand(rows, today)
    shown = in_order(rows, standing.worst_first[:ROWS])
    sight = Sight(user)
    known = sight.told_everywhere()
    # Parts are shared by all who may know the same; who may know something of single projects has their own.
    closed = sum(one.right is not None for one in dimensions.dimensions())
    shared = "" if len(known) == closed else user.pk
    mark = f"{board.key(shown, today)}:{standing.total}:{standing.troubled}:{shared}"
    return Executive(standing, waiting.of(user, now), shown, today, mark, sight, known)


def stand(rows: QuerySet[Project], today: date) -> Standing:
    """Counts over all rows from stored health (one query of a few columns)."""
    names = ("status", "declared", "declared_until", "quarter_status", "progress", "computed_at")
    table = rows.order_by("key").values_list("pk", "stage", *(f"health__{name}" for name in names))
    counts = dict.fromkeys(("off", "risk", "none", "ok"), 0)
    by_stage: dict[str, int] = {}
    progress, ranked, moved, times = [], [], [], []
    counted_as: dict[int, str] = {}
    for pk, stage, status, declared, until, quarter, share, at in table:
        counted = (declared if until is not None and until >= today else status) or Status.IDLE.value
        counts[counted if counted in counts else "ok"] += 1
        by_stage[stage] = by_stage.get(stage, 0) + 1
        ranked.append((-SEVERITY[counted], pk))
        counted_as[pk] = counted
        if quarter:
            moved.append(SEVERITY[counted] - SEVERITY[quarter])
        if share is not None:
            progress.append(share)
        if at is not None:
            times.append(at)
    return Standing(
        counts=counts,
        by_stage=by_stage,
        progress=progress,
        better=sum(step < 0 for step in moved),
        worse=sum(step > 0 for step in moved),
        compared=bool(moved),
        computed_at=max(times, default=None),
        worst_first=[pk for _rank, pk in sorted(ranked, key=lambda pair: pair[0])],
        status=counted_as,
    )


def in_order(rows: QuerySet[Project], ids: Sequence[int]) -> list[Project]:
    """These projects with sponsor, health and mark, in the order of `ids` (one query)."""
    lean = rows.select_related(None).select_related("sponsor").filter(pk__in=ids)
    found = {p.pk: p for p in board.marked(lean)}
    return [found[pk] for pk in ids if pk in found]


def overalls(
    projects: Sequence[Project], today: date, told: dimensions.Told = dimensions.everybody
) -> dict[int, Overall]:
    return {p.pk: health.as_overall(p.health, today, told) for p in projects if hasattr(p, "health")}


def troubled(rows: QuerySet[Project], standing: Standing, told: dimensions.Told) -> list[Trouble]:
    """Every project that is not on track with its worst reason, worst first (two queries); at most TROUBLED."""
    ids = standing.worst_first[: min(standing.troubled, TROUBLED)]
    names = {pk: words for pk, *words in rows.filter(pk__in=ids).values_list("pk", "key", "name", "name_en")}
    worst = health.worst_of(ids, told)
    found = []
    for pk in ids:
        if pk not in names or pk not in worst:
            continue
        key, name, name_en = names[pk]
        since_on, sentence = worst[pk]
        found.append(Trouble(key, pick(name, name_en), standing.status[pk], since_on, sentence))
    return found


def findings(projects: Sequence[Project], overall: Mapping[int, Overall], reasons: Sequence[Reason]) -> list[Why]:
    """The worst reason of each project that does not count as on track, in the order of the projects."""
    worst: dict[int, Reason] = {}
    for reason in reasons:
        worst.setdefault(reason.project_id, reason)
    troubled = (Status.OFF, Status.NONE, Status.RISK)
    return [
        _worst_of(project, worst.get(project.pk), overall[project.pk])
        for project in projects
        if project.pk in overall and overall[project.pk].status in troubled
        if project.pk in worst or overall[project.pk].sentence
    ]


def _worst_of(project: Project, reason: Reason | None, counted: Overall) -> Why:
    """The worst reason; where a dimension is worse that the reader may not be told of, that there is one."""
    if reason is not None and reason.status == counted.computed:
        return why_of(project, reason, counted)
    began = counted.since_on or timezone.localdate()
    return Why(
        key=project.key,
        status=counted.status,
        title=project.label,
        url=project.url,
        sentence=counted.sentence or Sentence(health.CLOSED),
        evidence_url="",
        evidence="",
        owner="",
        since=began if began < timezone.localdate() else None,
        since_on=began,
        override=override_of(counted) if counted.overridden_until is not None else None,
    )


def why_of(project: Project, reason: Reason, counted: Overall | None = None) -> Why:
    declared = counted is not None and counted.overridden_until is not None
    return Why(
        key=project.key,
        status=counted.status if counted is not None else reason.status,
        title=project.label,
        url=project.url,
        sentence=reason.sentence,
        evidence_url=reason.evidence_url,
        evidence=reason.evidence_label.plain() if reason.evidence_label else "",
        owner=reason.owner.label if reason.owner else "",
        # What began today has no age yet.
        since=reason.since_on if reason.since_on < timezone.localdate() else None,
        since_on=reason.since_on,
        dimension=reason.label,
        override=override_of(counted) if declared and counted is not None else None,
    )


def override_of(counted: Overall) -> Sentence:
    """Both states of an override, and when it ends."""
    until = counted.overridden_until
    words = {"computed": Status(counted.computed).label, "until": day(until) if until else ""}
    return Sentence("override.shown", words)


def _grid(
    projects: Sequence[Project],
    overall: Mapping[int, Overall],
    reasons: Sequence[Reason],
    stages: Mapping[int, list[StageView]],
) -> list[GridRow]:
    behind: dict[tuple[int, str], list[Reason]] = {}
    for reason in reasons:
        behind.setdefault((reason.project_id, reason.stage), []).append(reason)
    rows = []
    for project in projects:
        cells = [_cell(project, stage, behind.get((project.pk, stage.code), [])) for stage in stages[project.pk]]
        change, was = change_of(overall.get(project.pk))
        rows.append(GridRow(project, overall.get(project.pk), cells, change, was))
    return rows


def _cell(project: Project, stage: StageView, reasons: Sequence[Reason]) -> Cell:
    worst = reasons[0] if reasons else None
    bad = worst is not None and worst.status in (Status.OFF, Status.RISK)
    fact = worst.fact if worst is not None and bad else None
    # What lies ahead has nothing to tell yet; its planned end stands on the project's page.
    if fact is None and stage.facts and stage.when != "ahead":
        fact = _short(stage.facts[0])
    return Cell(
        id=f"cell-{project.pk}-{stage.number}",
        stage=stage,
        fact=fact,
        reasons=[(r.label, r.sentence) for r in reasons],
        since_on=worst.since_on if worst else None,
    )


def _short(fact: Sentence) -> Sentence:
    """The same fact where there is room for a dozen characters."""
    if fact.key == "stage.due":
        return Sentence("cell.due", {"on": str(fact.params["on"]["v"])})
    if fact.key == "stage.goals.signed":
        return Sentence("cell.version", {"version": fact.params["version"]})
    if fact.key == "stage.goals.waiting":
        return Sentence("cell.signed", {"signed": fact.params["signed"], "asked": fact.params["asked"]})
    if fact.key == "kpi.fact":
        return Sentence("cell.kpi", {"current": fact.params["current"], "target": fact.params["target"]})
    return fact


def change_of(overall: Overall | None) -> tuple[str, str]:
    """How the status moved since the end of the last quarter, and what it was then."""
    if overall is None or not overall.quarter_status:
        return "new", ""
    before, after = SEVERITY[overall.quarter_status], SEVERITY[overall.status]
    word = "worse" if after > before else "better" if after < before else "same"
    return word, overall.quarter_status
