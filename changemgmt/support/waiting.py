"""What waits for a person: to be given to somebody, late or nearly so, to be confirmed, hyper-care that can end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.support import clock
from changemgmt.support.choices import OPEN, CareState, State
from changemgmt.support.models import HyperCare, SupportRelease, SupportRequest
from changemgmt.support.selectors import care, requests
from pmo import texts
from pmo.texts import Sentence, day, num, words
from projects.portfolio import dimensions
from projects.portfolio.dimensions import Act, Decision, KeyDate

SHOWN = 10


def connect() -> None:
    register = dimensions.register_decisions
    register("support.assign", lambda user, now: map(_assign, _new(user)[:SHOWN]), lambda user, now: _new(user))
    register("support.late", lambda user, now: map(_late, _own(user, now)[:SHOWN]), _own)
    register("support.confirm", lambda user, now: map(_confirm, _solved(user)[:SHOWN]), lambda user, now: _solved(user))
    register("support.care", _care, lambda user, now: _running(user))
    dimensions.register_key_dates("support", key_dates, planned)


def _new(user: Any) -> QuerySet[SupportRequest]:
    """For the lead of the desk, or of the team it came to; for the project's manager where no lead is named."""
    lead = Q(project__support_setting__lead_id=user.pk) | Q(team__lead_id=user.pk)
    lead |= Q(project__support_setting__lead__isnull=True, team__lead__isnull=True, project__manager_id=user.pk)
    rows = SupportRequest.objects.filter(lead, state__in=(State.NEW, State.ASSIGNED), assignee__isnull=True)
    return rows.select_related("unit", "project").order_by("priority", "opened_at", "pk")


def _own(user: Any, now: datetime) -> QuerySet[SupportRequest]:
    rows = SupportRequest.objects.filter(requests.at_risk(now), assignee_id=user.pk, state__in=OPEN)
    return rows.select_related("unit", "project").order_by("priority", "resolve_due_at", "pk")


def _solved(user: Any) -> QuerySet[SupportRequest]:
    rows = SupportRequest.objects.filter(requester_id=user.pk, state=State.RESOLVED)
    return rows.select_related("unit", "project").order_by("resolved_at", "pk")


def _running(user: Any) -> QuerySet[HyperCare]:
    rows = HyperCare.objects.filter(state=CareState.RUNNING, project__manager_id=user.pk)
    return rows.select_related("project").prefetch_related("criteria")


def _decision(row: SupportRequest, code: str, why: Sentence, act: Act, since: datetime, due: date | None) -> Decision:
    return Decision(
        key=f"support.{code}:{row.pk}",
        kind=_("User support"),
        title=f"{row.code} {row.title}",
        why=why,
        acts=[act],
        url=row.url,
        waiting_since=since,
        due_on=due,
        project_id=row.project_id,
    )


def _assign(row: SupportRequest) -> Decision:
    unit = texts.name(row.unit) if row.unit is not None else texts.nested(Sentence("support.nounit"))
    why = Sentence("support.why.assign", {"unit": unit, "priority": num(row.priority)})
    due = _local(row.answer_due_at or row.resolve_due_at)
    act = Act(_("Give it to somebody"), f"{row.url}#assign", primary=True)
    return _decision(row, "assign", why, act, row.opened_at, due.date() if due else None)


def _late(row: SupportRequest) -> Decision:
    due = _local(row.answer_due_at or row.resolve_due_at) or row.opened_at
    clocked = {"priority": num(row.priority), "on": day(due.date()), "time": words(due.strftime("%H:%M"))}
    act = Act(_("Answer"), f"{row.url}#answer", primary=True)
    return _decision(row, "late", Sentence("support.why.late", clocked), act, row.opened_at, due.date())


def _confirm(row: SupportRequest) -> Decision:
    solved = _local(row.resolved_at) or row.opened_at
    why = Sentence("support.why.confirm", {"on": day(solved.date())})
    return _decision(row, "confirm", why, Act(_("Say whether it helped"), row.url, primary=True), solved, None)


def _local(at: datetime | None) -> datetime | None:
    return at.astimezone(clock.zone()) if at is not None else None


def _care(user: Any, now: datetime) -> Iterator[Decision]:
    for row in _running(user):
        page = care.read(row, timezone.localdate(now), now)
        if page.may_end:
            yield Decision(
                key=f"support.care:{row.pk}",
                kind=_("Hyper-care"),
                title=row.project.label,
                why=Sentence("support.why.care", {"all": num(len(page.readings))}),
                acts=[Act(_("End hyper-care"), reverse("support:care", args=[row.project.key]), primary=True)],
                url=row.url,
                waiting_since=row.updated_at,
                project_id=row.project_id,
            )


def planned(project_ids: Sequence[int], start: date, end: date) -> QuerySet[SupportRelease]:
    rows: QuerySet[SupportRelease] = SupportRelease.objects.filter(
        project__in=project_ids, released_on__isnull=True, planned_on__gte=start, planned_on__lte=end
    )
    return rows


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """Releases that are planned (one query)."""
    for row in planned(project_ids, start, end):
        title = Sentence("support.date.release", {"version": words(row.name)})
        yield KeyDate(row.project_id, row.planned_on, title, "live", url=row.url)
