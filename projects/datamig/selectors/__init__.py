"""Reads of data sets, each a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from pmo.jobs.models import Job
from projects.datamig.choices import ProfileState
from projects.datamig.models import ControlSum, DataProfile, DataRule, DataSet, MigrationRun
from projects.engines.profiling import Difference

# So many profiles make the trend.
SHOWN = 12


def visible(user: Any) -> QuerySet[DataSet]:
    return DataSet.objects.visible_to(user).select_related("project__portfolio", "owner", "module")


def for_list(user: Any) -> QuerySet[DataSet]:
    """With rows, bad rows and day of the newest profile that was read."""
    newest = DataProfile.objects.filter(data_set=OuterRef("pk"), state=ProfileState.READY).order_by("-number")
    return visible(user).annotate(
        rows_read=Subquery(newest.values("rows")[:1]),
        rows_bad=Subquery(newest.values("bad_rows")[:1]),
        read_at=Subquery(newest.values("read_at")[:1]),
    )


def with_runs(rows: Sequence[DataSet]) -> list[DataSet]:
    """The newest run of each, in two queries."""
    found = newest_runs(rows)
    for row in rows:
        row.run = found.get(row.pk)  # type: ignore[attr-defined]
    return list(rows)


def newest_runs(rows: Sequence[DataSet]) -> dict[int, MigrationRun]:
    runs = MigrationRun.objects.filter(data_set__in=[row.pk for row in rows]).order_by(
        "data_set_id", "ran_on", "number"
    )
    return {run.data_set_id: run for run in runs.prefetch_related("sums")}


@dataclass(frozen=True)
class Standing:
    """What the status of a data set rests on."""

    rules: list[DataRule]
    profile: DataProfile | None
    run: MigrationRun | None


def standing(data_set: DataSet) -> Standing:
    return Standing(
        rules=list(data_set.rules.select_related("other").order_by("pk")),
        profile=data_set.profiles.order_by("-number").first(),
        run=newest_runs([data_set]).get(data_set.pk),
    )


def differences(run: MigrationRun) -> list[Difference]:
    """Rows first, then each control sum."""
    rows = Difference("", Decimal(run.source_rows), Decimal(run.target_rows), Decimal(run.rejected_rows))
    return [rows, *(Difference(line.name, line.source, line.target) for line in run.sums.all())]


def reconciles(run: MigrationRun) -> bool:
    return not any(found.amount for found in differences(run))


def history(data_set: DataSet) -> tuple[list[DataProfile], list[MigrationRun]]:
    """The newest profiles and all runs, newest first."""
    profiles = list(data_set.profiles.select_related("uploaded_by").order_by("-number")[:SHOWN])
    sums = Prefetch("sums", ControlSum.objects.order_by("pk"))
    runs = data_set.runs.select_related("recorded_by").prefetch_related(sums).order_by("-ran_on", "-number")
    return profiles, list(runs)


def is_running(profile: DataProfile | None) -> bool:
    """Whether a worker reads it, or is going to."""
    if profile is None or profile.state != ProfileState.WAITING:
        return False
    return Job.objects.unfinished().filter(pk=profile.job_id or 0).exists()
