"""Take part in a round, once.

Anonymous: the seat is marked and a sealed ballot put in; nothing else is written, neither history nor log nor message,
and neither row carries a time. The two rows have no key in common.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.surveys import sealing
from metrics.surveys.choices import RoundStatus
from metrics.surveys.models import Answer, Ballot, Seat, SurveyRound
from metrics.surveys.questions import check, load
from metrics.surveys.services.rounds import ASKING
from pmo import audit, notify
from pmo.records import Conflict, Forbidden, Invalid


@transaction.atomic
def submit(*, by: Any, found: SurveyRound, given: Mapping[str, Any], now: datetime) -> None:
    """Give all answers at once. Of two windows, or two clicks, the first counts.

    Raises Forbidden (not asked), Conflict (answered already, not open) or Invalid (the first answer at fault).
    """
    locked = SurveyRound.objects.select_for_update(of=("self",)).select_related("survey").get(pk=found.pk)
    seat = Seat.objects.filter(round=locked, user_id=by.pk).first()
    if seat is None:
        raise Forbidden(_("You are not asked in this survey."))
    if locked.status != RoundStatus.OPEN or now >= locked.closes_at:
        raise Conflict(_("This survey is closed."), code="closed")
    checked = check(load(locked.questions), given)
    for key, message in checked.errors.items():
        raise Invalid(message, code="answer", field=key)
    if not Seat.objects.filter(pk=seat.pk, answered=False).update(answered=True):
        raise Conflict(_("You have answered this survey already."), code="answered")
    if locked.is_anonymous:
        words = json.dumps({"unit": seat.unit_id, "answers": checked.values}, ensure_ascii=False)
        Ballot.objects.create(round=locked, sealed=sealing.seal(words.encode(), context=str(locked.pk)))
        for rule in ASKING:
            notify.withdraw(rule=rule, subject=locked, to=by)
        return
    Answer.objects.bulk_create(
        Answer(round=locked, question=key, unit_id=seat.unit_id, seat=seat, value=value)
        for key, value in checked.values.items()
    )
    for rule in ASKING:
        notify.settle(rule=rule, subject=locked, to=by, now=now)
    audit.record(by=by, act="survey.answered", obj=locked, project_id=locked.survey.project_id, now=now)
