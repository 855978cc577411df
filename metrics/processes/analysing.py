"""The work of analysing one log, as a job: read and compute outside of any transaction, then store in one."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

import numpy as np
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from metrics.engines.process_mining import EventTable, MonthGrid, Order, analyse, case_bounds, keep_cases, month_grid
from metrics.processes import drawing, faults, results, selectors, wording
from metrics.processes.choices import ANALYSE, LogStatus
from metrics.processes.csv_reader import CsvMapping
from metrics.processes.log_source import LogError
from metrics.processes.models import EventLog, ProcessAnalysis
from metrics.processes.readers import read_log
from metrics.processes.services import feed
from pmo import audit, files, jobs, texts
from pmo.texts import Sentence
from pmo.web import formats

Json = dict[str, Any]
Tell = Callable[[float, Sentence], None]

MAX_QUARTERS, MAX_YEARS = 12, 10
READ_UNTIL, COMPUTED, COMPARED, DRAWN = 70.0, 80.0, 90.0, 97.0


@dataclass(frozen=True)
class Found:
    result: Json
    periods: Json
    maps: Json


@jobs.handler(ANALYSE, label=N_("Process analysis"))
def analyse_log(run: jobs.JobRun) -> jobs.JobResult:
    """Params: log_id. A log that was discarded or started anew meanwhile is left alone."""
    log = _ours(run)
    if log is None:
        return jobs.JobResult()
    EventLog.objects.filter(pk=log.pk, status=LogStatus.WAITING).update(status=LogStatus.ANALYSING)
    try:
        with files.open_file(log.attachment) as stream:
            found = compute(stream, log, run.progress)
    except LogError as error:
        _refuse(run, log, error)
        raise faults.as_invalid(error) from error
    return run.commit(lambda: _store(run, log, found))


def compute(stream: BinaryIO, log: EventLog, tell: Tell) -> Found:
    """Everything that is found in the file. Raises LogError, and what `tell` raises to stop."""
    process = log.process
    zone = zoneinfo.ZoneInfo(process.time_zone)
    size = max(1, log.attachment.size)

    def reading(read: int, events: int) -> None:
        share = min(1.0, read / size)
        tell(READ_UNTIL * share, Sentence("processes.reading", {"events": formats.grouped(events)}))

    mapping = CsvMapping(**log.mapping) if log.mapping else None
    table = read_log(stream, log.file_name, mapping=mapping, progress=reading, zone=zone)
    tell(READ_UNTIL, Sentence("processes.computing"))
    # A table may be sorted by anything; the order of an XES file is part of what it says.
    order: Order = "time" if log.is_table else "file"
    months = month_grid(int(table.timestamp_us.min()), int(table.timestamp_us.max()), zone)
    result = results.to_json(analyse(table, months=months, order=order), table, zone, order)
    tell(COMPUTED, Sentence("processes.computing"))
    periods = _periods(table, months, order, tell)
    tell(COMPARED, Sentence("processes.drawing"))
    maps = drawing.default_maps(result, process.step_names)
    tell(DRAWN, Sentence("processes.drawing"))
    return Found(result, periods, maps)


def _periods(table: EventTable, months: MonthGrid, order: Order, tell: Tell) -> Json:
    """The years and the latest quarters in which cases ended, so that two of them can be compared."""
    ended = _ends(table, order)
    month = months.first + np.searchsorted(months.starts_us, ended, side="right") - 1
    last = int(table.timestamp_us.max())
    found: Json = {}
    for index, limit in ((month // 3, MAX_QUARTERS), (month // 12, MAX_YEARS)):
        per_year = 4 if limit == MAX_QUARTERS else 1
        for number in sorted(set(index.tolist()))[-limit:]:
            tell(
                COMPUTED + (COMPARED - COMPUTED) * len(found) / (MAX_QUARTERS + MAX_YEARS),
                Sentence("processes.computing"),
            )
            year, part = divmod(number, per_year)
            name = f"{year}Q{part + 1}" if per_year == 4 else f"{year}"
            part_of_log = keep_cases(table, index == number)
            figures = analyse(part_of_log, months=months, order=order, max_variants=1, evidence=0)
            following = (number + 1) * (12 // per_year) - months.first
            over = following < len(months.starts_us) and int(months.starts_us[following]) <= last
            found[name] = {**results.period_to_json(figures), "complete": over}
    return found


def _ends(table: EventTable, order: Order) -> Any:
    if order == "file":
        return case_bounds(table)[1]
    ends = np.full(len(table.case_ids), np.iinfo(np.int64).min, dtype=np.int64)
    np.maximum.at(ends, table.case_index, table.timestamp_us)
    return ends


def _ours(run: jobs.JobRun) -> EventLog | None:
    """The log, if this job is still the one that is to analyse it."""
    rows = EventLog.objects.select_related("process__project", "attachment", "uploaded_by")
    return rows.filter(pk=run.params["log_id"], job_id=run.job.pk).first()


def _store(run: jobs.JobRun, log: EventLog, found: Found) -> jobs.JobResult:
    held = EventLog.objects.select_for_update().filter(pk=log.pk, job_id=run.job.pk).first()
    if held is None:
        return jobs.JobResult()
    now, result = run.now, found.result
    ProcessAnalysis.objects.update_or_create(
        log=held, defaults={"result": result, "periods": found.periods, "maps": found.maps, "computed_at": now}
    )
    held.status, held.error = LogStatus.READY, {}
    held.cases, held.events = result["cases"], result["events"]
    held.first_on, held.last_on = date.fromisoformat(result["first_on"]), date.fromisoformat(result["last_on"])
    held.summary = wording.summary(result, log.process.step_names)
    held.updated_at, held.version = now, held.version + 1
    held.save()
    # An older log read again must not overwrite what a newer one has said.
    fed = feed.feed_kpis(by=log.uploaded_by, log=log, result=result, now=now) if selectors.is_latest(held) else []
    told = [
        {
            "kpi": f.kpi.pk,
            "created": f.created,
            "corrected": f.corrected,
            "unchanged": f.unchanged,
            "refused": f.refused,
        }
        for f in fed
    ]
    after = {"log": held.number, "cases": held.cases, "events": held.events}
    if fed:
        after["measurements"] = sum(f.created + f.corrected for f in fed)
    audit.record(
        by=log.uploaded_by,
        act="process.log_analysed",
        obj=log.process,
        after=after,
        project_id=log.process.project_id,
        now=now,
    )
    said = {
        "process": texts.name(log.process),
        "cases": formats.grouped(held.cases),
        "median": texts.num(result["cycle"]["median"], digits=1),
    }
    url = f"{reverse('processes:process', args=[log.process_id])}?log={held.number}"
    data = {"log": held.pk, "number": held.number, "cases": held.cases, "events": held.events, "kpis": told}
    return jobs.JobResult(url=url, data=data, text=Sentence("processes.analysed", said))


def _refuse(run: jobs.JobRun, log: EventLog, error: LogError) -> None:
    """The log says why it cannot be read; the job ends with the same words."""
    run.progress(DRAWN)  # raises when another worker has taken over: then it is theirs to say
    with transaction.atomic():
        stored = faults.to_json(error)
        rows = EventLog.objects.filter(pk=log.pk, job_id=run.job.pk)
        if rows.update(status=LogStatus.FAILED, error=stored, updated_at=run.now):
            after = {"log": log.number, "error": error.code}
            audit.record(
                by=log.uploaded_by, act="process.log_failed", obj=log.process, after=after,
                project_id=log.process.project_id, now=run.now,
            )  # fmt: skip
