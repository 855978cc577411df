"""Who nominates whom, who answers, and what that does to rights."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from changemgmt.champions import services
from changemgmt.champions.choices import MOST_TIME
from changemgmt.champions.models import Champion
from pmo.access import policy, scopes
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.portfolio.models import Project, ProjectMember
from tests import factories
from tests.changemgmt.champions.conftest import TODAY, Network
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """The person as the next request loads them."""
    return User.objects.select_related("unit").get(pk=user.pk)


def told(user: User) -> list[str]:
    rows = Message.objects.filter(recipient=user, channel="inbox").exclude(state="withdrawn")
    return sorted(rows.values_list("rule", flat=True))


def test_the_head_of_the_unit_nominates_without_any_role(network: Network) -> None:
    made = network.nominate(network.ann, by=network.head, note="Everybody asks her")
    assert made.state == "nominated"
    assert made.until_on.isoformat() == "2027-05-23"
    assert told(network.ann) == ["champion.nominated"]
    assert not ProjectMember.objects.filter(user=network.ann).exists()
    assert AuditEntry.objects.get(act="champion.nominated").actor == network.head


def test_the_head_of_a_unit_above_and_whoever_leads_the_change_may_too(network: Network, world: World) -> None:
    assert network.nominate(network.eve, by=network.head, unit=network.team).unit == network.team
    assert network.nominate(network.ann, by=world.change).pk
    assert network.nominate(network.bob, by=world.pm).pk


@pytest.mark.parametrize("who", ["ann", "foreign", "it", "ceo", "stranger", "employee", "admin"])
def test_nobody_else_nominates(network: Network, world: World, who: str) -> None:
    by = getattr(world, who, None) or getattr(network, who)
    with pytest.raises(Forbidden):
        network.nominate(network.bob, by=by)
    assert not Champion.objects.exists()


def test_a_champion_belongs_to_the_unit(network: Network, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        network.nominate(network.foreign)
    assert refusal.value.code == "foreign_unit"
    with pytest.raises(Invalid) as refusal:
        network.nominate(network.ann, unit=network.team)
    assert refusal.value.code == "foreign_unit"
    with pytest.raises(Invalid) as refusal:
        network.nominate(network.foreign, unit=world.workshop)
    assert refusal.value.field == "unit"


def test_who_has_left_is_not_nominated(network: Network) -> None:
    network.ann.is_active = False
    network.ann.save()
    with pytest.raises(Invalid) as refusal:
        network.nominate(network.ann)
    assert refusal.value.code == "left"


def test_nobody_nominates_themselves(network: Network, world: World) -> None:
    with pytest.raises(Forbidden) as refusal:
        network.nominate(network.head, by=network.head)
    assert refusal.value.code == "oneself"


def test_a_person_is_asked_once(network: Network) -> None:
    network.nominate(network.ann)
    with pytest.raises(Conflict) as refusal:
        network.nominate(network.ann, by=network.head)
    assert refusal.value.code == "already"


def test_the_database_keeps_it_so(network: Network) -> None:
    made = network.nominate(network.ann)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_accepting_begins_the_term_and_gives_the_rights(network: Network, world: World) -> None:
    made = network.nominate(network.ann, by=network.head)
    assert not policy.may(again(network.ann), "view", world.mine)
    found = services.accept(by=again(network.ann), champion=made, now=NOW)
    assert (found.state, found.since_on) == ("active", TODAY)
    ann = again(network.ann)
    assert policy.may(ann, "view", world.mine)
    assert scopes.of(ann).project_roles[world.mine.pk] == {"champion"}
    assert told(network.head) == ["champion.accepted"]
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"champion.accepted", "project.member_added"} <= acts


@pytest.mark.parametrize("who", ["head", "change", "pm", "pmo", "bob"])
def test_nobody_accepts_or_refuses_for_somebody_else(network: Network, world: World, who: str) -> None:
    made = network.nominate(network.ann, by=network.head)
    by = getattr(world, who, None) or getattr(network, who)
    for act in (services.accept, services.refuse):
        more = {"reason": "x"} if act is services.refuse else {}
        with pytest.raises(Forbidden) as refusal:
            act(by=by, champion=made, now=NOW, **more)  # type: ignore[operator]
        assert refusal.value.code == "by_proxy"
    assert not ProjectMember.objects.filter(user=network.ann).exists()


def test_refusing_needs_a_reason_and_gives_nothing(network: Network) -> None:
    made = network.nominate(network.ann, by=network.head)
    with pytest.raises(Invalid):
        services.refuse(by=network.ann, champion=made, reason=" ", now=NOW)
    found = services.refuse(by=network.ann, champion=made, reason="On leave from January", now=NOW)
    assert (found.state, found.refusal) == ("refused", "On leave from January")
    assert told(network.head) == ["champion.refused"]
    assert not ProjectMember.objects.filter(user=network.ann).exists()
    with pytest.raises(Conflict):
        services.accept(by=network.ann, champion=made, now=NOW)
    # Another time somebody may say yes.
    assert network.nominate(network.ann).state == "nominated"


def test_who_moved_meanwhile_does_not_become_a_champion_of_the_old_unit(network: Network, world: World) -> None:
    made = network.nominate(network.ann)
    User.objects.filter(pk=network.ann.pk).update(unit=world.workshop)
    with pytest.raises(Conflict) as refusal:
        services.accept(by=network.ann, champion=made, now=NOW)
    assert refusal.value.code == "moved"


def test_a_nomination_that_waited_too_long_is_over(network: Network) -> None:
    made = network.nominate(network.ann, until_on=TODAY + timedelta(days=3))
    with pytest.raises(Conflict) as refusal:
        services.accept(by=network.ann, champion=made, now=NOW + timedelta(days=4))
    assert refusal.value.code == "over"


def test_a_nomination_is_withdrawn_by_who_may_decide(network: Network, world: World) -> None:
    made = network.nominate(network.ann, by=network.head)
    with pytest.raises(Forbidden):
        services.withdraw(by=network.bob, champion=made, now=NOW)
    with pytest.raises(Forbidden):
        services.withdraw(by=network.ann, champion=made, now=NOW)
    assert services.withdraw(by=world.change, champion=made, now=NOW).state == "withdrawn"
    assert told(network.ann) == []
    with pytest.raises(Conflict):
        services.accept(by=network.ann, champion=made, now=NOW)


def test_all_promises_of_a_person_together_are_a_fifth_of_their_work(network: Network, world: World) -> None:
    other = factories.make_project(NOW, world.portfolio, "OA-09", units=(world.finance,), manager=world.pm)
    network.champion(network.ann, time_share=15)
    more = {"by": world.pm, "project": other, "unit": world.finance, "user": network.ann, "now": NOW}
    with pytest.raises(Invalid) as refusal:
        services.nominate(**more, time_share=6)  # type: ignore[arg-type]
    assert "21%" in refusal.value.message
    # Asked before the first promise was made, it counts when it is accepted.
    asked = services.nominate(**more, time_share=5)  # type: ignore[arg-type]
    Champion.objects.filter(project=world.mine).update(time_share=MOST_TIME)
    with pytest.raises(Invalid) as refusal:
        services.accept(by=network.ann, champion=asked, now=NOW)
    assert refusal.value.code == "too_much"


@pytest.mark.parametrize("share", [0, 21])
def test_time_has_its_bounds(network: Network, share: int) -> None:
    with pytest.raises(Invalid):
        network.nominate(network.ann, time_share=share)


@pytest.mark.parametrize("days", [0, -1, 900])
def test_a_term_ends_after_today_and_within_two_years(network: Network, days: int) -> None:
    with pytest.raises(Invalid) as refusal:
        network.nominate(network.ann, until_on=TODAY + timedelta(days=days))
    assert refusal.value.field == "until_on"


def test_processes_belong_to_the_project(network: Network, world: World) -> None:
    own = services.add_process(by=world.pm, project=world.mine, name="月结", now=NOW)
    foreign = services.add_process(by=world.stranger, project=world.other, name="报工", now=NOW)
    with pytest.raises(Invalid):
        network.nominate(network.ann, processes=[foreign])
    made = network.nominate(network.ann, processes=[own], skills={"system": ["报销", "报销", " "], "shift": ["夜班"]})
    assert [row.name for row in made.processes.all()] == ["月结"]
    assert list(made.skills.values_list("kind", "word")) == [("shift", "夜班"), ("system", "报销")]


def test_a_closed_project_is_history(network: Network, world: World) -> None:
    made = network.nominate(network.ann)
    Project.objects.filter(pk=world.mine.pk).update(state="closed")
    with pytest.raises(Conflict):
        network.nominate(network.bob)
    with pytest.raises(Conflict):
        services.accept(by=network.ann, champion=made, now=NOW)


def test_a_stale_answer_is_refused(network: Network) -> None:
    made = network.nominate(network.ann)
    services.change(by=network.head, champion=made, time_share=5, now=NOW)
    with pytest.raises(StaleWrite):
        services.accept(by=network.ann, champion=made, expected=1, now=NOW)
