"""Questions under articles of a project that champions answered, as a part of what they do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from changemgmt.champions import activity
from changemgmt.champions.activity import Done
from metrics.knowledge.choices import QuestionState
from metrics.knowledge.models import ArticleQuestion


def connect() -> None:
    activity.register("articles", _("Questions about articles answered"), count)


def count(people: Collection[int], projects: Collection[int], first: date, last: date) -> Iterator[Done]:
    """An article belongs to its own project, or to that of its system."""
    rows = ArticleQuestion.objects.filter(answered_by__in=people, state=QuestionState.ANSWERED)
    known = rows.annotate(
        project=Coalesce("article__project_id", "article__system__project_id"),
        day=TruncDate("answered_at", tzinfo=ZoneInfo(settings.TIME_ZONE)),
    ).filter(project__in=projects, day__gte=first, day__lte=last)
    yield from known.order_by().values_list("answered_by_id", "project", "day").annotate(n=Count("pk"))
