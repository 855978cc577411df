"""Data to be migrated on either side of the zoo, their subjects and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pmo.accounts.models import User
from projects.datamig import services
from projects.datamig.choices import ProfileState
from projects.datamig.models import DataProfile, DataRule, DataSet, MigrationRun
from projects.portfolio.models import Project


@dataclass
class DataSide:
    """A data set of the owner with a rule, an extract that was read, and a run that does not reconcile."""

    data_set: DataSet
    rule: DataRule
    run: MigrationRun
    bare: DataSet
    bare_rule: DataRule


def data_of(project: Project, manager: User, owner: User, word: str, now: datetime) -> DataSide:
    found = _data_set(project, manager, owner, word, now)
    rule = services.add_rule(by=manager, data_set=found, kind="complete", columns=[f"{word} column"], now=now)
    file = SimpleUploadedFile(f"{word.strip()}.csv", f"{word} column,b\n1,2\n,3\n".encode())
    profile = services.upload(by=manager, data_set=found, upload=file, now=now)
    results = [{"rule": rule.pk, "checked": 2, "failed": 1, "rows": [3], "missing": "", "unknown": False}]
    columns = [{"name": f"{word} column", "filled": 1, "distinct": 1, "kind": "number", "shortest": 1, "longest": 1}]
    DataProfile.objects.filter(pk=profile.pk).update(
        state=ProfileState.READY, rows=2, bad_rows=1, results=results, columns=columns, read_at=now, job_id=None
    )
    run = services.record_run(
        by=manager,
        data_set=found,
        kind="trial",
        ran_on=timezone.localdate(now),
        source_rows=5,
        target_rows=3,
        note=f"{word} note",
        sums=[(f"{word} balance", Decimal("1.50"), Decimal("1.50"))],
        now=now,
    )
    bare = _data_set(project, manager, owner, f"{word} more", now)
    bare_rule = services.add_rule(by=manager, data_set=bare, kind="unique", columns=[f"{word} key"], now=now)
    found.refresh_from_db()
    return DataSide(found, rule, run, bare, bare_rule)


def _data_set(project: Project, manager: User, owner: User, word: str, now: datetime) -> DataSet:
    text = {"name": f"{word}数据", "name_en": f"{word} data", "description": f"{word} records", "source": f"{word} ERP"}
    return services.add_data_set(by=manager, project=project, owner=owner, now=now, **text)


def another(project: Project, opened: DataSet, n: int, now: datetime) -> None:
    """One more with a rule and a run, and both once more on the one that is opened: for lists of many."""
    by = project.manager
    made = services.add_data_set(by=by, project=project, owner=by, name=f"Set {n}", source="ERP", now=now)
    for one in (made, opened) if opened.project_id == project.pk else (made,):
        services.add_rule(by=by, data_set=one, kind="complete", columns=["a"], now=now)
        services.record_run(
            by=by, data_set=one, ran_on=timezone.localdate(now), source_rows=1, target_rows=1, now=now,
            sums=[("sum", Decimal(1), Decimal(1))],
        )  # fmt: skip


def subjects(make: Any) -> dict[str, Any]:
    of_project = make("data_set", lambda s: {"key": s.project.key})
    rule = make("data_set", lambda s: {"pk": s.data.bare.pk, "rule_pk": s.data.bare_rule.pk}, "owner")
    return {
        "datamig:": make("data_set", lambda s: {"pk": s.data.data_set.pk}, "owner"),
        "datamig:data_sets": of_project,
        "datamig:new": of_project,
        "datamig:rule_edit": rule,
        "datamig:rule_remove": rule,
        "datamig:run_remove": make("data_set", lambda s: {"pk": s.data.data_set.pk, "run_pk": s.data.run.pk}, "owner"),
    }


def api_subjects(make: Any) -> dict[str, Any]:
    return {"api:data-set-": subjects(make)["datamig:"]}


BODIES: dict[str, Any] = {
    "POST api:data-set-list": lambda s: {"project": s.project.key, "name": "New data", "source": "ERP"},
    "PUT api:data-set-detail": lambda s: {"name": "Other data", "source": "ERP"},
    "PATCH api:data-set-detail": lambda s: {"source": "Old ERP"},
    "POST api:data-set-rules": lambda s: {"kind": "complete", "columns": ["a"]},
    "POST api:data-set-runs": lambda s: {
        "kind": "trial", "ran_on": timezone.localdate().isoformat(), "source_rows": 1, "target_rows": 1,
    },
}  # fmt: skip

MADE = {"api:data-set-list": "data_set"}
