"""A pack set as a file by a worker, kept a few days for the one reader who asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from metrics.reviews.exports import KINDS
from metrics.reviews.models import PackFile, Review
from pmo import audit, files, jobs
from pmo.access import policy
from pmo.files.models import Attachment
from pmo.records import Conflict, Invalid

KIND = "reviews.pack_file"
OWNER = "review_pack"
KEPT = timedelta(days=7)


@transaction.atomic
def ask_file(*, by: Any, review: Review, kind: str, now: datetime) -> PackFile:
    """Have the pack written as `kind` in the running language, with what `by` may see of it; a job does it.

    Raises Forbidden, Invalid (no such kind) or Conflict (nothing is composed yet).
    """
    policy.require(by, "export", review)
    if kind not in KINDS:
        raise Invalid(_("There is no such kind of file."), code="choice", field="kind")
    if not review.pack.get("sections"):
        raise Conflict(_("There is nothing to send yet: the pack composes itself on the day."), code="empty")
    scope = getattr(by, "token_scope", None)
    made = PackFile.objects.create(
        review=review, asked_by=by, kind=kind, language=get_language() or "", asked_at=now,
        scope=None if scope is None else sorted(scope),
    )  # fmt: skip
    job = jobs.start(by=by, kind=KIND, params={"file_id": made.pk}, now=now, unique_key=f"{KIND}:{made.pk}")
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    audit.record(
        by=by, act="review.file_asked", obj=review, after={"kind": kind}, project_id=review.project_id, now=now
    )
    return made


@transaction.atomic
def keep_file(*, made: PackFile, data: bytes, name: str, seen: str, now: datetime) -> Attachment:
    """Store what was written; `seen` is the mark of what it shows."""
    kept = files.store(
        by=made.asked_by, upload=ContentFile(data, name=name), kind=OWNER, object_id=made.pk,
        project_id=made.review.project_id, accepted=frozenset({made.kind}), now=now,
    )  # fmt: skip
    made.made_at, made.seen = now, seen
    made.save(update_fields=["made_at", "seen"])
    return kept


def clear_files(*, now: datetime) -> int:
    """Forget files that were asked for a week ago; run twice, the second finds nothing. Returns how many."""
    old = list(PackFile.objects.filter(asked_at__lt=now - KEPT).values_list("pk", flat=True)[:1000])
    return _remove(old, now)


def clear_files_of(*, person: Any, now: datetime) -> int:
    """Forget the files of somebody who is forgotten themselves. Returns how many."""
    return _remove(list(PackFile.objects.filter(asked_by=person).values_list("pk", flat=True)), now)


@transaction.atomic
def _remove(old: list[int], now: datetime) -> int:
    for kept in _attachments(old):
        files.delete(by=None, attachment=kept, now=now)
    PackFile.objects.filter(pk__in=old).delete()
    return len(old)


def _attachments(owners: Iterable[int]) -> list[Attachment]:
    return [kept for found in files.of(OWNER, owners).values() for kept in found]
