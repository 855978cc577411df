"""A PostgreSQL server of the tests' own."""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.harness.ports import free_port


def find_postgres() -> Path | None:
    """The folder with initdb and postgres: the newest packaged one, else the one on the PATH."""
    packaged = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    packaged.sort(key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0))
    if packaged:
        return packaged[-1]
    if (found := shutil.which("postgres")) and (Path(found).parent / "initdb").exists():
        return Path(found).parent
    return None


class PrivatePostgres:
    """A context manager; `url` is a superuser's address of the database `luodi`.

    durable=True keeps fsync, for tests that kill the server.
    """

    def __init__(self, *, durable: bool = False) -> None:
        binaries = find_postgres()
        if binaries is None:
            raise FileNotFoundError("PostgreSQL is not installed (apt-get install postgresql).")
        self._binaries = binaries
        self._durable = durable
        self._server: subprocess.Popen[bytes] | None = None
        self._password = secrets.token_hex(16)
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"postgresql://luodi:{self._password}@127.0.0.1:{self.port}/luodi"

    @property
    def pid(self) -> int:
        """Of the server process, whose children serve the connections."""
        if self._server is None:
            raise RuntimeError("PostgreSQL is not running")
        return self._server.pid

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="luodi-pg-"))
        self._as_user = self._unprivileged()
        if owner := self._as_user.get("user"):
            shutil.chown(self.folder, owner, self._as_user["group"])
        try:
            self._create()
            self.start()
            self._run("createdb", "luodi", env=self._client())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Starts the server and waits until it answers (30 s at most)."""
        log = self.folder / "log"
        speed = [] if self._durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",
            "max_connections=120",
            "shared_buffers=128MB",
            *speed,
        ]
        command = [str(self._binaries / "postgres"), "-D", str(self.folder / "data")]
        for setting in settings:
            command += ["-c", setting]
        with log.open("ab") as output:
            self._server = subprocess.Popen(
                command, stdout=output, stderr=output, start_new_session=True, cwd="/", **self._as_user
            )
        deadline = time.monotonic() + 30
        ready = [str(self._binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode != 0:
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL did not start:\n" + log.read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.1)

    def stop(self, *, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends sessions and stops; SIGQUIT stops as a crash would; SIGKILL is only for this very process."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(how)
            try:
                self._server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._server = None

    def _create(self) -> None:
        secret = self.folder / "secret"
        secret.write_text(self._password, encoding="ascii")
        if owner := self._as_user.get("user"):
            shutil.chown(secret, owner, self._as_user["group"])
        self._run(
            "initdb", "--pgdata", str(self.folder / "data"), "--username", "luodi", "--pwfile", str(secret),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        secret.unlink()

    def _run(self, program: str, *arguments: str, env: dict[str, str] | None = None) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            check=False, capture_output=True, text=True, cwd="/", env=env, **self._as_user,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _client(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": "luodi",
            "PGPASSWORD": self._password,
        }

    @staticmethod
    def _unprivileged() -> dict[str, Any]:
        """PostgreSQL refuses to run as root, so it runs as the packaged user or as nobody."""
        if os.getuid() != 0:
            return {}
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        raise RuntimeError("No unprivileged user to run PostgreSQL as.")
