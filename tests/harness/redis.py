"""A Redis server of the tests' own."""

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from pmo.embedded.redis import find_redis
from tests.harness.ports import free_port, wait_for_port

__all__ = ["PrivateRedis", "find_redis"]


class PrivateRedis:
    """A context manager; `url` is its address. durable=True keeps the append-only file, as in production."""

    def __init__(self, *, durable: bool = False) -> None:
        binary = find_redis()
        if binary is None:
            raise FileNotFoundError("Redis is not installed (apt-get install redis-server).")
        self._binary = binary
        self._durable = durable
        self._server: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="luodi-redis-"))
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self.folder),
            "save": "",
            "appendonly": "yes" if self._durable else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }
        command = [str(self._binary)]
        for name, value in options.items():
            command += [f"--{name}", value]
        with (self.folder / "log").open("ab") as output:
            self._server = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        wait_for_port(self.port)

    def stop(self, *, how: signal.Signals = signal.SIGTERM) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(how)
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._server = None
