"""Asked in two taps, answered for all, shown without a name, handed on when nobody answers; and the log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from changemgmt.champions import activity, services
from changemgmt.champions.models import ChampionEntry, ChampionQuestion
from changemgmt.champions.selectors import mine, questions
from pmo.accounts.models import User
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from tests.changemgmt.champions.conftest import TODAY, Network
from tests.changemgmt.champions.test_nominations import again, told
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ask(user: User, world: World, words: str = "How do I attach a receipt?", topic: str = "how") -> ChampionQuestion:
    return services.ask(by=again(user), project=world.mine, topic=topic, words_=words, now=NOW)


def test_a_question_goes_to_the_champions_of_the_nearest_unit(network: Network, world: World) -> None:
    network.champion(network.ann)
    network.champion(network.eve, unit=network.team)
    from_finance = ask(network.bob, world)
    assert from_finance.unit == world.finance
    assert "champion_question.asked" in told(network.ann)
    assert "champion_question.asked" not in told(network.eve)
    mate = User.objects.filter(unit=network.team).exclude(pk=network.eve.pk).first()
    assert mate is not None
    assert ask(mate, world).unit == network.team
    assert told(network.eve).count("champion_question.asked") == 1


def test_without_a_champion_whoever_leads_the_change_is_asked_at_once(network: Network, world: World) -> None:
    made = ask(network.bob, world)
    assert made.escalated_at == NOW
    assert told(world.change) == ["champion_question.escalated"]


def test_only_people_the_project_concerns_ask(network: Network, world: World) -> None:
    with pytest.raises(Forbidden):
        ask(network.foreign, world)
    with pytest.raises(Forbidden):
        ask(world.it, world)


def test_the_same_is_not_asked_twice_and_not_more_than_ten_at_once(network: Network, world: World) -> None:
    network.champion(network.ann)
    for n in range(10):
        ask(network.bob, world, f"Question {n}")
    with pytest.raises(Conflict) as refusal:
        ask(network.bob, world, "Question 3")
    assert refusal.value.code == "asked"
    with pytest.raises(Conflict) as refusal:
        ask(network.bob, world, "Question 11")
    assert refusal.value.code == "too_many"
    with pytest.raises(Invalid):
        ask(network.head, world, topic="gossip")


def test_one_tap_is_enough(network: Network, world: World) -> None:
    network.champion(network.ann)
    assert ask(network.bob, world, "", "visit").label == "Come by, please"


def test_a_champion_answers_and_the_asker_is_told(network: Network, world: World) -> None:
    network.champion(network.ann)
    made = ask(network.bob, world)
    with pytest.raises(Invalid):
        services.answer(by=again(network.ann), question=made, answer=" ", now=NOW)
    found = services.answer(by=again(network.ann), question=made, answer="Photograph it.", now=NOW)
    assert (found.state, found.answered_by) == ("answered", network.ann)
    assert told(network.bob) == ["champion_question.answered"]
    # The champion may put the own answer right; nobody else writes over it.
    assert services.answer(by=again(network.ann), question=made, answer="Photograph both sides.", now=NOW).answer
    with pytest.raises(Conflict):
        services.answer(by=world.change, question=made, answer="Mine is better", now=NOW)
    with pytest.raises(StaleWrite):
        services.answer(by=again(network.ann), question=made, answer="x", expected=1, now=NOW)


@pytest.mark.parametrize("who", ["bob", "head", "eve", "foreign", "stranger", "ceo", "champion"])
def test_who_does_not_answer(network: Network, world: World, who: str) -> None:
    network.champion(network.ann)
    network.champion(network.eve, unit=network.team)
    made = ask(network.bob, world)
    by = getattr(world, who, None) or getattr(network, who)
    with pytest.raises(Forbidden):
        services.answer(by=again(by), question=made, answer="x", now=NOW)


def test_a_question_is_between_the_asker_the_champions_and_whoever_leads(network: Network, world: World) -> None:
    network.champion(network.ann)
    network.champion(network.eve, unit=network.team)
    made = ask(network.bob, world)

    def sees(user: User) -> bool:
        return made in questions.visible(again(user))

    assert all(sees(user) for user in (network.bob, network.ann, world.change, world.pm, world.pmo))
    others = (network.head, network.eve, network.foreign, world.ceo, world.it, world.employee, world.stranger)
    assert not any(sees(user) for user in others)


def test_a_shown_answer_reaches_the_unit_and_those_below(network: Network, world: World) -> None:
    network.champion(network.ann)
    made = ask(network.bob, world)
    services.answer(by=again(network.ann), question=made, answer="Photograph it.", public=True, now=NOW)
    for user in (network.eve, network.head, world.employee):
        assert made in questions.shown_to_unit(again(user))
    assert made not in questions.shown_to_unit(again(network.foreign))
    assert made not in questions.visible(again(network.foreign))


def test_an_ended_champion_reads_nothing_any_more(network: Network, world: World) -> None:
    champion = network.champion(network.ann)
    made = ask(network.bob, world)
    services.end(by=world.change, champion=champion, reason="x", now=NOW)
    assert made not in questions.visible(again(network.ann))


def test_after_two_working_days_it_goes_to_whoever_leads_the_change_once(network: Network, world: World) -> None:
    network.champion(network.ann)
    made = ask(network.bob, world)
    # Asked on Monday at 17:00; Wednesday at 17:00 is two working days later.
    assert services.escalate(now=NOW + 2 * DAY - timedelta(minutes=1)) == 0
    assert services.escalate(now=NOW + 2 * DAY) == 1
    assert services.escalate(now=NOW + 3 * DAY) == 0
    assert told(world.change).count("champion_question.escalated") == 1
    made.refresh_from_db()
    assert made.escalated_at == NOW + 2 * DAY
    services.answer(by=world.change, question=made, answer="Like this.", now=NOW + 3 * DAY)


def test_weekends_do_not_count(network: Network, world: World) -> None:
    network.champion(network.ann)
    friday = NOW + 4 * DAY
    services.ask(by=again(network.bob), project=world.mine, topic="how", words_="x", now=friday)
    assert services.escalate(now=friday + 3 * DAY) == 0
    assert services.escalate(now=friday + 4 * DAY) == 1


def test_a_question_is_taken_back_by_its_asker_alone(network: Network, world: World) -> None:
    network.champion(network.ann)
    made = ask(network.bob, world)
    with pytest.raises(Forbidden):
        services.take_back(by=network.ann, question=made, now=NOW)
    services.take_back(by=network.bob, question=made, now=NOW)
    assert "champion_question.asked" not in told(network.ann)
    assert services.escalate(now=NOW + 9 * DAY) == 0
    with pytest.raises(Conflict):
        services.answer(by=again(network.ann), question=made, answer="x", now=NOW)


def test_my_champion_is_that_of_the_nearest_unit(network: Network, world: World) -> None:
    network.champion(network.ann)
    (found,) = mine.mine(again(network.eve))
    assert [one.user for one in found.champions] == [network.ann]
    network.champion(network.bob, unit=world.finance)
    services.change(by=network.ann, champion=found.champions[0], skills={"shift": ["夜班"]}, now=NOW)
    (found,) = mine.mine(again(network.eve))
    assert [helper.words for helper in found.people] == [["夜班"], []]
    mate = network.champion(network.eve, unit=network.team)
    other = User.objects.filter(unit=network.team).exclude(pk=network.eve.pk).first()
    assert other is not None
    (found,) = mine.mine(again(other))
    assert [one.user for one in found.champions] == [network.eve]
    assert mine.mine(again(network.foreign)) == []
    assert mate.pk


# --- the log


def test_the_log_is_the_champion_s_own(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    entry = services.note_entry(by=network.ann, champion=found, kind="answer", on=TODAY, now=NOW)
    for by in (network.head, world.change, network.bob):
        with pytest.raises(Forbidden):
            services.note_entry(by=by, champion=found, kind="answer", on=TODAY, now=NOW)
        with pytest.raises(Forbidden):
            services.change_entry(by=by, entry=entry, people=3, now=NOW)
        with pytest.raises(Forbidden):
            services.remove_entry(by=by, entry=entry, now=NOW)
    assert services.change_entry(by=network.ann, entry=entry, people=3, now=NOW).people == 3
    services.remove_entry(by=network.ann, entry=entry, now=NOW)
    assert not ChampionEntry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"on": TODAY + DAY}, {"on": TODAY - 15 * DAY}, {"kind": "sleep"}, {"people": 0}, {"people": 501}],
)
def test_the_log_refuses_nonsense(network: Network, wrong: dict[str, object]) -> None:
    found = network.champion(network.ann)
    given = {"kind": "answer", "on": TODAY, **wrong}
    with pytest.raises(Invalid):
        services.note_entry(by=network.ann, champion=found, now=NOW, **given)  # type: ignore[arg-type]


def test_a_term_that_ended_keeps_its_log(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    services.end(by=world.change, champion=found, reason="x", now=NOW)
    found.refresh_from_db()
    with pytest.raises(Conflict):
        services.note_entry(by=network.ann, champion=found, kind="answer", on=TODAY, now=NOW)


def test_activity_adds_the_log_and_the_answers_week_by_week(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    key = (network.ann.pk, world.mine.pk)
    assert activity.of([key], TODAY)[key].total == 0
    services.note_entry(by=network.ann, champion=found, kind="session", on=TODAY - 7 * DAY, now=NOW)
    services.note_entry(by=network.ann, champion=found, kind="answer", on=TODAY, now=NOW)
    services.answer(by=again(network.ann), question=ask(network.bob, world), answer="x", now=NOW)
    done = activity.of([key], TODAY)[key]
    assert done.weeks[-2:] == [1, 2]
    assert (done.kinds["log"], done.kinds["questions"], done.last_on) == (2, 1, TODAY)
