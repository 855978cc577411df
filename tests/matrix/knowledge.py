"""Articles of a project in the zoo, their subjects and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from metrics.knowledge import services
from metrics.knowledge.models import Article, ArticleQuestion, KnowledgeCategory, KnowledgeTag, MissedSearch
from pmo.accounts.models import User
from pmo.files.models import Attachment
from pmo.records.models import create
from projects.portfolio.models import Project


@dataclass
class KnowledgeSide:
    """An article whoever sees the project reads, published twice, with a question, a file, a tag, a category."""

    article: Article
    question: ArticleQuestion
    file: Attachment
    tag: KnowledgeTag
    category: KnowledgeCategory
    missed: MissedSearch


def knowledge_of(project: Project, manager: User, owner: User, word: str, now: datetime) -> KnowledgeSide:
    """Tags, categories and searches are everybody's, so they do not carry the word that must not leak."""
    name = f"k{project.pk}"
    category = create(KnowledgeCategory(name=name), now=now)
    article = services.create_article(
        by=manager,
        owner=owner,
        title=f"{word}文章",
        title_en=f"{word} article",
        body=f"{word} text",
        audience="project",
        project=project,
        category=category,
        tags=[name],
        now=now,
    )
    services.publish(by=manager, article=article, now=now)
    services.change_article(by=manager, article=article, body=f"{word} new text", now=now)
    services.publish(by=manager, article=article, now=now)
    question = services.ask(by=manager, article=article, text=f"{word} question", now=now)
    upload = SimpleUploadedFile("note.txt", b"text")
    file = services.add_file(by=manager, article=article, upload=upload, now=now)
    services.count_missed(query=name, today=now.date())
    return KnowledgeSide(
        article, question, file, KnowledgeTag.objects.get(name=name), category, MissedSearch.objects.get(query=name)
    )


def subjects(make: Any, directory: str) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name. Whoever sees the project reads its article."""

    def of(give: Any) -> Any:
        return make("project", give, "owner")

    article = of(lambda s: {"pk": s.knowledge.article.pk})
    question = of(lambda s: {"pk": s.knowledge.question.pk})
    return {
        "knowledge:": article,
        "knowledge:restore": of(lambda s: {"pk": s.knowledge.article.pk, "number": 1}),
        "knowledge:remove_file": of(lambda s: {"pk": s.knowledge.article.pk, "file_pk": s.knowledge.file.pk}),
        "knowledge:question_": question,
        "knowledge:from_review": make("review", lambda s: {"pk": s.review.pk}, "owner", "employee", "pm"),
        "knowledge:from_pain_point": make("pain_point", lambda s: {"pk": s.pain.pk}, "owner"),
        "knowledge:settle": make(directory, lambda s: {"pk": s.knowledge.missed.pk}),
        "knowledge:tag": make(directory, lambda s: {"pk": s.knowledge.tag.pk}),
        "knowledge:category": make(directory, lambda s: {"pk": s.knowledge.category.pk}),
    }


def api_subjects(make: Any) -> dict[str, Any]:
    return {"api:article-": make("project", lambda s: {"pk": s.knowledge.article.pk}, "owner")}


PAGE_BODIES: dict[str, Any] = {
    "knowledge:vote": lambda s: {"helpful": "1"},
    "knowledge:ask": lambda s: {"text": "?"},
}


def another(project: Project, person: User, now: datetime) -> Article:
    """One article more, published for everybody: for lists of many."""
    article = services.create_article(
        by=project.manager,
        owner=person,
        title="A",
        body="B",
        project=project,
        tags=[f"t{person.pk % 3}"],
        review_by=now.date(),
        now=now,
    )
    services.publish(by=project.manager, article=article, now=now)
    services.ask(by=project.manager, article=article, text="?", now=now)
    return article
