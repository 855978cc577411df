"""Nothing in the database or the log leads from an anonymous item to a person, and nothing tells when it came."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from changemgmt.feedback import services
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import items
from pmo import calendars
from pmo.audit.models import AuditEntry
from pmo.idempotency.models import KeyedRequest
from pmo.notify.models import Message
from pmo.orgs.models import Unit
from pmo.records import Conflict, Invalid
from tests.changemgmt.feedback.conftest import Shop, given
from tests.factories import World

pytestmark = pytest.mark.django_db

SECRET = "班长不让我们用扫码枪"


def dump() -> dict[str, set[str]]:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = {repr(row) for row in cursor.fetchall()}
    return found


def submit(client: Client, **values: str) -> Any:
    data = {"kind": "stuck", "reason": "other", "level": "anonymous", "text": SECRET, **values}
    return client.post("/feedback/new/", data, HTTP_USER_AGENT="AGENT-9f", REMOTE_ADDR="10.9.8.7")


def code_of(answer: Any) -> str:
    found = re.search(r'fb-key">([A-Z2-7-]+)<', answer.content.decode())
    assert found is not None
    return found[1]


def test_a_dump_of_everything_holds_no_trace_of_the_author(
    world: World, shop: Shop, client_of: Callable[[Any], Client], caplog: Any
) -> None:
    """Before and after an anonymous submission: the only new row is the item itself; nothing in it is the author's."""
    calendars.default()
    author = shop.people[4]
    client = client_of(author)
    client.get("/feedback/new/?kind=stuck")
    before = dump()
    with caplog.at_level(logging.DEBUG):
        moment = timezone.now()
        answer = submit(client, project=str(world.mine.pk))
    code = code_of(answer)
    new = {table: rows - before[table] for table, rows in dump().items() if rows - before[table]}
    assert set(new) == {"changemgmt_feedback"}, set(new)
    gone = {table for table, rows in before.items() if rows - dump()[table]}
    assert gone == set()
    (row,) = new["changemgmt_feedback"]
    session = client.cookies["luodi_session"].value
    for trace in (author.username, author.name, session, session[:12], "10.9.8.7", "AGENT-9f", code,
                  code.replace("-", ""), answer["X-Request-ID"]):  # fmt: skip
        assert trace not in row, trace
    item = Feedback.objects.get()
    assert item.author_id is None
    assert not any(value == author.pk for name, value in vars(item).items() if name not in ("version", "unit_id"))
    assert (item.created_at.hour, item.created_at.minute, item.created_at.second) == (0, 0, 0)
    assert item.updated_at == item.created_at
    assert moment.strftime("%H:%M") == "00:00" or moment.strftime("%H:%M") not in row
    said = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for trace in (SECRET, code, str(item.pk), "feedback"):
        assert trace not in said, trace


def test_neither_ids_nor_the_order_of_rows_tell_who_came_when(
    world: World, shop: Shop, give: Callable[..., Feedback], give_anonymously: Callable[..., Any]
) -> None:
    """Ids are drawn from 2^53: over two hundred their order has nothing to do with that of arrival. The named ones
    around an anonymous one do not frame it either."""
    made = [given(world, shop, level="anonymous").item.pk for _n in range(60)] + [give().pk for _n in range(60)]
    assert len(set(made)) == 120
    rises = sum(a < b for a, b in itertools.pairwise(made))
    # 119 coin flips: 3.9 standard deviations either way.
    assert 38 < rises < 81


