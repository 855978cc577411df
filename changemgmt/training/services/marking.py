"""Free texts, marked by a person who is not the author."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.training import questions as asked
from changemgmt.training.choices import AttemptState
from changemgmt.training.models import Attempt
from changemgmt.training.services.attempts import conclude
from pmo import audit, notify
from pmo.access import policy
from pmo.records import Conflict, Forbidden, Invalid


@transaction.atomic
def mark_attempt(*, by: Any, attempt: Attempt, marks: Mapping[int, tuple[Decimal, str]], now: datetime) -> Attempt:
    """Give points, with a remark, to every text that waits; then the attempt is added up and the person told.

    Raises Forbidden (one's own), Conflict (marked already, running) or Invalid (points missing or too many).
    """
    policy.require(by, "mark", attempt)
    rows = Attempt.objects.select_for_update(of=("self", "enrolment"))
    locked = rows.select_related("enrolment__course__project", "enrolment__course__owner", "user").get(pk=attempt.pk)
    if locked.user_id == by.pk:
        raise Forbidden(_("Nobody marks their own assessment."))
    if locked.state != AttemptState.MARKING:
        raise Conflict(_("This assessment does not wait for marking."), code="state")
    known = {row.question: row for row in locked.answers.all()}
    given = {}
    for question in locked.questions:
        row = known.get(question["id"])
        if row is None or asked.points_of(question, row.value) is not None:
            continue
        points, remark = marks.get(question["id"], (None, ""))
        if points is None:
            raise Invalid(_("Give points to every text."), code="required", field=f"points_{question['id']}")
        if not 0 <= points <= question["points"]:
            raise Invalid(
                _("From 0 to %(most)s points."),
                params={"most": question["points"]},
                code="points",
                field=f"points_{question['id']}",
            )
        row.points, row.remark = points, remark[:600]
        row.save(update_fields=["points", "remark"])
        given[str(question["id"])] = str(points)
    done = conclude(attempt=locked, now=now)
    notify.settle(rule="training.to_mark", subject=locked, now=now)
    audit.record(
        by=by,
        act="assessment.marked",
        obj=locked,
        after={"score": str(done.score)},
        project_id=locked.enrolment.course.project_id,
        now=now,
    )
    return done
