"""What a request led to, who else asked the same, and that nothing of it is lost or told twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from changemgmt.feedback import services as feedback
from changemgmt.support import articles, services
from changemgmt.support.articles import Hit
from changemgmt.support.forms.working import AssignForm, LinkForm
from changemgmt.support.models import SupportRequest
from changemgmt.support.selectors import requests
from pmo.notify.models import Message
from tests.changemgmt.support.conftest import Desk, at
from tests.factories import World

pytestmark = pytest.mark.django_db

Ask = Callable[..., SupportRequest]
ClientOf = Callable[[Any], Client]
ARTICLES = {"7": Hit("7", "怎样清缓存", "/knowledge/7/"), "8": Hit("8", "怎样换打印机", "/knowledge/8/")}


def told(rule: str, to: Any) -> int:
    return Message.objects.filter(rule=rule, recipient=to, channel="inbox").exclude(state="withdrawn").count()


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two articles; what was looked for."""
    asked: list[str] = []

    def find(user: Any, words: str, today: date, limit: int) -> list[Hit]:
        asked.append(words)
        return [hit for hit in ARTICLES.values() if words[:2] in hit.title]

    monkeypatch.setattr(articles, "_sources", [(find, lambda user, key: ARTICLES.get(key))])
    return asked


def said(world: World) -> Any:
    return feedback.give(by=world.pm, kind="stuck", reason="slow", project=world.mine, today=world.today,
                         now=world.now).item  # fmt: skip


def test_the_desk_links_feedback_and_an_article_it_looked_for(
    world: World, desk: Desk, ask: Ask, client_of: ClientOf, shelf: list[str]
) -> None:
    row, item = ask(now=timezone.now()), said(world)
    pm = client_of(world.pm)
    plain = pm.get(f"/support/{row.pk}/").content.decode()
    assert 'name="feedback"' not in plain  # what is opened rarely is only read when it is asked for
    assert "?do=link#link" in plain
    form = pm.get(f"/support/{row.pk}/", {"do": "link", "article": "怎样清"}).content.decode()
    assert 'name="feedback"' in form
    assert "怎样清缓存" in form
    assert shelf[-1] == "怎样清"
    pm.post(f"/support/{row.pk}/link/", {"feedback": item.pk, "article": "7"})
    row.refresh_from_db()
    assert (row.feedback, row.article) == (item, "7")
    assert [one.label for one in requests.links(row, world.pm)] == [item.label, "怎样清缓存"]
    # Whoever asked reads the article, and nothing of what others said.
    page = client_of(desk.ann).get(f"/support/{row.pk}/").content.decode()
    assert "/knowledge/7/" in page
    assert f"/feedback/{item.pk}/" not in page
    assert pm.post(f"/support/{row.pk}/link/", {"article": "99"}).status_code == 422
    pm.post(f"/support/{row.pk}/link/", {"article": ""})
    row.refresh_from_db()
    assert (row.feedback, row.article) == (None, "")


def test_a_link_the_desk_may_not_see_stays(world: World, desk: Desk, ask: Ask, shelf: list[str]) -> None:
    row, item = ask(), said(world)
    services.link(by=world.pm, row=row, feedback=item, article="8", now=at(23, 10))
    row.refresh_from_db()
    form = LinkForm({}, row=row, user=desk.sam, articles=())
    assert form.is_valid()
    assert not {"feedback", "article"} & set(form.values())
    services.link(by=desk.sam, row=row, now=at(23, 11), **form.values())
    row.refresh_from_db()
    assert (row.feedback, row.article) == (item, "8")


def test_who_asked_the_same_gets_the_answer_under_their_own(
    world: World, desk: Desk, ask: Ask, client_of: ClientOf
) -> None:
    one, other, again = ask(), ask(by=desk.bo), ask()
    for double in (other, again):
        services.merge(by=desk.sam, row=double, into=one, now=at(23, 10))
    services.resolve(by=desk.sam, row=one, solution="按钮修好了", now=at(23, 11))
    assert (told("support.resolved", desk.ann), told("support.resolved", desk.bo)) == (1, 1)
    other.refresh_from_db()
    assert other.state == "merged"
    assert "按钮修好了" in client_of(desk.bo).get(f"/support/{other.pk}/").content.decode()


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("/projects/FIN-01/", "/projects/FIN-01/"),
        ("javascript:alert(1)", ""),
        ("//evil.example/", ""),
        ("/\\evil.example/", ""),
        ("https://evil.example/", ""),
    ],
)
def test_only_a_page_of_this_site_is_kept_for_the_desk_to_open(
    page: str, kept: str, world: World, desk: Desk, client_of: ClientOf
) -> None:
    client_of(desk.ann).post("/support/new/", {"text": "打不开", "project": world.mine.pk, "page": page})
    assert SupportRequest.objects.get().page == kept


def test_the_lead_hears_of_a_late_answer_and_of_a_late_solution(world: World, desk: Desk, ask: Ask) -> None:
    row = ask()
    services.assign(by=desk.sam, row=row, assignee=desk.max, now=at(23, 9))
    services.chase(now=at(23, 13, 5))
    assert told("support.lead_late", desk.sam) == 1
    services.answer(by=desk.max, row=row, text="在看", now=at(23, 14))
    row.refresh_from_db()
    assert row.step == "none"
    services.chase(now=at(27, 17))
    row.refresh_from_db()
    assert row.step == "manager"
    services.resolve(by=desk.max, row=row, solution="好了", now=at(27, 17, 30))
    services.reopen(by=desk.ann, row=row, reason="没好", now=at(30, 9))
    row.refresh_from_db()
    assert row.step == "none"


def test_five_working_days_are_those_of_the_company(desk: Desk, ask: Ask) -> None:
    """Solved on Tuesday at one in the morning in Shanghai, which is Monday in UTC."""
    row = ask()
    services.resolve(by=desk.sam, row=row, solution="好了", now=at(24, 1))
    assert services.close_quiet(today=date(2026, 12, 1), now=at(1, 9, month=12)) == 0
    assert services.close_quiet(today=date(2026, 12, 2), now=at(2, 9, month=12)) == 1


def test_who_has_least_to_do_stands_first(world: World, desk: Desk, ask: Ask) -> None:
    for _ in range(2):
        services.assign(by=desk.sam, row=ask(), assignee=desk.max, now=at(23, 10))
    services.assign(by=desk.sam, row=ask(), assignee=desk.sam, now=at(23, 10))
    offered = [label for value, label in AssignForm(row=ask()).fields["assignee"].choices if value]  # type: ignore[attr-defined]
    assert offered.index(f"{desk.sam.label} (1)") < offered.index(f"{desk.max.label} (2)")
