"""Reads of reviews and actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event

from metrics.reviews import reading, schedule
from metrics.reviews.choices import ActionStatus, Attendance, ReviewStatus
from metrics.reviews.models import (
    Action,
    AgendaItem,
    BacklogLink,
    PackFile,
    Review,
    ReviewDecision,
    ReviewParticipant,
    ReviewRule,
    ReviewSigner,
    SectionNote,
)
from metrics.reviews.pack import (
    KpiRow,
    ProjectRow,
    compose,
    earlier_actions,
    kpi_rows,
    missing_inputs,
    previous,
    project_rows,
)
from metrics.reviews.signatures import digest
from metrics.reviews.words import counted
from pmo import calendars, files
from pmo.access import policy, scopes
from pmo.access.roles import Scope
from pmo.accounts.models import User
from pmo.files.models import Attachment
from pmo.jobs.models import Job
from pmo.texts import Sentence, day, days, name
from projects.portfolio.choices import State
from projects.portfolio.dimensions import Act, Decision, KeyDate
from projects.portfolio.models import Portfolio, Project


def visible(user: Any) -> QuerySet[Review]:
    rows = Review.objects.visible_to(user).select_related("portfolio", "project", "organiser")
    return rows.annotate(
        decision_count=Count("decisions", distinct=True),
        action_count=Count("actions", distinct=True),
        open_count=Count("actions", filter=Q(actions__status=ActionStatus.OPEN), distinct=True),
    )


def rules(user: Any) -> QuerySet[ReviewRule]:
    """With the next review each of them has planned."""
    coming = Review.objects.filter(rule=OuterRef("pk"), status=ReviewStatus.PLANNED).order_by("starts_at")
    rows = ReviewRule.objects.visible_to(user).select_related("portfolio", "project", "organiser")
    return rows.prefetch_related("participants").annotate(
        next_pk=Subquery(coming.values("pk")[:1]), next_at=Subquery(coming.values("starts_at")[:1])
    )


def actions(user: Any) -> QuerySet[Action]:
    return Action.objects.visible_to(user).select_related("owner", "project", "review__portfolio", "review__project")


@dataclass(frozen=True)
class ReviewPage:
    """What the page of a review shows: live figures while it is planned, the frozen pack afterwards."""

    sentence: Sentence
    missing: list[Sentence]
    seats: list[ReviewParticipant]
    mine: ReviewParticipant | None
    agenda: list[AgendaItem]
    minutes: int
    projects: list[ProjectRow]
    kpis: list[KpiRow]
    taken_at: datetime | None
    before: Review | None
    earlier: list[Action]
    decisions: list[ReviewDecision]
    actions: list[Action]
    visible: frozenset[int]
    pack: reading.Pack
    notes: dict[str, SectionNote]
    backlog: list[BacklogLink]
    signers: list[ReviewSigner]
    digest: str

    @property
    def attended(self) -> int:
        return sum(seat.attendance == Attendance.ATTENDED for seat in self.seats)

    @property
    def still_open(self) -> int:
        return sum(action.status == ActionStatus.OPEN for action in self.earlier)

    @property
    def carried(self) -> float | None:
        """The share of earlier actions that is still open, in percent."""
        return round(self.still_open / len(self.earlier) * 100, 1) if self.earlier else None


def page(review: Review, user: Any, now: datetime) -> ReviewPage:
    planned = review.status == ReviewStatus.PLANNED
    # Composed once, on its day; until then the page shows how things are now.
    live = planned and review.composed_at is None
    earlier = earlier_actions(review)
    pack = compose(review, now=now, earlier=earlier) if live else review.pack
    before = previous(review)
    seats = list(review.participants.select_related("user").order_by("user__name"))
    agenda = list(review.agenda.select_related("presenter"))
    # Nothing is written down before the day.
    written = not planned or timezone.localdate(review.starts_at) <= timezone.localdate(now)
    decisions = list(review.decisions.select_related("decided_by")) if written else []
    actions_ = list(review.actions.select_related("owner", "project")) if written else []
    missing = missing_inputs(review, people=len(seats), items=len(agenda), pack=pack) if planned else []
    projects = project_rows(pack, before.pack if before else {})
    visible_ids = _visible(user, [row.pk for row in projects if row.pk])
    signers = list(review.signers.select_related("user")) if review.status == ReviewStatus.CLOSED else []
    return ReviewPage(
        sentence=_sentence(review, seats, missing, decisions, actions_, timezone.localdate(now)),
        missing=missing,
        seats=seats,
        mine=next((s for s in seats if s.user_id == user.pk), None),
        agenda=agenda,
        minutes=sum(item.minutes for item in agenda),
        projects=projects,
        kpis=kpi_rows(pack, before.pack if before else {}),
        taken_at=datetime.fromisoformat(pack["taken_at"]) if pack and not live else None,
        before=before,
        earlier=earlier,
        decisions=decisions,
        actions=actions_,
        visible=visible_ids,
        pack=reading.read({} if live else review.pack, user, visible_ids),
        notes={note.section: note for note in review.section_notes.all()} if not live else {},
        backlog=list(review.backlog.select_related("item__project")) if not live else [],
        signers=signers,
        digest=digest(review) if signers else "",
    )


def _sentence(
    review: Review,
    seats: Sequence[ReviewParticipant],
    missing: Sequence[Sentence],
    decisions: Sequence[ReviewDecision],
    actions: Sequence[Action],
    today: date,
) -> Sentence:
    """What the page opens with."""
    if review.status == ReviewStatus.CANCELLED:
        return Sentence("review.lead.cancelled")
    if review.status != ReviewStatus.PLANNED:
        still = sum(action.status == ActionStatus.OPEN for action in actions)
        words = {
            "decisions": counted(len(decisions), "decisions"),
            "actions": counted(len(actions), "actions"),
            "open": still,
        }
        return Sentence("review.lead.held_done" if actions and not still else "review.lead.held", words)
    answered = sum(seat.attendance != Attendance.INVITED for seat in seats)
    words = {"invited": len(seats), "answered": answered, "missing": len(missing)}
    until = (timezone.localdate(review.starts_at) - today).days
    key = "review.lead.today" if until <= 0 else "review.lead.planned"
    return Sentence(f"{key}_missing" if missing else key, {**words, "days": days(max(until, 0))})


def newest_job(review: Review, user: Any) -> Job | None:
    """The work of the file the reader asked for last (one query)."""
    asked = PackFile.objects.filter(review=review, asked_by_id=user.pk).values("job_id")
    return Job.objects.visible_to(user).filter(pk__in=asked).order_by("-pk").first()


def file_of(review: Review, user: Any, pk: int) -> Attachment | None:
    """A written file of one's own, if one may still see all it shows."""
    made = PackFile.objects.filter(review=review, asked_by_id=user.pk, pk=pk, made_at__isnull=False).first()
    kept = files.of("review_pack", [made.pk]).get(made.pk, []) if made is not None else []
    return kept[0] if kept and may_read_file(user, kept[0]) else None


