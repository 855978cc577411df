"""Adoption and satisfaction as dimensions of health."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from metrics.adoption import health
from metrics.adoption.models import AdoptionForecast, AdoptionTarget
from metrics.adoption.status_part import Aimed
from metrics.surveys.models import Survey, SurveyRound
from metrics.usage.selectors.counts import Counted
from pmo.records.models import create
from projects.portfolio.choices import Stage
from projects.portfolio.models import Project
from tests import factories
from tests.metrics.adoption.conftest import Used

TODAY = date(2026, 11, 23)
COUNTED = Counted(1, "制造执行", "MES", 1, "P-1", active=60, eligible=100, on=TODAY)
TARGET = AdoptionTarget(
    start_on=TODAY - timedelta(days=50), start_share=Decimal(30), due_on=TODAY + timedelta(days=50),
    target_share=Decimal(90),
)  # fmt: skip


def verdict(active: int, *, outcome: str = "coming", day: date = TODAY) -> tuple[str, str]:
    aimed = Aimed(replace(COUNTED, active=active), TARGET, Decimal(60))
    forecast = AdoptionForecast(outcome=outcome, reason="falling", target_share=Decimal(90), points=9)
    status, sentence = health._verdict(aimed, forecast, day)
    return status, sentence.plain()


@pytest.mark.parametrize(
    ("active", "outcome", "days", "status", "said"),
    [
        (60, "never", 0, "ok", "60% use it, 60% were aimed at by today"),
        (55, "coming", 0, "risk", "5 points below the target of today, and closing"),
        (50, "coming", 0, "off", "10 points below the target of today"),
        (55, "never", 0, "risk", "90% is not reached at this pace: the rate is falling"),
        (59, "coming", 60, "off", "90% was due on"),
    ],
)
def test_the_status_says_why(active: int, outcome: str, days: int, status: str, said: str) -> None:
    found = verdict(active, outcome=outcome, day=TODAY + timedelta(days=days))
    assert found[0] == status
    assert said in found[1]


@pytest.mark.django_db
def test_adoption_applies_from_the_change_stage_on_and_with_a_target(used: Used, world: factories.World) -> None:
    project = Project.objects.get(pk=world.mine.pk)
    project.stage = Stage.CHANGE
    assert health.adoption([project], used.setting.today) == {}
    used.target()
    found = health.adoption([project], used.setting.today)[project.pk]
    assert (found.status, found.evidence_url) == ("ok", f"/projects/{project.key}/adoption/")
    project.stage = Stage.PLANNING
    assert health.adoption([project], used.setting.today) == {}


def closed(project: Project, owner: object, now: datetime, value: float, days: int) -> None:
    survey = create(Survey(project=project, title="问卷", title_en="Survey", owner=owner), now=now)
    score = {"value": value, "n": 40, "low": None, "high": None}
    results = {"questions": [{"key": "q", "kind": "nps", "n": 40, "score": score, "units": []}]}
    at = now - timedelta(days=days)
    create(
        SurveyRound(
            survey=survey, number=1, opens_at=at - timedelta(days=5), closes_at=at, status="closed",
            confidentiality="anonymous", invited=60, answered=40, results=results,
        ),
        now=now,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "status"), [(12.0, "ok"), (-10.0, "risk"), (-40.0, "off")])
def test_satisfaction_is_that_of_the_newest_round(
    world: factories.World, now: datetime, value: float, status: str
) -> None:
    project = Project.objects.get(pk=world.mine.pk)
    project.stage = Stage.IMPROVEMENT
    closed(project, world.pm, now, 80.0, days=60)
    closed(project, world.pm, now, value, days=10)
    found = health.content([project], now.date())[project.pk]
    assert found.status == status
    assert "Survey" in found.sentence.plain()


@pytest.mark.django_db
def test_an_old_round_tells_nothing_about_today(world: factories.World, now: datetime) -> None:
    project = Project.objects.get(pk=world.mine.pk)
    project.stage = Stage.IMPROVEMENT
    closed(project, world.pm, now, 10.0, days=300)
    assert health.content([project], now.date()) == {}
