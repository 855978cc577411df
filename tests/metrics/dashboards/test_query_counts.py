"""Pages and documents take at most fifteen queries, session and person included, whatever the number of rows."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from projects.portfolio.models import Follow
from tests.api.kit import ApiClient
from tests.metrics.dashboards.conftest import counted, queries

LIMIT = 15
# One query per kind of thing that can wait for somebody.
DECISIONS = 21


def paths(key: str) -> list[str]:
    return ["/", "/portfolio/", f"/projects/{key}/", f"/projects/{key}/stage/execution/", "/decisions/"]


def test_one_project_and_fifty_cost_the_same(world, fleet, client_of):
    people = {name: getattr(world, name) for name in ("pmo", "ceo", "pm", "owner", "it")}
    fleet(1)
    Follow.objects.bulk_create([Follow(user=user, project=world.mine) for user in people.values()])

    def measured() -> dict[str, int]:
        return {
            f"{name} {path}": queries(client_of(user), path)
            for name, user in people.items()
            for path in paths("FIN-01")
        }

    few = measured()
    fleet(49)
    many = measured()
    assert few == many
    assert all(count <= (DECISIONS if "decisions" in name else LIMIT) for name, count in many.items()), many


def test_the_day_costs_no_more_without_the_cache(world, fleet, client_of):
    fleet(5)
    for who in (world.ceo, world.owner, world.it, world.pm):
        client = client_of(who)
        client.get("/")
        assert queries(client, "/", warm=False) <= LIMIT + 10, who  # what a process keeps for five minutes, and rights


@pytest.mark.parametrize("warm", [True, False])
def test_the_status_document(world, fleet, warm):
    fleet(1)
    client = ApiClient(world.pm)
    url = "/api/v1/projects/FIN-01/status/"
    client.get(url)  # what a process reads once
    few = _api(client, url, warm)
    fleet(49)
    assert _api(client, url, warm) == few
    assert few <= (LIMIT if warm else LIMIT + 7)


def test_the_summary(world, fleet):
    fleet(1)
    client = ApiClient(world.pmo)
    few = _api(client, "/api/v1/portfolio/summary/", True)
    fleet(49)
    assert _api(client, "/api/v1/portfolio/summary/", True) == few
    assert few <= LIMIT


def test_reviews_and_actions(world, fleet, client_of):
    from metrics.reviews import services

    client, api = client_of(world.pmo), ApiClient(world.pmo)
    made = fleet(1)
    few = _reviews(client, api, services, world, made)
    made = fleet(20)
    many = _reviews(client, api, services, world, made)
    assert few == many
    # The pack's minutes, signatures and next steps stand beside the agenda.
    assert max(many.values()) <= LIMIT + 1, many


def _reviews(client, api, services, world, projects):
    from datetime import timedelta

    for i, project in enumerate(projects):
        services.plan_review(
            by=world.pmo,
            portfolio=world.portfolio,
            project=project,
            quarter="2026Q3",
            starts_at=world.now + timedelta(days=5 + i),
            organiser=world.pmo,
            participants=[world.ceo, world.owner, world.pm],
            now=world.now,
        )
    from metrics.reviews.models import Review

    one = Review.objects.order_by("pk").first().url
    pages = {path: queries(client, path) for path in ("/reviews/", one, "/reviews/rules/", "/actions/")}
    return pages | {path: _api(api, path, True) for path in ("/api/v1/reviews/", "/api/v1/actions/")}


def _api(client: ApiClient, url: str, warm: bool) -> int:
    cache.clear()
    if warm:
        assert client.get(url).status_code == 200
    with counted() as found:
        assert client.get(url).status_code == 200
    return len(found)
