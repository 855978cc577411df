"""Reading a file as a job: outside of any transaction, then stored in one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from pmo import audit, files, jobs, texts
from pmo.exchange import BadFile, plain
from pmo.exchange.plain import PlainTable
from pmo.texts import Sentence
from projects.datamig import rules
from projects.datamig.choices import PROFILE, ProfileState, RuleKind
from projects.datamig.models import DataProfile, DataRule
from projects.datamig.services import profiles, standing
from projects.datamig.services.common import hold
from projects.engines import profiling

READ, JUDGED = 50.0, 95.0


@jobs.handler(PROFILE, label=N_("Reading a data set"))
def read(run: jobs.JobRun) -> jobs.JobResult:
    """Params: profile_id. A profile another job reads by now is left alone."""
    profile = _ours(run)
    if profile is None or profile.attachment is None:
        return jobs.JobResult()
    run.progress(1, Sentence("data.job.reading"))
    try:
        table = plain.read(profile.file_name, files.path_of(profile.attachment))
    except BadFile as error:
        _refuse(run, profile, error)
        raise
    run.progress(READ, Sentence("data.job.judging"))
    asked = list(profile.data_set.rules.select_related("other").order_by("pk"))
    columns = [_column(name, cells) for name, cells in zip(table.headers, table.columns, strict=True)]
    results, bad = rules.judge(table, asked, _known(asked))
    run.progress(JUDGED, Sentence("data.job.judging"))
    found = {
        "rows": len(table.numbers), "bad_rows": bad, "columns": columns, "results": results,
        "rules_mark": standing.mark(asked), "read_at": run.now, "state": ProfileState.READY, "problem": {},
    }  # fmt: skip
    return run.commit(lambda: _store(run, profile, found))


def _ours(run: jobs.JobRun) -> DataProfile | None:
    rows = DataProfile.objects.select_related("data_set__project", "attachment", "uploaded_by")
    return rows.filter(pk=run.params["profile_id"], job_id=run.job.pk).first()


def _column(name: str, cells: list[str]) -> dict[str, Any]:
    found = profiling.profile(name, cells)
    return {
        "name": name, "filled": found.filled, "distinct": found.distinct, "kind": found.kind,
        "shortest": found.shortest, "longest": found.longest,
    }  # fmt: skip


def _known(asked: list[DataRule]) -> dict[int, frozenset[str]]:
    """What the columns hold that rules refer to: of the newest files of those data sets; nothing where none is kept."""
    found: dict[int, frozenset[str]] = {}
    tables: dict[int, PlainTable | None] = {}
    for rule in asked:
        if rule.kind != RuleKind.REFERENCE or rule.other_id is None:
            continue
        if rule.other_id not in tables:
            tables[rule.other_id] = _table_of(rule.other_id)
        table = tables[rule.other_id]
        if table is not None and rule.other_column in table.headers:
            found[rule.pk] = frozenset(table.column(rule.other_column))
    return found


def _table_of(data_set_id: int) -> PlainTable | None:
    kept = DataProfile.objects.filter(data_set=data_set_id, attachment__isnull=False, state=ProfileState.READY)
    newest = kept.select_related("attachment").order_by("-number").first()
    if newest is None or newest.attachment is None:
        return None
    try:
        return plain.read(newest.file_name, files.path_of(newest.attachment))
    except BadFile:
        return None


def _store(run: jobs.JobRun, profile: DataProfile, found: dict[str, Any]) -> jobs.JobResult:
    data_set = hold(profile.data_set_id)
    if not DataProfile.objects.filter(pk=profile.pk, job_id=run.job.pk).update(**found):
        return jobs.JobResult()
    earlier = data_set.profiles.filter(number__lt=profile.number, attachment__isnull=False)
    for older in earlier.select_related("attachment"):
        if older.attachment is not None:
            files.delete(by=profile.uploaded_by, attachment=older.attachment, now=run.now)
    standing.refresh(data_set, run.now)
    if run.params.get("fresh"):
        profiles.tell_referring(by=profile.uploaded_by, data_set=data_set, now=run.now)
    after = {"rows": found["rows"], "bad rows": found["bad_rows"], "status": str(data_set.status)}
    audit.record(
        by=profile.uploaded_by, act="data_set.read", obj=data_set, after=after, project_id=data_set.project_id,
        now=run.now,
    )  # fmt: skip
    said = {
        "data_set": texts.name(data_set), "rows": texts.num(found["rows"]), "bad": texts.num(found["bad_rows"]),
    }  # fmt: skip
    data = {"data_set": data_set.pk, "rows": found["rows"], "bad_rows": found["bad_rows"]}
    return jobs.JobResult(url=data_set.url, data=data, text=Sentence("data.job.done", said))


def _refuse(run: jobs.JobRun, profile: DataProfile, error: BadFile) -> None:
    run.progress(READ)  # raises when another worker has taken over: then it is theirs to say
    with transaction.atomic():
        profiles.refuse(profile, error, run.now)
