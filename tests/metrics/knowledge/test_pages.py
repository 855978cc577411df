"""The pages, for readers, owners and editors; and the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from metrics.knowledge import services
from metrics.knowledge.models import Article, ArticleQuestion, ArticleVote, KnowledgeCategory, MissedSearch
from pmo.tokens.services import create_token
from tests.factories import World

pytestmark = pytest.mark.django_db
Sign = Callable[[Any], Client]


def test_the_front_page_shows_what_is_for_one(
    article: Article, write: Callable[..., Article], client_of: Sign, world: World
) -> None:
    write("秘密草稿")
    page = client_of(world.employee).get("/knowledge/").content.decode()
    assert "How to report work" in page
    assert "秘密草稿" not in page
    assert "/knowledge/desk/" not in page
    assert "秘密草稿" in client_of(world.pmo).get("/knowledge/").content.decode()


def test_an_empty_base_says_what_to_do(client_of: Sign, world: World) -> None:
    assert "Nothing is published yet" in client_of(world.employee).get("/knowledge/").content.decode()


def test_reading_in_the_other_language_is_said(publish: Callable[..., Article], client_of: Sign, world: World) -> None:
    article = publish("只有中文")
    page = client_of(world.employee).get(article.url).content.decode()
    assert "no English text yet" in page
    assert "扫工单码" in page


def test_a_draft_does_not_exist_for_readers(write: Callable[..., Article], client_of: Sign, world: World) -> None:
    draft = write()
    assert client_of(world.employee).get(draft.url).status_code == 404
    assert client_of(world.pmo).get(draft.url).status_code == 200
    assert client_of(world.employee).get("/knowledge/articles/999999/").status_code == 404


def test_the_text_in_hand_is_shown_to_editors_only(article: Article, client_of: Sign, world: World) -> None:
    services.change_article(by=world.pmo, article=article, body_en="Nobody knows this yet.", now=world.now)
    url = f"{article.url}?draft=1"
    assert "Nobody knows this yet" not in client_of(world.employee).get(url).content.decode()
    assert "Nobody knows this yet" in client_of(world.pmo).get(url).content.decode()


def test_searching_marks_and_counts_what_is_missed(article: Article, client_of: Sign, world: World) -> None:
    client = client_of(world.employee)
    page = client.get("/knowledge/search/", {"q": "report"}).content.decode()
    assert "<mark>report</mark>" in page
    assert not MissedSearch.objects.exists()
    page = client.get("/knowledge/search/", {"q": "<b>nothing"}).content.decode()
    assert "&lt;b&gt;nothing" in page
    assert MissedSearch.objects.get().query == "<b>nothing"
    assert client.get("/knowledge/search/", {"q": "x", "kind": "no", "tag": "²", "project": "\x00"}).status_code == 200
    assert client.get("/knowledge/search/").status_code == 200


def test_the_palette_finds_articles(article: Article, client_of: Sign, world: World) -> None:
    answer = client_of(world.employee).get("/search/", {"q": "报工"}, headers={"Accept": "application/json"}).json()
    (group,) = [group for group in answer["groups"] if group["kind"] == "article"]
    assert group["hits"][0]["url"] == article.url


def test_write_edit_publish(client_of: Sign, world: World) -> None:
    client = client_of(world.pmo)
    assert client.get("/knowledge/articles/new/").status_code == 200
    values = {
        "kind": "faq", "title": "怎么请假", "body": "在 OA 里。", "tags": "考勤,OA", "audience": "all",
        "owner": world.pmo.pk,
    }  # fmt: skip
    assert client.post("/knowledge/articles/new/", {**values, "title": ""}).status_code == 422
    assert client.post("/knowledge/articles/new/", {**values, "audience": "units"}).status_code == 422
    made = client.post("/knowledge/articles/new/", values)
    article = Article.objects.get()
    assert made["Location"] == article.url
    assert sorted(tag.name for tag in article.tags.all()) == ["OA", "考勤"]
    client.post(reverse("knowledge:publish", args=[article.pk]), {"version": article.version})
    article.refresh_from_db()
    assert article.state == "published"
    edit = reverse("knowledge:edit", args=[article.pk])
    assert client.get(edit).status_code == 200
    stale = client.post(edit, {**values, "body": "改", "version": 1})
    assert stale.status_code == 422
    assert "Saved meanwhile" in stale.content.decode()
    assert client.post(edit, {**values, "body": "改", "version": article.version}).status_code == 302
    assert client.get(reverse("knowledge:versions", args=[article.pk])).content.decode().count("<ins>") == 1


def test_the_acts_of_an_editor(write: Callable[..., Article], client_of: Sign, world: World) -> None:
    client, draft = client_of(world.pmo), write(by=world.champion)

    def post(name: str, **data: Any) -> int:
        return client.post(reverse(f"knowledge:{name}", args=[draft.pk]), data, follow=True).status_code

    owner = client_of(world.champion)
    assert owner.post(reverse("knowledge:publish", args=[draft.pk])).status_code == 403
    for name, data, state in (
        ("submit", {}, "review"),
        ("send_back", {"reason": "再补一张图"}, "draft"),
        ("publish", {}, "published"),
        ("confirm", {"review_by": "2030-01-01"}, "published"),
        ("archive", {"reason": "过时"}, "archived"),
        ("revive", {}, "published"),
        ("delete", {}, "published"),
    ):
        assert post(name, **data) == 200, name
        draft.refresh_from_db()
        assert draft.state == state, name
    assert client.post(reverse("knowledge:confirm", args=[draft.pk]), {"review_by": "x"}).status_code == 422


def test_readers_vote_and_ask(article: Article, client_of: Sign, world: World) -> None:
    client, vote = client_of(world.employee), reverse("knowledge:vote", args=[article.pk])
    assert client.post(vote, {"helpful": "0", "note": "缺图"}).status_code == 302
    assert ArticleVote.objects.get().helpful is False
    assert client.post(vote, {"helpful": "7"}).status_code == 422
    assert client.post(reverse("knowledge:ask", args=[article.pk]), {"text": ""}).status_code == 422
    assert client.post(reverse("knowledge:ask", args=[article.pk]), {"text": "补报?"}).status_code == 302
    question = ArticleQuestion.objects.get()
    answer = reverse("knowledge:question_answer", args=[question.pk])
    assert client.post(answer, {"answer": "x"}).status_code == 403
    editor = client_of(world.pmo)
    assert editor.post(answer, {"answer": "", "version": 1}).status_code == 422
    assert editor.post(answer, {"answer": "班长。", "version": 1}).status_code == 302
    page = editor.get(article.url).content.decode()
    assert "缺图" in page
    assert "缺图" not in client_of(world.champion).get(article.url).content.decode()
    assert editor.post(reverse("knowledge:question_faq", args=[question.pk])).status_code == 302
    assert Article.objects.filter(kind="faq").count() == 1


def test_the_desk_and_its_shelves(article: Article, client_of: Sign, world: World) -> None:
    client = client_of(world.pmo)
    services.count_missed(query="电子签章", today=world.today)
    assert "电子签章" in client.get("/knowledge/desk/").content.decode()
    missed = MissedSearch.objects.get()
    client.post(reverse("knowledge:settle", args=[missed.pk]))
    assert "电子签章" not in client.get("/knowledge/desk/").content.decode()
    assert "电子签章" not in client_of(world.pm).get("/knowledge/desk/").content.decode()
    assert client_of(world.employee).get("/knowledge/desk/").status_code == 403
    assert client.post("/knowledge/categories/new/", {"name": "生产", "position": 1}).status_code == 302
    category = KnowledgeCategory.objects.get()
    assert client.get(reverse("knowledge:category", args=[category.pk])).status_code == 200
    tag = article.tags.first()
    page = reverse("knowledge:tag", args=[tag.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "", "version": 1}).status_code == 422
    assert client.post(reverse("knowledge:tag_merge", args=[tag.pk]), {"into": tag.pk}).status_code == 422
    assert client.get("/knowledge/shelves/").status_code == 200
    assert client.post(reverse("knowledge:category_delete", args=[category.pk])).status_code == 302


def test_the_list_filters_and_exports(article: Article, client_of: Sign, world: World) -> None:
    client = client_of(world.pmo)
    assert "How to report work" in client.get("/knowledge/articles/?kind=article&q=report").content.decode()
    assert "How to report work" not in client.get("/knowledge/articles/?kind=faq").content.decode()
    assert client.get("/knowledge/articles/?export=xlsx").status_code == 200
    assert client_of(world.employee).get("/knowledge/articles/?export=xlsx").status_code == 403


def test_programs_read_and_search_what_is_published(
    article: Article, write: Callable[..., Article], world: World
) -> None:
    write("秘密")
    services.change_article(by=world.pmo, article=article, body="还没发布", now=world.now)
    _row, token = create_token(by=world.employee, user=world.employee, name="t", now=world.now)

    def ask(path: str) -> Any:
        return Client().get(f"/api/v1/knowledge/articles/{path}", headers={"Authorization": f"Bearer {token}"})

    listed = ask("").json()
    assert listed["count"] == 1
    assert listed["results"][0]["body"].startswith("# 准备")
    assert ask(f"{article.pk}/").json()["tags"] == ["MES", "报工"]
    assert [hit["id"] for hit in ask("search/?q=报工").json()] == [article.pk]
    assert ask("search/?q=报工&kind=faq").json() == []
    assert ask("?nonsense=1").status_code == 400


def test_whoever_writes_an_article_owns_it_unless_they_say_otherwise(client_of: Sign, world: World) -> None:
    page = client_of(world.pmo).get("/knowledge/articles/new/").content.decode()
    assert f'<option value="{world.pmo.pk}" selected>' in page
