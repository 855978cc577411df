"""What waits for each role, on the pages that list it and on the rail that counts it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from metrics.dashboards import waiting
from metrics.reviews import services as reviews
from pmo.access import scopes
from projects.goals import services as goals
from projects.goals.models import Goal, Requirement


@pytest.fixture
def round_(world):
    Goal.objects.filter(project=world.mine).update(status="submitted")
    return goals.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo, world.cfo], now=world.now)


@pytest.fixture
def requirement(world) -> Requirement:
    return goals.raise_requirement(
        by=world.pm,
        project=world.mine,
        title="手机批量审批",
        title_en="Approve on the phone",
        goal=world.goal,
        business_owner=world.owner,
        now=world.now - timedelta(days=3),
    )


@pytest.fixture
def review(world):
    return reviews.plan_review(
        by=world.pm,
        portfolio=world.portfolio,
        project=world.mine,
        quarter="2026Q3",
        starts_at=world.now + timedelta(days=9),
        organiser=world.pm,
        participants=[world.owner, world.employee],
        now=world.now - timedelta(days=1),
    )


def kinds(user) -> list[str]:
    scopes.forget(user)
    cache.clear()
    user.__dict__.pop("_waiting", None)
    user.__dict__.pop("_decisions", None)
    return [d.kind for d in waiting.of(user, __import__("django.utils.timezone", fromlist=["now"]).now())]


def test_each_role_is_asked_what_is_theirs(world, round_, requirement, review):
    assert kinds(world.ceo) == ["Sign-off"]
    assert kinds(world.cfo) == ["Sign-off"]
    assert kinds(world.it) == ["Assessment"]
    assert kinds(world.owner) == ["Review"]
    assert kinds(world.employee) == ["Review"]
    for nobody in (world.pm, world.pmo, world.stranger, world.admin, world.champion, world.change):
        assert kinds(nobody) == [], nobody
    goals.assess_requirement(
        by=world.it, requirement=requirement, feasibility="feasible", effort_days=Decimal(5), now=world.now
    )
    assert kinds(world.it) == []
    assert sorted(kinds(world.owner)) == ["Requirement", "Review"]


def test_the_longest_waiting_stands_first(world, requirement, review):
    goals.assess_requirement(
        by=world.it,
        requirement=requirement,
        feasibility="feasible",
        effort_days=Decimal(5),
        now=world.now - timedelta(days=2),
    )
    assert kinds(world.owner) == ["Requirement", "Review"]


def test_the_rail_counts_what_the_page_lists(world, round_, client_of):
    client = client_of(world.ceo)
    text = client.get("/decisions/").content.decode()
    assert "1 decision is waiting for you." in text
    assert text.count('<p class="what">') == 1
    assert "goals version 1" in text


def test_what_one_did_oneself_shows_at_once(world, round_, client_of):
    client = client_of(world.ceo)
    assert b"1 decision is waiting for you." in client.get("/portfolio/").content
    goals.sign(by=world.ceo, sign_off=round_, people=Decimal(1), budget=Decimal(1), months=Decimal(1), now=world.now)


@pytest.mark.django_db(transaction=True)
def test_signing_takes_the_decision_off_every_page(world, client_of):
    Goal.objects.filter(project=world.mine).update(status="submitted")
    found = goals.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo], now=world.now)
    client = client_of(world.ceo)
    assert b"1 decision is waiting for you." in client.get("/portfolio/").content
    goals.sign(by=world.ceo, sign_off=found, people=Decimal(1), budget=Decimal(1), months=Decimal(1), now=world.now)
    assert b"Nothing waits for your decision." in client.get("/portfolio/").content
    assert b"Nothing is waiting for you today." in client.get("/").content


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_answered_from_where_it_is_read(world, client_of):
    found = reviews.plan_review(
        by=world.pm,
        portfolio=world.portfolio,
        project=world.mine,
        quarter="2026Q3",
        starts_at=world.now + timedelta(days=9),
        organiser=world.pm,
        participants=[world.owner],
        now=world.now,
    )
    client = client_of(world.owner)
    page = client.get("/").content.decode()
    assert f'action="/reviews/{found.pk}/respond/"' in page
    assert 'name="attendance" value="accepted"' in page
    answer = client.post(f"/reviews/{found.pk}/respond/", {"attendance": "accepted", "next": "/"})
    assert answer["Location"] == "/"
    assert f"/reviews/{found.pk}/respond/" not in client.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_requirement_is_approved_with_one_tap(world, requirement, client_of):
    goals.assess_requirement(
        by=world.it, requirement=requirement, feasibility="feasible", effort_days=Decimal(5), now=world.now
    )
    requirement.refresh_from_db()
    client = client_of(world.owner)
    page = client.get("/decisions/").content.decode()
    assert 'name="status" value="approved"' in page
    given = {"status": "approved", "version": requirement.version, "next": "/decisions/"}
    assert client.post(f"/requirements/{requirement.pk}/decide/", given).status_code == 302
    assert "Nothing waits for your decision." in client.get("/decisions/").content.decode()


def test_the_text_is_in_the_readers_language(world, round_, client_of):
    client = client_of(world.ceo)
    assert b"goals version 1" in client.get("/decisions/").content
    world.ceo.language = "zh-hans"
    world.ceo.save(update_fields=["language"])
    assert "目标第 1 版" in client.get("/decisions/").content.decode()
