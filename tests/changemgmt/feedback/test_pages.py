"""The pages and the interface: what is shown, what is refused, and that it works without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from changemgmt.feedback import services, sight
from changemgmt.feedback.models import Feedback, FeedbackMeeting
from pmo.audit.models import AuditEntry
from tests.changemgmt.feedback.conftest import Shop, given
from tests.factories import World

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_page_offers_feedback_two_taps_away(world: World, shop: Shop, client_of: Callable[[Any], Client]) -> None:
    """First the entry of the shell and how it goes, then what: the second tap sends, and offers words and undo."""
    client = client_of(shop.people[1])
    assert 'href="/feedback/new/"' in text(client.get("/knowledge/"))
    form = text(client.get("/feedback/new/?kind=stuck"))
    assert 'name="reason" value="slow"' in form
    sent = client.post("/feedback/new/", {"kind": "stuck", "reason": "slow", "level": "named"}, follow=True)
    item = Feedback.objects.get()
    assert sent.redirect_chain[0][0] == f"/feedback/{item.pk}/?sent=1"
    assert f'action="/feedback/{item.pk}/undo/"' in text(sent)
    assert f'action="/feedback/{item.pk}/add/"' in text(sent)
    client.post(f"/feedback/{item.pk}/add/", {"text": "早上最慢"})
    assert "早上最慢" in text(client.get(item.url))
    client.post(f"/feedback/{item.pk}/undo/")
    item.refresh_from_db()
    assert item.state == "withdrawn"


def test_a_project_page_hands_its_project_on(world: World, client_of: Callable[[Any], Client]) -> None:
    assert 'href="/feedback/new/?project=FIN-01"' in text(client_of(world.pm).get("/projects/FIN-01/"))
    assert "selected" in text(client_of(world.pm).get("/feedback/new/?kind=idea&project=FIN-01"))


def test_what_is_missing_is_said_and_nothing_typed_is_lost(shop: Shop, client_of: Callable[[Any], Client]) -> None:
    client = client_of(shop.people[1])
    answer = client.post("/feedback/new/", {"kind": "stuck", "reason": "other", "level": "confidential", "text": " "})
    assert answer.status_code == 422
    assert "at least one sentence" in text(answer)
    assert 'value="confidential" checked' in text(answer)
    assert client.post("/feedback/new/", {"kind": "nonsense"}).status_code == 422


def test_the_author_sees_their_page_and_others_none(
    world: World, shop: Shop, give: Callable[..., Feedback], client_of: Callable[[Any], Client]
) -> None:
    item = give(text="早上慢")
    services.note(by=world.pm, item=item, text="内部的话", today=world.today, now=world.now)
    own = text(client_of(shop.people[1]).get(item.url))
    assert "早上慢" in own
    assert "内部的话" not in own
    assert "内部的话" in text(client_of(world.pm).get(item.url))
    assert client_of(shop.people[2]).get(item.url).status_code == 404
    assert client_of(world.ceo).get(item.url).status_code == 404


def test_a_confidential_name_is_on_no_page_of_others(
    world: World, shop: Shop, give: Callable[..., Feedback], client_of: Callable[[Any], Client]
) -> None:
    author = shop.people[3]
    type(author).objects.filter(pk=author.pk).update(name="张不想说", name_en="Zhang Quiet")
    author.refresh_from_db()
    item = give(level="confidential", text="话", by=author)
    services.add_words(by=author, item=item, text="还有", today=world.today, now=world.now)
    for person in (world.pmo, world.pm, world.owner):
        client = client_of(person)
        for url in (item.url, "/feedback/all/", f"/api/v1/feedback/{item.pk}/", "/feedback/board/"):
            shown = text(client.get(url))
            assert "张不想说" not in shown, url
            assert "Zhang Quiet" not in shown, url
    assert not AuditEntry.objects.filter(object_id=item.pk, actor=author).exists()
    # Nor is the name missing where only that of the author would: the list of who may answer.
    champion = give(level="confidential", by=world.champion, unit=world.finance)
    assert world.champion in sight.answerers(champion)
    assert world.champion not in sight.answerers(give(by=world.champion, unit=world.finance))


def test_the_acts_of_a_page(
    world: World, shop: Shop, give: Callable[..., Feedback], client_of: Callable[[Any], Client]
) -> None:
    item, client = give(), client_of(world.pm)
    assert client.post(f"{item.url}triage/", {"title": ""}).status_code == 422
    data = {"title": "慢", "title_en": "Slow", "owner": world.pm.pk, "on_board": "on", "version": item.version}
    assert client.post(f"{item.url}triage/", data).status_code == 302
    assert client.post(f"{item.url}triage/", data).status_code == 422, "the version is old"
    assert client.post(f"{item.url}answer/", {"text": "在看"}).status_code == 302
    assert client.post(f"{item.url}decide/", {"decision": "will", "reason": "做"}).status_code == 302
    assert client.post(f"{item.url}close/", {}).status_code == 422, "it is promised and not done"
    assert (
        client.post(f"{item.url}fulfil/", {"outcome": "做了", "outcome_en": "Done", "on_board": "on"}).status_code
        == 302
    )
    assert "Done" in text(client_of(shop.people[2]).get("/feedback/board/"))
    assert client_of(world.employee).post(f"{item.url}answer/", {"text": "x"}).status_code == 404
    assert client_of(shop.people[1]).post(f"{item.url}answer/", {"text": "x"}).status_code == 403


def test_a_vote_from_the_board_is_one(
    world: World, shop: Shop, give: Callable[..., Feedback], client_of: Callable[[Any], Client]
) -> None:
    item = give()
    services.triage(by=world.pm, item=item, title="慢", owner=world.pm, on_board=True, now=world.now)
    client = client_of(shop.people[2])
    for _twice in range(2):
        assert client.post(f"{item.url}vote/", {"on": "1"})["Location"] == f"/feedback/board/#f{item.pk}"
    assert item.votes.count() == 1
    client.post(f"{item.url}vote/", {"on": "0", "next": "https://evil.example/"})
    assert item.votes.count() == 0
    assert client_of(world.stranger).post(f"{item.url}vote/").status_code == 404


def test_notes_become_items_by_marks(world: World, client_of: Callable[[Any], Client]) -> None:
    client = client_of(world.pm)
    data = {"title": "座谈", "held_on": world.today - timedelta(days=1), "project": world.mine.pk, "notes": "慢\n好"}
    assert client.post("/feedback/meetings/new/", data).status_code == 302
    meeting = FeedbackMeeting.objects.get()
    client.post(f"{meeting.url}take/", {"line-1": "stuck", "line-2": ""})
    item = Feedback.objects.get()
    assert item.meeting == meeting
    assert f'href="{item.url}"' in text(client.get(meeting.url))
    assert f"{meeting.url}#l1" in text(client.get(item.url))
    assert client_of(world.owner).get(meeting.url).status_code == 403
    assert client_of(world.employee).post("/feedback/meetings/new/", data).status_code == 403


def test_a_sheet_carries_a_code_for_its_project_alone(world: World, client_of: Callable[[Any], Client]) -> None:
    shown = text(client_of(world.pm).get(f"/feedback/codes/?made=1&project={world.mine.pk}&place=线三"))
    assert '<svg class="fb-qr"' in shown
    assert "style=" not in shown.partition('<svg class="fb-qr"')[2].partition("</svg>")[0]
    assert client_of(world.pm).get(f"/feedback/codes/?made=1&project={world.other.pk}").status_code == 422
    assert client_of(world.employee).get("/feedback/codes/").status_code == 403


def test_executives_get_figures_and_no_words(
    world: World, shop: Shop, give: Callable[..., Feedback], client_of: Callable[[Any], Client]
) -> None:
    for n in range(5):
        give(by=shop.people[n], text="秘密的话")
    Feedback.objects.update(received_on=world.today)
    client = client_of(world.ceo)
    page = client.get("/feedback/response/")
    assert page.status_code == 200
    assert "秘密的话" not in text(page)
    assert client.get("/feedback/all/").status_code == 200
    assert "秘密的话" not in text(client.get("/feedback/all/"))
    assert client_of(world.employee).get("/feedback/response/").status_code == 404


def test_programs_read_what_their_person_reads(
    world: World, shop: Shop, give: Callable[..., Feedback], client_of: Callable[[Any], Client]
) -> None:
    item = give()
    row = client_of(world.pm).get("/api/v1/feedback/").json()["results"][0]
    assert (row["id"], row["author"]["id"], row["answer_due"]) == (item.pk, shop.people[1].pk, "2026-11-25")
    assert client_of(world.ceo).get("/api/v1/feedback/").json()["count"] == 0
    made = client_of(shop.people[2]).post(
        "/api/v1/feedback/", {"kind": "idea", "reason": "missing"}, "application/json"
    )
    assert made.status_code == 201
    assert made["Location"].endswith(f"/api/v1/feedback/{made.json()['id']}/")
    assert made.json()["receipt"] == ""
    assert client_of(world.ceo).get("/api/v1/feedback/response-times/").json()[0]["unit"] == ""


def test_search_finds_words_of_what_one_sees(world: World, shop: Shop, client_of: Callable[[Any], Client]) -> None:
    given(world, shop, text="扫码枪坏了")
    found = client_of(world.pm).get("/search/", {"q": "扫码枪"}, headers={"Accept": "application/json"})
    assert "/feedback/" in text(found)
    none = client_of(shop.people[2]).get("/search/", {"q": "扫码枪"}, headers={"Accept": "application/json"})
    assert "页面慢" not in text(none)


def test_the_list_of_a_project_keeps_its_views_below_the_tabs_of_the_stage(
    world: World, client_of: Callable[[Any], Client]
) -> None:
    page = text(client_of(world.change).get(f"/projects/{world.mine.key}/feedback/"))
    navs = re.findall(r'<nav class="ld-tabs[^"]*" aria-label="([^"]*)">(.*?)</nav>', page, re.S)
    found = {label: [name.strip() for name in re.findall(r"<a [^>]*>([^<]*)", body)] for label, body in navs}
    assert "Feedback" in found["Parts of this stage"]
    assert found["Views"][:2] == ["All", "To triage"]