@pytest.mark.postgres
def test_after_the_night_all_of_a_day_were_written_by_one_transaction(
    world: World, shop: Shop, give: Callable[..., Feedback]
) -> None:
    for _n in range(8):
        given(world, shop, level="anonymous")
    services.admit(today=world.today + timedelta(days=1), now=world.now + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM changemgmt_feedback WHERE level = 'anonymous'")
        assert len(cursor.fetchall()) == 1


def test_they_come_in_together_the_next_morning(world: World, shop: Shop, later: Callable[[int], Any]) -> None:
    item = given(world, shop, level="anonymous").item
    assert not Feedback.objects.visible_to(world.pmo).exists()
    assert services.admit(**later(0)) == 0
    assert services.admit(**later(1)) == 1
    assert services.admit(**later(1)) == 0
    assert Feedback.objects.visible_to(world.pmo).get() == item
    entry = AuditEntry.objects.get(object_id=item.pk)
    assert (entry.act, entry.actor, entry.at) == ("feedback.admitted", None, later(1)["now"])


def test_it_lies_under_the_smallest_unit_with_five_people(world: World, shop: Shop) -> None:
    """The second shift has two people; the workshop around it eight."""
    assert given(world, shop, by=shop.pair[0], level="anonymous").item.unit == shop.unit
    assert given(world, shop, level="anonymous").item.unit == shop.unit
    named = given(world, shop, by=shop.pair[0]).item
    assert named.unit == shop.cell


def test_where_fewer_than_five_are_nobody_is_anonymous(world: World, shop: Shop) -> None:
    alone = Unit.objects.create(name="孤岛", code="ISLE", path="/999999/", created_at=world.now, updated_at=world.now)
    with pytest.raises(Invalid) as refused:
        given(world, shop, level="anonymous", unit=alone)
    assert refused.value.field == "level"


def test_nobody_reads_it_once_the_unit_has_fewer_than_five(
    world: World, shop: Shop, give_anonymously: Callable[..., Any]
) -> None:
    item = give_anonymously(text=SECRET).item
    assert Feedback.objects.visible_to(world.pmo).filter(pk=item.pk).exists()
    for person in (*shop.people[2:], *shop.pair):
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert not Feedback.objects.visible_to(world.pmo).filter(pk=item.pk).exists()
    assert not Feedback.objects.visible_to(world.pm).filter(pk=item.pk).exists()


def test_whoever_holds_the_code_follows_it_without_signing_in(
    world: World, shop: Shop, client_of: Callable[[Any], Client], give_anonymously: Callable[..., Any]
) -> None:
    made = give_anonymously(text=SECRET)
    services.answer(by=world.pm, item=made.item, text="我们来看一下", today=world.today, now=world.now)
    page = Client().post("/feedback/receipt/", {"code": made.receipt.lower().replace("-", " ")})
    assert "我们来看一下" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    wrong = Client().post("/feedback/receipt/", {"code": "AAAA-BBBB"})
    assert wrong.status_code == 422
    assert SECRET not in wrong.content.decode()
    assert made.receipt not in str(dump())
    assert made.receipt.replace("-", "") not in str(dump())


def test_what_its_author_adds_is_read_the_next_morning_and_names_nobody(
    world: World, shop: Shop, give_anonymously: Callable[..., Any], later: Callable[[int], Any]
) -> None:
    made = give_anonymously()
    entries = AuditEntry.objects.count()
    day = later(2)["today"]
    services.reply_by_receipt(receipt=made.receipt, text="夜班更慢", today=day)
    assert AuditEntry.objects.count() == entries
    assert [note.text for note in items.author_page(made.item).notes] == ["夜班更慢"]
    assert not items.item_page(made.item, world.pm).notes
    services.admit(**later(3))
    (note,) = items.item_page(made.item, world.pm).notes
    assert (note.text, note.by, note.on) == ("夜班更慢", None, day)


def test_it_is_taken_back_only_before_it_is_read(
    world: World, shop: Shop, give_anonymously: Callable[..., Any]
) -> None:
    fresh = given(world, shop, level="anonymous")
    assert services.reply_by_receipt(receipt=fresh.receipt, undo=True, today=world.today).state == "withdrawn"
    read = give_anonymously()
    with pytest.raises(Conflict):
        services.reply_by_receipt(receipt=read.receipt, undo=True, today=world.today)
    with pytest.raises(Invalid):
        services.reply_by_receipt(receipt="AAAA", text="x", today=world.today)


def test_no_message_is_promised_for_it_before_the_morning(world: World, shop: Shop) -> None:
    given(world, shop, level="anonymous", by=shop.people[2])
    assert not Message.objects.exists()


def test_a_program_gets_the_receipt_once_and_may_not_key_it(
    world: World, shop: Shop, client_of: Callable[[Any], Client]
) -> None:
    client = client_of(shop.people[2])
    body = {"kind": "idea", "reason": "missing", "level": "anonymous"}
    refused = client.post("/api/v1/feedback/", body, "application/json", HTTP_IDEMPOTENCY_KEY="k-1")
    assert refused.status_code == 400
    assert not KeyedRequest.objects.exists()
    answer = client.post("/api/v1/feedback/", body, "application/json")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["id"] is None
    assert "Location" not in answer
    assert items.by_receipt(made["receipt"]) is not None


def test_anonymous_words_in_no_list_carry_a_name(
    world: World, shop: Shop, client_of: Callable[[Any], Client], give_anonymously: Callable[..., Any]
) -> None:
    give_anonymously(text=SECRET, by=shop.people[3])
    client = client_of(world.pmo)
    for url in ("/feedback/all/", "/api/v1/feedback/", "/feedback/all/?export=xlsx"):
        answer = client.get(url)
        assert answer.status_code == 200
        if "xlsx" not in url:
            assert SECRET[:6] in answer.content.decode()
            assert f">{shop.people[3].label}<" not in answer.content.decode()
    assert client.get("/api/v1/feedback/").json()["results"][0]["author"] is None
