"""Promises: one row per occasion and channel, renewable while they wait, withdrawable until delivered."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from pmo import notify, texts
from pmo.notify import selectors, services
from pmo.notify.choices import Channel, State
from pmo.notify.models import Message, Preference
from pmo.texts import Sentence

from .conftest import NOW


def inbox_row(**lookup):
    return Message.objects.get(channel=Channel.INBOX, **lookup)


def test_a_promise_is_in_the_inbox_at_once_and_waits_as_mail(person, note, now):
    lin = person()
    assert note(lin)
    assert [m.text["key"] for m in selectors.inbox(lin, now)] == ["test.note"]
    assert notify.inbox_count(lin, now) == 1
    mail = Message.objects.get(channel=Channel.MAIL)
    assert (mail.state, mail.message_id.endswith("@localhost>")) == (State.PENDING, True)


def test_the_same_occasion_is_promised_once(person, note):
    lin, wang = person(), person("wang")
    assert note(lin)
    assert not note(lin)
    assert note(lin, period="2027-Q1")
    assert note(lin, rule="reviews.missing")
    assert note(lin, subject=wang)
    assert note(wang, subject=lin)
    assert Message.objects.filter(channel=Channel.INBOX).count() == 5
    assert Message.objects.filter(channel=Channel.MAIL).values("message_id").distinct().count() == 5


def test_the_database_refuses_a_second_row_for_an_occasion(person, note):
    note(person())
    row = inbox_row()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_what_is_promised_for_later_is_not_in_the_inbox_before(person, note, now):
    lin = person()
    note(lin, at=now + timedelta(days=7))
    assert not selectors.inbox(lin, now).exists()
    assert selectors.inbox(lin, now + timedelta(days=7)).exists()


def test_the_newest_words_and_time_count_while_a_promise_waits(person, note, now):
    lin = person()
    note(lin, at=now + timedelta(days=7))
    assert not note(lin, at=now + timedelta(days=9), text=Sentence("test.note", {"what": "x", "day": "25"}))
    row = inbox_row()
    assert row.due_at == now + timedelta(days=9)
    assert row.text["params"]["day"] == "25"


def test_a_delivered_promise_does_not_change_any_more(person, note, now):
    lin = person()
    note(lin)
    Message.objects.update(state=State.SENT, sent_at=now)
    assert not note(lin, at=now + timedelta(days=9))
    assert {m.due_at for m in Message.objects.all()} == {now}


def test_a_withdrawn_promise_disappears_and_can_come_back(person, note, now):
    lin = person()
    later = now + timedelta(days=3)
    note(lin, at=later)
    assert notify.withdraw(rule="reviews.reminder", subject=lin, period="2026-Q4") == 2
    assert not selectors.inbox(lin, later).exists()
    assert not note(lin, at=later)
    assert selectors.inbox(lin, later).exists()
    assert set(Message.objects.values_list("state", flat=True)) == {State.PENDING}


def test_withdrawing_leaves_what_was_delivered_and_other_occasions(person, note, now):
    lin, wang = person(), person("wang")
    note(lin)
    note(lin, period="2027-Q1")
    note(wang, subject=lin)
    Message.objects.filter(recipient=wang).update(state=State.SENT, sent_at=now)
    assert notify.withdraw(rule="reviews.reminder", subject=lin, period="2026-Q4", to=lin) == 2
    assert notify.withdraw(rule="reviews.reminder", subject=lin) == 2
    assert selectors.inbox(wang, now).count() == 1


def test_settling_reads_what_was_delivered_and_takes_back_the_rest(person, note, now):
    lin = person()
    note(lin)
    note(lin, period="2027-Q1", at=now + timedelta(days=90))
    Message.objects.filter(period="2026-Q4", channel=Channel.INBOX).update(state=State.SENT, sent_at=now)
    assert notify.settle(rule="reviews.reminder", subject=lin, now=now) == 4
    assert notify.inbox_count(lin, now) == 0
    assert Message.objects.filter(state=State.WITHDRAWN).count() == 3


def test_many_promises_need_as_many_queries_as_few(person, django_assert_max_num_queries, now):
    people = [person(f"p{n}") for n in range(60)]
    text = Sentence("test.note", {"what": "x", "day": "25"})

    def promises(to):
        return [
            services.Promise(rule="r", subject=people[0], period="1", to=one, text=text, url="/", at=now) for one in to
        ]

    with django_assert_max_num_queries(6):
        assert services.promise_many(promises(people[:2])) == 2
    with django_assert_max_num_queries(8):  # SQLite takes 120 rows in three statements
        assert services.promise_many(promises(people)) == 58
    assert Message.objects.count() == 120


def test_a_muted_group_is_kept_out_of_the_inbox(person, note, now):
    lin = person()
    Preference.objects.create(user=lin, group="general", inbox=False, mail="off", updated_at=now)
    note(lin)
    assert not selectors.inbox(lin, now).exists()
    assert inbox_row().skip_reason == "muted"


def test_parameters_in_both_languages_survive_storage(person, note):
    from django.utils import translation

    note(person())
    sentence = Sentence.from_json(inbox_row().text)
    with translation.override("zh-hans"):
        assert "审批周期" in sentence.plain()
    with translation.override("en"):
        assert "cycle time" in sentence.plain()


def test_the_message_id_is_made_from_the_occasion(person, note):
    lin = person()
    note(lin)
    first = Message.objects.get(channel=Channel.MAIL).message_id
    Message.objects.all().delete()
    note(lin, at=NOW + timedelta(hours=1), text=texts.plain("其他"))
    assert Message.objects.get(channel=Channel.MAIL).message_id == first
