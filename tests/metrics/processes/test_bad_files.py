"""Bad files and races: a precise reason in the reader's language, nothing half-written, nothing kept twice."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from metrics.processes import selectors, services
from metrics.processes.choices import LogStatus
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from pmo import files
from pmo.files.models import Attachment
from pmo.jobs import runner
from pmo.jobs.models import Job
from pmo.notify.clock import standing
from pmo.records import DomainError
from tests import factories
from tests.metrics.processes.conftest import approvals, file, xes

World = factories.World
Work = Callable[[], int]

CSV = """单号,环节,时间,处理人
A1,提交,2026-03-01 09:00,李娜
A1,审批,2026-03-03 09:00,王强
A2,提交,2026-04-01 09:00,李娜
"""


def upload(world: World, process: Process, data: Any, **options: Any) -> services.Upload:
    return services.upload_log(by=world.pm, process=process, upload=data, now=world.now, **options)


def state(log: EventLog) -> EventLog:
    return selectors.with_states([EventLog.objects.select_related("process__project", "attachment").get(pk=log.pk)])[0]


# --- bad files: a precise reason, nothing half-written ---------------------------------------------------------------

GOOD = xes(approvals(1))
BOMB = b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><log>&b;</log>'
STAMPED = (
    '<log><trace><event><string key="concept:name" value="A"/><date key="time:timestamp" value="{}"/></event></trace>'
    "</log>"
)

AT_THE_DOOR = [
    (b"", "log.xes", "empty"),
    (b"PK\x03\x04" + b"\0" * 200, "log.xes", "content is not"),
    (b"%PDF-1.7 ...", "log.xes.gz", "content is PDF"),
    (GOOD, "log.exe", "not accepted"),
    (GOOD, "log.xes.gz", "content is not"),
    (b"<html><body/></html>", "log.xes", "does not begin with <log>"),
    (BOMB, "log.xes", "document type declaration"),
    (gzip.compress(BOMB, mtime=0), "log.xes.gz", "document type declaration"),
    (bytes(range(128, 256)), "log.csv", "no readable text"),
    (b"  \n\n", "log.csv", "holds no events"),
    (b"a,b\n1,2\n", "log.csv", "Say which column holds the case number"),
]  # fmt: skip

IN_THE_JOB = [
    (GOOD[:-40], "log.xes", "breaks off at line"),
    (gzip.compress(GOOD, mtime=0)[:-30], "log.xes.gz", "breaks off at line"),
    (GOOD.replace(b"</event>", b"</evnt>", 1), "log.xes", "this is not well-formed XML"),
    (b"<log/>", "log.xes", "holds no events"),
    (STAMPED.format("0000-01-01T00:00:00").encode(), "log.xes", "is no time"),
    (STAMPED.format("9999-12-31T00:00:00Z").encode(), "log.xes", "is no time"),
    (STAMPED.format("NaN").encode(), "log.xes", "“NaN” is no time"),
    (STAMPED.format("yesterday").encode(), "log.xes", "Event 1 in line 1: “yesterday” is no time"),
    (b'<?xml version="1.0" encoding="UTF-8"?><log><trace><event><string key="concept:name" value="\xb1\xa8"/></event>'
     b"</trace></log>", "log.xes", "no readable text"),
    (b"<log>" + b" " * 70_000 + b'<!DOCTYPE x><trace/></log>', "log.xes", "not well-formed"),
    (gzip.compress(b"<log>" + b" " * (40 << 20) + b"</log>", mtime=0), "log.xes.gz", "200 times its size"),
    (b"<log>" + b"<a>" * 80 + b"</a>" * 80 + b"</log>", "log.xes", "more than 64 deep"),
    (CSV.replace("2026-03-03 09:00", "soon").encode(), "log.csv", "Row 3, column 3: “soon” is no time"),
    (CSV.replace("A1,审批", ",审批").encode(), "log.csv", "Row 3, column 1: the case number is empty"),
    (CSV.replace("A1,审批,2026-03-03 09:00,王强", "A1").encode(), "log.csv", "Row 3 has 1 fields"),
    (CSV.replace("王强", '"王强').encode(), "log.csv", "quotation mark"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name", "said"), AT_THE_DOOR)
def test_what_is_no_log_is_not_kept(world: World, process: Process, data: bytes, name: str, said: str) -> None:
    with pytest.raises(DomainError) as refused:
        upload(world, process, file(data, name))
    assert said in refused.value.message
    assert not EventLog.objects.exists()
    assert not Attachment.objects.exists()
    assert not Job.objects.exists()
    with translation.override("zh-hans"):
        assert refused.value.message.isascii() is False


@pytest.mark.parametrize(("data", "name", "said"), IN_THE_JOB)
def test_a_log_that_cannot_be_read_says_why(
    world: World, process: Process, work: Work, data: bytes, name: str, said: str
) -> None:
    made = upload(world, process, file(data, name))
    work()
    log = state(made.log)
    assert log.state == LogStatus.FAILED
    assert said in log.problems[0]
    assert not ProcessAnalysis.objects.exists()
    assert log.cases is None
    with translation.override("zh-hans"):
        shown = state(made.log).problems[0]
        assert not shown.isascii()
        assert "%(" not in shown


def test_too_many_events_are_refused(world: World, process: Process, work: Work, monkeypatch: Any) -> None:
    from metrics.processes import xes_reader
    from metrics.processes.log_source import Limits

    monkeypatch.setattr(xes_reader, "Limits", lambda: Limits(events=5))
    made = upload(world, process, file(GOOD))
    work()
    assert "more than 5 events" in state(made.log).problems[0]


def test_a_file_too_large_is_refused(world: World, process: Process, monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "MAX_LOG_BYTES", 1024)
    with pytest.raises(DomainError) as refused:
        upload(world, process, file(xes(approvals(3))))
    assert refused.value.status == 413
    assert not EventLog.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_upload_the_same_file_at_once(now: Any) -> None:
    world = factories.make_world(now)
    process = services.create_process(by=world.pm, project=world.mine, name="流程", now=now)
    start = Barrier(2)

    def bring(who: Any) -> int:
        try:
            start.wait()
            made = services.upload_log(by=who, process=process, upload=file(GOOD), now=now)
            return made.log.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        found = set(both.map(bring, [world.pm, world.pmo]))
    assert len(found) == 1
    assert (EventLog.objects.count(), Attachment.objects.count(), Job.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_every_bad_row_of_a_table_is_named(now: Any) -> None:
    world = factories.make_world(now)
    process = services.create_process(by=world.pm, project=world.mine, name="流程", now=now)
    rows = "".join(f"A{n},提交,soon,李娜\n" for n in range(30))
    made = upload(world, process, file((CSV + rows).encode(), "log.csv"))
    runner.run_pending(clock=standing(now))
    log = state(made.log)
    assert log.status == LogStatus.FAILED
    assert log.error["code"] == "bad_timestamp"
    assert len(log.problems) == 21
    assert log.problems[1].startswith("Row 6, column 3")
    # A worker crash is no fault of the file, a bad file is: it is not tried again by the same upload.
    assert upload(world, process, file((CSV + rows).encode(), "log.csv")).log.status == LogStatus.FAILED
