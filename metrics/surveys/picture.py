"""A round as its page shows it: figures with their intervals in words, bars, units, the course over the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from metrics.engines.survey_scores import Score, changed
from metrics.surveys.choices import QuestionKind, RoundStatus
from metrics.surveys.models import Survey, SurveyRound
from metrics.surveys.questions import Question, load
from metrics.surveys.selectors import units_of
from metrics.surveys.words import SCORE_NAMES, SCORES
from pmo.texts import pick
from pmo.web import formats

REAL = 1.96
MIN_TREND = 2


@dataclass
class Bar:
    """One step of a scale or one option: how many, and which share (0–100) to draw."""

    label: str
    count: int | None
    percent: float | None
    note: str = ""


@dataclass
class Line:
    """A unit, or a line of a matrix."""

    label: str
    value: str
    interval: str
    n: int | None
    depth: int = 0
    percent: float = 0.0
    why: str = ""


@dataclass
class Block:
    """One question with what was answered."""

    question: Question
    n: int | None
    name: str = ""
    value: str = ""
    interval: str = ""
    why: str = ""
    how: str = ""
    numbers: str = ""
    change: str = ""
    bars: list[Bar] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    hidden_units: bool = False
    trend: dict[str, Any] | None = None
    rounds: list[tuple[int, str, str, str, int]] = field(default_factory=list)
    themes: list[dict[str, Any]] = field(default_factory=list)


def facts(found: SurveyRound) -> list[tuple[str, Any]]:
    rate = 100 * found.answered / found.invited if found.invited else None
    opens, closes = timezone.localtime(found.opens_at), timezone.localtime(found.closes_at)
    return [
        (_("State"), found.get_status_display()),
        (_("Asked"), formats.grouped(found.invited)),
        (_("Answered"), formats.grouped(found.answered)),
        (_("Response rate"), formats.pct(rate, 0) if rate is not None else formats.no_data()),
        (_("Answers"), found.get_confidentiality_display()),
        (_("Opened") if found.status != "planned" else _("Opens"), formats.day(opens)),
        (
            _("Closes") if found.status in ("planned", "open") else pgettext("survey round", "Closed"),
            formats.day(closes),
        ),
    ]


def blocks(found: SurveyRound, rounds: Sequence[SurveyRound], *, may_read: bool) -> list[Block]:
    """In the order of the questions. `rounds`: closed ones up to this, oldest first."""
    units = units_of(found.results)
    results = {question["key"]: question for question in found.results.get("questions", ())}
    made = []
    for question in load(found.questions):
        data = results.get(question.key)
        if data is None:
            continue
        if data.get("n") is None:
            made.append(Block(question, None, why=_few(found.smallest)))
            continue
        block = Block(question, data["n"])
        if question.kind in SCORES:
            _scored(block, data, found, rounds, units)
        elif question.kind == QuestionKind.TEXT:
            block.themes = _themes(data, found, may_read=may_read)
        elif question.kind == QuestionKind.MATRIX:
            block.lines = [_matrix_line(question, row, found.smallest) for row in data["rows"]]
        else:
            block.bars = [_option(question, row) for row in data["options"]]
        made.append(block)
    return made


def baseline(survey: Survey, question: Question) -> str:
    """What a KPI of this score would begin with; "" where no round has one."""
    for found in survey.rounds.filter(status=RoundStatus.CLOSED).order_by("number"):
        score = _score_in(found, question.key)
        if score is not None:
            words = {
                "value": shown(question.kind, score["value"]),
                "day": formats.day(timezone.localdate(found.closes_at)),
            }
            text = _(
                "Baseline: %(value)s, measured on %(day)s. Closed rounds are its first values, later rounds bring the "
                "following ones."
            )
            return text % words
    return ""


def _few(smallest: int) -> str:
    return _("Fewer than %(n)s people answered this question.") % {"n": smallest}


def _scored(
    block: Block, data: dict[str, Any], found: SurveyRound, rounds: Sequence[SurveyRound], units: dict[int, Any]
) -> None:
    kind, score = block.question.kind, data["score"]
    block.name = pick(*SCORE_NAMES[kind])
    block.value, block.interval = shown(kind, score["value"]), interval(kind, score)
    block.how, block.numbers = _how(kind, score)
    block.bars = _steps(kind, data["spread"], data["n"])
    for row in data["units"]:
        unit = units.get(row["unit"])
        if unit is not None:
            percent = row["value"] if kind != QuestionKind.NPS else (row["value"] + 100) / 2
            block.lines.append(
                Line(unit.label, shown(kind, row["value"]), interval(kind, row), row["n"], unit.depth, percent)
            )
    block.hidden_units = not found.is_named
    block.rounds, block.trend = _course(block, rounds)
    block.change = _change(kind, score, rounds, block.question.key)


def shown(kind: str, value: float) -> str:
    unit = SCORES[kind][0]
    return formats.with_unit(formats.number(value, SCORES[kind][2], sign=kind == QuestionKind.NPS), unit)


def interval(kind: str, score: dict[str, Any]) -> str:
    """ "19 to 41"; "" where there is none."""
    if score["low"] is None:
        return ""
    words = {"low": shown(kind, score["low"]), "high": shown(kind, score["high"])}
    return _("%(low)s to %(high)s") % words


def _how(kind: str, score: dict[str, Any]) -> tuple[str, str]:
    n = score["n"]
    if kind == QuestionKind.NPS:
        formula = _("NPS = % of 9 and 10 − % of 0 to 6; interval 95 %, from √((p + d − (p − d)²) ÷ n)")
        numbers = f"{score['promoters']} ÷ {n} − {score['detractors']} ÷ {n} = {score['value']:+.0f}"
        return formula, numbers
    if kind == QuestionKind.CSAT:
        hits = round(score["value"] * n / 100)
        return _("CSAT = share of 4 and 5; Wilson interval, 95 %"), f"{hits} ÷ {n} = {score['value']:.0f} %"
    formula = _("SUS = mean of 2.5 · [Σ(odd − 1) + Σ(5 − even)] over people; 0 to 100, not a percentage; usual mean 68")
    return formula, f"n = {n}"


def _steps(kind: str, spread: list[list[int]], n: int) -> list[Bar]:
    notes = {}
    if kind == QuestionKind.NPS:
        notes = {6: _("detractors up to here"), 9: _("promoters from here")}
    return [Bar(str(step), count, 100 * count / n, notes.get(step, "")) for step, count in spread]


def _option(question: Question, row: dict[str, Any]) -> Bar:
    label = dict(question.option_labels).get(row["number"], "")
    return Bar(
        label, row["count"], row.get("value"), interval(QuestionKind.CSAT, row) if row.get("low") is not None else ""
    )


def _matrix_line(question: Question, row: dict[str, Any], smallest: int) -> Line:
    label = dict(question.item_labels).get(row["row"], "")
    if "value" not in row:
        return Line(label, "", "", None, why=_few(smallest))
    span = ""
    if row["low"] is not None:
        words = {"low": formats.number(row["low"], 1), "high": formats.number(row["high"], 1)}
        span = _("%(low)s to %(high)s") % words
    return Line(label, formats.number(row["value"], 1), span, row["n"], percent=25 * (row["value"] - 1))


def _score_in(found: SurveyRound, key: str) -> dict[str, Any] | None:
    for question in found.results.get("questions", ()):
        if question["key"] == key:
            score: dict[str, Any] | None = question.get("score")
            return score
    return None


def _course(
    block: Block, rounds: Sequence[SurveyRound]
) -> tuple[list[tuple[int, str, str, str, int]], dict[str, Any] | None]:
    """The score round by round as a table, and as a chart when there are at least two."""
    kind = block.question.kind
    table, points = [], []
    for one in rounds:
        score = _score_in(one, block.question.key)
        if score is None:
            continue
        on = timezone.localdate(one.closes_at)
        table.append((one.number, formats.iso(on), shown(kind, score["value"]), interval(kind, score), score["n"]))
        points.append([on.isoformat(), round(score["value"], 2)])
    if len(points) < MIN_TREND:
        return table, None
    unit, _en, digits = SCORES[kind]
    return table, {
        "unit": unit, "digits": digits, "measured": points, "expected": [], "target": None, "levels": [], "due": None,
        "forecast": None, "corrections": [], "annotations": [],
    }  # fmt: skip


def _change(kind: str, score: dict[str, Any], rounds: Sequence[SurveyRound], key: str) -> str:
    """Against the round before, and whether that is more than chance."""
    before = _score_in(rounds[-2], key) if len(rounds) >= MIN_TREND else None
    if before is None:
        return ""
    z = changed(_as_score(score), _as_score(before))
    digits = SCORES[kind][2]
    words = {
        "change": formats.number(score["value"] - before["value"], digits, sign=True),
        "before": shown(kind, before["value"]),
    }
    if z is not None and abs(z) >= REAL:
        return _("%(change)s against %(before)s in the round before: more than chance explains") % words
    return _("%(change)s against %(before)s in the round before: within what chance explains") % words


def _as_score(row: dict[str, Any]) -> Score:
    return Score(row["value"], row["low"], row["high"], row["n"], row["error"])


def _themes(data: dict[str, Any], found: SurveyRound, *, may_read: bool) -> list[dict[str, Any]]:
    """Words and how many say so; examples only for readers of texts. Others see no theme of fewer than five people."""
    examples = [pk for theme in data["themes"] for pk in theme["examples"]]
    quotes = {}
    if may_read and examples:
        quotes = {str(pk): value for pk, value in found.answers.filter(pk__in=examples).values_list("pk", "value")}
    return [
        {
            "number": number,
            "words": " · ".join(theme["words"]),
            "count": theme["count"],
            "percent": 100 * theme["count"] / data["n"],
            "quotes": [quotes[pk] for pk in theme["examples"] if pk in quotes],
        }
        for number, theme in enumerate(data["themes"])
        if may_read or theme["count"] >= found.smallest
    ]
