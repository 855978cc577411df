"""Both languages are complete: nothing is missing, fuzzy, left over or broken in its placeholders."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.source import ROOT


def test_the_catalogues_are_complete() -> None:
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
