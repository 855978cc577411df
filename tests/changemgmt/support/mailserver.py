"""A small IMAP server on loopback: what the desk needs of it, and failures on demand."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_LITERAL = re.compile(rb"BODY\.PEEK\[(HEADER)?\]<0\.(\d+)>")


@dataclass
class Mailbox:
    """Messages by UID; which of them are seen; what the next commands do wrong."""

    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)
    validity: int = 7
    password: str = "secret"
    # Close the connection instead of carrying out this command.
    dies_at: str = ""

    def put(self, raw: bytes | str) -> int:
        uid = max(self.messages, default=0) + 1
        content = raw.encode() if isinstance(raw, str) else raw
        self.messages[uid] = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return uid


class _Dead(Exception):
    pass


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say(b"* OK ready")
        try:
            while line := self.rfile.readline():
                tag, _space, rest = line.strip().partition(b" ")
                command = rest.decode()
                if self._answer(tag, command):
                    return
        except (_Dead, ConnectionError):
            return

    @property
    def box(self) -> Mailbox:
        return self.server.box  # type: ignore[attr-defined,no-any-return]

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def _answer(self, tag: bytes, command: str) -> bool:
        box, word = self.box, command.split()[0].upper()
        if word == "UID":
            word = command.split()[1].upper()
        if box.dies_at and word == box.dies_at:
            raise _Dead
        if word == "CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1")
        elif word == "LOGIN" and f'"{box.password}"' not in command:
            self._say(tag + b" NO wrong")
            return False
        elif word == "SELECT":
            self._say(b"* %d EXISTS" % len(box.messages))
            self._say(b"* OK [UIDVALIDITY %d] valid" % box.validity)
        elif word == "SEARCH":
            self._search(command)
        elif word == "FETCH":
            self._fetch(command)
        elif word == "STORE":
            box.seen |= {int(part) for part in command.split()[2].split(",")}
        elif word == "LOGOUT":
            self._say(b"* BYE")
        self._say(tag + b" OK done")
        return word == "LOGOUT"

    def _search(self, command: str) -> None:
        box, found = self.box, set(self.box.messages)
        low, _colon, high = command.split()[-1].partition(":")
        if high == "*":
            last = max(found, default=0)
            found = {uid for uid in found if uid >= min(int(low), last)}
        else:
            found = {uid for uid in found if int(low) <= uid <= int(high)}
        if "UNSEEN" in command:
            found -= box.seen
        self._say(b"* SEARCH " + " ".join(str(uid) for uid in sorted(found)).encode())

    def _fetch(self, command: str) -> None:
        uid = int(command.split()[2])
        raw = self.box.messages[uid]
        asked = _LITERAL.search(command.encode())
        assert asked is not None
        self.box.fetched.append(f"{uid}:{'head' if asked[1] else 'body'}")
        content = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if asked[1] else raw
        content = content[: int(asked[2])]
        section = b"BODY[HEADER]<0>" if asked[1] else b"BODY[]<0>"
        size = b"RFC822.SIZE %d " % len(raw) if "RFC822.SIZE" in command else b""
        self.wfile.write(b"* 1 FETCH (UID %d %s%s {%d}\r\n" % (uid, size, section, len(content)))
        self.wfile.write(content + b")\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, box: Mailbox) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.box = box


@contextmanager
def serving(box: Mailbox) -> Iterator[str]:
    """The address of a server that serves `box` until the block is left."""
    server = _Server(box)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"imap://desk:{box.password}@127.0.0.1:{server.server_address[1]}/INBOX"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
