"""Ask the solver in its own process: HiGHS imported before OR-Tools breaks OR-Tools, so no other process loads it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from projects.engines.selection import results
from projects.engines.selection.problem import Problem, ProblemError
from projects.engines.selection.results import Point, Price, Selection

ROOT = Path(__file__).resolve().parents[3]
CHILD = "projects.engines.selection.child"
# Seconds between two words to whoever waits, and what starting and reading may take on a busy machine.
BEAT = 0.5
GRACE = 60.0
# Frontier and prices are drawn, not decided on: they may end a little short of proof.
MORE_GAP = 0.001

# Told (step, share of that step) twice a second: start, choose, frontier, prices.
Progress = Callable[[str, float], None]
Stop = Callable[[], bool]


class SolverDied(RuntimeError):
    """The process ended without an answer; the text is the end of what it said."""


class SolverTimedOut(RuntimeError):
    """The process did not answer long after its time was over, and was ended."""


@dataclass(frozen=True)
class Answer:
    """`stopped`: whoever waits no longer wants it, and everything else is empty."""

    selection: Selection | None
    frontier: tuple[Point, ...] = ()
    prices: tuple[Price, ...] = ()
    stopped: bool = False


class Solver:
    """A process that answers one question after the other; ends with the block it is opened for.

    Starting it counts into the time of its first question: whoever asks waits no longer than they said.

    with Solver() as solver:
        answer = solver.ask(problem, seconds=5, budgets=[100, 200], prices=True)
    """

    def __init__(self, command: Sequence[str] | None = None, grace: float = GRACE) -> None:
        self._command = list(command or (sys.executable, "-m", CHILD))
        self._grace = grace

    def __enter__(self) -> Solver:
        self._began: float | None = time.monotonic()
        self._said = tempfile.TemporaryFile()
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name="selection", daemon=True)
        self._reader.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # Whoever has given up must not leave it computing.
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._said):
            _close(pipe)

    def ask(
        self,
        problem: Problem,
        *,
        seconds: float,
        budgets: Sequence[float] = (),
        prices: bool = False,
        seconds_more: float = 2.0,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Answer:
        """The best choice within `seconds`, the frontier over `budgets`, the prices of what is forced.

        seconds        from now (for the first question from the start of the process) until the choice is known
        seconds_more   for each point of the frontier and each price
        Raises ProblemError, SolverDied, SolverTimedOut.
        """
        questions = len(budgets) + (sum(rule.forced for rule in problem.rules) if prices else 0)
        began, self._began = self._began or time.monotonic(), None
        question = {
            # The same clock in both processes.
            "began": began,
            "problem": problem.to_json(),
            "seconds": seconds,
            "gap": MORE_GAP,
            "budgets": list(budgets),
            "prices": prices,
            "seconds_more": seconds_more,
        }
        self._send(json.dumps(question))
        return self._wait(seconds, seconds + questions * seconds_more + self._grace, progress, stop)

    def _wait(self, seconds: float, most: float, progress: Progress | None, stop: Stop | None) -> Answer:
        began = time.monotonic()
        step, share = "start", 0.0
        while time.monotonic() - began < most:
            try:
                line = self._lines.get(timeout=BEAT)
            except queue.Empty:
                line = ""
            if line is None:
                raise SolverDied(self._last_words())
            data: dict[str, Any] = json.loads(line) if line else {}
            if "error" in data:
                raise ProblemError(data["error"])
            if "answer" in data:
                return _answer(data["answer"])
            if "step" in data:
                step, share = data["step"], data["done"] / data["of"]
            elif step == "start":
                share = min((time.monotonic() - began) / max(seconds, 0.1), 1.0)
            if progress is not None:
                progress(step, share)
            if stop is not None and stop():
                return Answer(None, stopped=True)
        raise SolverTimedOut

    def _send(self, line: str) -> None:
        pipe = self._process.stdin
        try:
            if pipe is not None:
                pipe.write(line + "\n")
                pipe.flush()
        except BrokenPipeError:
            raise SolverDied(self._last_words()) from None

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
        self._lines.put(None)

    def _last_words(self) -> str:
        self._process.wait()
        self._said.seek(0)
        text = self._said.read()[-400:].decode(errors="replace").strip()
        return text or f"exit code {self._process.returncode}"


def _close(pipe: IO[Any] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        # What was not sent any more is of no interest.
        pass


def _answer(data: dict[str, Any]) -> Answer:
    return Answer(
        results.selection(data["selection"]),
        tuple(Point(**row) for row in data["frontier"]),
        tuple(Price(**row) for row in data["prices"]),
    )
