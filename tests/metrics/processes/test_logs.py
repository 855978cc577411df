"""Logs: kept once, analysed once, refused with a reason, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from metrics.processes import selectors, services
from metrics.processes.choices import LogStatus
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from pmo import files
from pmo.audit.models import AuditEntry
from pmo.files.models import Attachment
from pmo.jobs import runner
from pmo.jobs import services as jobs
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.notify.clock import standing
from pmo.records import Conflict, DomainError, Forbidden, Invalid
from tests import factories
from tests.metrics.processes.conftest import approvals, file, xes, zipped

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


def test_an_upload_is_file_log_and_job_at_once(world: World, process: Process) -> None:
    made = upload(world, process, file(xes(approvals(2))))
    assert made.log.number == 1
    assert made.log.status == LogStatus.WAITING
    assert made.job is not None
    assert made.job.params == {"log_id": made.log.pk}
    assert made.log.attachment.object_id == made.log.pk
    assert files.path_of(made.log.attachment).exists()
    acts = list(AuditEntry.objects.filter(kind="process", object_id=process.pk).values_list("act", flat=True))
    assert sorted(acts) == ["process.created", "process.log_uploaded"]


def test_the_same_file_again_is_the_same_log(world: World, process: Process, work: Work) -> None:
    data = xes(approvals(2))
    first = upload(world, process, file(data))
    again = upload(world, process, file(data, "renamed.xes"))
    assert again.known
    assert again.log.pk == first.log.pk
    work()
    third = upload(world, process, file(data))
    assert third.known
    assert (EventLog.objects.count(), Attachment.objects.count(), Job.objects.count()) == (1, 1, 1)
    assert work() == 0


def test_another_process_keeps_its_own_log_of_the_same_file(world: World, process: Process) -> None:
    data = xes(approvals(2))
    upload(world, process, file(data))
    other = services.create_process(by=world.pm, project=world.mine, name="另一个", now=world.now)
    assert not upload(world, other, file(data)).known


def test_numbers_go_on(world: World, process: Process, work: Work) -> None:
    upload(world, process, file(xes(approvals(2))))
    assert upload(world, process, file(xes(approvals(3)))).log.number == 2


def test_the_analysis_is_stored_with_its_summary(ready: EventLog) -> None:
    assert ready.status == LogStatus.READY
    assert (ready.cases, ready.events) == (37, 116)
    assert str(ready.first_on) == "2026-01-01"
    result = ready.analysis.result
    assert [m["complete"] for m in result["months"]] == [True] * 6 + [False]
    assert result["rework"]["returned_cases"] == 6
    assert ready.summary["slowest"] == ["核对 → 付款", "Checked → Paid"]
    assert set(ready.analysis.periods) == {"2026Q1", "2026Q2", "2026Q3", "2026"}
    assert ready.analysis.periods["2026Q1"]["complete"]
    assert not ready.analysis.periods["2026Q3"]["complete"]


def test_run_twice_the_job_has_its_effect_once(world: World, process: Process, work: Work) -> None:
    made = upload(world, process, file(xes(approvals(2))))
    assert made.job is not None
    clock = standing(world.now)
    assert runner.run_job(made.job.pk, clock=clock) == State.DONE
    assert runner.run_job(made.job.pk, clock=clock) is None
    assert AuditEntry.objects.filter(act="process.log_analysed").count() == 1
    assert ProcessAnalysis.objects.count() == 1


def test_a_worker_that_died_leaves_nothing_and_the_next_one_finishes(world: World, process: Process) -> None:
    made = upload(world, process, file(xes(approvals(2))))
    assert made.job is not None
    # A worker took the job and was killed before it committed.
    assert runner.claim(made.job.pk, now=world.now) is not None
    assert not ProcessAnalysis.objects.exists()
    assert runner.run_job(made.job.pk, clock=standing(world.now)) is None
    later = world.now + timedelta(minutes=5)
    jobs.sweep(now=later)
    assert runner.run_job(made.job.pk, clock=standing(later)) == State.DONE
    assert state(made.log).state == LogStatus.READY


def test_a_worker_that_lost_its_lease_commits_nothing(world: World, process: Process, monkeypatch: Any) -> None:
    from metrics.processes import analysing

    made = upload(world, process, file(xes(approvals(2))))
    assert made.job is not None
    compute = analysing.compute

    def slow(stream: Any, log: EventLog, tell: Any) -> Any:
        found = compute(stream, log, tell)
        Job.objects.filter(pk=log.job_id or 0).update(lease_token="another worker")
        return found

    monkeypatch.setattr(analysing, "compute", slow)
    assert runner.run_job(made.job.pk, clock=standing(world.now)) is None
    assert not ProcessAnalysis.objects.exists()
    assert not AuditEntry.objects.filter(act="process.log_analysed").exists()


def test_a_log_started_anew_is_not_written_by_the_old_job(world: World, process: Process) -> None:
    made = upload(world, process, file(xes(approvals(2))))
    assert made.job is not None
    EventLog.objects.filter(pk=made.log.pk).update(job_id=made.job.pk + 1000)
    assert runner.run_job(made.job.pk, clock=standing(world.now)) == State.DONE
    assert not ProcessAnalysis.objects.exists()


def test_a_discarded_log_stops_nobody(world: World, process: Process) -> None:
    made = upload(world, process, file(xes(approvals(2))))
    assert made.job is not None
    EventLog.objects.all().delete()
    assert runner.run_job(made.job.pk, clock=standing(world.now)) == State.DONE


def test_cancelled_in_the_queue_it_can_be_started_again(world: World, process: Process, work: Work) -> None:
    made = upload(world, process, file(xes(approvals(2))))
    assert made.job is not None
    jobs.cancel(by=world.pm, job=made.job, now=world.now)
    assert state(made.log).state == LogStatus.CANCELLED
    assert work() == 0
    services.analyse_again(by=world.pm, log=made.log, now=world.now)
    work()
    assert state(made.log).state == LogStatus.READY


def test_cancelled_while_it_runs_it_leaves_nothing(world: World, process: Process, monkeypatch: Any) -> None:
    from metrics.processes import analysing

    made = upload(world, process, file(xes(approvals(2))))
    assert made.job is not None
    draw = analysing.drawing.default_maps

    def cancelled_meanwhile(*args: Any) -> Any:
        Job.objects.update(cancel_asked_at=world.now)
        return draw(*args)

    monkeypatch.setattr(analysing.drawing, "default_maps", cancelled_meanwhile)
    assert runner.run_job(made.job.pk, clock=standing(world.now)) == State.CANCELLED
    assert state(made.log).state == LogStatus.CANCELLED
    assert not ProcessAnalysis.objects.exists()


def test_a_job_parked_after_three_tries_shows_as_failed(world: World, process: Process) -> None:
    made = upload(world, process, file(xes(approvals(2))))
    Job.objects.update(state=State.RUNNING, attempts=3, lease_token="x", lease_until=world.now - timedelta(minutes=1))
    jobs.sweep(now=world.now)
    found = state(made.log)
    assert found.state == LogStatus.FAILED
    assert f"J-{made.job.pk}" in found.problems[0]  # type: ignore[union-attr]
    # Nothing is wrong with the file: the same upload tries again.
    again = upload(world, process, file(xes(approvals(2))))
    assert again.known
    assert again.log.status == LogStatus.WAITING


GOOD = xes(approvals(1))


# --- tables ----------------------------------------------------------------------------------------------------------


def test_columns_of_a_table_are_guessed(world: World, process: Process, work: Work) -> None:
    made = upload(world, process, file(CSV.encode("gb18030"), "log.csv"))
    assert made.log.mapping == {"case": "单号", "activity": "环节", "timestamp": "时间", "resource": "处理人"}
    work()
    log = state(made.log)
    assert (log.state, log.cases, log.events) == (LogStatus.READY, 2, 3)
    # Without an offset a time is the process's: nine in the morning in Shanghai.
    assert log.analysis.result["first"] == "2026-03-01T01:00:00+00:00"


def test_a_table_waits_until_a_person_names_its_columns(world: World, process: Process, work: Work) -> None:
    made = upload(world, process, file(CSV.encode(), "log.csv"), ask_columns=True)
    assert (made.log.status, made.job) == (LogStatus.MAPPING, None)
    assert upload(world, process, file(CSV.encode(), "log.csv"), ask_columns=True).log.status == LogStatus.MAPPING
    with pytest.raises(Invalid) as refused:
        services.analyse_again(
            by=world.pm, log=made.log, mapping={"case": "单号", "activity": "没有", "timestamp": "时间"}, now=world.now
        )
    assert refused.value.field == "activity"
    services.analyse_again(
        by=world.pm, log=made.log, mapping={"case": "单号", "activity": "处理人", "timestamp": "时间"}, now=world.now
    )
    work()
    assert {s["activity"] for s in state(made.log).analysis.result["steps"]} == {"李娜", "王强"}
    # Other columns, same file: the same log, read anew.
    again = upload(
        world, process, file(CSV.encode(), "log.csv"), mapping={"case": "单号", "activity": "环节", "timestamp": "时间"}
    )
    assert again.known
    work()
    assert {s["activity"] for s in state(made.log).analysis.result["steps"]} == {"提交", "审批"}
    assert EventLog.objects.count() == 1


def test_one_column_cannot_be_two_things(world: World, process: Process) -> None:
    with pytest.raises(Invalid) as refused:
        upload(
            world,
            process,
            file(CSV.encode(), "log.csv"),
            mapping={"case": "单号", "activity": "单号", "timestamp": "时间"},
        )
    assert refused.value.code == "same_column"
    assert not EventLog.objects.exists()


def test_events_of_a_table_are_sorted_by_time(world: World, process: Process, work: Work) -> None:
    rows = "id,step,time\n1,paid,2026-01-05 00:00\n1,submitted,2026-01-01 00:00\n"
    made = upload(
        world, process, file(rows.encode(), "log.csv"), mapping={"case": "id", "activity": "step", "timestamp": "time"}
    )
    work()
    result = state(made.log).analysis.result
    assert [(e["source"], e["target"], e["median"]) for e in result["edges"]] == [("submitted", "paid", 4.0)]


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ceo", "owner", "it", "change", "champion", "employee", "stranger", "admin"])
def test_only_manager_and_pmo_bring_logs(world: World, process: Process, name: str) -> None:
    with pytest.raises(Forbidden):
        services.upload_log(by=getattr(world, name), process=process, upload=file(GOOD), now=world.now)
    assert not EventLog.objects.exists()


def test_the_pmo_may(world: World, process: Process) -> None:
    services.upload_log(by=world.pmo, process=process, upload=file(GOOD), now=world.now)


def test_a_closed_project_takes_no_log(world: World, process: Process) -> None:
    world.mine.state = "closed"
    world.mine.save()
    process.refresh_from_db()
    with pytest.raises(Conflict):
        upload(world, process, file(GOOD))


# --- taking back -----------------------------------------------------------------------------------------------------


def test_a_failed_log_is_discarded_with_its_file(world: World, process: Process, work: Work) -> None:
    made = upload(world, process, file(b"<log/>"))
    work()
    services.discard_log(by=world.pm, log=state(made.log), now=world.now)
    assert not EventLog.objects.exists()
    assert not Attachment.objects.exists()
    assert AuditEntry.objects.filter(act="process.log_discarded").count() == 1


def test_a_log_with_figures_is_withdrawn_not_discarded(world: World, ready: EventLog) -> None:
    with pytest.raises(Conflict):
        services.discard_log(by=world.pm, log=ready, now=world.now)
    with pytest.raises(Invalid):
        services.withdraw_log(by=world.pm, log=ready, reason=" ", now=world.now)
    services.withdraw_log(by=world.pm, log=ready, reason="另一个流程的日志", now=world.now)
    ready.refresh_from_db()
    assert ready.status == LogStatus.WITHDRAWN
    assert selectors.latest_ready(ready.process) is None
    assert ProcessAnalysis.objects.filter(pk=ready.pk).exists()


def test_a_log_under_way_is_not_started_twice(world: World, process: Process) -> None:
    made = upload(world, process, file(GOOD))
    with pytest.raises(Conflict):
        services.analyse_again(by=world.pm, log=made.log, now=world.now)


# --- processes -------------------------------------------------------------------------------------------------------


def test_a_process_has_one_name_in_its_project(world: World, process: Process) -> None:
    with pytest.raises(Conflict) as refused:
        services.create_process(by=world.pm, project=world.mine, name=process.name, now=world.now)
    assert refused.value.field == "name"


def test_a_time_zone_must_exist(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        services.create_process(by=world.pm, project=world.mine, name="x", time_zone="../etc/passwd", now=world.now)
    assert refused.value.field == "time_zone"


def test_a_new_process_and_its_log_come_together_or_not_at_all(world: World) -> None:
    with pytest.raises(DomainError):
        services.begin_process(
            by=world.pm, project=world.mine, upload=file(b"", "log.xes"), name="新流程", now=world.now
        )
    assert not Process.objects.exists()
    made = services.begin_process(by=world.pm, project=world.mine, upload=zipped(GOOD), name="新流程", now=world.now)
    assert made.log.process.name == "新流程"


def test_names_of_steps_in_both_languages(world: World, ready: EventLog) -> None:
    from metrics.processes.names import StepNames

    process = services.name_steps(
        by=world.pm, process=ready.process, names={"Paid": {"zh": ["付款到账", "财务"], "en": ["", "x"]}}, now=world.now
    )
    steps = ready.analysis.result["steps"]
    with translation.override("zh-hans"):
        names = StepNames(steps, process.step_names)
        assert (names.label("Paid"), names.short["Paid"].role) == ("付款到账", "财务")
        assert names.label("Submitted") == "提交"
    with translation.override("en"):
        # No English name was given: the Chinese one says more than the log's.
        assert StepNames(steps, process.step_names).label("Paid") == "付款到账"
    ready.refresh_from_db()
    assert ready.summary["slowest"][0] == "核对 → 付款到账"
    with pytest.raises(Invalid):
        services.name_steps(by=world.pm, process=process, names={"Paid": {"zh": ["长" * 61, ""]}}, now=world.now)


def test_a_process_goes_with_its_logs_and_files(world: World, ready: EventLog) -> None:
    services.delete_process(by=world.pm, process=ready.process, now=world.now)
    assert not EventLog.objects.exists()
    assert not Attachment.objects.exists()
    assert AuditEntry.objects.filter(act="process.deleted").count() == 1
