"""What the tests of processes share: small logs, the real one, work done at once."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from metrics.processes import services
from metrics.processes.models import EventLog, Process
from pmo.jobs import runner
from tests import factories

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = Path(os.environ.get("REFERENCE_DATA", ROOT.parent / "shared" / "data")) / "bpic2020"
BPIC = REFERENCE / "DomesticDeclarations.xes.gz"

Event = tuple[str, datetime]
Case = tuple[str, list[Event]]


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def bpic() -> Path:
    if not BPIC.exists():
        pytest.skip("the reference data is not here (REFERENCE_DATA)")
    return BPIC


def xes(cases: Iterable[Case], *, resource: str = "") -> bytes:
    """An XES log of the given cases."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<log xmlns="http://www.xes-standard.org">']
    for name, events in cases:
        parts.append(f'<trace><string key="concept:name" value="{name}"/>')
        for activity, at in events:
            parts.append(
                f'<event><string key="concept:name" value="{activity}"/>'
                f'<date key="time:timestamp" value="{at.isoformat()}"/>'
                f'<string key="org:resource" value="{resource}"/></event>'
            )
        parts.append("</trace>")
    parts.append("</log>")
    return "\n".join(parts).encode()


def approvals(months: int, *, per_month: int = 6, days: float = 4.0, begin: datetime | None = None) -> list[Case]:
    """Cases of submit → check → pay in each of `months` months; every sixth is sent back once."""
    start = begin or datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
    cases: list[Case] = []
    for month in range(months):
        first = datetime(
            start.year + (start.month - 1 + month) // 12, (start.month - 1 + month) % 12 + 1, 1, 2, tzinfo=UTC
        )
        for number in range(per_month):
            at = first + timedelta(days=number)
            wait = timedelta(days=days + number * 0.1)
            events = [("Submitted", at), ("Checked", at + wait / 4), ("Paid", at + wait)]
            if number == per_month - 1:
                events.insert(1, ("Rejected", at + wait / 8))
            cases.append((f"C-{month}-{number}", events))
    # Something happens after the last month, so that the log says all of it.
    after = datetime(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 2, tzinfo=UTC)
    cases.append(("C-last", [("Submitted", after), ("Checked", after + timedelta(hours=5))]))
    return cases


def file(data: bytes, name: str = "log.xes") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def zipped(data: bytes, name: str = "log.xes.gz") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, gzip.compress(data))


@pytest.fixture
def work(now: datetime) -> Callable[[], int]:
    """Runs everything that is queued."""

    def run() -> int:
        # Pages use the real clock, tests of services the standing one: whichever is later has everything due.
        return runner.run_pending(clock=lambda: max(now, timezone.now()))

    return run


@pytest.fixture
def process(world: factories.World) -> Process:
    return services.create_process(
        by=world.pm, project=world.mine, name="报销审批", name_en="Reimbursement", now=world.now
    )


@pytest.fixture
def foreign(world: factories.World) -> Process:
    """A process of people who must never be seen."""
    name = f"{factories.CANARY} 流程"
    return services.create_process(by=world.stranger, project=world.other, name=name, name_en=name, now=world.now)


@pytest.fixture
def ready(world: factories.World, process: Process, work: Callable[[], int]) -> EventLog:
    """A small analysed log of six complete months."""
    made = services.upload_log(by=world.pm, process=process, upload=file(xes(approvals(6))), now=world.now)
    work()
    made.log.refresh_from_db()
    return made.log