def may_read_file(user: Any, attachment: Attachment) -> bool:
    """Whoever asked for it, while they may still see everything it shows."""
    made = PackFile.objects.filter(pk=attachment.object_id or 0, asked_by_id=user.pk, made_at__isnull=False).first()
    rows = Review.objects.visible_to(user).filter(pk=made.review_id) if made is not None else Review.objects.none()
    review = rows.first()
    if made is None or review is None or not policy.may(user, "export", review):
        return False
    ids = [row["id"] for row in review.pack.get("projects", []) if row.get("id")]
    return reading.seen(review.pack, user, _visible(user, ids)) == made.seen


def _visible(user: Any, project_ids: Sequence[int]) -> frozenset[int]:
    """Which projects of the pack the reader may open: the invited see figures, not every page behind them."""
    if scopes.of(user).global_reach("project", "view") is Scope.ALL:
        return frozenset(project_ids)
    rows = Project.objects.visible_to(user).filter(pk__in=project_ids)
    return frozenset(rows.values_list("pk", flat=True))


def proposal(user: Any, today: date) -> dict[str, Any]:
    """What a review planned by hand starts from: the quarter whose turn it is, on the day a rule would choose."""
    table = calendars.table()
    quarter = schedule.upcoming_quarter(today, schedule.USUAL_OFFSET, table)
    day_ = max(schedule.review_day(quarter, schedule.USUAL_OFFSET, table), today + timedelta(days=1))
    offered = list(Portfolio.objects.visible_to(user).distinct().order_by("code")[:2])
    return {
        "portfolio": offered[0].pk if len(offered) == 1 else None,
        "quarter": quarter,
        "starts_at": datetime.combine(day_, schedule.USUAL_TIME, tzinfo=timezone.get_current_timezone()),
        "organiser": user.pk,
        "duration_minutes": 90,
    }


def planned(project_ids: Sequence[int], start: date, end: date) -> QuerySet[Review]:
    """Planned reviews of these projects and of their portfolios."""
    rows = Review.objects.filter(status=ReviewStatus.PLANNED, starts_at__date__gte=start, starts_at__date__lte=end)
    return rows.filter(
        Q(project__in=project_ids) | Q(project__isnull=True, portfolio__projects__in=project_ids)
    ).distinct()


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    for review in planned(project_ids, start, end).select_related("project", "portfolio"):
        words = {"subject": name(review.project or review.portfolio), "quarter": review.quarter}
        yield KeyDate(
            review.project_id, review.starts_at.date(), Sentence("key_date.review", words), "due", url=review.url
        )


