"""Whoever may something everywhere need not be asked project by project: both ways of asking say the same."""

import pytest

from pmo.access import policy
from pmo.access.scopes import forget
from tests.factories import World

KINDS = ("benefit", "measurement", "budget", "risk")
PEOPLE = ("admin", "pmo", "ceo", "pm", "owner", "change", "employee", "stranger")


@pytest.mark.django_db
def test_everywhere_is_on_each_project(world: World) -> None:
    projects, found = (world.mine, world.other), set()
    for name in PEOPLE:
        person = getattr(world, name)
        for kind in KINDS:
            for verb in ("view", "add"):
                if policy.may_everywhere(person, verb, kind):
                    found.add((name, verb))
                    assert all(policy.may(person, verb, kind, project_id=one.pk) for one in projects), (name, kind)
    assert ("pmo", "view") in found
    assert not any(name in ("employee", "stranger") for name, _verb in found)


@pytest.mark.django_db
def test_a_token_of_one_project_reaches_nothing_everywhere(world: World) -> None:
    assert policy.may_everywhere(world.pmo, "view", "benefit")
    world.pmo.token_scope = frozenset({world.mine.pk})  # type: ignore[attr-defined]
    forget(world.pmo)
    assert not policy.may_everywhere(world.pmo, "view", "benefit")


@pytest.mark.django_db
def test_a_token_for_reading_writes_nowhere(world: World) -> None:
    assert policy.may_everywhere(world.pmo, "add", "measurement")
    world.pmo.read_only = True  # type: ignore[attr-defined]
    forget(world.pmo)
    assert policy.may_everywhere(world.pmo, "view", "benefit")
    assert not policy.may_everywhere(world.pmo, "add", "measurement")
