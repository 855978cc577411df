"""Files of a data set: kept, read by a job, held against the rules. Only the newest file stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from pmo import files, jobs
from pmo.access import policy
from pmo.exchange import BadFile
from pmo.exchange.errors import msgid
from pmo.exchange.reading import MAX_BYTES
from pmo.records import Conflict, DomainError
from projects.datamig import selectors
from projects.datamig.choices import DATA_FILE, PROFILE, ProfileState
from projects.datamig.models import DataProfile, DataSet
from projects.datamig.services import standing
from projects.datamig.services.common import hold, locked, record


@transaction.atomic
def upload(*, by: Any, data_set: DataSet, upload: Any, now: datetime) -> DataProfile:
    """Keep the file and have it read; the one before goes when this one has been read.

    Raises Forbidden, Conflict (closed, or one is being read) and the errors of `files.store`.
    """
    policy.require(by, "import", data_set)
    held = locked(data_set)
    newest = held.profiles.order_by("-number").first()
    if selectors.is_running(newest):
        raise Conflict(_("A file is being read; wait a moment."), code="running", field="file")
    try:
        kept = files.store(
            by=by, upload=upload, now=now, project_id=held.project_id, accepted=files.TABLES, max_bytes=MAX_BYTES
        )
    except DomainError as error:
        error.field = "file"
        raise
    profile = DataProfile.objects.create(
        data_set=held,
        number=(held.profiles.aggregate(top=Max("number"))["top"] or 0) + 1,
        attachment=kept,
        file_name=kept.name,
        uploaded_by=by,
        uploaded_at=now,
    )
    files.attach(attachment=kept, kind=DATA_FILE, object_id=held.pk, project_id=held.project_id)
    record(by, held, "data_set.uploaded", now, after={"file_name": kept.name})
    _start(by, profile, now, fresh=True)
    standing.refresh(held, now)
    return profile


@transaction.atomic
def read_again(*, by: Any, data_set: DataSet, now: datetime) -> DataProfile:
    """Read the newest file once more: one whose reading broke off. Raises Conflict when there is nothing to read."""
    policy.require(by, "import", data_set)
    held = locked(data_set)
    newest = held.profiles.select_related("attachment").order_by("-number").first()
    if newest is None or newest.attachment is None:
        raise Conflict(_("The file is not kept any more; upload it again."), code="no_file")
    if selectors.is_running(newest):
        raise Conflict(_("A file is being read; wait a moment."), code="running")
    record(by, held, "data_set.read_again", now, after={"file_name": newest.file_name})
    start_again(by=by, data_set=held, now=now)
    standing.refresh(held, now)
    return newest


def start_again(*, by: Any, data_set: DataSet, now: datetime) -> None:
    """Hold the newest file against the rules as they are now, if it is kept. The caller holds the lock."""
    newest = data_set.profiles.order_by("-number").first()
    if newest is not None and newest.attachment_id is not None:
        DataProfile.objects.filter(pk=newest.pk).update(state=ProfileState.WAITING, problem={})
        newest.state = ProfileState.WAITING
        _start(by, newest, now)


def tell_referring(*, by: Any, data_set: DataSet, now: datetime) -> None:
    """Data sets whose rules refer to this one are held against its new file. The caller holds the project's row."""
    for other in DataSet.objects.filter(rules__other=data_set).distinct().order_by("pk"):
        start_again(by=by, data_set=other, now=now)
        standing.refresh(other, now)


def refuse(profile: DataProfile, error: BadFile, now: datetime) -> None:
    """The file cannot be read, and says why."""
    said = {"message": msgid(error.raw_message), "params": {name: str(value) for name, value in error.params.items()}}
    held = hold(profile.data_set_id)
    rows = DataProfile.objects.filter(pk=profile.pk, job_id=profile.job_id)
    if rows.update(state=ProfileState.FAILED, problem=said):
        standing.refresh(held, now)


def _start(by: Any, profile: DataProfile, now: datetime, *, fresh: bool = False) -> None:
    """`fresh`: a new file, which those that refer to it have to hear of; a second look passes nothing on."""
    job = jobs.start(by=by, kind=PROFILE, params={"profile_id": profile.pk, "fresh": fresh}, now=now)
    DataProfile.objects.filter(pk=profile.pk).update(job_id=job.pk)
    profile.job_id = job.pk
