"""Receipts, reminders, questions, reach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from changemgmt.comms import services
from changemgmt.comms.choices import QuestionState
from changemgmt.comms.models import Announcement, AnnouncementQuestion, Receipt
from changemgmt.comms.selectors import reach, reading
from pmo.audit.models import AuditEntry
from pmo.notify.choices import Channel
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from projects.portfolio import dimensions
from tests import factories
from tests.factories import World

from .conftest import Write


def receipt(found: Announcement, user: object) -> Receipt:
    return found.receipts.get(user=user)


def test_readers_see_what_was_sent_to_them_and_nothing_else(world: World, sent: Announcement, write: Write) -> None:
    draft = write("Entwurf")
    assert list(Announcement.objects.visible_to(world.employee)) == [sent]
    assert not Announcement.objects.visible_to(world.stranger).exists()
    assert set(Announcement.objects.visible_to(world.change)) == {sent, draft}


def test_opening_counts_as_reading_once(world: World, sent: Announcement) -> None:
    services.opened(by=world.employee, announcement=sent, now=world.now)
    services.opened(by=world.employee, announcement=sent, now=world.now + timedelta(days=1))
    mine = receipt(sent, world.employee)
    assert (mine.opened_at, mine.read_at) == (world.now, world.now)
    assert Receipt.objects.filter(read_at__isnull=False).count() == 1


def test_where_readers_confirm_opening_is_not_reading(world: World, send: Write) -> None:
    found = send(confirm=True)
    services.opened(by=world.employee, announcement=found, now=world.now)
    assert receipt(found, world.employee).read_at is None
    services.confirm(by=world.employee, announcement=found, now=world.now + timedelta(minutes=2))
    mine = receipt(found, world.employee)
    assert (mine.opened_at, mine.read_at) == (world.now, world.now + timedelta(minutes=2))
    assert AuditEntry.objects.filter(act="announcement.confirmed", actor=world.employee).count() == 1


def test_nobody_is_counted_to_whom_it_was_not_addressed(world: World, send: Write) -> None:
    found = send(confirm=True)
    services.opened(by=world.change, announcement=found, now=world.now)
    with pytest.raises(Conflict):
        services.confirm(by=world.change, announcement=found, now=world.now)
    assert found.receipts.count() == 4
    assert not found.receipts.filter(read_at__isnull=False).exists()


def test_a_read_only_token_confirms_nothing(world: World, sent: Announcement) -> None:
    world.employee.read_only = True
    with pytest.raises(Forbidden):
        services.confirm(by=world.employee, announcement=sent, now=world.now)


def test_reading_settles_the_inbox(world: World, sent: Announcement) -> None:
    Message.objects.filter(channel=Channel.INBOX).update(state="sent", sent_at=world.now)
    services.opened(by=world.employee, announcement=sent, now=world.now)
    mine = Message.objects.get(rule="announcement.published", recipient=world.employee, channel=Channel.INBOX)
    assert mine.read_at == world.now


def reminded(rule: str = "announcement.reminder") -> list[tuple[str, str]]:
    rows = Message.objects.filter(rule=rule, channel=Channel.INBOX).select_related("recipient")
    return sorted((row.recipient.username, row.period) for row in rows)


# The announcement goes out on Monday 23 November at 17:00; these are 10:00 in Shanghai.
def at(day: int, hour: int = 2) -> datetime:
    return datetime(2026, 11, 1, hour, tzinfo=UTC) + timedelta(days=day - 1)


def test_non_readers_are_reminded_every_second_working_day_at_most_so_often(world: World, sent: Announcement) -> None:
    services.opened(by=world.employee, announcement=sent, now=world.now)
    assert services.remind(now=at(24)) == 0
    assert services.remind(now=at(25)) == 3
    assert services.remind(now=at(25, 3)) == 0
    services.opened(by=world.owner, announcement=sent, now=at(26))
    assert services.remind(now=at(27)) == 2
    assert services.remind(now=at(38)) == 0
    assert reminded() == [("champion", "r1"), ("champion", "r2"), ("owner", "r1"), ("pm", "r1"), ("pm", "r2")]


def test_nobody_is_reminded_at_night_or_on_a_day_off(world: World, sent: Announcement) -> None:
    assert services.remind(now=at(25, 14)) == 0
    assert services.remind(now=at(28)) == 0
    world.employee.time_zone = "Europe/Berlin"
    world.employee.save(update_fields=["time_zone"])
    assert services.remind(now=at(25)) == 3
    assert services.remind(now=at(25, 8)) == 1


def test_after_an_outage_only_the_newest_reminder_is_sent(world: World, sent: Announcement) -> None:
    assert services.remind(now=at(30)) == 4
    assert {period for _who, period in reminded()} == {"r2"}


def test_no_reminders_where_none_are_wanted(world: World, send: Write) -> None:
    send(reminders=0)
    assert services.remind(now=at(30)) == 0
    with pytest.raises(Invalid):
        send(reminders=4)


def ask(world: World, found: Announcement, text: str = "何时开始?", **values: object) -> AnnouncementQuestion:
    given = {"by": world.employee, "announcement": found, "text": text, "now": world.now, **values}
    return services.ask(**given)  # type: ignore[arg-type]


def test_a_question_is_told_to_sender_and_author_and_its_answer_to_whoever_asked(
    world: World, sent: Announcement
) -> None:
    question = ask(world, sent)
    assert {who for who, _period in reminded("announcement.question")} == {"cfo", "change"}
    services.answer(by=world.cfo, question=question, text="下周一", now=world.now)
    services.answer(by=world.cfo, question=question, text="下周一上午", now=world.now)
    assert reminded("announcement.answered") == [("employee", "once")]


def test_who_asked_without_a_name_is_shown_to_nobody(world: World, sent: Announcement) -> None:
    question = ask(world, sent, hidden=True)
    for reader in (world.cfo, world.change, world.pmo, world.champion):
        (shown,) = reading.questions(sent, reader)
        assert shown.shown_asker is None  # type: ignore[attr-defined]
    (mine,) = reading.questions(sent, world.employee)
    assert mine.mine  # type: ignore[attr-defined]
    entry = AuditEntry.objects.get(act="announcement.asked")
    assert entry.actor_id is None
    texts = [str(row.text) for row in Message.objects.filter(rule__startswith="announcement.question")]
    assert texts
    assert not any(world.employee.name in text or world.employee.name_en in text for text in texts)
    services.answer(by=world.change, question=question, text="下周一", now=world.now)
    assert reminded("announcement.answered") == [("employee", "once")]


def test_the_same_questions_get_one_answer(world: World, sent: Announcement) -> None:
    first, second = ask(world, sent), ask(world, sent, "什么时候?", by=world.champion)
    third = ask(world, sent, "哪天?", by=world.owner)
    services.merge(by=world.change, question=third, into=second, now=world.now)
    services.merge(by=world.change, question=second, into=first, now=world.now)
    (shown,) = reading.questions(sent, world.owner)
    assert (shown.pk, len(shown.merged.all()), shown.mine_too) == (first.pk, 2, True)  # type: ignore[attr-defined]
    services.answer(by=world.change, question=first, text="下周一", now=world.now)
    told = [who for who, _period in reminded("announcement.answered")]
    assert told == ["champion", "employee", "owner"]


def test_joining_an_answered_question_tells_the_asker_at_once(world: World, sent: Announcement) -> None:
    first = ask(world, sent)
    services.answer(by=world.change, question=first, text="下周一", now=world.now)
    second = ask(world, sent, by=world.owner)
    services.merge(by=world.change, question=second, into=first, now=world.now)
    assert ("owner", "once") in reminded("announcement.answered")


def test_questions_are_not_joined_across_announcements(world: World, sent: Announcement, send: Write) -> None:
    other = ask(world, send("Zweite"))
    with pytest.raises(Invalid):
        services.merge(by=world.change, question=ask(world, sent), into=other, now=world.now)


def test_only_the_senders_team_answers(world: World, sent: Announcement) -> None:
    question = ask(world, sent)
    for person in (world.employee, world.champion, world.it):
        with pytest.raises(Forbidden):
            services.answer(by=person, question=question, text="ja", now=world.now)
    with pytest.raises(Invalid):
        services.answer(by=world.cfo, question=question, text=" ", now=world.now)


def test_whoever_asked_takes_an_open_question_back(world: World, sent: Announcement) -> None:
    question = ask(world, sent)
    with pytest.raises(Forbidden):
        services.remove(by=world.champion, question=question, now=world.now)
    services.remove(by=world.employee, question=question, now=world.now)
    question.refresh_from_db()
    assert question.state == QuestionState.REMOVED
    with pytest.raises(Conflict):
        services.answer(by=world.change, question=question, text="ja", now=world.now)


def test_strangers_and_closed_announcements_take_no_questions(world: World, sent: Announcement, send: Write) -> None:
    with pytest.raises(Forbidden):
        ask(world, sent, by=world.stranger)
    with pytest.raises(Conflict):
        ask(world, send("Ohne Fragen", questions_open=False))


def test_reach_of_an_announcement_by_unit_and_day(world: World, send: Write) -> None:
    day, night = (factories.make_unit(world.now, name, world.finance) for name in ("白班", "夜班"))
    crew = [factories.make_user(world.now, unit=unit) for unit in (day, day, night, night)]
    found = send()
    for person, later in ((crew[0], 0), (crew[1], 1), (crew[2], 1), (world.pm, 3)):
        services.opened(by=person, announcement=found, now=world.now + timedelta(days=later))
    figures = reach.of(found)
    assert (figures.addressed, figures.read, figures.share) == (8, 4, 50.0)
    units = {line.unit.name: (line.depth, line.read, line.addressed) for line in figures.units if line.unit}
    assert units == {"财务部": (0, 4, 8), "夜班": (1, 1, 2), "白班": (1, 2, 2)}
    assert [line.unit.name for line in figures.units if line.unit][1] == "夜班"
    course = reach.course(found, (world.now + timedelta(days=4)).date())
    assert [read for _on, read in course][:4] == [1, 3, 3, 4]
    assert figures.lead.plain() == f"50% have read it: 4 of 8 people; the last is {night.name_en} with 50%"


def test_reach_of_a_project_counts_its_staff_of_today(world: World, sent: Announcement) -> None:
    newcomer = factories.make_user(world.now, unit=world.finance)
    services.opened(by=world.employee, announcement=sent, now=world.now)
    whole = reach.of_project(world.mine, world.today).whole
    assert (whole.staff, whole.told, whole.read) == (5, 4, 1)
    newcomer.is_active = False
    newcomer.save(update_fields=["is_active"])
    assert reach.of_project(world.mine, world.today).whole.staff == 4
    assert reach.of_project(world.mine, world.today - timedelta(days=1)).whole.told == 0


def test_what_waits_for_whom(world: World, write: Write, send: Write) -> None:
    out = send("Lesen", confirm=True)
    waits = write("Genehmigen")
    services.submit(by=world.change, announcement=waits, now=world.now)
    ask(world, out)

    def keys(person: object) -> list[str]:
        person.__dict__.pop("_decisions", None)
        found = dimensions.decisions_of(person, world.now)
        return sorted(one.key for one in found if one.key.startswith("comms"))

    question = AnnouncementQuestion.objects.get().pk
    assert keys(world.employee) == [f"comms-read-{out.pk}"]
    assert keys(world.pm) == sorted([f"comms-read-{out.pk}", f"comms-approve-{waits.pk}"])
    assert keys(world.cfo) == sorted([f"comms-approve-{waits.pk}", f"comms-question-{question}"])
    assert keys(world.change) == [f"comms-question-{question}"]
    services.approve(by=world.pm, announcement=waits, now=world.now)
    assert f"comms-send-{waits.pk}" in keys(world.change)
    services.confirm(by=world.employee, announcement=out, now=world.now)
    assert keys(world.employee) == []
