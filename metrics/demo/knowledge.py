"""The knowledge base of the demo company: written, published, judged and asked about over half a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import Timed, moment
from metrics.demo.knowledge_texts import (
    MISSED,
    NOTES,
    OVERDUE,
    QUESTIONS,
    SHELVES,
    STORIES,
    SUBMITTED,
    TAGS_EN,
    Story,
)
from metrics.knowledge import services
from metrics.knowledge.models import Article, ArticleQuestion, KnowledgeCategory
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

FIRST = timedelta(days=230)
LOOKED_AT_EVERY = timedelta(days=182)


def events(company: Company) -> Iterator[Timed]:
    """Everything in the order it happened."""
    yield Timed(company.now - FIRST, partial(_shelves, company))
    for story in STORIES:
        on = company.today - timedelta(days=abs(story.ago))
        yield Timed(moment(company.now, on, 10, story.code), partial(_write, company, story))
    on = company.today - timedelta(days=9)
    yield Timed(moment(company.now, on, 14, "knowledge"), partial(_again, company))
    yield Timed(moment(company.now, on + timedelta(days=2), 15, "knowledge"), partial(_judge, company))
    yield Timed(moment(company.now, on + timedelta(days=5), 11, "knowledge"), partial(_talk, company))


def _shelves(company: Company, at: datetime) -> None:
    place = 10
    for name, name_en, *inside in SHELVES:
        top = services.save_category(
            by=company.people["pmo"],
            category=KnowledgeCategory(name=name, name_en=name_en, position=place),
            now=at,
        )
        for child, child_en in inside:
            place += 1
            services.save_category(
                by=company.people["pmo"],
                category=KnowledgeCategory(name=child, name_en=child_en, parent=top, position=place),
                now=at,
            )
        place += 10
    for tag in services.add_tags(names=list(TAGS_EN)[:12], now=at) + services.add_tags(
        names=list(TAGS_EN)[12:], now=at
    ):
        services.rename_tag(by=company.people["pmo"], tag=tag, name=tag.name, name_en=TAGS_EN[tag.name], now=at)


def _write(company: Company, story: Story, at: datetime) -> None:
    project = Project.objects.filter(key=story.project).first() if story.project else None
    due = company.today - timedelta(days=OVERDUE[story.code]) if story.code in OVERDUE else None
    owner = company.people[story.owner]
    audience = "units" if story.units else "roles" if story.roles else "project" if project else "all"
    article = services.create_article(
        by=owner if story.owner != "employee" else company.people["pmo"],
        owner=owner,
        kind=story.kind,
        title=story.title[0],
        title_en=story.title[1],
        summary=story.summary[0],
        summary_en=story.summary[1],
        body=story.body[0],
        body_en=story.body[1],
        category=KnowledgeCategory.objects.get(name=story.shelf),
        tags=story.tags,
        audience=audience,
        units=[company.units[code] for code in story.units],
        roles=story.roles,
        # Whoever writes about a project sees it; best practice is for everybody all the same.
        project=project if project and Project.objects.visible_to(owner).filter(pk=project.pk).exists() else None,
        review_by=due or company.today + LOOKED_AT_EVERY - timedelta(days=abs(story.ago) // 2),
        now=at,
    )  # fmt: skip
    if story.code in SUBMITTED:
        services.submit(by=owner, article=article, now=at)
    elif story.ago > 0:
        services.publish(by=company.people["pmo"], article=article, now=at)


def _find(code: str) -> Article:
    story = next(one for one in STORIES if one.code == code)
    found: Article = Article.objects.select_related("current").get(title=story.title[0])
    return found


def _judge(company: Company, at: datetime) -> None:
    """Readers vote; what they searched in vain is counted."""
    crowd = [person for name, person in company.people.items() if name not in ("admin",)]
    for story in (one for one in STORIES if one.ago > 0):
        article = _find(story.code)
        notes = {
            helpful: [text for said, text in NOTES.get(story.code, ()) if said is helpful] for helpful in (True, False)
        }
        readers = iter(person for person in crowd if _reads(story, person))
        for helpful, count in ((True, story.votes[0]), (False, story.votes[1])):
            for _n, person in zip(range(count), readers, strict=False):
                note = notes[helpful].pop() if notes[helpful] else ""
                services.vote(by=person, article=article, helpful=helpful, note=note, now=at)
    for query, times in MISSED:
        for _time in range(times):
            services.count_missed(query=query, today=at.date())


def _reads(story: Story, person: Any) -> bool:
    """Votes are cast by people everybody's articles are for; those of few readers are left to the few."""
    return not (story.units or story.roles or story.project) or person.username in ("pmo",)


def _again(company: Company, at: datetime) -> None:
    """A second and a third version, and a text in hand after it."""
    pmo, champion = company.people["pmo"], company.people["champion"]
    article = _find("report")
    longer = f"{article.body}\n| 工单已关闭 | 找车间统计员重新打开 |"
    longer_en = f"{article.body_en}\n| Order closed | The workshop clerk opens it again |"
    services.change_article(by=champion, article=article, body=longer, body_en=longer_en, now=at)
    services.publish(by=pmo, article=article, note="补充“工单已关闭”的处理", now=at)
    text = longer.replace("跨班补报要班长确认。", "跨班补报要班长确认，两天内有效。")
    services.change_article(by=champion, article=article, body=text, now=at + timedelta(days=1))
    services.publish(by=pmo, article=article, note="写明补报期限", now=at + timedelta(days=1))
    trip = _find("trip")
    services.change_article(
        by=pmo, article=trip, body=trip.body.replace("五天", "七天").replace("2 天", "1.5 天"), now=at
    )


def _talk(company: Company, at: datetime) -> None:
    """Questions, most of them answered; one became an article of its own."""
    for code, who, text, reply, became_faq in QUESTIONS:
        article = _find(code)
        asker = company.people[who]
        if not Article.objects.visible_to(asker).filter(pk=article.pk).exists():
            continue
        question = services.ask(by=asker, article=article, text=text, now=at)
        if reply:
            services.answer(by=company.people["pmo"], question=question, text=reply, now=at + timedelta(hours=3))
        if became_faq:
            made = services.from_question(
                by=company.people["pmo"],
                question=ArticleQuestion.objects.get(pk=question.pk),
                now=at + timedelta(hours=4),
            )
            services.publish(by=company.people["pmo"], article=made, now=at + timedelta(hours=4))
