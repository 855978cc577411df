"""What the project makes of answers: KPIs that follow a score, pain points that quote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from metrics.kpis.models import Measurement
from metrics.surveys import selectors, services
from metrics.surveys.models import Answer, SurveyRound
from pmo.records import Conflict, Forbidden, Invalid
from projects.goals.evidence import resolve
from projects.goals.models import Kpi
from projects.goals.selectors import pain_points
from tests.factories import World
from tests.metrics.surveys.conftest import Crowd, answer, close, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(opened: Callable[..., SurveyRound], crowd: Crowd, world: World) -> SurveyRound:
    """NPS of 5 promoters and 3 detractors of 8: 25; three write of scanners."""
    found = opened()
    answer(found, world, [(p, {"nps": 9, "csat": 4}) for p in crowd.early[:5]])
    answer(found, world, [(p, {"nps": 3, "csat": 2, "why": "夜班扫码枪不够。经常要等"}) for p in crowd.early[5:]])
    answer(found, world, [(p, {"nps": 7, "csat": 3, "why": "扫码枪没电"}) for p in crowd.late])
    return close(found, world)


def follow(world: World, found: SurveyRound, **values: Any) -> Kpi:
    given: dict[str, Any] = {
        "goal": world.goal,
        "key": "nps",
        "target": "40",
        "due_on": world.today + timedelta(days=300),
        "owner": world.owner,
        "now": world.now + timedelta(days=13),
        **values,
    }
    return services.score_to_kpi(by=world.pm, survey=found.survey, **given)


def test_a_score_becomes_a_kpi_and_later_rounds_its_measurements(
    closed: SurveyRound, crowd: Crowd, world: World
) -> None:
    kpi = follow(world, closed)
    first = question(closed, "nps")["score"]["value"]
    assert kpi.baseline == Decimal(str(round(first, 2)))
    assert (kpi.target, kpi.decimals, kpi.cadence) == (Decimal(40), 0, "quarterly")
    assert [m.value for m in Measurement.objects.filter(kpi=kpi)] == [kpi.baseline]
    following = SurveyRound.objects.get(survey=closed.survey, number=2)
    services.work_off(now=following.opens_at)
    for person in crowd.everybody:
        services.submit(
            by=person, found=following, given={"nps": 10, "csat": 5}, now=following.opens_at + timedelta(hours=1)
        )
    services.work_off(now=following.closes_at)
    newest = Measurement.objects.filter(kpi=kpi).order_by("-measured_on")[0]
    assert (newest.value, newest.sample_size, newest.source) == (Decimal(100), 17, "survey")


def test_a_round_too_small_to_count_brings_no_value(closed: SurveyRound, crowd: Crowd, world: World) -> None:
    kpi = follow(world, closed)
    following = SurveyRound.objects.get(survey=closed.survey, number=2)
    services.work_off(now=following.opens_at)
    services.submit(
        by=crowd.night[0], found=following, given={"nps": 0, "csat": 1}, now=following.opens_at + timedelta(hours=1)
    )
    services.work_off(now=following.closes_at)
    assert Measurement.objects.filter(kpi=kpi).count() == 1


def test_what_cannot_be_followed_says_why(closed: SurveyRound, world: World) -> None:
    follow(world, closed)
    with pytest.raises(Conflict, match="followed"):
        follow(world, closed)
    with pytest.raises(Conflict, match="no_score"):
        follow(world, closed, key="often")
    with pytest.raises(Invalid, match="foreign"):
        follow(world, closed, goal=world.other_goal)
    with pytest.raises(Conflict, match="followed"):
        services.remove_question(by=world.pm, survey=closed.survey, key="nps", now=world.now)


def test_a_sentence_becomes_a_pain_point_that_quotes_it(closed: SurveyRound, world: World) -> None:
    row = next(a for a in Answer.objects.filter(round=closed, question="why") if a.value.startswith("夜班"))
    pain = services.answer_to_pain_point(by=world.pm, found=closed, answer=row, now=world.now)
    assert pain.title == "夜班扫码枪不够"
    assert pain.source == "questionnaire"
    note = pain_points._finding(pain)
    assert note is not None
    assert note.plain() == "One of 9 answers: “夜班扫码枪不够。经常要等”"
    (evidence,) = resolve(world.pm, pain.evidence_kind, [pain.evidence_id or 0]).values()
    assert evidence.url == closed.url
    assert not resolve(world.stranger, pain.evidence_kind, [pain.evidence_id or 0])


def test_a_theme_becomes_a_pain_point_with_its_count(closed: SurveyRound, world: World) -> None:
    pain = services.theme_to_pain_point(by=world.pm, found=closed, key="why", number=0, now=world.now)
    note = pain_points._finding(pain)
    assert note is not None
    assert "9 answers of 9" in note.plain()
    with pytest.raises(Invalid, match="no_theme"):
        services.theme_to_pain_point(by=world.pm, found=closed, key="why", number=99, now=world.now)


def test_who_may_not_read_what_people_wrote_raises_nothing_of_it(closed: SurveyRound, world: World) -> None:
    row = Answer.objects.filter(round=closed, question="why")[0]
    for person in (world.ceo, world.owner, world.champion, world.stranger):
        with pytest.raises(Forbidden):
            services.answer_to_pain_point(by=person, found=closed, answer=row, now=world.now)


def test_the_page_opens_with_the_figure_and_the_one_before(closed: SurveyRound, crowd: Crowd, world: World) -> None:
    following = SurveyRound.objects.get(survey=closed.survey, number=2)
    services.work_off(now=following.opens_at)
    for person in crowd.everybody:
        services.submit(
            by=person, found=following, given={"nps": 10, "csat": 5}, now=following.opens_at + timedelta(hours=1)
        )
    services.work_off(now=following.closes_at)
    following.refresh_from_db()
    said = selectors.lead(following, selectors.previous(following)).plain()
    assert said == "Round 2: NPS 100, 17 of 17 answered. Before: 14."
