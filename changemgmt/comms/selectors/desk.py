"""Announcements as those who write, approve and send them see them; and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changemgmt.comms.choices import READ_WITHIN, QuestionState, State
from changemgmt.comms.models import Announcement, AnnouncementQuestion, PlanEntry, Receipt
from pmo import calendars
from pmo.texts import Sentence, day, name, nested, words
from projects.portfolio.dimensions import Act, Decision, KeyDate
from projects.portfolio.models import Project

# What nobody has to confirm waits in the inbox; after so long it is no news.
NEWS_FOR = timedelta(days=14)
SHOWN = 20


def visible(user: Any) -> QuerySet[Announcement]:
    """With how many have read each and how many questions are open."""
    rows: QuerySet[Announcement] = Announcement.objects.visible_to(user)
    return with_figures(rows.select_related("project", "sender", "author"))


def with_figures(rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
    read = _count(Receipt.objects.filter(announcement=OuterRef("pk"), read_at__isnull=False))
    asked = _count(AnnouncementQuestion.objects.filter(announcement=OuterRef("pk"), state=QuestionState.OPEN))
    return rows.annotate(read=read, asked=asked)


def _count(rows: Any) -> Any:
    counted = rows.order_by().values("announcement").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def of_project(user: Any, project: Project) -> list[Announcement]:
    """Drafts and what waits first, then what is out, newest first."""
    rows = visible(user).filter(project=project)
    return sorted(rows, key=lambda a: (a.is_sent, -(a.published_at or a.updated_at).timestamp()))


def to_approve(user: Any) -> QuerySet[Announcement]:
    rows: QuerySet[Announcement] = Announcement.objects.for_verb(user, "approve")
    return rows.filter(state=State.SUBMITTED).exclude(Q(author=user) | Q(edited_by=user))


def to_send(user: Any) -> QuerySet[Announcement]:
    rows: QuerySet[Announcement] = Announcement.objects.for_verb(user, "publish")
    return rows.filter(state=State.APPROVED)


def to_answer(user: Any) -> QuerySet[AnnouncementQuestion]:
    """Open questions under what somebody wrote or speaks for."""
    rows = AnnouncementQuestion.objects.filter(state=QuestionState.OPEN, announcement__state=State.PUBLISHED)
    return rows.filter(Q(announcement__author=user) | Q(announcement__sender=user))


def waiting(user: Any, now: datetime) -> Iterable[Decision]:
    """What somebody has to read, approve, send or answer (four queries)."""
    yield from _to_read(user, now)
    for found in to_approve(user).select_related("edited_by", "sender", "project")[:SHOWN]:
        params = {"who": name(found.edited_by), "sender": name(found.sender)}
        yield _decision(
            found, "approve", _("Announcement"), Sentence("comms.waiting.approve", params),
            _("Read and approve"), found.submitted_at or found.updated_at,
        )  # fmt: skip
    mine = to_send(user).filter(author=user).select_related("approved_by", "project")
    for found in mine[:SHOWN]:
        params = {"who": name(found.approved_by)}
        yield _decision(
            found, "send", _("Announcement"), Sentence("comms.waiting.send", params),
            _("Send or schedule"), found.approved_at or found.updated_at,
        )  # fmt: skip
    rows = to_answer(user).select_related("announcement__project").order_by("created_at")
    for question in rows[:SHOWN]:
        found = question.announcement
        said = Sentence("comms.waiting.answer", {"question": question.text[:160]})
        yield Decision(
            key=f"comms-question-{question.pk}",
            kind=_("Question"),
            title=found.label,
            why=said,
            acts=[Act(_("Answer"), question.url, primary=True)],
            url=question.url,
            waiting_since=question.created_at,
            project_id=found.project_id,
        )


def _decision(found: Announcement, key: str, kind: str, why: Sentence, act: str, since: datetime) -> Decision:
    return Decision(
        key=f"comms-{key}-{found.pk}",
        kind=kind,
        title=found.label,
        why=why,
        acts=[Act(act, found.url, primary=True)],
        url=found.url,
        waiting_since=since,
        project_id=found.project_id,
    )


def _to_read(user: Any, now: datetime) -> Iterable[Decision]:
    rows = Receipt.objects.filter(
        Q(announcement__confirm=True) | Q(announcement__published_at__gt=now - NEWS_FOR),
        user_id=user.pk,
        read_at__isnull=True,
        announcement__state=State.PUBLISHED,
    )
    for receipt in rows.select_related("announcement__sender").order_by("-announcement__published_at")[:SHOWN]:
        found = receipt.announcement
        out = found.published_at or now
        on = timezone.localdate(out)
        params = {"sender": name(found.sender), "on": day(on)}
        code = "comms.waiting.confirm" if found.confirm else "comms.waiting.read"
        yield Decision(
            key=f"comms-read-{found.pk}",
            kind=pgettext("announcement", "To read"),
            title=found.label,
            why=Sentence(code, params),
            acts=[Act(pgettext("announcement", "Open and read"), found.url, primary=True)],
            url=found.url,
            waiting_since=out,
            due_on=calendars.add_workdays(on, READ_WITHIN) if found.confirm else None,
            project_id=found.project_id,
        )


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """Open lines of plans, and announcements that go out by themselves (two queries)."""
    entries = PlanEntry.objects.filter(
        project__in=project_ids, done_on__isnull=True, due_on__gte=start, due_on__lte=end
    )
    for entry in entries:
        params = {"topic": nested(Sentence(f"comms.topic.{entry.topic}")), "title": name(entry, "title")}
        yield KeyDate(entry.project_id, entry.due_on, Sentence("key_date.comms.entry", params), "due", url=entry.url)
    rows = Announcement.objects.filter(
        project__in=project_ids, state=State.SCHEDULED, publish_at__date__gte=start, publish_at__date__lte=end
    )
    for found in rows:
        if found.publish_at is not None:
            said = Sentence("key_date.comms.out", {"title": words(found.title, found.title_en)})
            yield KeyDate(found.project_id, timezone.localdate(found.publish_at), said, "due", url=found.url)
