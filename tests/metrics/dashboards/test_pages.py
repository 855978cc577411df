"""The person's day, the page of a project and of a stage: what they show, and to whom."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from metrics.dashboards import activity, project_page, selectors
from metrics.reviews import services as reviews
from pmo import audit
from pmo.access.roles import Role
from projects.goals import services as goals
from projects.goals.models import Goal
from projects.portfolio import services as portfolio
from projects.portfolio.choices import TeamRole
from projects.portfolio.sight import Sight
from tests import factories
from tests.factories import CANARY
from tests.metrics.dashboards.conftest import settle, touch


@pytest.fixture
def secret(world):
    """A pain point and a requirement that people of the support must not read, on a project they are on."""
    pain = factories.make_pain_point(world.now, world.mine, world.owner, title="SECRET-PAIN", hours_per_month=40)
    world.goal.pain_points.add(pain)
    goals.raise_requirement(by=world.pm, project=world.mine, title="SECRET-REQ", goal=world.goal, now=world.now)
    return pain


def test_the_page_of_a_project_leads_from_pain_to_result(world, measure, secret, client_of):
    touch(world, world.mine)
    measure(world.kpi, 5, 4.4, 3.8, 3.2)
    page = project_page.read(
        world.pm, project_page.load(world.pm).get(pk=world.mine.pk), now=world.now, today=world.today
    )
    (group,) = page.thread
    assert [p.title for p in group.pains] == ["SECRET-PAIN"]
    assert group.lines[0].reading.progress == pytest.approx(60.0)
    text = client_of(world.pm).get("/projects/FIN-01/").content.decode()
    assert "60%" in text
    assert "SECRET-PAIN" in text
    assert "40 h" in text
    assert "Record a measurement" in text


def test_who_may_not_read_pain_points_and_requirements_does_not(world, measure, secret, client_of):
    measure(world.kpi, 5, 4.4, 3.8, 3.2)
    support = factories.make_user(world.now, "support", Role.SUPPORT, unit=world.company)
    factories.add_member(world.now, world.mine, support, TeamRole.SUPPORT)
    client = client_of(support)
    for path in ("/projects/FIN-01/", "/"):
        text = client.get(path).content.decode()
        assert "SECRET" not in text, path
        assert "Requirements</h2>" not in text
    assert "60%" in client.get("/projects/FIN-01/").content.decode()


def test_somebody_elses_project_is_not_there(world, client_of):
    settle(world.now)
    for who in (world.pm, world.owner, world.it, world.employee, world.admin):
        client = client_of(who)
        for path in ("/projects/MES-01/", "/projects/MES-01/stage/planning/"):
            assert client.get(path).status_code == 404
            assert CANARY not in client.get(path).content.decode()


def test_stages_that_are_no_stage_are_not_there(world, client_of):
    client = client_of(world.pm)
    assert client.get("/projects/FIN-01/stage/goals/").status_code == 404  # it has a page of its own
    assert client.get("/projects/FIN-01/stage/nonsense/").status_code == 404
    for code in ("planning", "execution", "change", "improvement"):
        assert client.get(f"/projects/FIN-01/stage/{code}/").status_code == 200


def test_commitments_are_added_up_and_time_is_not(world, client_of):
    Goal.objects.filter(project=world.mine).update(status="submitted")
    round_ = goals.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo, world.cfo], now=world.now)
    for who, people, budget, months in ((world.ceo, 2, 500_000, 9), (world.cfo, 3, 1_500_000, 12)):
        goals.sign(
            by=who,
            sign_off=round_,
            people=Decimal(people),
            budget=Decimal(budget),
            months=Decimal(months),
            now=world.now,
        )
    promise = project_page.promise(world.mine)
    assert (promise.people, promise.budget, promise.months) == (5, 2_000_000, 12)
    assert promise.is_complete
    assert "5 people, CNY 2.00 m, 12 months" in client_of(world.pm).get("/projects/FIN-01/").content.decode()


def test_finished_stages_say_how_late_they_were(world, client_of):
    plan = world.mine.stage_plans.get(stage="planning")
    plan.planned_finish_on, plan.finished_on = world.today - timedelta(days=30), world.today - timedelta(days=20)
    plan.save()
    text = client_of(world.pm).get("/projects/FIN-01/").content.decode()
    assert "Planning finished" in text
    assert "8 working days late" in text or "working days late" in text


def test_following_puts_a_project_on_the_rail_and_on_the_day(world, client_of):
    client = client_of(world.ceo)
    settle(world.now)
    assert "Expense control" not in client.get("/").content.decode()
    client.post("/projects/FIN-01/follow/", {"on": "1"})
    text = client.get("/").content.decode()
    assert text.count("Expense control") == 2
    assert "Following" in client.get("/projects/FIN-01/").content.decode()


def test_a_day_holds_actions_and_values_due_first(world, measure, client_of):
    measure(world.kpi, 5, 4)
    for days, title in ((5, "später"), (0, "heute"), (2, "bald")):
        reviews.add_action(
            by=world.pm,
            project=world.mine,
            title=title,
            owner=world.owner,
            due_on=world.today + timedelta(days=days),
            now=world.now,
        )
    later = world.now + timedelta(days=40)
    page = selectors.today_of(world.owner, now=later, today=later.date())
    assert [a.title for a in page.actions] == ["heute", "bald", "später"]
    assert page.wanted == 1
    assert page.measures[0].kpi == world.kpi
    text = client_of(world.owner).get("/").content.decode()
    assert "1 action due" in text
    reviews.finish_action(by=world.owner, action=page.actions[0], status="done", result="gut", now=world.now)
    kpi_done = client_of(world.owner).get("/").content.decode()
    assert "the next action is due on 25 Nov" in kpi_done or "KPI to measure" in kpi_done
    assert "heute" in text


def test_a_new_person_is_told_where_to_begin(world, client_of):
    newcomer = factories.make_user(world.now, "newbie", unit=world.finance)
    text = client_of(newcomer).get("/").content.decode()
    assert "Nothing is waiting for you today." in text
    assert "You are on no project team yet" in text
    assert "Propose a project" not in text
    assert "Propose a project" in client_of(world.pmo).get("/").content.decode()
    assert "FIN-01" not in client_of(world.admin).get("/").content.decode()


def test_news_are_grouped_by_who_did_what(world, client_of):
    for n in range(4):
        factories.add_member(world.now, world.mine, factories.make_user(world.now), TeamRole.SUPPORT)
        reviews.add_action(
            by=world.pm, project=world.mine, title=f"T{n}", owner=world.it, due_on=world.today, now=world.now
        )
    text = client_of(world.it).get("/").content.decode()
    assert text.count("gave an action") == 1
    assert "T3, T2 and 2 more" in text


def test_what_was_written_down_later_is_told_in_the_order_it_happened(world):
    for days in (1, 30, 2):
        audit.record(
            by=world.pm,
            act="project.changed",
            obj=world.mine,
            project_id=world.mine.pk,
            now=world.now - timedelta(days=days),
        )
    told = [line.at for line in activity.recent(Sight(world.pm), [world.mine.pk], 9)]
    assert told == sorted(told, reverse=True)
    assert len(told) >= 3


def test_a_page_names_the_worst_reasons_and_counts_the_others(world, client_of, monkeypatch):
    settle(world.now)
    monkeypatch.setattr(project_page, "REASONS", 1)
    page = project_page.read(
        world.pm, project_page.load(world.pm).get(pk=world.mine.pk), now=world.now, today=world.today
    )
    assert len(page.reasons) == 1
    assert page.further >= 1
    assert page.troubles == 1 + page.further
    assert f"and {page.further} more" in client_of(world.pm).get("/projects/FIN-01/").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_reads_well_in_both_languages(world, fleet, client_of, language):
    fleet(3)
    for who in (world.pmo, world.pm, world.owner, world.it, world.champion):
        who.language = language
        who.save(update_fields=["language"])
        client = client_of(who)
        for path in ("/", "/decisions/", "/projects/FIN-01/", "/projects/FIN-01/stage/execution/"):
            text = client.get(path).content.decode()
            assert "None" not in text, path
            assert "%(" not in text, path
            assert "cell." not in text.split("<main")[1].replace("cell.js", ""), path


def test_holding_a_project_and_closing_it_leaves_its_page(world, client_of):
    portfolio.set_state(by=world.pm, project=world.mine, state="on_hold", reason="预算季", now=world.now)
    assert client_of(world.pm).get("/projects/FIN-01/").status_code == 200


def test_names_are_never_markup(world, client_of):
    evil = "<img src=x onerror=alert(1)>**fett**"
    portfolio.change_project(by=world.pm, project=world.mine, name=evil, name_en=evil, now=world.now)
    world.kpi.name = world.kpi.name_en = evil
    world.kpi.save()
    settle(world.now)
    for path in ("/", "/portfolio/", "/projects/FIN-01/", "/projects/FIN-01/stage/execution/"):
        assert "<img src=x" not in client_of(world.pm).get(path).content.decode(), path


def test_to_read_and_to_learn_are_no_decisions():
    from metrics.dashboards import headline
    from projects.portfolio.dimensions import Consequence, Decision, Sentence

    def asked(consequence):
        return Decision("k", "x", "x", Sentence("plain"), [], "/", None, consequence=consequence)

    reading, signing = asked(Consequence.CONCERNS), asked(Consequence.BINDS)
    assert headline.today([reading, reading], 1, 0) == "Waiting for you: 2 things, 1 action due."
    assert headline.today([reading, signing], 0, 0) == "Waiting for you: 2 decisions."
