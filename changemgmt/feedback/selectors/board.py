"""You said, we did: what people said and what became of it, for everybody it concerns. No words of theirs, no name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from changemgmt.feedback.audience import concerned
from changemgmt.feedback.choices import PROMISED, Decision, State
from changemgmt.feedback.models import Feedback, FeedbackVote
from pmo import texts
from pmo.access import scopes
from pmo.texts import Sentence

SHOWN = 60


@dataclass(frozen=True)
class Board:
    lead: Sentence
    done: Sequence[Feedback]
    promised: Sequence[Feedback]
    looked_at: Sequence[Feedback]
    not_now: Sequence[Feedback]
    voted: frozenset[int]

    @property
    def is_empty(self) -> bool:
        return not (self.done or self.promised or self.looked_at or self.not_now)


def rows(user: Any) -> QuerySet[Feedback]:
    """What stands on the board for `user`."""
    if not scopes.of(user).active:
        return Feedback.objects.none()
    meant = Q(project__isnull=True) | Q(project_id__in=concerned(user).order_by().values("pk"))
    shown = Feedback.objects.filter(meant, on_board=True).exclude(state__in=(State.WITHDRAWN, State.MERGED, State.NEW))
    return shown.defer("text").select_related("project")


def counted(rows: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """With the number of people for whom it is so, the author among them."""
    votes = FeedbackVote.objects.filter(feedback=OuterRef("pk")).order_by().values("feedback")
    return rows.annotate(supporters=1 + Coalesce(Subquery(votes.annotate(n=Count("pk")).values("n")), 0))


def board(user: Any, *, project_id: int | None = None) -> Board:
    wanted = rows(user) if project_id is None else rows(user).filter(project_id=project_id)
    shown = list(counted(wanted).order_by("-outcome_on", "-decided_on", "-received_on", "pk")[:SHOWN])
    done = [item for item in shown if item.outcome_on]
    promised = [item for item in shown if not item.outcome_on and item.decision in PROMISED]
    return Board(
        lead=_lead(wanted, done, promised),
        done=done,
        promised=promised,
        looked_at=[item for item in shown if not item.decision],
        not_now=[item for item in shown if item.decision in (Decision.LATER, Decision.WONT)],
        voted=votes_of(user, shown),
    )


def votes_of(user: Any, items: Sequence[Feedback]) -> frozenset[int]:
    """Those of `items` the person has voted for."""
    found = FeedbackVote.objects.filter(user_id=user.pk, feedback__in=[item.pk for item in items])
    return frozenset(found.values_list("feedback_id", flat=True))


def _lead(wanted: QuerySet[Feedback], done: Sequence[Feedback], promised: Sequence[Feedback]) -> Sentence:
    said = wanted.count()
    if not said:
        return Sentence("feedback.board.none")
    return Sentence(
        "feedback.board.lead",
        {"said": texts.num(said), "done": texts.num(len(done)), "will": texts.num(len(promised))},
    )
