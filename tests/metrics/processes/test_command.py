"""manage.py import_event_log."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from metrics.management.commands import import_event_log
from metrics.processes.choices import LogStatus
from metrics.processes.models import EventLog, Process
from tests import factories
from tests.metrics.processes.conftest import approvals, xes

World = factories.World


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    path = tmp_path / "approvals.xes"
    path.write_bytes(xes(approvals(6)))
    return path


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_event_log, "_worker_answers", lambda: False)


def run(*args: object) -> str:
    out = StringIO()
    call_command("import_event_log", *map(str, args), stdout=out)
    return out.getvalue()


def test_it_adds_the_process_and_analyses_here(world: World, log_file: Path) -> None:
    said = run(log_file, "--project", "FIN-01", "--process", "报销审批")
    assert "log 1 of 报销审批" in said
    assert "37 cases, 116 events, 4 activities" in said
    log = EventLog.objects.get()
    assert (log.status, log.uploaded_by, log.process.project) == (LogStatus.READY, world.pm, world.mine)


def test_the_same_file_again_changes_nothing(world: World, log_file: Path) -> None:
    run(log_file, "--project", "FIN-01", "--process", "报销审批", "--wait")
    assert "the same file as before" in run(log_file, "--project", "FIN-01", "--process", "报销审批", "--wait")
    assert (EventLog.objects.count(), Process.objects.count()) == (1, 1)


def test_with_a_worker_it_only_queues(world: World, log_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_event_log, "_worker_answers", lambda: True)
    assert "queued" in run(log_file, "--project", "FIN-01", "--process", "x", "--user", "pmo")
    log = EventLog.objects.get()
    assert (log.status, log.uploaded_by) == (LogStatus.WAITING, world.pmo)


def test_columns_of_a_table(world: World, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("a,b,c\n1,x,2026-01-01 08:00\n1,y,2026-01-02 08:00\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Say which column"):
        run(path, "--project", "FIN-01", "--process", "x")
    assert not Process.objects.exists()
    assert "1 cases" in run(
        path, "--project", "FIN-01", "--process", "x", "--case", "a", "--activity", "b", "--timestamp", "c"
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--project", "NO-01", "--process", "x"), "no project"),
        (("--project", "FIN-01", "--process", "x", "--user", "nobody"), "no person"),
        (("--project", "FIN-01", "--process", "x", "--user", "employee"), "role does not allow"),
    ],
)
def test_what_it_refuses(world: World, log_file: Path, args: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(log_file, *args)
    assert not Process.objects.exists()


def test_a_file_that_is_not_there(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.xes", "--project", "FIN-01", "--process", "x")


def test_a_bad_log_ends_with_its_reason(world: World, tmp_path: Path) -> None:
    path = tmp_path / "bad.xes"
    path.write_bytes(b"<log><trace>")
    with pytest.raises(CommandError, match="breaks off at line"):
        run(path, "--project", "FIN-01", "--process", "x")