def unanswered(user: Any, now: datetime) -> QuerySet[Review]:
    """Reviews somebody is invited to and has not answered yet."""
    return Review.objects.filter(
        status=ReviewStatus.PLANNED,
        starts_at__gt=now,
        participants__user=user,
        participants__attendance=Attendance.INVITED,
    ).exclude(organiser=user)


def invitations(user: Any, now: datetime) -> Iterable[Decision]:
    """One query."""
    for review in unanswered(user, now).select_related("project", "portfolio", "organiser"):
        url = reverse("reviews:respond", args=[review.pk])
        local = review.starts_at.astimezone(ZoneInfo(user.time_zone))
        words = {
            "organiser": name(review.organiser),
            "on": day(local.date()),
            "at": local.strftime("%H:%M"),
            "minutes": review.duration_minutes,
        }
        yield Decision(
            key=f"review-{review.pk}",
            kind=_("Review"),
            title=Sentence(
                "key_date.review", {"subject": name(review.project or review.portfolio), "quarter": review.quarter}
            ).plain(),
            why=Sentence("review.asked", words),
            acts=[
                Act(
                    pgettext("invitation", "Accept"),
                    url,
                    primary=True,
                    method="post",
                    fields={"attendance": "accepted"},
                ),
                Act(pgettext("invitation", "Decline"), url, method="post", fields={"attendance": "declined"}),
            ],
            url=review.url,
            waiting_since=review.created_at,
            project_id=review.project_id,
        )


def unsigned(user: Any, now: datetime) -> QuerySet[ReviewSigner]:
    """Minutes that wait for somebody's signature."""
    return ReviewSigner.objects.filter(user=user, signed_at__isnull=True, review__status=ReviewStatus.CLOSED)


def signatures(user: Any, now: datetime) -> Iterable[Decision]:
    """One query."""
    for row in unsigned(user, now).select_related("review__project", "review__portfolio"):
        review = row.review
        words = {
            "on": day(timezone.localdate(row.asked_at)),
            "decisions": counted(len(review.minutes.get("decisions", ())), "decisions"),
            "actions": counted(len(review.minutes.get("actions", ())), "actions"),
        }
        subject = {"subject": name(review.project or review.portfolio), "quarter": review.quarter}
        yield Decision(
            key=f"review-sign-{review.pk}",
            kind=_("Minutes"),
            title=Sentence("key_date.review", subject).plain(),
            why=Sentence("review.sign_asked", words),
            acts=[Act(pgettext("minutes", "Read and sign"), f"{review.url}#h-sign", primary=True)],
            url=review.url,
            waiting_since=row.asked_at,
            project_id=review.project_id,
        )


def calendar_file(review: Review) -> bytes:
    """The review as an iCalendar event."""
    calendar = Calendar()
    calendar.add("prodid", "-//Luodi//Reviews//EN")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"review-{review.pk}@luodi")
    event.add("sequence", review.version)
    event.add("dtstamp", review.updated_at)
    event.add("dtstart", review.starts_at)
    event.add("dtend", review.starts_at + timedelta(minutes=review.duration_minutes))
    event.add("summary", f"{_('Review')} {review.subject_label} {review.quarter}")
    event.add("description", "\n".join(item.label for item in review.agenda.all()))
    event.add("url", f"{settings.LUODI_BASE_URL}{review.url}")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def seated(review: Review) -> QuerySet[User]:
    """Who may have decided something in a review: its participants and its organiser."""
    rows: QuerySet[User] = User.objects.filter(Q(review_seats__review=review) | Q(pk=review.organiser_id))
    return rows.distinct().order_by("name")


def open_to_scope(user: Any, review: Review) -> QuerySet[Project]:
    """Projects of a review whose scope somebody may add to (one query, and those of their rights)."""
    rows = Project.objects.visible_to(user).filter(portfolio_id=review.portfolio_id)
    rows = (
        rows.filter(pk=review.project_id) if review.project_id else rows.filter(state__in=(State.ACTIVE, State.ON_HOLD))
    ).order_by("key")
    if scopes.of(user).global_reach("scope_item", "add") is Scope.ALL:
        return rows
    ids = [pk for pk in rows.values_list("pk", flat=True) if policy.may(user, "add", "scope_item", project_id=pk)]
    return Project.objects.filter(pk__in=ids).order_by("key")
