"""Announcements as those who write, approve and send them see them; and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changemgmt.comms.choices import READ_WITHIN, QuestionState, State
from changemgmt.comms.models import Announcement, AnnouncementQuestion, PlanEntry, Receipt
from pmo import calendars
from pmo.texts import Sentence, day, name, nested, words
from projects.portfolio import dimensions
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


def to_answer(user: Any) -> QuerySet[AnnouncementQuestion]:
    """Open questions under what somebody wrote or speaks for."""
    rows = AnnouncementQuestion.objects.filter(state=QuestionState.OPEN, announcement__state=State.PUBLISHED)
    return rows.filter(Q(announcement__author=user) | Q(announcement__sender=user))


def on_desk(user: Any) -> QuerySet[Announcement]:
    """Announcements this person has to approve, or to send once they are approved."""
    return Announcement.objects.filter(Q(state=State.APPROVED, author=user) | Q(pk__in=to_approve(user).values("pk")))


def unread(user: Any, now: datetime) -> QuerySet[Receipt]:
    """What somebody has to confirm, and what is new."""
    return Receipt.objects.filter(
        Q(announcement__confirm=True) | Q(announcement__published_at__gt=now - NEWS_FOR),
        user_id=user.pk,
        read_at__isnull=True,
        announcement__state=State.PUBLISHED,
    )


def connect() -> None:
    """What somebody has to read, to approve or send, to answer."""
    register = dimensions.register_decisions
    register("comms.read", _to_read, unread)
    register("comms.desk", _on_desk, lambda user, now: on_desk(user), dimensions.Consequence.STEERS)
    register("comms.answer", _to_answer, lambda user, now: to_answer(user))


def _on_desk(user: Any, now: datetime) -> Iterable[Decision]:
    rows = on_desk(user).select_related("edited_by", "approved_by", "sender", "project")
    for found in rows.order_by("updated_at", "pk")[:SHOWN]:
        if found.approved_by is not None:
            why, act, since = (
                Sentence("comms.waiting.send", {"who": name(found.approved_by)}),
                "send",
                found.approved_at,
            )
        else:
            params = {"who": name(found.edited_by), "sender": name(found.sender)}
            why, act, since = Sentence("comms.waiting.approve", params), "approve", found.submitted_at
        label = _("Send or schedule") if act == "send" else _("Read and approve")
        yield _decision(found, act, _("Announcement"), why, label, since or found.updated_at)


def _to_answer(user: Any, now: datetime) -> Iterable[Decision]:
    asked = to_answer(user).select_related("announcement__project").order_by("created_at")
    for question in asked[:SHOWN]:
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
    rows = unread(user, now)
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
    """Open lines of plans, and announcements that go out by themselves (one query)."""
    entries = PlanEntry.objects.filter(
        project__in=project_ids, done_on__isnull=True, due_on__gte=start, due_on__lte=end
    )
    out = Announcement.objects.filter(
        project__in=project_ids, state=State.SCHEDULED, publish_at__date__gte=start, publish_at__date__lte=end
    )
    shared = ("project_id", "pk", "topic", "title", "title_en")
    lines = entries.order_by().annotate(day=F("due_on"), line=Value(1)).values_list(*shared, "day", "line")
    sent = out.order_by().annotate(day=TruncDate("publish_at"), line=Value(0)).values_list(*shared, "day", "line")
    for project_id, pk, topic, zh, en, on, line in lines.union(sent, all=True):
        params: dict[str, Any] = {"title": words(zh, en)}
        if line:
            params["topic"] = nested(Sentence(f"comms.topic.{topic}"))
        said = Sentence("key_date.comms.entry" if line else "key_date.comms.out", params)
        url = reverse("comms:entry" if line else "comms:announcement", args=[pk])
        yield KeyDate(project_id, on, said, "due", url=url)
