"""Migration runs and their control sums."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.datamig.models import ControlSum, DataSet, MigrationRun
from projects.datamig.services import standing
from projects.datamig.services.common import locked, record

MOST = 20
# Name, in the source, in the target.
Sum = tuple[str, Decimal, Decimal]


@transaction.atomic
def record_run(*, by: Any, data_set: DataSet, now: datetime, sums: Sequence[Sum] = (), **values: Any) -> MigrationRun:
    """Raises Forbidden, Conflict (closed) or Invalid (a day to come, sums named twice)."""
    policy.require(by, "change", data_set)
    held = locked(data_set)
    number = (held.runs.aggregate(top=Max("number"))["top"] or 0) + 1
    run = MigrationRun(data_set=held, number=number, recorded_by=by, **values)
    _check(run, sums, now)
    create(run, now=now)
    ControlSum.objects.bulk_create(ControlSum(run=run, name=n, source=a, target=b) for n, a, b in sums)
    after = _told(run)
    record(by, held, "data_set.run_recorded", now, after=after)
    standing.refresh(held, now)
    return run


@transaction.atomic
def remove_run(*, by: Any, run: MigrationRun, reason: str, now: datetime, expected: int | None = None) -> None:
    """A run that was recorded wrongly; the history keeps it, with the reason."""
    policy.require(by, "change", run.data_set)
    held = locked(run.data_set)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    if expected is not None:
        save(run, now=now, expected=expected, fields=())
    before = _told(run)
    record(by, held, "data_set.run_removed", now, before=before, reason=reason.strip())
    run.delete()
    standing.refresh(held, now)


def _told(run: MigrationRun) -> dict[str, Any]:
    return {
        "run": run.number, "kind": run.kind, "rows in the source": run.source_rows,
        "rows that arrived": run.target_rows, "rows rejected on purpose": run.rejected_rows,
    }  # fmt: skip


def _check(run: MigrationRun, sums: Sequence[Sum], now: datetime) -> None:
    if run.ran_on > timezone.localdate(now):
        raise Invalid(_("A run is recorded when it is over."), code="future", field="ran_on")
    names = [name for name, _source, _target in sums]
    if len(names) > MOST or len(set(names)) < len(names):
        raise Invalid(_("At most %(most)s sums, each named once."), code="sums", field="sums", params={"most": MOST})
