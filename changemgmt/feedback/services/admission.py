"""The morning after: what was given anonymously comes in, all of a day together."""

from __future__ import annotations

import random
from datetime import date, datetime

from django.db import transaction

from changemgmt.feedback.choices import Level
from changemgmt.feedback.models import Feedback, FeedbackNote, FeedbackPicture
from changemgmt.feedback.services.common import record

# Not seeded: a known order would be the order in which people spoke.
_chance = random.SystemRandom()


@transaction.atomic
def admit(*, today: date, now: datetime) -> int:
    """Let in what was said anonymously before `today`; returns how many items.

    Every row is written anew, in an order drawn at random and in one transaction: neither its place in the table nor
    the transaction that wrote it tells when it came. Doing it twice changes nothing.
    """
    waiting = Feedback.objects.filter(level=Level.ANONYMOUS, admitted=False, received_on__lt=today)
    items = list(waiting.select_for_update(skip_locked=True, of=("self",)).select_related("project"))
    _chance.shuffle(items)
    for item in items:
        Feedback.objects.filter(pk=item.pk).update(admitted=True)
        record(None, "feedback.admitted", item, now)
    notes = list(FeedbackNote.objects.filter(admitted=False, on__lt=today).values_list("pk", flat=True))
    _chance.shuffle(notes)
    for pk in notes:
        FeedbackNote.objects.filter(pk=pk).update(admitted=True)
    pictures = list(FeedbackPicture.objects.filter(feedback__in=items).values_list("pk", "width"))
    _chance.shuffle(pictures)
    for pk, width in pictures:
        FeedbackPicture.objects.filter(pk=pk).update(width=width)
    return len(items)
