"""A term is agreed, renewed with the champion's word, ended with a reason, or over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from changemgmt.champions import services
from changemgmt.champions.models import Champion
from pmo.access import policy
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from projects.portfolio.models import ProjectMember
from tests.changemgmt.champions.conftest import TODAY, Network
from tests.changemgmt.champions.test_nominations import again, told
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_ending_takes_the_rights_back(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    with pytest.raises(Invalid):
        services.end(by=world.change, champion=found, reason="", now=NOW)
    ended = services.end(by=network.head, champion=found, reason="Moves to the night shift", now=NOW)
    assert (ended.state, ended.end_kind, ended.ended_on) == ("ended", "by_hand", TODAY)
    assert not ProjectMember.objects.filter(user=network.ann).exists()
    assert not policy.may(again(network.ann), "view", world.mine)
    assert "champion.ended" in told(network.ann)
    assert AuditEntry.objects.filter(act="project.member_removed").count() == 1
    with pytest.raises(Conflict):
        services.end(by=world.change, champion=found, reason="x", now=NOW)


@pytest.mark.parametrize("who", ["ann", "bob", "it", "employee", "stranger", "ceo"])
def test_who_may_not_end_a_term(network: Network, world: World, who: str) -> None:
    found = network.champion(network.ann)
    by = getattr(world, who, None) or getattr(network, who)
    with pytest.raises(Forbidden):
        services.end(by=by, champion=found, reason="x", now=NOW)


def test_a_champion_steps_down_in_person(network: Network) -> None:
    found = network.champion(network.ann)
    with pytest.raises(Forbidden):
        services.resign(by=network.head, champion=found, reason="x", now=NOW)
    assert services.resign(by=network.ann, champion=found, reason="Too much", now=NOW).end_kind == "resigned"


def test_a_term_that_is_over_ends_once_and_so_does_that_of_who_left(network: Network) -> None:
    over = network.champion(network.ann, until_on=TODAY + DAY)
    gone = network.champion(network.bob)
    waiting = network.nominate(network.eve)
    User.objects.filter(pk__in=[network.bob.pk, network.eve.pk]).update(is_active=False)
    assert services.expire(now=NOW + DAY) == 2
    assert services.expire(now=NOW + 2 * DAY) == 1
    assert services.expire(now=NOW + 2 * DAY) == 0
    kinds = dict(Champion.objects.values_list("user__username", "end_kind"))
    assert kinds == {"ann": "term", "bob": "left", "eve": ""}
    over.refresh_from_db()
    assert over.ended_on == TODAY + DAY
    waiting.refresh_from_db()
    gone.refresh_from_db()
    assert (waiting.state, gone.state) == ("withdrawn", "ended")
    assert not ProjectMember.objects.filter(user__in=[network.ann, network.bob]).exists()
    assert told(network.ann) == ["champion.term_over"]


def test_renewing_takes_the_champion_s_word_and_somebody_else_s_decision(network: Network, world: World) -> None:
    found = network.champion(network.ann, until_on=date(2026, 12, 18))
    with pytest.raises(Conflict) as refusal:
        services.renew(by=world.change, champion=found, until_on=date(2027, 6, 30), now=NOW)
    assert refusal.value.code == "not_offered"
    with pytest.raises(Forbidden):
        services.offer_renewal(by=network.head, champion=found, go_on=True, now=NOW)
    services.offer_renewal(by=network.ann, champion=found, go_on=True, now=NOW)
    assert "champion.renewal_offered" in told(world.change)
    assert "champion.renewal_offered" in told(network.head)
    with pytest.raises(Forbidden):
        services.renew(by=network.ann, champion=found, until_on=date(2027, 6, 30), now=NOW)
    with pytest.raises(Invalid):
        services.renew(by=world.change, champion=found, until_on=date(2026, 12, 1), now=NOW)
    renewed = services.renew(by=network.head, champion=found, until_on=date(2027, 6, 30), now=NOW)
    assert (renewed.until_on, renewed.renewal) == (date(2027, 6, 30), "")


def test_who_will_stop_is_not_renewed(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    assert services.offer_renewal(by=network.ann, champion=found, go_on=False, now=NOW).renewal == "declined"
    with pytest.raises(Conflict):
        services.renew(by=world.change, champion=found, until_on=date(2027, 6, 30), now=NOW)


def test_champions_tell_their_skills_and_nothing_else(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    services.change(by=network.ann, champion=found, skills={"language": ["中文", "English"]}, now=NOW)
    assert [row.word for row in found.skills.all()] == ["中文", "English"]
    for values in ({"time_share": 5}, {"until_on": date(2027, 1, 31)}):
        with pytest.raises(Forbidden):
            services.change(by=network.ann, champion=found, now=NOW, **values)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        services.change(by=network.bob, champion=found, skills={"language": ["x"]}, now=NOW)
    assert services.change(by=world.change, champion=found, time_share=5, now=NOW).time_share == 5


def test_reminders_come_once_on_the_morning_of_a_working_day(network: Network, world: World) -> None:
    ending = network.champion(network.ann, until_on=date(2026, 12, 18))
    waiting = network.nominate(network.bob)
    night = NOW.replace(hour=17)  # 01:00 in Shanghai
    assert services.remind(now=night) == 0
    saturday = NOW + 5 * DAY
    assert services.remind(now=saturday) == 0
    # The end of the term is near at once; the nomination has waited for three working days on Thursday.
    assert services.remind(now=NOW) == 1
    assert services.remind(now=NOW + 3 * DAY) == 1
    assert services.remind(now=NOW + 4 * DAY) == 0
    assert told(network.ann).count("champion.renewal") == 1
    assert Message.objects.filter(rule="champion.nominated", recipient=waiting.user, channel="inbox").count() == 2
    services.offer_renewal(by=network.ann, champion=ending, go_on=True, now=NOW)
    assert services.remind(now=NOW + 7 * DAY) == 0


def test_a_quiet_champion_is_named_once_and_again_only_after_having_been_heard(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    fourteen = NOW + 18 * DAY  # Friday, 11 December: 14 working days later
    assert services.remind(now=fourteen) == 0
    assert services.remind(now=fourteen + 3 * DAY) == 1
    assert services.remind(now=fourteen + 4 * DAY) == 0
    assert "champion.quiet" in told(world.change)
    assert "champion.quiet" not in told(network.head)
    services.note_entry(
        by=network.ann, champion=found, kind="session", on=TODAY + 22 * DAY, now=NOW + 22 * DAY, people=9
    )
    assert services.remind(now=NOW + 23 * DAY) == 0
    assert services.remind(now=NOW + 50 * DAY) == 1
