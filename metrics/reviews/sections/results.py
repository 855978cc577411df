"""KPI progress and forecast, usage against the quarter before, satisfaction, themes of what people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from metrics.kpis.models import KpiReadingRow
from metrics.reviews.sections import section
from metrics.reviews.sections.blocks import Asked, Link, Section, change, status
from metrics.surveys.choices import SCORED, QuestionKind, RoundStatus
from metrics.surveys.models import SurveyRound
from metrics.surveys.questions import load
from metrics.surveys.selectors import said
from metrics.usage.selectors import counts
from pmo import texts
from pmo.texts import Sentence
from projects.goals.choices import GoalStatus
from projects.goals.models import Kpi
from projects.portfolio.choices import SEVERITY
from projects.portfolio.models import Project

for key, template in {
    "pack.kpi.lead": N_("**%(ok)s of %(all)s KPIs are on track or reached**; %(off)s off track, %(none)s without a value."),  # noqa: E501
    "pack.kpi.gain": N_("**%(kpi)s** made the biggest step: from %(was)s to %(now)s of the way to its target."),
    "pack.kpi.loss": N_("**%(kpi)s** fell back: from %(was)s to %(now)s of the way to its target."),
    "pack.kpi.chance": N_("**%(kpi)s** reaches %(target)s by %(due)s with a probability of **%(chance)s**."),
    "pack.kpi.none": N_("No KPI is defined yet, so that nothing can be said about results."),
    "pack.kpi.chart": N_("Progress towards the target, now and at the review before, in percent"),
    "pack.usage.lead": N_("**%(share)s of those who should use %(system)s do**: %(active)s of %(eligible)s people in four weeks until %(on)s."),  # noqa: E501
    "pack.usage.more": N_("%(system)s: **%(points)s percentage points more** than on %(before)s (%(was)s)."),
    "pack.usage.less": N_("%(system)s: **%(points)s percentage points less** than on %(before)s (%(was)s)."),
    "pack.usage.same": N_("%(system)s: as much as on %(before)s."),
    "pack.usage.new": N_("%(system)s: no figure of %(before)s to compare with."),
    "pack.usage.none": N_("Usage is not available: no system of these projects sends what is done in it."),
    "pack.usage.chart": N_("Active of eligible people, in percent"),
    "pack.survey.lead": N_("**%(survey)s**: %(score)s; %(answered)s of %(invited)s answered."),
    "pack.survey.was": N_("**%(survey)s**: %(score)s, after %(was)s before; %(answered)s of %(invited)s answered."),
    "pack.survey.few": N_("**%(survey)s** has no figure: too few people answered (%(answered)s of %(invited)s)."),
    "pack.survey.unscored": N_("**%(survey)s** asks for no score; %(answered)s of %(invited)s answered."),
    "pack.survey.none": N_("Satisfaction is not available: no survey of these projects was closed in the last six months."),  # noqa: E501
    "pack.survey.nps": N_("NPS %(value)s"),
    "pack.survey.csat": N_("CSAT %(value)s"),
    "pack.survey.sus": N_("SUS %(value)s"),
    "pack.themes.lead": N_("**%(theme)s** is what people write about most: %(n)s answers to “%(survey)s”."),
    "pack.themes.more": N_("Then: %(themes)s."),
    "pack.themes.one": N_("%(theme)s (%(n)s)"),
}.items():  # fmt: skip
    texts.register(key, template)

RECENT = timedelta(days=183)
GOOD = ("ok", "done")


def readings(ids: Sequence[int]) -> list[KpiReadingRow]:
    """Of KPIs that are followed, worst first (one query)."""
    rows = KpiReadingRow.objects.filter(kpi__goal__project__in=ids, kpi__retired_at__isnull=True)
    rows = rows.exclude(kpi__goal__status=GoalStatus.DROPPED).select_related("kpi__goal__project", "kpi__owner")
    return sorted(rows, key=lambda row: (-SEVERITY[row.status], row.kpi.goal.project.key, row.kpi_id))


def amount(kpi: Kpi, value: Decimal | None) -> Any:
    return None if value is None else texts.num(value, kpi.unit, kpi.unit_en, kpi.decimals)


@section("kpis", N_("KPIs: progress and forecast"), 10)
def kpis(asked: Asked, out: Section) -> dict[str, Any] | None:
    rows = readings(asked.ids)
    if not rows:
        out.tell(Sentence("pack.kpi.none"))
        return None
    was = {int(pk): value for pk, value in asked.facts_before("kpis").get("progress", {}).items()}
    good = sum(row.status in GOOD for row in rows)
    words = {"all": len(rows), "ok": good, "off": sum(row.status == "off" for row in rows)}
    url = reverse("dashboards:portfolio")
    out.tell(Sentence("pack.kpi.lead", {**words, "none": sum(row.status == "none" for row in rows)}), url)
    _steps(rows, was, out)
    _chances(rows, asked, out)
    out.figure(N_("On track or reached"), texts.num(good), asked.facts_before("kpis").get("good"))
    out.figure(N_("Off track"), texts.num(words["off"]), asked.facts_before("kpis").get("off"))
    columns = [
        (N_("KPI"), "text"), (N_("Project"), "text"), (N_("Status"), "text"), (N_("Baseline"), "num"),
        (N_("Now"), "num"), (N_("Target"), "num"), (N_("Progress"), "num"), (N_("At the review before"), "num"),
        (N_("Probability in time"), "num"),
    ]  # fmt: skip
    out.table(N_("All KPIs"), columns, [(_cells(row, was.get(row.kpi_id)), _link(row)) for row in rows])
    shown = [row for row in rows if row.progress is not None][:12]
    now = [round(row.progress or 0, 1) for row in shown]
    before = [None if was.get(row.kpi_id) is None else round(was[row.kpi_id], 1) for row in shown]
    series: list[tuple[str, list[Any]]] = [(N_("Now"), now)]
    if any(value is not None for value in before):
        series.insert(0, (N_("Review before"), before))
    out.chart("bar", Sentence("pack.kpi.chart"), [texts.name(row.kpi) for row in shown], series, "%")
    progress = {str(row.kpi_id): row.progress for row in rows if row.progress is not None}
    return {"progress": progress, "good": texts.num(good), "off": texts.num(words["off"])}


def _link(row: KpiReadingRow) -> Link:
    return Link(row.kpi.url, row.kpi.goal.project_id)


def _cells(row: KpiReadingRow, was: float | None) -> list[Any]:
    kpi = row.kpi
    return [
        texts.name(kpi),
        texts.name(kpi.goal.project),
        status(row.status),
        amount(kpi, kpi.baseline),
        amount(kpi, row.current),
        target(kpi),
        None if row.progress is None else texts.pct(round(row.progress)),
        None if was is None else texts.pct(round(was)),
        None if row.probability is None else texts.pct(round(row.probability)),
    ]


def target(kpi: Kpi) -> Any:
    """The target, or the bounds of a KPI that has to stay within them."""
    if kpi.target is not None:
        return amount(kpi, kpi.target)
    sides = [amount(kpi, side) for side in (kpi.lower, kpi.upper) if side is not None]
    return {"t": "list", "v": sides} if sides else None


def _steps(rows: Iterable[KpiReadingRow], was: dict[int, float], out: Section) -> None:
    """Who moved most since the review before, up and down."""
    moved = [(row.progress - was[row.kpi_id], row) for row in rows if row.progress is not None and row.kpi_id in was]
    if not moved:
        return
    for key, (step, row) in (
        ("pack.kpi.gain", max(moved, key=lambda pair: pair[0])),
        ("pack.kpi.loss", min(moved, key=lambda pair: pair[0])),
    ):
        if (step >= 1) if key == "pack.kpi.gain" else (step <= -1):
            words = {"was": texts.pct(round(was[row.kpi_id])), "now": texts.pct(round(row.progress or 0))}
            out.tell(Sentence(key, {"kpi": texts.name(row.kpi), **words}), row.kpi.url, row.kpi.goal.project_id)


def _chances(rows: Iterable[KpiReadingRow], asked: Asked, out: Section) -> None:
    """The two that are least likely to be in time."""
    found = [row for row in rows if row.probability is not None and row.kpi.target is not None and row.kpi.due_on]
    for row in sorted(found, key=lambda row: row.probability or 0)[:2]:
        words = {
            "kpi": texts.name(row.kpi),
            "target": amount(row.kpi, row.kpi.target),
            "due": texts.day(row.kpi.due_on),  # type: ignore[arg-type]
            "chance": texts.pct(round(row.probability or 0)),
        }
        out.tell(Sentence("pack.kpi.chance", words), row.kpi.url, row.kpi.goal.project_id)


@section("usage", N_("Usage and adoption"), 20)
def usage(asked: Asked, out: Section) -> dict[str, Any] | None:
    """People active in four weeks of those meant to be, now and when the quarter before ended."""
    now = counts.of_projects(asked.ids, asked.today)
    then = counts.of_projects(asked.ids, asked.since)
    if not now:
        out.tell(Sentence("pack.usage.none"))
        return None
    rows, shares, before = [], [], []
    for project in asked.projects:
        one, old = now.get(project.pk), then.get(project.pk)
        if one is None:
            continue
        url = reverse("usage:project", args=[project.key])
        words = {"system": texts.name(project), "share": texts.pct(round(one.percent)), "on": texts.day(one.on)}
        lead = Sentence("pack.usage.lead", {**words, "active": one.active, "eligible": one.eligible})
        out.tell(lead, url, project.pk)
        step = None if old is None else round(one.percent - old.percent, 1)
        out.tell(_moved(project, old, step, asked), url, project.pk)
        old_share = None if old is None else round(old.percent, 1)
        cells = [
            texts.name(project), one.active, one.eligible, texts.pct(round(one.percent)),
            None if old_share is None else texts.pct(round(old_share)), change(step), texts.day(one.on),
        ]  # fmt: skip
        rows.append((cells, Link(url, project.pk)))
        shares.append(round(one.percent, 1))
        before.append(old_share)
    active, eligible = sum(one.active for one in now.values()), sum(one.eligible for one in now.values())
    share = texts.pct(round(100 * active / eligible)) if eligible else None
    old_sum = sum(one.eligible for one in then.values())
    old_active = sum(one.active for one in then.values())
    out.figure(
        N_("Active of eligible people"), share, texts.pct(round(100 * old_active / old_sum)) if old_sum else None
    )
    out.figure(N_("People active"), texts.num(active), texts.num(old_active) if old_sum else None)
    columns = [
        (N_("Project"), "text"), (N_("Active people"), "num"), (N_("Eligible people"), "num"), (N_("Share"), "num"),
        (N_("Quarter before"), "num"), (N_("Change"), "num"), (N_("Counted on"), "num"),
    ]  # fmt: skip
    out.table(N_("By project"), columns, rows)
    series: list[tuple[str, list[Any]]] = [(N_("Now"), shares)]
    if any(value is not None for value in before):
        series.insert(0, (N_("Quarter before"), before))
    named = [texts.name(project) for project in asked.projects if project.pk in now]
    out.chart("bar", Sentence("pack.usage.chart"), named, series, "%")
    return None


def _moved(project: Project, old: counts.Adopted | None, step: float | None, asked: Asked) -> Sentence:
    """The share against the quarter before, in words."""
    system = {"system": texts.name(project)}
    if old is None or step is None:
        return Sentence("pack.usage.new", {**system, "before": texts.day(asked.since)})
    before = {**system, "before": texts.day(old.on)}
    if not step:
        return Sentence("pack.usage.same", before)
    words = {"points": texts.num(abs(step), digits=1), "was": texts.pct(round(old.percent))}
    return Sentence("pack.usage.more" if step > 0 else "pack.usage.less", {**before, **words})


def _rounds(asked: Asked) -> list[tuple[SurveyRound, SurveyRound | None]]:
    """The newest closed round of each survey, with the one before it (one query)."""
    rows = SurveyRound.objects.filter(
        survey__project__in=asked.ids, status=RoundStatus.CLOSED, closes_at__gt=asked.now - RECENT * 2,
        closes_at__lte=asked.now,
    ).select_related("survey__project")  # fmt: skip
    found: dict[int, list[SurveyRound]] = {}
    for row in rows.order_by("survey__project__key", "survey_id", "-number"):
        found.setdefault(row.survey_id, []).append(row)
    pairs = [(many[0], many[1] if len(many) > 1 else None) for many in found.values()]
    return [pair for pair in pairs if pair[0].closes_at > asked.now - RECENT]


def _scores(found: SurveyRound | None) -> dict[str, float]:
    """The first value of each scored kind."""
    scores: dict[str, float] = {}
    for question in found.results.get("questions", ()) if found is not None else ():
        if question["kind"] in SCORED and question.get("score"):
            scores.setdefault(question["kind"], question["score"]["value"])
    return scores


def _score(kind: str, value: float) -> dict[str, Any]:
    return texts.nested(Sentence(f"pack.survey.{kind}", {"value": said(kind, value)}))


@section("satisfaction", N_("Satisfaction"), 30)
def satisfaction(asked: Asked, out: Section) -> dict[str, Any] | None:
    pairs = _rounds(asked)
    if not pairs:
        out.tell(Sentence("pack.survey.none"))
        return None
    rows = []
    for found, before in pairs:
        survey, scores, old = found.survey, _scores(found), _scores(before)
        words: dict[str, Any] = {"survey": texts.name(survey, "title")}
        words |= {"answered": found.answered, "invited": found.invited}
        if not scores:
            asks = any(question["kind"] in SCORED for question in found.results.get("questions", ()))
            out.tell(
                Sentence("pack.survey.few" if asks else "pack.survey.unscored", words),
                found.survey.url,
                survey.project_id,
            )
            continue
        kind, value = next(iter(scores.items()))
        words["score"] = _score(kind, value)
        key = "pack.survey.was" if kind in old else "pack.survey.lead"
        given = {**words, "was": said(kind, old[kind])} if kind in old else words
        out.tell(Sentence(key, given), found.survey.url, survey.project_id)
        for one, figure in scores.items():
            cells = [
                texts.name(survey, "title"), texts.name(survey.project), _score(one, figure),
                said(one, old[one]) if one in old else None, found.answered, found.invited,
            ]  # fmt: skip
            rows.append((cells, Link(found.survey.url, survey.project_id)))
        out.figure(survey.title, _score(kind, value), said(kind, old[kind]) if kind in old else None)
        out.figures[-1]["label"] = texts.name(survey, "title")
    columns = [
        (N_("Survey"), "text"), (N_("Project"), "text"), (N_("Score"), "num"), (N_("Round before"), "num"),
        (N_("Answered"), "num"), (N_("Asked"), "num"),
    ]  # fmt: skip
    out.table(N_("Scores"), columns, rows)
    return None


@section("feedback", N_("What people write"), 90)
def feedback(asked: Asked, out: Section) -> dict[str, Any] | None:
    """Themes of free text with how many answers each: counts and words only, never an answer."""
    found = []
    for round_, _before in _rounds(asked):
        labels = {question.key: question for question in load(round_.questions)}
        for question in round_.results.get("questions", ()):
            if question["kind"] != QuestionKind.TEXT or question["key"] not in labels:
                continue
            told = [theme for theme in question.get("themes", ()) if theme["count"] >= round_.smallest]
            found += [(theme["count"], _theme(theme), round_) for theme in told]
    found.sort(key=lambda row: (-row[0], row[2].pk))
    if not found:
        return None
    n, theme, round_ = found[0]
    lead = {"theme": theme, "n": n, "survey": texts.name(round_.survey, "title")}
    out.tell(Sentence("pack.themes.lead", lead), round_.survey.url, round_.survey.project_id)
    if found[1:]:
        more = [texts.nested(Sentence("pack.themes.one", {"theme": one, "n": k})) for k, one, _r in found[1:5]]
        out.tell(Sentence("pack.themes.more", {"themes": {"t": "list", "v": more}}))
    rows = [
        ([one, texts.name(r.survey, "title"), texts.name(r.survey.project), k], Link(r.survey.url, r.survey.project_id))
        for k, one, r in found
    ]
    columns = [(N_("Theme"), "text"), (N_("Survey"), "text"), (N_("Project"), "text"), (N_("Answers"), "num")]
    out.table(N_("Themes"), columns, rows[:15])
    return None


def _theme(theme: dict[str, Any]) -> dict[str, Any]:
    """Its commonest words, as they were written."""
    return texts.words(" · ".join(theme["words"][:3]))
