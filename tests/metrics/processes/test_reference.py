"""The real log of a reimbursement process, all the way: the answers of its README come out exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.test import Client

from metrics.kpis.models import Measurement
from metrics.processes import results, services
from metrics.processes.models import EventLog, Process
from tests import factories
from tests.api.kit import ApiClient

pytestmark = [pytest.mark.reference, pytest.mark.slow]

World = factories.World
Work = Callable[[], int]
FINAL = "Declaration FINAL_APPROVED by SUPERVISOR"


@pytest.fixture
def log(world: World, process: Process, work: Work, bpic: Path) -> EventLog:
    with bpic.open("rb") as stream:
        made = services.upload_log(by=world.pm, process=process, upload=File(stream, name=bpic.name), now=world.now)
    work()
    made.log.refresh_from_db()
    return made.log


def test_the_known_answers(world: World, log: EventLog) -> None:
    data = log.analysis.result
    assert (data["cases"], data["events"], data["activities"]) == (10_357, 55_628, 14)
    cycle = data["cycle"]
    assert (round(cycle["mean"], 3), round(cycle["median"], 3), round(cycle["p90"], 2)) == (11.087, 7.312, 18.91)
    steps = {s["activity"]: s for s in data["steps"]}
    assert steps["Declaration SUBMITTED by EMPLOYEE"]["events"] == 11_371
    assert steps[FINAL]["events"] == 9_999
    assert steps["Request Payment"]["events"] == 9_914
    assert steps["Payment Handled"]["events"] == 9_912
    assert steps["Declaration SUBMITTED by EMPLOYEE"]["first"] == 10_222
    assert steps["Declaration SAVED by EMPLOYEE"]["first"] == 135
    assert steps["Payment Handled"]["last"] == 9_911
    edges = {(e["source"], e["target"]): e for e in data["edges"]}
    wait = edges[FINAL, "Request Payment"]
    assert (wait["count"], round(wait["median"], 2), round(wait["mean"], 2)) == (9_912, 1.13, 3.07)
    paid = edges["Request Payment", "Payment Handled"]
    assert (paid["count"], round(paid["median"], 2), round(paid["mean"], 2)) == (9_911, 3.24, 3.57)
    assert round(data["rework"]["returned_share"] * 100, 1) == 12.3
    assert len(results.complete_months(data)) == 24
    assert {"2017", "2018", "2019", "2017Q1", "2018Q4"} <= set(log.analysis.periods)


def test_pain_point_and_kpi_follow(world: World, log: EventLog) -> None:
    pain = services.finding_to_pain_point(
        by=world.pm, log=log, source=FINAL, target="Request Payment", goal=world.goal, now=world.now
    )
    assert (pain.title, pain.frequency_per_month) == ("从终审到申请付款，平均要等 3.1 天", Decimal(413))
    kpi = services.figure_to_kpi(
        by=world.pm, process=log.process, goal=world.goal, figure="median", target="2", due_on=date(2027, 3, 31),
        owner=world.owner, now=world.now,
    )  # fmt: skip
    assert (kpi.baseline, kpi.baseline_on) == (Decimal("7.312269"), date(2018, 12, 31))
    months = Measurement.objects.filter(kpi=kpi).order_by("measured_on")
    assert months.count() == 24
    first, last = months[0], months[23]
    assert (first.measured_on, first.sample_size, round(first.value, 3)) == (date(2017, 1, 31), 73, Decimal("6.269"))
    assert (last.measured_on, last.sample_size, round(last.value, 3)) == (date(2018, 12, 31), 765, Decimal("7.299"))


def test_the_page_says_it(world: World, log: EventLog, client_of: Callable[[Any], Client]) -> None:
    client = client_of(world.pm)
    body = client.get(log.process.url).content.decode()
    assert "takes a median of 7.3 days from Submitted to Payment Handled; " in body
    assert "more than half of the waiting lies in the two hand-overs after Final approved" in body
    assert "10,357 cases, 55,628 events, 14 different steps; mean 11.1 days, 90th percentile 18.9 days" in body
    world.pm.language = "zh-hans"
    world.pm.save()
    body = client.get(log.process.url).content.decode()
    assert "从提交到付款完成，中位 7.3 天；一半以上的时间花在终审之后的两步。" in body
    assert "10,357 单，55,628 步，14 种动作；平均 11.1 天，90 分位 18.9 天；12.3% 至少被退回一次" in body


def test_the_api_says_the_same(world: World, log: EventLog) -> None:
    data = ApiClient(world.pm).get(f"/api/v1/processes/{log.process_id}/analysis/").json()
    assert (data["cases"], data["events"]) == (10_357, 55_628)
    assert round(data["cycle_time"]["median"], 3) == 7.312
    assert len(data["months"]) == 25
    assert len(data["handovers"]) == 32


def test_read_twice_it_is_the_same_to_the_byte(world: World, log: EventLog, work: Work) -> None:
    before = log.analysis
    services.analyse_again(by=world.pm, log=log, now=world.now)
    work()
    after = EventLog.objects.get(pk=log.pk).analysis
    assert (after.result, after.periods, after.maps) == (before.result, before.periods, before.maps)
