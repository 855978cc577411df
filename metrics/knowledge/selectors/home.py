"""The front page of the knowledge base, and the desk of those who keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from metrics.knowledge.choices import ArticleState, Audience, QuestionState
from metrics.knowledge.models import Article, ArticleQuestion, KnowledgeCategory, KnowledgeTag, MissedSearch
from metrics.usage.models import EligibilityRule, UsageSystem
from pmo.access import policy, scopes
from pmo.accounts.models import User
from projects.portfolio.models import Project, ProjectMember

SHOWN = 6
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Shelf:
    category: KnowledgeCategory
    count: int
    children: Sequence[tuple[KnowledgeCategory, int]]


@dataclass(frozen=True)
class Home:
    total: int
    fresh: Sequence[Article]
    helpful: Sequence[Article]
    for_me: Sequence[Article]
    shelves: Sequence[Shelf]
    tags: Sequence[KnowledgeTag]
    to_review: Sequence[Article]
    drafts: Sequence[Article]
    questions: Sequence[ArticleQuestion]


def published(user: Any) -> QuerySet[Article]:
    """What readers find, of what `user` may see."""
    rows: QuerySet[Article] = Article.objects.visible_to(user)
    return rows.filter(current__isnull=False).exclude(state=ArticleState.ARCHIVED)


def editable(user: Any) -> QuerySet[Article]:
    rows: QuerySet[Article] = Article.objects.for_verb(user, "change")
    return rows


def home(user: Any, *, today: date) -> Home:
    rows = published(user).select_related("current", "category")
    own = Article.objects.visible_to(user).filter(owner=user)
    return Home(
        total=published(user).count(),
        fresh=list(rows.order_by("-current__published_at", "-pk")[:SHOWN]),
        helpful=list(rows.filter(current__helpful__gt=0).order_by("-current__helpful", "-pk")[:SHOWN]),
        for_me=list(_for(user, rows)[:SHOWN]),
        shelves=shelves(user),
        tags=list(
            KnowledgeTag.objects.annotate(n=Count("articles", filter=Q(articles__in=published(user).values("pk"))))
            .filter(n__gt=0)
            .order_by("-n", "name")[:14]
        ),
        to_review=list(
            own.filter(current__isnull=False, review_by__lte=today + SOON)
            .exclude(state=ArticleState.ARCHIVED)
            .select_related("current")
            .order_by("review_by")[:SHOWN]
        ),
        drafts=list(
            own.filter(state__in=(ArticleState.DRAFT, ArticleState.REVIEW))
            .select_related("current")
            .order_by("-updated_at")[:SHOWN]
        ),
        questions=list(
            ArticleQuestion.objects.filter(state=QuestionState.OPEN, article__owner=user)
            .select_related("article__current", "asked_by")
            .order_by("created_at")[:SHOWN]
        ),
    )


def _for(user: Any, rows: QuerySet[Article]) -> QuerySet[Article]:
    """Written for one's unit or role, or about a system one's unit is to use or a project one is on."""
    access = scopes.of(user)
    places = [int(part) for part in access.unit_path.split("/") if part]
    where = Q(audience__in=(Audience.UNITS, Audience.ROLES))
    where |= Q(system_id__in=EligibilityRule.objects.filter(unit_id__in=places).values("system_id"))
    joined = list(access.project_roles)
    if joined:
        where |= Q(project_id__in=joined)
    return rows.filter(where).order_by("-current__helpful", "-current__published_at", "-pk")


def shelves(user: Any) -> list[Shelf]:
    counted = dict(
        published(user).order_by().values("category_id").annotate(n=Count("pk")).values_list("category_id", "n")
    )
    found = list(KnowledgeCategory.objects.all())
    shelves = []
    for top in (one for one in found if one.parent_id is None):
        children = [(one, counted.get(one.pk, 0)) for one in found if one.parent_id == top.pk]
        shelves.append(Shelf(top, counted.get(top.pk, 0) + sum(n for _one, n in children), children))
    return shelves


@dataclass(frozen=True)
class Desk:
    waiting: Sequence[Article]
    overdue: Sequence[Article]
    unhelpful: Sequence[Article]
    questions: Sequence[ArticleQuestion]
    missed: Sequence[MissedSearch]


def desk(user: Any, *, today: date) -> Desk:
    """What waits for those who edit: of the articles `user` may change."""
    rows = editable(user).select_related("current", "owner")
    alive = rows.filter(current__isnull=False).exclude(state=ArticleState.ARCHIVED)
    return Desk(
        waiting=list(rows.filter(state=ArticleState.REVIEW).order_by("updated_at")[:30]),
        overdue=list(alive.filter(review_by__lt=today).order_by("review_by")[:30]),
        unhelpful=list(
            alive.filter(current__unhelpful__gt=0, current__unhelpful__gte=F("current__helpful")).order_by(
                "-current__unhelpful", "pk"
            )[:20]
        ),
        questions=list(
            ArticleQuestion.objects.filter(state=QuestionState.OPEN, article__in=editable(user).values("pk"))
            .select_related("article__current", "asked_by")
            .order_by("created_at")[:30]
        ),
        missed=list(MissedSearch.objects.filter(settled=False)[:30]) if policy.may(user, "change", "knowledge") else [],
    )


def tags_with_counts() -> list[KnowledgeTag]:
    return list(KnowledgeTag.objects.annotate(n=Count("articles")).order_by("-n", "name"))


def waiting_decisions(user: Any) -> QuerySet[Article]:
    """Articles put forward to those who publish."""
    rows: QuerySet[Article] = Article.objects.for_verb(user, "publish")
    return rows.filter(state=ArticleState.REVIEW)


def systems(user: Any) -> QuerySet[UsageSystem]:
    """Systems of the projects `user` sees."""
    rows: QuerySet[UsageSystem] = UsageSystem.objects.filter(project__in=Project.objects.visible_to(user))
    return rows.order_by("name")


def owners(user: Any, *more: int | None) -> QuerySet[User]:
    """People with a role somewhere, and `more`: whoever has none does not see the drafts they would own."""
    joined = ProjectMember.objects.values("user_id")
    fits = Q(role_grants__isnull=False) | Q(pk__in=joined) | Q(pk__in=[user.pk, *more])
    rows: QuerySet[User] = User.objects.visible_to(user).filter(fits, is_active=True)
    return rows.distinct().order_by("name")
