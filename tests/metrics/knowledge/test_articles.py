"""Who sees what, what publishing keeps, votes, questions, lessons, reminders."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from metrics.knowledge import services
from metrics.knowledge.models import Article, ArticleQuestion, KnowledgeCategory, KnowledgeTag
from metrics.knowledge.rendering import render
from metrics.knowledge.selectors import reading
from metrics.reviews import services as reviews
from pmo import files
from pmo.audit.models import AuditEntry
from pmo.files import guards
from pmo.files.errors import UnsafeFile
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from tests.factories import World, make_pain_point, make_unit, make_user

pytestmark = pytest.mark.django_db


def sees(user: Any, article: Article) -> bool:
    return bool(Article.objects.visible_to(user).filter(pk=article.pk).exists())


def test_a_draft_is_seen_by_its_owner_and_the_editors(write: Callable[..., Article], world: World) -> None:
    draft = write(by=world.champion)
    assert sees(world.champion, draft)
    assert sees(world.pmo, draft)
    assert not sees(world.employee, draft)
    assert not sees(world.stranger, draft)


def test_readers_of_units_include_those_below(publish: Callable[..., Article], world: World) -> None:
    plant = make_unit(world.now, "制造部")
    shift = make_unit(world.now, "早班", plant)
    article = publish(audience="units", units=[plant])
    assert sees(make_user(world.now, unit=shift), article)
    assert sees(make_user(world.now, unit=plant), article)
    assert not sees(make_user(world.now, unit=make_unit(world.now, "财务")), article)


def test_readers_of_a_project_and_of_a_role(publish: Callable[..., Article], world: World) -> None:
    of_project = publish(audience="project", project=world.mine)
    assert sees(world.pm, of_project)
    assert not sees(world.stranger, of_project)
    of_role = publish(audience="roles", roles=["champion"])
    assert sees(world.champion, of_role)
    assert not sees(world.employee, of_role)


def test_what_is_archived_is_gone_for_readers_and_kept_for_editors(article: Article, world: World) -> None:
    services.archive(by=world.pmo, article=article, reason="旧", now=world.now)
    assert not sees(world.employee, article)
    assert sees(world.pmo, article)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "", "title_en": ""}, "title"),
        ({"audience": "units"}, "units"),
        ({"audience": "roles"}, "roles"),
        ({"audience": "roles", "roles": ["nobody"]}, "roles"),
        ({"audience": "project"}, "project"),
        ({"tags": [str(n) for n in range(13)]}, "tags"),
        ({"tags": ["x" * 41]}, "tags"),
    ],
)
def test_what_cannot_be_written(
    values: dict[str, Any], field: str, write: Callable[..., Article], world: World
) -> None:
    with pytest.raises(Invalid) as refused:
        write(**{"title": "题", **values})
    assert refused.value.field == field


def test_writing_and_publishing_are_two_rights(write: Callable[..., Article], world: World) -> None:
    with pytest.raises(Forbidden):
        write(by=world.employee)
    draft = write(by=world.champion)
    with pytest.raises(Forbidden):
        services.publish(by=world.champion, article=draft, now=world.now)
    services.submit(by=world.champion, article=draft, now=world.now)
    assert draft.state == "review"
    services.publish(by=world.pmo, article=draft, now=world.now)
    assert Message.objects.filter(rule="article.published", recipient=world.champion).exists()


def test_nobody_writes_for_a_project_they_do_not_see(write: Callable[..., Article], world: World) -> None:
    with pytest.raises(Forbidden):
        write(by=world.champion, project=world.other)


def test_an_empty_article_is_not_published(write: Callable[..., Article], world: World) -> None:
    with pytest.raises(Invalid):
        services.publish(by=world.pmo, article=write(body=""), now=world.now)


def test_every_publication_is_kept_and_can_be_taken_back(article: Article, world: World) -> None:
    services.change_article(by=world.pmo, article=article, body="换了说法。", now=world.now)
    assert article.state == "draft"
    assert article.has_newer
    assert article.shown.body.startswith("# 准备")
    services.publish(by=world.pmo, article=article, note="改写", now=world.now)
    first, second = article.versions.order_by("number")
    assert (first.number, second.number, second.note) == (1, 2, "改写")
    services.restore_version(by=world.pmo, article=article, version=first, now=world.now)
    assert article.body == first.body
    assert article.shown.body == "换了说法。"
    with pytest.raises(Conflict):
        services.restore_version(by=world.pmo, article=article, version=first, now=world.now)


def test_typing_it_back_makes_it_published_again(article: Article, world: World) -> None:
    before = article.body
    services.change_article(by=world.pmo, article=article, body="别的", now=world.now)
    services.change_article(by=world.pmo, article=article, body=before, now=world.now)
    assert article.state == "published"
    with pytest.raises(Conflict):
        services.publish(by=world.pmo, article=article, now=world.now)


def test_a_stale_write_is_refused(article: Article, world: World) -> None:
    other = Article.objects.get(pk=article.pk)
    services.change_article(by=world.pmo, article=article, body="甲", now=world.now)
    with pytest.raises(StaleWrite) as refused:
        services.change_article(by=world.pmo, article=other, body="乙", now=world.now)
    assert refused.value.current.body == "甲"


def test_a_published_article_is_archived_not_deleted(
    article: Article, write: Callable[..., Article], world: World
) -> None:
    with pytest.raises(Conflict):
        services.delete_article(by=world.pmo, article=article, now=world.now)
    draft = write("草稿")
    services.delete_article(by=world.pmo, article=draft, now=world.now)
    assert not Article.objects.filter(title="草稿").exists()


def test_what_is_different_is_shown_character_by_character(article: Article, world: World) -> None:
    before = article.versions.get()
    services.change_article(by=world.pmo, article=article, title="手机报工怎么做", now=world.now)
    (field,) = reading.compare(before, article)
    assert [(piece.kind, piece.text) for piece in field.pieces] == [("added", "手机"), ("same", "报工怎么做")]


def test_one_vote_per_reader_and_version(article: Article, world: World) -> None:
    services.vote(by=world.employee, article=article, helpful=True, now=world.now)
    services.vote(by=world.employee, article=article, helpful=False, note="缺图", now=world.now)
    services.vote(by=world.champion, article=article, helpful=True, now=world.now)
    version = article.versions.get()
    assert (version.helpful, version.unhelpful, version.votes.count()) == (1, 1, 2)
    services.change_article(by=world.pmo, article=article, body="新", now=world.now)
    services.publish(by=world.pmo, article=article, now=world.now)
    services.vote(by=world.employee, article=article, helpful=True, now=world.now)
    assert article.current is not None
    assert article.current.helpful == 1
    assert version.votes.count() == 2


def test_the_history_does_not_say_who_voted_what(article: Article, world: World) -> None:
    before = AuditEntry.objects.count()
    services.vote(by=world.employee, article=article, helpful=False, note="缺图", now=world.now)
    assert AuditEntry.objects.count() == before


def test_votes_are_for_what_one_reads(write: Callable[..., Article], article: Article, world: World) -> None:
    with pytest.raises(Forbidden):
        services.vote(by=world.employee, article=write("草稿"), helpful=True, now=world.now)
    with pytest.raises(Conflict):
        services.vote(by=world.pmo, article=write("草稿二"), helpful=True, now=world.now)


def test_an_answered_question_becomes_an_article(article: Article, world: World) -> None:
    question = services.ask(by=world.employee, article=article, text="补报要谁确认?", now=world.now)
    assert Message.objects.filter(rule="article.question", recipient=world.pmo).exists()
    with pytest.raises(Conflict):
        services.from_question(by=world.pmo, question=question, now=world.now)
    with pytest.raises(Forbidden):
        services.answer(by=world.employee, question=question, text="不知道", now=world.now)
    services.answer(by=world.pmo, question=question, text="班长。", now=world.now)
    assert Message.objects.filter(rule="article.answered", recipient=world.employee).exists()
    made = services.from_question(by=world.pmo, question=question, now=world.now)
    assert (made.kind, made.title, made.body) == ("faq", "补报要谁确认?", "班长。")
    assert sorted(tag.name for tag in made.tags.all()) == ["MES", "报工"]
    assert made.asked_as == question
    with pytest.raises(Conflict):
        services.from_question(by=world.pmo, question=question, now=world.now)


def test_whoever_asked_may_take_it_back_until_it_is_answered(article: Article, world: World) -> None:
    question = services.ask(by=world.employee, article=article, text="问错了", now=world.now)
    with pytest.raises(Forbidden):
        services.remove_question(by=world.champion, question=question, now=world.now)
    services.remove_question(by=world.employee, question=question, now=world.now)
    assert not Message.objects.filter(rule="article.question", state="due").exists()
    assert ArticleQuestion.objects.get().state == "removed"


def test_a_held_review_becomes_a_lesson(world: World) -> None:
    review = reviews.plan_review(
        by=world.pm,
        portfolio=world.portfolio,
        project=world.mine,
        quarter="2026Q3",
        starts_at=world.now + timedelta(days=1),
        organiser=world.pm,
        participants=[],
        now=world.now,
    )
    with pytest.raises(Conflict):
        services.from_review(by=world.pm, review=review, now=world.now)
    later = world.now + timedelta(days=1, hours=1)
    reviews.hold_review(by=world.pm, review=review, notes="先清主数据", now=later)
    reviews.add_decision(by=world.pm, review=review, text="门禁加一条", text_en="One more criterion", now=later)
    made = services.from_review(by=world.pm, review=review, now=later)
    assert (made.kind, made.review, made.audience, made.project) == ("lesson", review, "project", world.mine)
    # Each text in its own language, headings too.
    assert "哪些再做一遍，哪些不再做" in made.body
    assert "What we would do again" not in made.body
    assert "What we would do again" in made.body_en
    assert "先清主数据" in made.body
    assert "- 门禁加一条" in made.body
    assert "- One more criterion" in made.body_en
    assert made.title_en.startswith("Lesson of")
    with pytest.raises(Forbidden):
        services.from_review(by=world.stranger, review=review, now=later)


def test_a_pain_point_becomes_best_practice_for_its_project(world: World) -> None:
    pain = make_pain_point(world.now, world.mine, world.owner)
    made = services.from_pain_point(by=world.pm, pain=pain, now=world.now)
    assert (made.kind, made.pain_point, made.audience) == ("best_practice", pain, "project")


def test_owners_are_reminded_once_before_and_once_after(publish: Callable[..., Article], world: World) -> None:
    publish(review_by=world.today + timedelta(days=5))
    assert services.remind(now=world.now) == 1
    assert services.remind(now=world.now + timedelta(days=1)) == 0
    assert services.remind(now=world.now + timedelta(days=7)) == 1
    assert services.remind(now=world.now + timedelta(days=9)) == 0


def test_confirming_takes_the_reminder_away(publish: Callable[..., Article], world: World) -> None:
    article = publish(review_by=world.today - timedelta(days=5))
    assert reading.article_page(article, world.employee, today=world.today).stale
    with pytest.raises(Invalid):
        services.confirm(by=world.pmo, article=article, today=world.today, review_by=world.today, now=world.now)
    due = world.today + timedelta(days=100)
    services.confirm(by=world.pmo, article=article, today=world.today, review_by=due, now=world.now)
    assert not reading.article_page(article, world.employee, today=world.today).stale
    assert services.remind(now=world.now) == 0


def test_tags_are_known_in_both_languages_and_merge(article: Article, world: World) -> None:
    tag = KnowledgeTag.objects.get(name="报工")
    services.rename_tag(by=world.pmo, tag=tag, name="报工", name_en="reporting", now=world.now)
    assert services.add_tags(names=["Reporting", "报工"], now=world.now) == [tag]
    other = services.add_tags(names=["生产报工"], now=world.now)[0]
    with pytest.raises(Conflict):
        services.rename_tag(by=world.pmo, tag=other, name="报工", name_en="", now=world.now)
    with pytest.raises(Forbidden):
        services.merge_tag(by=world.pm, tag=tag, into=other, now=world.now)
    services.merge_tag(by=world.pmo, tag=tag, into=other, now=world.now)
    assert sorted(one.name for one in article.tags.all()) == ["MES", "生产报工"]
    assert article.terms.filter(term="生产").exists()


def test_categories_are_two_deep_and_deleted_empty(write: Callable[..., Article], world: World) -> None:
    def save(name: str, parent: Any = None) -> KnowledgeCategory:
        category = KnowledgeCategory(name=name, parent=parent)
        return services.save_category(by=world.pmo, category=category, now=world.now)

    top = save("生产")
    inside = save("报工", top)
    with pytest.raises(Invalid):
        save("三层", inside)
    with pytest.raises(Invalid):
        save("生产")
    write(category=inside)
    for used in (top, inside):
        with pytest.raises(Conflict):
            services.delete_category(by=world.pmo, category=used, now=world.now)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        '<img src=x onerror="alert(1)">',
        "![x](/files/999/)",
        '[a](/files/1/ "x\\" onerror=\\"alert(1)")',
        "# <b onclick=alert(1)>t</b>",
        '![" onerror="alert(1)](/files/7/)',
    ],
)
def test_markdown_cannot_harm_the_reader(text: str) -> None:
    html = str(render(text, {7: object()}).html)
    # Whatever stands there as text is escaped; nothing of it is a tag or an attribute.
    for tag in html.split("<")[1:]:
        inside = tag.split(">")[0]
        assert not inside.startswith(("script", "iframe", "b "))
        assert "javascript:" not in inside
        assert not inside.startswith("img") or inside.startswith('img src="/files/7/" alt="')
        attributes = inside.split('"')[::2]
        assert not any("onerror" in part or "onclick" in part for part in attributes)


def test_headings_are_listed_and_pictures_of_the_article_shown() -> None:
    made = render("# 一\n\n## 二\n\n![图](/files/7/)", {7: object()})
    assert [(one.id, one.text, one.level) for one in made.headings] == [("s1", "一", 2), ("s2", "二", 3)]
    assert '<img src="/files/7/" alt="图" loading="lazy">' in made.html


def test_files_are_read_by_whoever_reads_the_article(
    article: Article, write: Callable[..., Article], world: World
) -> None:
    def keep(of: Article) -> Any:
        return services.add_file(
            by=world.pmo, article=of, upload=SimpleUploadedFile("说明.txt", "字".encode()), now=world.now
        )

    assert guards.may_read(world.employee, keep(article))
    assert not guards.may_read(world.employee, keep(write("草稿")))
    with pytest.raises(Forbidden):
        services.add_file(by=world.employee, article=article, upload=SimpleUploadedFile("a.txt", b"x"), now=world.now)


def test_a_picture_is_drawn_anew_without_what_the_camera_wrote(article: Article, world: World) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAM"
    out = io.BytesIO()
    Image.new("RGB", (2400, 1200), "red").save(out, "PNG", exif=exif)
    upload = SimpleUploadedFile("扫码 位置.png", out.getvalue())
    kept = services.add_file(by=world.pmo, article=article, upload=upload, now=world.now)
    assert (kept.name, kept.content_type) == ("扫码 位置.jpg", "image/jpeg")
    content = files.path_of(kept).read_bytes()
    assert b"SECRETCAM" not in content
    with Image.open(io.BytesIO(content)) as drawn:
        assert drawn.size == (1600, 800)


def test_a_picture_that_is_none_is_refused_beside_its_field(article: Article, world: World) -> None:
    upload = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40 + b"IEND")
    with pytest.raises(UnsafeFile) as refused:
        services.add_file(by=world.pmo, article=article, upload=upload, now=world.now)
    assert refused.value.field == "file"
