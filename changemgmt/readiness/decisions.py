"""What waits for a person: a pulse to answer, actions that are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.readiness.choices import RoundStatus
from changemgmt.readiness.models import PulseRound
from changemgmt.readiness.selectors import affected, pulse
from pmo.access import policy
from pmo.texts import Sentence, day, name
from projects.portfolio import dimensions
from projects.portfolio.dimensions import Act, Decision, KeyDate


def connect() -> None:
    register = dimensions.register_decisions
    register("readiness.pulse", _to_answer, pulse.waiting)
    register("readiness.actions", _to_do, lambda user, now: affected.due_actions(user, timezone.localdate(now)))


def _to_answer(user: Any, now: datetime) -> Iterator[Decision]:
    for seat in pulse.waiting(user, now):
        found = seat.round
        closes = timezone.localdate(found.closes_at)
        yield Decision(
            key=f"pulse-{found.pk}",
            kind=_("Pulse"),
            title=found.project.label,
            why=Sentence("pulse.waiting", {"closes": day(closes)}),
            acts=[Act(pgettext_lazy("survey", "Answer"), found.answer_url, primary=True)],
            url=found.answer_url,
            waiting_since=found.opens_at,
            due_on=closes,
            project_id=found.project_id,
        )


def _to_do(user: Any, now: datetime) -> Iterator[Decision]:
    for action in affected.due_actions(user, timezone.localdate(now)):
        who = action.stakeholder
        # Whoever may not see the stakeholder is told what to do, not about whom.
        sees = policy.may(user, "view", "stakeholder", project_id=who.project_id)
        words: dict[str, Any] = {"due": day(action.due_on)}
        code = "stakeholder.waiting" if sees else "stakeholder.waiting_plain"
        yield Decision(
            key=f"stakeholder-action-{action.pk}",
            kind=_("Stakeholder action"),
            title=action.label,
            why=Sentence(code, {**words, "who": name(who)} if sees else words),
            acts=[Act(pgettext_lazy("verb", "Open"), action.url, primary=True)],
            url=action.url,
            waiting_since=action.created_at,
            due_on=action.due_on,
            project_id=who.project_id,
        )


def ending(project_ids: Sequence[int], start: date, end: date) -> QuerySet[PulseRound]:
    return PulseRound.objects.filter(
        project__in=project_ids, status=RoundStatus.OPEN, closes_at__date__gte=start, closes_at__date__lte=end
    )


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """The ends of open rounds (one query)."""
    for found in ending(project_ids, start, end):
        on = timezone.localdate(found.closes_at)
        yield KeyDate(found.project_id, on, Sentence("key_date.pulse", {"number": found.number}), "due", url=found.url)
