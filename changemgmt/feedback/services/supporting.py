"""So it is for me too; tell me what becomes of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.choices import ALIVE
from changemgmt.feedback.models import Feedback, FeedbackVote, FeedbackWatch
from changemgmt.feedback.selectors import board
from pmo.records import Conflict, Forbidden


def _reached(by: Any, item: Feedback) -> None:
    """On the board, or among what one handles."""
    seen = board.rows(by).filter(pk=item.pk).exists() or Feedback.objects.visible_to(by).filter(pk=item.pk).exists()
    if not seen or getattr(by, "read_only", False):
        raise Forbidden(_("Your role does not allow this."))
    if item.state not in ALIVE:
        raise Conflict(_("It is over; give a new one."), code="over")


@transaction.atomic
def vote(*, by: Any, item: Feedback, on: bool = True) -> bool:
    """Once per person; the second time changes nothing. Whether it changed something. Raises Forbidden or Conflict.

    The history says nothing of it: it would show who thinks what.
    """
    _reached(by, item)
    if item.author_id == by.pk:
        raise Conflict(_("You said it; you are counted already."), code="own")
    return _set(FeedbackVote, by, item, on)


@transaction.atomic
def watch(*, by: Any, item: Feedback, on: bool = True) -> bool:
    """Be told when it is decided and done. Whether it changed something. Raises Forbidden or Conflict."""
    _reached(by, item)
    return _set(FeedbackWatch, by, item, on)


def _set(model: Any, by: Any, item: Feedback, on: bool) -> bool:
    if on:
        _row, made = model.objects.get_or_create(feedback=item, user=by)
        return bool(made)
    return bool(model.objects.filter(feedback=item, user=by).delete()[0])
