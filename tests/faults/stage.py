"""A small installation of real processes: database, broker, mail server, workers, beats, one driver."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.faults.sink import MailSink
from tests.harness import PrivatePostgres, PrivateRedis
from tests.harness.environment import embedded_environment, server_environment

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """A process group with its log; killed as a whole."""

    def __init__(self, kind: str, number: int, command: list[str], env: dict[str, str], folder: Path) -> None:
        self.kind = kind
        self.log = folder / f"{kind}-{number}.log"
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def children(self) -> list[int]:
        """The pool processes of a worker."""
        try:
            listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        except OSError:
            return []
        return [int(pid) for pid in listed.split()]

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        try:
            os.killpg(self.pid, how)
        except ProcessLookupError:
            return
        self._process.wait(timeout=30)


class Driver:
    """The process that stands for the web; see driver.py."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self._errors = (folder / "driver.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.driver"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True,
        )  # fmt: skip

    def __call__(self, name: str, **arguments: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the driver died:\n" + Path(self._errors.name).read_text(encoding="utf-8")[-4000:])
        return json.loads(answer)

    def close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(timeout=20)
        self._errors.close()


class Stage:
    """Context manager. Everything it starts is stopped and deleted at the end.

    On PostgreSQL as a server would run, or on SQLite as the installation without configuration does.
    """

    def __init__(self, *, sqlite: bool = False, mail_seconds: float = 0.02) -> None:
        self._stack = ExitStack()
        self._sqlite = sqlite
        self._mail_seconds = mail_seconds
        self._processes: list[Process] = []
        self._started = 0

    def __enter__(self) -> Self:
        enter = self._stack.enter_context
        self.folder = Path(enter(tempfile.TemporaryDirectory(prefix="luodi-faults-", ignore_cleanup_errors=True)))
        self._database_url = "" if self._sqlite else enter(PrivatePostgres()).url
        self.redis = enter(PrivateRedis())
        self.sink = enter(MailSink(seconds=self._mail_seconds))
        try:
            subprocess.run(
                [sys.executable, "-m", "django", "migrate", "--run-syncdb", "-v", "0"],
                cwd=ROOT, env=self._env("migrate"), check=True, capture_output=True, text=True,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            self._stack.close()
            raise RuntimeError(error.stderr[-4000:]) from error
        self.driver = Driver(self._env("web"), self.folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()
        self.driver.close()
        if error is not None:
            for log in sorted(self.folder.glob("*.log")):
                sys.stderr.write(f"--- {log.name}\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}\n")
        self._stack.close()

    def worker(self) -> Process:
        return self._celery("worker", "-c", "2", "--without-gossip", "--without-mingle")

    def beat(self) -> Process:
        """A process of its own, as in service: inside a worker it would be one of the children the tests kill."""
        number = self._started
        files = ["-s", str(self.folder / f"beat-{number}"), "--pidfile", str(self.folder / f"beat-{number}.pid")]
        return self._celery("beat", *files)

    def running(self, kind: str) -> list[Process]:
        """The workers, or the beats, that are alive: starting one takes seconds, so tests hand them on."""
        return [process for process in self._processes if process.kind == kind and process.alive]

    def at_least(self, *, workers: int, beats: int) -> None:
        for _n in range(workers - len(self.running("worker"))):
            self.worker()
        for _n in range(beats - len(self.running("beat"))):
            self.beat()

    def until(self, reached: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until the condition holds; False when it never did."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if reached():
                return True
            time.sleep(0.25)
        return reached()

    def settled(self) -> bool:
        """Whether every promise is kept and every job finished."""
        told = self.driver("report")
        open_rows = [key for key in told["messages"] if key.split()[1] in ("pending", "leased", "held")]
        return not open_rows and not {"queued", "running"} & set(told["jobs"])

    def _celery(self, *arguments: str) -> Process:
        self._started += 1
        command = [sys.executable, "-m", "celery", "-A", "tests.faults.app", *arguments]
        process = Process(arguments[0], self._started, command, self._env(arguments[0]), self.folder)
        self._processes.append(process)
        return process

    def _env(self, role: str) -> dict[str, str]:
        var, redis = self.folder / "var", self.redis.url
        if self._sqlite:
            env = embedded_environment(var=var, role=role) | {"REDIS_URL": redis}
        else:
            env = server_environment(database_url=self._database_url, redis_url=redis, var=var, role=role)
        # The same settings as this test run, and a mail server that counts.
        settings = os.environ.get("DJANGO_SETTINGS_MODULE", env["DJANGO_SETTINGS_MODULE"])
        return env | {"DJANGO_SETTINGS_MODULE": settings, "EMAIL_URL": self.sink.url, "LUODI_LOG_LEVEL": "WARNING"}
