"""What is found, what is not, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.engines import text_terms
from metrics.knowledge import services
from metrics.knowledge.models import Article, ArticleTerm, MissedSearch
from metrics.knowledge.selectors.search import related, search
from tests.factories import World

pytestmark = pytest.mark.django_db

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=24)


def titles(user: Any, query: str, world: World, **filters: Any) -> list[str]:
    return [hit.article.shown.title for hit in search(user, query, today=world.today, filters=filters).hits]


@pytest.mark.parametrize("query", ["报工", "采购", "工", "work", "reporting", "REPORTED", "rep", "mes"])
def test_two_character_words_and_stems_are_found(
    query: str, article: Article, publish: Callable[..., Article], world: World
) -> None:
    publish("采购申请", body="按合同采购")
    assert titles(world.employee, query, world), query


@settings(max_examples=60)
@given(title=HAN)
def test_every_two_characters_of_a_chinese_title_find_it(title: str) -> None:
    terms = set(text_terms.terms(title))
    for i in range(len(title) - 1):
        for group in text_terms.groups(title[i : i + 2]):
            if group.begins:
                assert any(term.startswith(group.terms[0]) for term in terms)
            else:
                assert sum(term in terms for term in group.terms) >= group.need


@pytest.mark.parametrize(
    "title", ["MES报工异常处理(车间)", "月末结账清单:2026版", "OA、ERP 与 HR 的单点登录", "Wie 报 es 工 geht"]
)
def test_any_two_characters_of_a_mixed_title_find_it(title: str, publish: Callable[..., Article], world: World) -> None:
    publish(title)
    for i in range(len(title) - 1):
        part = title[i : i + 2]
        if any(char.isalnum() for char in part.strip()):
            assert titles(world.employee, part, world) == [title], part


def test_all_words_must_be_found_but_not_side_by_side(publish: Callable[..., Article], world: World) -> None:
    publish("结账", body="月末的结账分五步,由财务部做")
    publish("别的", body="月末要盘点")
    assert titles(world.employee, "月末结账", world) == ["结账"]
    assert titles(world.employee, "财务 结账", world) == ["结账"]
    assert titles(world.employee, "财务 盘点", world) == []


def test_the_title_counts_more_than_the_text(publish: Callable[..., Article], world: World) -> None:
    publish("考勤", body="请假先报工。报工。")
    publish("报工", body="扫码")
    publish("常见问题", body="扫码", tags=["报工"])
    assert titles(world.employee, "报工", world) == ["报工", "常见问题", "考勤"]


def test_what_may_be_out_of_date_stands_behind(publish: Callable[..., Article], world: World) -> None:
    publish("报工旧", review_by=world.today - timedelta(days=1))
    publish("报工新")
    assert titles(world.employee, "报工", world) == ["报工新", "报工旧"]


def test_a_slip_of_the_finger_is_forgiven_and_said(article: Article, world: World) -> None:
    found = search(world.employee, "reprot", today=world.today)
    assert [hit.article for hit in found.hits] == [article]
    assert found.corrected == (("reprot", "report"),)


def test_the_words_are_marked_in_title_and_excerpt(article: Article, world: World) -> None:
    with translation.override("zh-hans"):
        hit = search(world.employee, "报工", today=world.today).hits[0]
    assert [piece.text for piece in hit.title if piece.marked] == ["报工"]
    assert any(piece.marked for piece in hit.excerpt)


def test_readers_find_the_publication_not_the_draft(article: Article, world: World) -> None:
    services.change_article(by=world.pmo, article=article, title="盘点怎么做", now=world.now)
    assert titles(world.employee, "盘点", world) == []
    assert titles(world.employee, "报工", world) == ["报工怎么做"]
    services.publish(by=world.pmo, article=article, now=world.now)
    assert titles(world.employee, "盘点", world) == ["盘点怎么做"]


def test_what_is_archived_is_not_found(article: Article, world: World) -> None:
    services.archive(by=world.pmo, article=article, reason="旧", now=world.now)
    assert not ArticleTerm.objects.exists()
    assert titles(world.employee, "报工", world) == []
    services.revive(by=world.pmo, article=article, now=world.now)
    assert titles(world.employee, "报工", world) == ["报工怎么做"]


def test_filters_narrow(article: Article, publish: Callable[..., Article], world: World) -> None:
    publish("报工问答", kind="faq")
    assert titles(world.employee, "报工", world, kind="faq") == ["报工问答"]


def test_related_articles_share_words(article: Article, publish: Callable[..., Article], world: World) -> None:
    other = publish("报工异常怎么办", tags=["报工"])
    publish("差旅报销")
    assert related(article, world.employee) == [other]


def test_signs_alone_find_nothing(article: Article, world: World) -> None:
    for query in ("", "。。", "%", "_", "\x00", "'; --"):
        assert search(world.employee, query, today=world.today).total == 0


def test_missed_searches_keep_words_and_no_person(world: World) -> None:
    assert services.count_missed(query="电子  签章", today=world.today)
    assert services.count_missed(query="电子 签章", today=world.today)
    row = MissedSearch.objects.get()
    assert (row.query, row.times) == ("电子 签章", 2)
    assert {field.name for field in MissedSearch._meta.get_fields()} == {"id", "query", "times", "last_on", "settled"}
    for personal in ("13812345678", "li.si@huarui.example", "x"):
        assert not services.count_missed(query=personal, today=world.today)
