"""A mail server that takes everything, slowly, and remembers every Message-ID it accepted."""

from __future__ import annotations

import re
import socketserver
import threading
import time
from types import TracebackType
from typing import Self

ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> None:
        body = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            body += line
        found = ID.search(body)
        time.sleep(self.server.seconds)
        if found:
            self.server.accepted.append(found.group(1).decode())
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    seconds: float
    accepted: list[str]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients are killed in these tests; a broken connection is no news."""


class MailSink:
    """Context manager. `accepted` lists Message-IDs in the order they were taken, doubles included."""

    def __init__(self, *, seconds: float) -> None:
        self._server = _Server(("127.0.0.1", 0), Session)
        self._server.seconds = seconds
        self._server.accepted = []
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    @property
    def accepted(self) -> list[str]:
        return self._server.accepted

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
