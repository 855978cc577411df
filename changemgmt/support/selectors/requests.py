"""Requests as whoever asked reads them, and as the desk does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from changemgmt.feedback.choices import GONE
from changemgmt.feedback.models import Feedback
from changemgmt.support import articles, clock
from changemgmt.support.articles import Hit
from changemgmt.support.audience import served, working
from changemgmt.support.choices import FILE, OPEN, OVER, ErrorState, NoteKind, State
from changemgmt.support.models import (
    CannedAnswer,
    KnownError,
    SupportMail,
    SupportNote,
    SupportPicture,
    SupportRequest,
    SupportSetting,
)
from changemgmt.support.selectors.figures import late
from pmo.access import policy
from pmo.accounts.models import User
from pmo.files.models import Attachment

JOINED = (
    "project",
    "unit",
    "category__parent",
    "requester",
    "assignee",
    "team",
    "parent",
    "merged_into",
    "known_error",
)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
LINKS = ("known_error", "release", "feedback", "task", "change_request")
MOST_ARTICLES = 8


def visible(user: Any) -> QuerySet[SupportRequest]:
    rows: QuerySet[SupportRequest] = SupportRequest.objects.visible_to(user)
    return rows.select_related(*JOINED)


def worked(user: Any) -> QuerySet[SupportRequest]:
    """What somebody works on at a desk."""
    rows: QuerySet[SupportRequest] = SupportRequest.objects.for_verb(user, "work")
    return rows.select_related(*JOINED)


def mine(user: Any) -> QuerySet[SupportRequest]:
    """What somebody asked, what is open first."""
    rows: QuerySet[SupportRequest] = SupportRequest.objects.visible_to(user)
    return rows.filter(requester_id=user.pk).select_related("project", "merged_into").order_by("-opened_at", "-pk")


def queue(rows: QuerySet[SupportRequest]) -> QuerySet[SupportRequest]:
    """With the moment that counts next: of the answer until there is one, then of the resolution. Where the clock
    stands still there is none, and the row comes last."""
    due = Coalesce(F("answer_due_at"), F("resolve_due_at"))
    return rows.annotate(next_due=due, due_order=Coalesce(F("answer_due_at"), F("resolve_due_at"), Value(NEVER)))


def at_risk(now: datetime) -> Q:
    """Three quarters of what was promised are used up, or more."""
    return Q(state__in=OPEN, risk_at__lte=now) | late(now)


@dataclass(frozen=True)
class Promise:
    """How one promise stands, in working minutes. `met` is None while it runs."""

    target: int
    used: float
    due_at: datetime | None
    met: bool | None

    @property
    def percent(self) -> float:
        return min(100 * self.used / self.target, 100.0)

    @property
    def late(self) -> bool:
        return self.met is False or (self.met is None and self.used > self.target)

    @property
    def mark(self) -> str:
        if self.met is not None:
            return "ok" if self.met else "off"
        return "off" if self.late else "risk" if self.percent >= 75 else "idle"


def promises(row: SupportRequest, now: datetime) -> tuple[Promise, Promise]:
    """First answer and resolution (two queries)."""
    running = clock.clock_of(SupportSetting.of(row.project))
    pauses = list(row.pauses.all())

    def one(target: int, end: datetime | None, due: datetime | None, met: bool | None) -> Promise:
        return Promise(target, clock.used(running, row.opened_at, end or now, pauses), due, met)

    return (
        one(row.answer_minutes, row.answered_at, row.answer_due_at, row.answer_met),
        one(row.resolve_minutes, row.resolved_at, row.resolve_due_at, row.resolve_met),
    )


@dataclass(frozen=True)
class OwnPage:
    """What whoever asked reads: the conversation without internal notes, and the article they may read."""

    row: SupportRequest
    notes: Sequence[SupportNote]
    pictures: Sequence[SupportPicture]
    files: Sequence[Attachment]
    error: KnownError | None
    article: Hit | None

    @property
    def can_add(self) -> bool:
        return self.row.state in (*OPEN, State.RESOLVED)

    @property
    def can_rate(self) -> bool:
        return self.row.state in OVER


def own_page(row: SupportRequest, user: Any) -> OwnPage:
    return OwnPage(
        row=row,
        notes=list(row.notes.exclude(kind=NoteKind.INTERNAL).select_related("by")),
        pictures=list(row.pictures.defer("content")),
        files=list(Attachment.objects.of(FILE, row.pk)),
        error=row.known_error,
        article=articles.one(user, row.article) if row.article else None,
    )


@dataclass(frozen=True)
class Linked:
    kind: str
    label: str
    url: str


@dataclass(frozen=True)
class DeskPage:
    row: SupportRequest
    notes: Sequence[SupportNote]
    pictures: Sequence[SupportPicture]
    files: Sequence[Attachment]
    answer: Promise
    resolution: Promise
    children: Sequence[SupportRequest]
    doubles: Sequence[SupportRequest]
    links: Sequence[Linked]
    earlier: int


def desk_page(row: SupportRequest, user: Any, now: datetime) -> DeskPage:
    first, whole = promises(row, now)
    return DeskPage(
        row=row,
        notes=list(row.notes.select_related("by")),
        pictures=list(row.pictures.defer("content")),
        files=list(Attachment.objects.of(FILE, row.pk)),
        answer=first,
        resolution=whole,
        children=list(row.children.select_related("unit").order_by("number")) if row.is_incident else (),
        doubles=list(row.merged.select_related("requester").order_by("number")),
        links=links(row, user),
        earlier=SupportRequest.objects.filter(requester_id=row.requester_id, project_id=row.project_id)
        .exclude(pk=row.pk)
        .count(),
    )


def links(row: SupportRequest, user: Any) -> list[Linked]:
    """What it led to, as far as the reader may see it."""
    found = []
    for field_name in LINKS:
        pk = getattr(row, f"{field_name}_id")
        if pk is None:
            continue
        field: Any = SupportRequest._meta.get_field(field_name)
        target = field.related_model.objects.visible_to(user).filter(pk=pk).first()
        if target is not None:
            found.append(Linked(str(field.verbose_name), target.label, target.url))
    hit = articles.one(user, row.article) if row.article else None
    if hit is not None:
        found.append(Linked(str(_("article")), hit.title, hit.url))
    return found


def linkable(model: Any, row: SupportRequest, user: Any) -> QuerySet[Any]:
    """Rows of the project that a request can be linked to, of those the reader sees."""
    path = model.access_project.removesuffix("_id")
    rows: QuerySet[Any] = model.objects.visible_to(user).filter(**{path: row.project_id})
    return rows.exclude(state__in=GONE) if model is Feedback else rows


def helpful(row: SupportRequest, user: Any, words: str, today: date) -> list[Hit]:
    """Articles to link: the one that is linked, then what is found by `words`, else by what it is called."""
    linked = articles.one(user, row.article) if row.article else None
    hits = articles.found(user, words or row.title, today, MOST_ARTICLES)
    return [linked, *(hit for hit in hits if hit.key != linked.key)] if linked is not None else hits


def with_load(people: QuerySet[User]) -> list[tuple[User, int]]:
    """Whom to give it to: who has least to do first."""
    rows = list(people)
    loads = dict(
        SupportRequest.objects.filter(assignee__in=rows, state__in=OPEN)
        .order_by()
        .values("assignee_id")
        .annotate(n=Count("pk"))
        .values_list("assignee_id", "n")
    )
    return sorted(((person, loads.get(person.pk, 0)) for person in rows), key=lambda pair: pair[1])


def canned(row: SupportRequest) -> list[CannedAnswer]:
    """Answers for its category first, then those for everything."""
    chain = [row.category_id, row.category.parent_id] if row.category is not None else []
    rows = CannedAnswer.objects.filter(project_id=row.project_id).order_by("-used", "title")
    fits = rows.filter(Q(category__isnull=True) | Q(category_id__in=[pk for pk in chain if pk]))
    return sorted(fits, key=lambda one: one.category_id is None)


def incidents(row: SupportRequest, user: Any) -> QuerySet[SupportRequest]:
    return worked(user).filter(project_id=row.project_id, is_incident=True, state__in=OPEN).exclude(pk=row.pk)


def mergeable(row: SupportRequest, user: Any) -> QuerySet[SupportRequest]:
    rows = worked(user).filter(project_id=row.project_id).exclude(state=State.MERGED).exclude(pk=row.pk)
    return rows.order_by("-opened_at", "-pk")


def errors_like(user: Any, words: str, project_id: int | None = None, limit: int = 3) -> list[KnownError]:
    """Known errors of the systems somebody uses whose symptom holds what they type: with a workaround to be told."""
    parts = [part for part in words.split() if len(part) > 1][:6] or [words]
    where = Q()
    for part in parts:
        where |= Q(title__icontains=part) | Q(title_en__icontains=part)
    rows = KnownError.objects.filter(where, project__in=served(user).order_by().values("pk")).exclude(workaround="")
    rows = rows.exclude(state__in=(ErrorState.FIXED, ErrorState.WONT))
    return list((rows.filter(project_id=project_id) if project_id else rows)[:limit])


def picture(user: Any, pk: int, picture_pk: int) -> SupportPicture | None:
    """A picture of a request the reader sees."""
    if not SupportRequest.objects.visible_to(user).filter(pk=pk).exists():
        return None
    return SupportPicture.objects.filter(request_id=pk, pk=picture_pk).first()


def desks(user: Any) -> Any:
    """Projects at whose desk somebody works."""
    from projects.portfolio.models import Project

    rows = Project.objects.visible_to(user).filter(support_setting__isnull=False).order_by("key")
    able = [row.pk for row in rows if policy.may(user, "work", "support_request", project_id=row.pk)]
    return Project.objects.filter(pk__in=able).order_by("key")


def held(user: Any) -> QuerySet[SupportMail]:
    rows: QuerySet[SupportMail] = SupportMail.objects.visible_to(user)
    return rows.filter(state="held").select_related("request")


def callers(project: Any) -> QuerySet[User]:
    """For whom a call can be written down: everybody who is active."""
    rows: QuerySet[User] = User.objects.filter(is_active=True).order_by("name", "pk")
    return rows


def staff_of_desk(project: Any) -> QuerySet[User]:
    return working(project)


def assignees(user: Any) -> QuerySet[User]:
    """Who works on what somebody sees as the desk."""
    rows: QuerySet[User] = User.objects.filter(pk__in=worked(user).order_by().values("assignee_id"))
    return rows.order_by("name", "pk")
