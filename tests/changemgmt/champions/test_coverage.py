"""Who is missing where: places against people, in one unit and up the tree."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from changemgmt.champions import health, services
from changemgmt.champions.models import Champion
from changemgmt.champions.selectors import coverage
from pmo.accounts.models import User
from pmo.records import Forbidden, Invalid, StaleWrite
from projects.gates import evidence
from projects.portfolio import dimensions
from projects.portfolio.models import Project
from tests.changemgmt.champions.conftest import TODAY, Network
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db


def read(world: World) -> coverage.Coverage:
    return coverage.of(world.mine, TODAY)


def test_before_anybody_is_named_the_sentence_says_how_many_are_needed(network: Network, world: World) -> None:
    found = read(world)
    # pm, owner, champion, employee, head, ann, bob and nine more; six in the team.
    assert [(line.unit.pk, line.people, line.needed) for line in found.lines] == [
        (world.finance.pk, 16, 2),
        (network.team.pk, 6, 1),
    ]
    assert not found.begun
    assert found.sentence.plain() == "Nobody is named yet: 22 people need 3 champions."


def test_places_are_filled_by_who_accepted_and_the_rest_is_named(network: Network, world: World) -> None:
    network.champion(network.ann)
    network.nominate(network.bob)
    found = read(world)
    assert (found.needed, found.filled, found.active, found.missing) == (3, 1, 1, 2)
    assert found.percent == pytest.approx(100 / 3)
    assert [(line.unit.pk, line.missing, line.status) for line in found.own] == [
        (world.finance.pk, 1, "risk"),
        (network.team.pk, 1, "off"),
    ]
    assert found.sentence.plain().startswith("1 of 3 places are filled for 22 people. Missing: 1 in ")
    with translation.override("zh-hans"):
        assert "3" in found.sentence.plain()
        assert "places" not in found.sentence.plain()
    assert [one.user for one in found.own[0].waiting] == [network.bob]


def test_the_whole_tree_adds_up(network: Network, world: World) -> None:
    network.champion(network.ann)
    network.champion(network.eve, unit=network.team)
    (above,) = read(world).rolled
    assert (above.unit, above.total_people, above.total_needed, above.total_filled) == (world.finance, 22, 3, 2)


def test_who_moved_or_whose_term_is_over_fills_no_place(network: Network, world: World) -> None:
    network.champion(network.ann, until_on=TODAY + timedelta(days=5))
    assert read(world).filled == 1
    assert coverage.of(world.mine, TODAY + timedelta(days=6)).filled == 0
    assert coverage.of(world.mine, TODAY - timedelta(days=1)).filled == 0
    User.objects.filter(pk=network.ann.pk).update(unit=world.workshop)
    found = read(world)
    assert found.filled == 0
    assert [one.user for one in found.own[0].elsewhere] == [network.ann]


def test_the_ratio_is_the_project_s_within_its_bounds(network: Network, world: World) -> None:
    made = services.save_setting(by=world.change, project=world.mine, people_per_champion=5, smallest_unit=7, now=NOW)
    found = read(world)
    # The team of six counts with finance now: 22 people, one for every five.
    assert [(line.people, line.needed) for line in found.lines] == [(22, 5), (0, 0)]
    assert found.lines[1].counted_with == world.finance
    for value in (4, 51):
        with pytest.raises(Invalid):
            services.save_setting(by=world.change, project=world.mine, people_per_champion=value, now=NOW)
    with pytest.raises(Forbidden):
        services.save_setting(by=world.it, project=world.mine, people_per_champion=10, now=NOW)
    services.save_setting(by=world.pm, project=world.mine, people_per_champion=10, now=NOW)
    with pytest.raises(StaleWrite):
        services.save_setting(
            by=world.pm, project=world.mine, people_per_champion=12, expected=made.version - 1 or 99, now=NOW
        )


def test_a_critical_process_needs_somebody_who_knows_it(network: Network, world: World) -> None:
    process = services.add_process(by=world.pm, project=world.mine, name="月结", name_en="Month-end", now=NOW)
    found = read(world)
    assert [row.process.name for row in found.uncovered] == ["月结"]
    network.champion(network.ann, processes=[process])
    assert read(world).uncovered == []
    services.end(by=world.change, champion=Champion.objects.get(), reason="x", now=NOW)
    assert len(read(world).uncovered) == 1


def test_many_projects_take_as_many_queries_as_one(
    network: Network, world: World, django_assert_num_queries: object
) -> None:
    network.champion(network.ann)
    for projects in ([world.mine], [world.mine, world.other]):
        rows = list(Project.objects.filter(pk__in=[one.pk for one in projects]))
        with django_assert_num_queries(7):  # type: ignore[operator]
            found = coverage.many(rows, TODAY)
        assert found.keys() == {one.pk for one in projects}


# --- what others read of it


def test_evidence_at_a_gate(network: Network, world: World) -> None:
    network.champion(network.ann)
    found = evidence.read("champion_coverage", world.mine, TODAY, Decimal(30))
    assert (found.status, str(found.value_text)) == ("met", "33.3%")
    assert evidence.read("champion_coverage", world.mine, TODAY, None).status == "missed"
    Project.objects.get(pk=world.mine.pk).units.through.objects.all().delete()
    assert evidence.read("champion_coverage", world.mine, TODAY, None).status == "not_available"


def test_health_speaks_once_a_network_has_begun(network: Network, world: World) -> None:
    assert health.read([world.mine], TODAY) == {}
    network.champion(network.ann)
    reading = health.read([world.mine], TODAY)[world.mine.pk]
    assert reading.status == "risk"
    assert reading.sentence.plain().startswith("2 of 3 champions missing: ")
    Project.objects.filter(pk=world.mine.pk).update(stage="change")
    world.mine.refresh_from_db()
    assert health.read([world.mine], TODAY)[world.mine.pk].status == "off"
    network.champion(network.bob)
    network.champion(network.eve, unit=network.team)
    assert health.read([world.mine], TODAY)[world.mine.pk].status == "ok"
    services.add_process(by=world.pm, project=world.mine, name="月结", now=NOW)
    assert health.read([world.mine], TODAY)[world.mine.pk].status == "risk"
    Project.objects.filter(pk=world.mine.pk).update(stage="planning")
    world.mine.refresh_from_db()
    assert health.read([world.mine], TODAY) == {}


def keys(user: User) -> list[str]:
    user = User.objects.select_related("unit").get(pk=user.pk)
    found = dimensions.decisions_of(user, NOW)
    return [one.key.rsplit(":", 1)[0] for one in found if one.key.startswith("champion.")]


def test_what_waits_for_whom(network: Network, world: World) -> None:
    assert keys(network.head) == []
    asked = network.nominate(network.ann, until_on=TODAY + timedelta(days=20))
    assert keys(network.ann) == ["champion.accept"]
    # Somebody is asked in finance; the team below has another head.
    assert keys(network.head) == []
    services.accept(by=network.ann, champion=asked, now=NOW)
    assert keys(network.ann) == ["champion.go_on"]
    assert keys(network.head) == [f"champion.nominate:{world.mine.pk}"]
    services.offer_renewal(by=network.ann, champion=asked, go_on=True, now=NOW)
    assert keys(network.ann) == []
    assert "champion.renew" in keys(network.head)
    assert keys(world.change) == ["champion.renew"]
    assert keys(network.bob) == []


def test_ends_of_terms_are_key_dates(network: Network, world: World) -> None:
    network.champion(network.ann, until_on=TODAY + timedelta(days=20))
    dates = dimensions.key_dates([world.mine.pk], TODAY, TODAY + timedelta(days=90))
    (found,) = [one for one in dates if one.title.key == "champion.date.term"]
    assert found.on == TODAY + timedelta(days=20)
