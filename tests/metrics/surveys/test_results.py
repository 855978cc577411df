"""What a closed round comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from metrics.surveys.models import SurveyRound
from metrics.surveys.questions import load
from metrics.surveys.results import compute
from metrics.surveys.samples import AFTER_GO_LIVE, USABILITY
from tests.factories import World
from tests.metrics.surveys.conftest import Crowd, answer, close, question

QUESTIONS = list(AFTER_GO_LIVE.questions)
TREE = [(1, None), (2, 1), (3, 1), (4, 1)]


def of(key: str, entries: list[tuple[int | None, Any]], smallest: int = 5, texts: Any = ()) -> dict[str, Any]:
    made = compute(QUESTIONS, {key: entries}, {key: texts}, TREE, smallest)
    return next(q for q in made["questions"] if q["key"] == key)


def test_nps_with_its_interval_and_how_it_comes_about() -> None:
    values = [10] * 90 + [8] * 70 + [3] * 40
    found = of("nps", [(1, value) for value in values])
    assert found["n"] == 200
    assert found["score"]["value"] == 25
    assert found["score"]["low"] == pytest.approx(14.4, abs=0.05)
    assert (found["score"]["promoters"], found["score"]["passives"], found["score"]["detractors"]) == (90, 70, 40)
    assert [3, 40] in found["spread"]


def test_units_are_shown_where_nothing_small_can_be_worked_out() -> None:
    entries = [(2, 9)] * 8 + [(3, 5)] * 6 + [(4, 1)] * 3
    found = of("nps", entries)
    assert [(row["unit"], row["n"]) for row in found["units"]] == [(1, 17), (2, 8)]
    named = of("nps", entries, smallest=1)
    assert [(row["unit"], row["n"]) for row in named["units"]] == [(1, 17), (2, 8), (3, 6), (4, 3)]


def test_people_without_a_unit_are_a_group_too() -> None:
    # "all − plant" would be the two of them
    found = of("nps", [(2, 9)] * 8 + [(3, 9)] * 6 + [(None, 0)] * 2)
    assert found["n"] == 16
    assert found["units"] == []


def test_a_question_that_four_answered_is_not_told() -> None:
    found = of("csat", [(1, 5)] * 4)
    assert found == {"key": "csat", "kind": "csat", "n": None, "why": "too_few"}


def test_options_and_statements() -> None:
    found = of("hinder", [(1, [1, 2])] * 4 + [(1, [2])] * 2)
    assert [(o["number"], o["count"]) for o in found["options"]] == [(1, 4), (2, 6), (3, 0), (4, 0), (5, 0)]
    assert found["options"][0]["value"] == pytest.approx(100 * 4 / 6, abs=1e-4)
    rows = of("parts", [(1, [5, 4, None, 3])] * 5 + [(1, [1, 4, 2, None])])["rows"]
    assert rows[0]["value"] == pytest.approx(26 / 6, abs=1e-4)
    assert (rows[1]["value"], rows[1]["low"]) == (4, None)
    assert rows[2] == {"row": 2, "why": "too_few"}


def test_sus_is_a_mean_over_people() -> None:
    entries = [(1, [4, 2, 4, 1, 5, 2, 4, 2, 4, 3])] * 3 + [(1, [3] * 10)] * 3
    made = compute(list(USABILITY.questions), {"sus": entries}, {}, TREE, 5)
    score = made["questions"][0]["score"]
    assert score["value"] == pytest.approx((77.5 + 50) / 2)
    assert score["low"] < score["value"] < score["high"]


def test_themes_point_to_the_answers_that_make_them() -> None:
    texts = [("a", "审批太慢"), ("b", "审批要催"), ("c", "扫码枪不够"), ("d", "夜班扫码枪没电"), ("e", "挺好")]
    found = of("why", [(1, text) for _pk, text in texts], texts=texts)
    assert {tuple(theme["answers"]) for theme in found["themes"]} == {("a", "b"), ("c", "d")}


@pytest.mark.django_db
def test_a_round_is_counted_once_and_stays(opened: Callable[..., SurveyRound], crowd: Crowd, world: World) -> None:
    found = opened()
    answer(found, world, [(p, {"nps": 10, "csat": 5, "often": 1}) for p in crowd.early])
    answer(
        found, world, [(p, {"nps": 4, "csat": 2, "why": "扫码枪不够", "often": 3, "hinder": [2]}) for p in crowd.late]
    )
    found = close(found, world)
    assert found.answered == 14
    assert question(found, "nps")["score"]["value"] == pytest.approx(100 * (8 - 6) / 14, abs=1e-3)
    assert question(found, "csat")["score"]["value"] == pytest.approx(100 * 8 / 14, abs=1e-3)
    assert question(found, "why")["n"] == 6
    assert question(found, "why")["themes"][0]["words"][0].startswith("扫码枪")
    assert {row["unit"] for row in question(found, "nps")["units"]} == {
        crowd.units["plant"].pk,
        crowd.units["早班"].pk,
        crowd.units["中班"].pk,
    }
    assert [q.key for q in load(found.questions)] == [q["key"] for q in found.results["questions"]]
