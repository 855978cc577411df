"""What the rooms of change management know: assessments passed, useful feedback, help of champions, recognition."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from changemgmt.champions.models import ChampionEntry
from changemgmt.feedback.choices import GONE, PROMISED, Level
from changemgmt.feedback.models import Feedback
from changemgmt.incentives import causes
from changemgmt.incentives.causes import Done
from changemgmt.incentives.choices import Cause
from changemgmt.incentives.models import Recognition
from changemgmt.training.models import Certificate


def connect() -> None:
    causes.register(Cause.ASSESSMENT, assessments, assessments_standing)
    causes.register(Cause.FEEDBACK, feedback, feedback_standing)
    causes.register(Cause.CHAMPION, champions, champions_standing)
    causes.register(Cause.RECOGNITION, recognitions, recognitions_standing)


def _words(row: Any, attr: str = "title") -> dict[str, str]:
    return {"zh": str(getattr(row, attr))[:200], "en": str(getattr(row, f"{attr}_en", "") or "")[:200]}


def _ids(ids: Collection[str]) -> list[int]:
    return [int(one) for one in ids if one.isdigit()]


def _present(rows: QuerySet[Any, int]) -> set[str]:
    return {str(pk) for pk in rows}


def assessments(first: date, last: date, project_id: int | None) -> Iterator[Done]:
    """The first pass of somebody in a course, certified after an assessment. A re-sit is none: the id is that of the
    enrolment."""
    rows = Certificate.objects.filter(
        enrolment__course__needs_assessment=True, attempt__isnull=False, issued_on__lte=last
    )
    if project_id is not None:
        rows = rows.filter(enrolment__course__project_id=project_id)
    begun: dict[int, Done] = {}
    for row in rows.select_related("enrolment__course").order_by("issued_on", "pk"):
        course = row.enrolment.course
        found = Done(str(row.enrolment_id), row.issued_on, user_id=row.enrolment.user_id,
                     project_id=course.project_id, text=_words(course))  # fmt: skip
        begun.setdefault(row.enrolment_id, found)
    yield from (one for one in begun.values() if one.on >= first)


def assessments_standing(ids: Collection[str]) -> set[str]:
    """Those whose certificate is still there."""
    rows = Certificate.objects.filter(enrolment__in=_ids(ids), attempt__isnull=False)
    return _present(rows.values_list("enrolment_id", flat=True))


def _useful() -> QuerySet[Feedback]:
    """Given with a name and found good enough to act on. Confidential and anonymous ones are not even read: no trace of
    who gave them may arise here."""
    rows: QuerySet[Feedback] = Feedback.objects.filter(
        level=Level.NAMED, author__isnull=False, decision__in=PROMISED, decided_on__isnull=False
    )
    # Nobody finds their own useful.
    return rows.exclude(state__in=GONE).exclude(decided_by_id=F("author_id"))


def feedback(first: date, last: date, project_id: int | None) -> Iterator[Done]:
    rows = _useful().filter(decided_on__gte=first, decided_on__lte=last)
    if project_id is not None:
        rows = rows.filter(project_id=project_id)
    for row in rows.only("pk", "decided_on", "author_id", "project_id", "title", "title_en"):
        if row.decided_on is not None:
            yield Done(str(row.pk), row.decided_on, user_id=row.author_id, project_id=row.project_id, text=_words(row))


def feedback_standing(ids: Collection[str]) -> set[str]:
    return _present(_useful().filter(pk__in=_ids(ids)).values_list("pk", flat=True))


def champions(first: date, last: date, project_id: int | None) -> Iterator[Done]:
    rows = ChampionEntry.objects.filter(on__gte=first, on__lte=last)
    if project_id is not None:
        rows = rows.filter(champion__project_id=project_id)
    for row in rows.select_related("champion"):
        champion = row.champion
        yield Done(str(row.pk), row.on, user_id=champion.user_id, project_id=champion.project_id,
                   text={"zh": row.note, "en": ""} if row.note else {})  # fmt: skip


def champions_standing(ids: Collection[str]) -> set[str]:
    return _present(ChampionEntry.objects.filter(pk__in=_ids(ids)).values_list("pk", flat=True))


def recognition(row: Recognition) -> Done:
    return Done(str(row.pk), row.on, user_id=row.receiver_id, text={"zh": row.text, "en": ""})


def recognitions(first: date, last: date, project_id: int | None) -> Iterator[Done]:
    rows = Recognition.objects.filter(on__gte=first, on__lte=last, withdrawn_at__isnull=True)
    yield from (recognition(row) for row in rows)


def recognitions_standing(ids: Collection[str]) -> set[str]:
    rows = Recognition.objects.filter(pk__in=_ids(ids), withdrawn_at__isnull=True)
    return _present(rows.values_list("pk", flat=True))
