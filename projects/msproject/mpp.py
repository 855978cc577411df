"""Binary Microsoft Project (.mpp) and Primavera (.xer) files, through the optional mpxj package and Java.

The conversion to MSPDI is the package's own command, run in a child process with a time limit.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from projects.msproject.errors import MspdiError

SECONDS = 120
CONVERTER = "org.mpxj.sample.MpxjConvert"


def available() -> bool:
    """Whether this installation can convert."""
    return shutil.which("java") is not None and _jars() is not None


def _jars() -> Path | None:
    """Where the installed mpxj package keeps its Java archives."""
    spec = importlib.util.find_spec("mpxj")
    return Path(spec.origin).parent / "lib" if spec and spec.origin else None


def to_mspdi(file: BinaryIO, ending: str) -> BytesIO:
    """The same plan as MSPDI. Raises MspdiError no_java or not_converted."""
    java, jars = shutil.which("java"), _jars()
    if java is None or jars is None:
        raise MspdiError("no_java", ending=ending)
    with tempfile.TemporaryDirectory(prefix="luodi-mpp-") as folder:
        source, target = Path(folder) / f"plan.{ending}", Path(folder) / "plan.xml"
        source.write_bytes(file.read())
        command = [java, "-Xmx1g", "-cp", f"{jars}/*", CONVERTER, str(source), str(target)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise MspdiError("not_converted", detail=f"> {SECONDS} s") from None
        if done.returncode or not target.exists():
            raise MspdiError("not_converted", detail=_last_line(done.stderr or done.stdout))
        return BytesIO(target.read_bytes())


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1][:160] if lines else "?"
