"""The results of a round as a workbook: the same figures as the page, and nothing that the page hides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.surveys.choices import QuestionKind
from metrics.surveys.models import SurveyRound
from metrics.surveys.questions import Question, load
from metrics.surveys.selectors import texts, units_of
from metrics.surveys.words import SCORE_NAMES
from pmo.exchange import Sheet, SheetColumn
from pmo.texts import pick

FIGURES = [
    SheetColumn(label=gettext_lazy("Question")),
    SheetColumn(label=gettext_lazy("Of what")),
    SheetColumn(label=gettext_lazy("Value"), kind="decimal", digits=2),
    SheetColumn(label=gettext_lazy("From"), kind="decimal", digits=2),
    SheetColumn(label=gettext_lazy("To"), kind="decimal", digits=2),
    SheetColumn(label=gettext_lazy("Count"), kind="integer"),
    SheetColumn(label=gettext_lazy("Answers"), kind="integer"),
    SheetColumn(label=gettext_lazy("Note")),
]
TEXTS = [SheetColumn(label=gettext_lazy("Question")), SheetColumn(label=gettext_lazy("Answer"))]
NAMES = [SheetColumn(label=gettext_lazy("Person")), SheetColumn(label=gettext_lazy("Unit"))]


def sheets(found: SurveyRound, *, with_texts: bool) -> list[Sheet]:
    questions = {question.key: question for question in load(found.questions)}
    rows: list[list[Any]] = [
        [_("Response"), "", None, None, None, found.answered, found.invited, ""],
    ]
    units = units_of(found.results)
    for data in found.results.get("questions", ()):
        rows += _rows(questions[data["key"]], data, units, found.smallest)
    made = [Sheet(str(_("Results")), FIGURES, rows)]
    if with_texts:
        made.append(
            Sheet(str(_("In their words")), [*TEXTS, *(NAMES if found.is_named else [])], _texts(found, questions))
        )
    return made


def _rows(question: Question, data: dict[str, Any], units: dict[int, Any], smallest: int) -> list[list[Any]]:
    few = _("fewer than %(n)s answers") % {"n": smallest}
    if data.get("n") is None:
        return [[question.label, "", None, None, None, None, None, few]]
    n = data["n"]
    if question.kind == QuestionKind.TEXT:
        return [[question.label, "", None, None, None, None, n, _("free text")]]
    if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        labels = dict(question.option_labels)
        return [
            [
                question.label,
                labels.get(row["number"], ""),
                row.get("value"),
                row.get("low"),
                row.get("high"),
                row["count"],
                n,
                "%",
            ]
            for row in data["options"]
        ]
    if question.kind == QuestionKind.MATRIX:
        lines = dict(question.item_labels)
        return [
            [
                question.label,
                lines.get(row["row"], ""),
                row.get("value"),
                row.get("low"),
                row.get("high"),
                None,
                row.get("n"),
                "" if "value" in row else few,
            ]
            for row in data["rows"]
        ]
    score = data["score"]
    name = pick(*SCORE_NAMES[question.kind])
    found = [[question.label, name, score["value"], score["low"], score["high"], None, n, ""]]
    found += [[question.label, str(step), None, None, None, count, n, ""] for step, count in data["spread"]]
    for row in data["units"]:
        unit = units.get(row["unit"])
        if unit is not None:
            found.append([question.label, unit.label, row["value"], row["low"], row["high"], None, row["n"], _("unit")])
    return found


def _texts(found: SurveyRound, questions: dict[str, Question]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for data in found.results.get("questions", ()):
        question = questions[data["key"]]
        if question.kind != QuestionKind.TEXT or data.get("n") is None:
            continue
        for answer in texts(found, question.key):
            row = [question.label, answer.value]
            if found.is_named:
                person = answer.seat.user if answer.seat else None
                row += [person.label if person else "", person.unit.label if person and person.unit else ""]
            rows.append(row)
    return rows
