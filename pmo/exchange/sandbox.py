"""Run the workbook reader in a child process with limits, and turn however it ends into an answer."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import structlog
from django.utils.translation import gettext_lazy as _

from pmo.exchange.cells import ErrorValue, Percent
from pmo.exchange.errors import BadFile

log = structlog.get_logger(__name__)

CHILD = Path(__file__).with_name("workbook_child.py")
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 60
WALL_SECONDS = 90
OUTPUT_BYTES = 256 * 1024 * 1024

_REFUSALS = {
    "damaged": _("The file is damaged or incomplete. Save it again and upload the new copy."),
    "encrypted": _("The file is protected by a password. Remove the password."),
    "empty": _("The sheet is empty."),
    "too_many_rows": _("%(count)s rows; at most %(limit)s can be read at once. Split the file."),
    "too_many_columns": _("%(count)s columns; at most %(limit)s can be read."),
    "too_complex": _(
        "The sheet is too large to read. Delete what stands far right of or below the table, and formatting there."
    ),
}


@contextmanager
def sheet_lines(path: Path, *, sheets: list[str], max_rows: int, max_columns: int) -> Iterator[Iterator[Any]]:
    """The child's output line by line: the head, then rows. Raises BadFile."""
    with tempfile.TemporaryDirectory(prefix="luodi-sheet-") as folder:
        request, output = Path(folder, "request.json"), Path(folder, "output.jsonl")
        request.write_text(
            json.dumps(
                {
                    "path": str(path),
                    "sheets": sheets,
                    "max_rows": max_rows,
                    "max_columns": max_columns,
                    "memory_bytes": MEMORY_BYTES,
                    "cpu_seconds": CPU_SECONDS,
                    "output_bytes": OUTPUT_BYTES,
                }
            ),
            encoding="utf-8",
        )
        _run(request, output)
        with output.open(encoding="utf-8") as file:
            lines = (json.loads(line) for line in file)
            yield lines


def _run(request: Path, output: Path) -> None:
    command = [sys.executable, "-I", str(CHILD), str(request), str(output)]
    said = request.with_name("said.txt")
    try:
        with said.open("wb") as stderr:
            ended = subprocess.run(  # noqa: S603 - our own script, no shell, paths we made
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env={"LC_ALL": "C.UTF-8", "RUST_BACKTRACE": "0"},
                timeout=WALL_SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise refusal("too_complex") from error
    if ended.returncode == 0 and output.exists():
        return
    log.warning("sheet_reader_ended", code=ended.returncode, said=said.read_bytes()[-500:].decode(errors="replace"))
    spent = ended.returncode in (70, -signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL, -signal.SIGABRT)
    raise refusal("too_complex" if spent else "damaged")


def refusal(code: str, params: dict[str, Any] | None = None) -> BadFile:
    return BadFile(_REFUSALS[code], code=code, params=params)


def decode(cell: Any) -> Any:
    """A cell of the child's output as the value it stands for."""
    if not isinstance(cell, dict):
        return cell
    ((kind, value),) = cell.items()
    if kind == "p":
        return Percent(value)
    if kind == "e":
        return ErrorValue(value)
    if kind == "d":
        return date.fromisoformat(value)
    if kind == "t":
        return datetime.fromisoformat(value)
    try:
        return time.fromisoformat(value)
    except ValueError:
        return value
