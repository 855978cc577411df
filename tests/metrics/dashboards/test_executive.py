"""The portfolio page: its sentence equals its rows, reasons stand beside statuses, change is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from metrics.dashboards import executive, headline
from metrics.health import services as health
from metrics.health.models import HealthSnapshot, ProjectHealth
from metrics.health.quarters import last_quarter_end
from projects.portfolio.choices import State
from projects.portfolio.models import Portfolio, Project
from tests import factories
from tests.factories import CANARY
from tests.metrics.dashboards.conftest import settle, touch


@pytest.fixture
def page(world):
    def read(user=None, of=None):
        return executive.read(user or world.pmo, now=world.now, today=world.today, of=of)

    return read


def test_the_sentence_counts_the_rows_of_the_page(world, fleet, page):
    fleet(8)
    found = page()
    counts = dict.fromkeys(("off", "risk", "none", "ok"), 0)
    for row in found.rows:
        status = row.overall.status if row.overall else "idle"
        counts[status if status in counts else "ok"] += 1
    assert counts == found.standing.counts
    assert sum(counts.values()) == found.standing.total == len(found.rows) == 10
    text = headline.portfolio(found.standing.counts, found.standing.total, len(found.decisions))
    assert text.startswith("10 projects: ")
    for word, code in (("off track", "off"), ("at risk", "risk"), ("on track", "ok")):
        assert (f"{counts[code]} {word}" in text) == bool(counts[code])


def test_every_project_that_is_not_on_track_has_its_worst_reason(world, fleet, page):
    fleet(8)
    found = page()
    bad = [row for row in found.rows if row.overall and row.overall.status in ("off", "risk", "none")]
    assert found.standing.troubled == len(bad)
    whys = executive.troubled(executive.open_projects(world.pmo), found.standing, found.sight.told)
    assert [w.key for w in whys] == [row.project.key for row in bad]
    shown = [(r.key, r.title, r.status, r.since_on, r.sentence.plain()) for r in found.reasons]
    told = [(w.key, w.name, w.status, w.since_on, w.sentence.plain()) for w in whys]
    assert shown == told[: executive.REASONS]


def test_worst_first(world, fleet, page):
    fleet(8)
    from projects.portfolio.choices import SEVERITY

    ranks = [SEVERITY[row.overall.status] for row in page().rows if row.overall]
    assert ranks == sorted(ranks, reverse=True)


def test_more_projects_than_rows_are_counted_and_said(world, fleet, page, client_of):
    fleet(15)
    found = page()
    assert found.standing.total == 17
    assert len(found.rows) == executive.ROWS
    assert found.hidden_rows == 5
    assert b"5 more projects, none worse" in client_of(world.pmo).get("/portfolio/").content


def test_closed_projects_are_not_open(world, page):
    Project.objects.filter(pk=world.other.pk).update(state=State.CLOSED)
    assert page().standing.total == 1
    Project.objects.filter(pk=world.other.pk).update(state=State.ON_HOLD)
    assert page().standing.total == 2


def test_a_project_manager_sees_only_their_own(world, page, client_of):
    settle(world.now)
    assert [row.project.key for row in page(world.pm).rows] == ["FIN-01"]
    text = client_of(world.pm).get("/portfolio/").content.decode()
    assert CANARY not in text
    assert "1 project" in text


def test_a_declared_status_counts_and_both_are_shown(world, measure, page, client_of):
    touch(world, world.mine)
    touch(world, world.other)
    measure(world.kpi, 5, 5, 5, 5)
    assert page().standing.counts["off"] == 1
    until = world.today + timedelta(days=20)
    health.declare(
        by=world.pm, project=world.mine, status="risk", reason="供应商已到场", expires_on=until, now=world.now
    )
    found = page()
    assert (found.standing.counts["off"], found.standing.counts["risk"]) == (0, 1)
    why = next(w for w in found.reasons if w.key == "FIN-01")
    assert why.status == "risk"
    assert why.override.plain() == "Declared by hand until 13 Dec; computed: Off track"
    assert "declared at risk until" in client_of(world.pmo).get("/portfolio/").content.decode()
    later = executive.stand(executive.open_projects(world.pmo), until + timedelta(days=1))
    assert later.counts["off"] == 1


@pytest.mark.parametrize(
    ("was", "change", "better", "worse"),
    [("ok", "worse", 0, 1), ("off", "same", 0, 0), ("", "new", 0, 0)],
)
def test_change_since_the_end_of_the_last_quarter(world, measure, page, was, change, better, worse):
    touch(world, world.mine)
    if was:
        HealthSnapshot.objects.create(project=world.mine, on=last_quarter_end(world.today), status=was)
    measure(world.kpi, 5, 5, 5, 5)
    found = page(world.pm)
    assert found.rows[0].change == change
    assert (found.standing.better, found.standing.worse) == (better, worse)
    assert found.standing.compared == bool(was)


def test_change_is_against_the_quarter_end_not_an_older_snapshot(world, measure, page):
    touch(world, world.mine)
    HealthSnapshot.objects.create(project=world.mine, on=date(2026, 6, 30), status="ok")
    HealthSnapshot.objects.create(project=world.mine, on=date(2026, 9, 30), status="off")
    measure(world.kpi, 5, 5, 5, 5)
    assert ProjectHealth.objects.get(project=world.mine).quarter_status == "off"
    assert page(world.pm).rows[0].change == "same"


def test_what_is_still_to_come_is_never_called_certain():
    line = [(date(2026, 10, 1), 5.0), (date(2026, 11, 1), 3.0)]
    kpi = {
        "name": "x",
        "value": 3,
        "digits": 1,
        "unit": "d",
        "status": "ok",
        "measured": line,
        "expected": [],
        "target": 2.0,
        "chance": 99.9,
    }
    drawn = render_to_string("components/kpi_multiple.html", {"kpi": kpi})
    assert "99% likely by then" in drawn
    assert "100%" not in drawn


def test_small_multiples_show_the_weightiest_kpi_of_each_project(world, measure, page):
    heavy = factories.make_kpi(world.now, world.goal, weight=5, name_en="Heavy")
    measure(world.kpi, 5, 4, 3, compute=False)
    measure(heavy, 5, 4.5, 4)
    found = page(world.pm)
    assert found.multiples[0].name == "Heavy"
    assert found.kpis_total == 2
    assert [v for _d, v in found.multiples[0].measured] == [5.0, 4.5, 4.0]
    assert found.multiples[0].target == 2.0


def test_several_portfolios_are_tabs_and_one_that_is_not_mine_does_not_exist(world, client_of):
    second = factories.make_portfolio(world.now, code="ZWEI")
    factories.make_project(world.now, second, "ZW-01")
    settle(world.now)
    client = client_of(world.pmo)
    assert "3 projects" in client.get("/portfolio/").content.decode()
    assert "1 project" in client.get("/portfolio/?portfolio=ZWEI").content.decode()
    assert client.get("/portfolio/?portfolio=NOPE").status_code == 404
    assert client_of(world.pm).get("/portfolio/?portfolio=ZWEI").status_code == 404


def test_an_empty_portfolio_says_what_to_do(world, client_of):
    Project.objects.update(state=State.CLOSED)
    text = client_of(world.pmo).get("/portfolio/").content.decode()
    assert "There is no open project you can see." in text
    assert "Propose a project" in text
    Portfolio.objects.all()
    assert "Propose a project" not in client_of(world.ceo).get("/portfolio/").content.decode()


def test_the_remembered_parts_change_with_what_happens(world, fleet, client_of):
    fleet(1)
    client = client_of(world.pmo)
    first = client.get("/portfolio/").content.decode()
    project = Project.objects.exclude(pk__in=[world.mine.pk, world.other.pk]).get()
    from projects.portfolio import services

    services.change_project(by=world.pmo, project=project, name_en="Renamed at noon", now=world.now)
    assert "Renamed at noon" not in first
    assert "Renamed at noon" in client.get("/portfolio/").content.decode()


def test_the_sentence_in_chinese():
    with translation.override("zh-hans"):
        text = headline.portfolio({"off": 2, "risk": 3, "none": 0, "ok": 3}, 8, 4)
    assert text == "8 个项目：2 个偏离，3 个有风险，3 个正常。有 4 件事在等您决定。"


def test_who_has_no_portfolio_has_no_page(world, client_of):
    for who in (world.employee, world.admin):
        assert client_of(who).get("/portfolio/").status_code == 404


def test_adoption_has_its_own_column_for_those_who_may_know_it(world, fleet, page, client_of):
    from metrics.health.models import DimensionRow

    fleet(1)
    found = page()
    row = DimensionRow.objects.filter(project_id=world.mine.pk).first() or DimensionRow(project=world.mine)
    row.pk = None
    row.dimension, row.status, row.since_on = "adoption", "off", world.today
    row.sentence = {"key": "adoption.health.far", "params": {}}
    row.fact = {"key": "adoption.health.fact", "params": {"rate": "41 %", "wanted": "74 %"}}
    row.save()
    found = page()
    (used,) = [one.adoption for one in found.rows if one.project.pk == world.mine.pk]
    assert used.fact.plain() == "41 % of 74 %"
    assert "adoption" not in {reading.dimension for reading in found.findings}
    assert all(one.adoption is None for one in page(user=world.pm).rows)
    text = client_of(world.pmo).get("/portfolio/").content.decode()
    assert "41 % of 74 %" in text
    assert "41 % of 74 %" not in client_of(world.pm).get("/portfolio/").content.decode()


def test_feedback_without_a_unit_that_may_be_shown_draws_no_empty_table(world, fleet, client_of):
    fleet(1)
    page = client_of(world.pmo).get("/portfolio/").content.decode()
    assert 'id="h-fb"' in page
    assert "fb-resp" not in page
