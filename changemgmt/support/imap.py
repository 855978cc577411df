"""The mailbox, as far as it is needed: what is new, how large it is, its header, its body; that it was read."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from changemgmt.support.parsing import MAX_BYTES, MAX_HEADER

TIMEOUT = 20
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxError(OSError):
    """The mailbox does not answer as it should. Nothing was taken from it; the next poll tries again."""


@dataclass(frozen=True)
class Address:
    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool

    @property
    def name(self) -> str:
        """What the mailbox is known by, without the password."""
        return f"{self.user}@{self.host}/{self.folder}"[:200]


def address(url: str) -> Address:
    """Read imaps://user:password@host:993/INBOX. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise ValueError("SUPPORT_IMAP_URL must look like imaps://user:password@host:993/INBOX")
    tls = parts.scheme == "imaps"
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Address(
        parts.hostname, parts.port or (993 if tls else 143), unquote(parts.username), unquote(parts.password or ""),
        folder, tls,
    )  # fmt: skip


class Box:
    """An open mailbox. Messages are named by their UID."""

    def __init__(self, connection: imaplib.IMAP4, validity: int) -> None:
        self._connection, self.validity = connection, validity

    def newer(self, uid: int) -> list[int]:
        # "n:*" gives the last message even where its UID is smaller.
        return [found for found in self._search(f"UID {uid + 1}:*") if found > uid]

    def unseen(self, up_to: int) -> list[int]:
        return self._search(f"UNSEEN UID 1:{up_to}") if up_to else []

    def _search(self, what: str) -> list[int]:
        data = _ok(self._connection.uid("SEARCH", *what.split()))
        return sorted(int(part) for line in data if line for part in line.split())

    def head(self, uid: int) -> tuple[int, bytes]:
        """Size of the whole message, and its header."""
        data = _ok(self._connection.uid("FETCH", str(uid), f"(RFC822.SIZE BODY.PEEK[HEADER]<0.{MAX_HEADER}>)"))
        told = b" ".join(part[0] if isinstance(part, tuple) else part for part in data if part)
        size = _SIZE.search(told)
        if size is None:
            raise MailboxError("no size")
        return int(size[1]), _literal(data)

    def body(self, uid: int) -> bytes:
        """The message, at most as much as is allowed."""
        return _literal(_ok(self._connection.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MAX_BYTES}>)")))

    def mark_seen(self, uids: Iterable[int]) -> None:
        listed = ",".join(str(uid) for uid in uids)
        if listed:
            _ok(self._connection.uid("STORE", listed, "+FLAGS.SILENT", r"(\Seen)"))


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise MailboxError("refused")
    return answer[1]


def _literal(data: list[Any]) -> bytes:
    for part in data:
        if isinstance(part, tuple):
            return bytes(part[1])
    raise MailboxError("no content")


@contextmanager
def opened(where: Address) -> Iterator[Box]:
    """Log in and open the folder. Raises MailboxError."""
    try:
        kind = imaplib.IMAP4_SSL if where.tls else imaplib.IMAP4
        connection = kind(where.host, where.port, timeout=TIMEOUT)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError("unreachable") from error
    try:
        connection.login(where.user, where.password)
        _ok(connection.select(f'"{where.folder}"'))
        validity: Any = connection.untagged_responses.get("UIDVALIDITY", [b"0"])
        yield Box(connection, int(validity[-1]))
        connection.close()
    except (imaplib.IMAP4.error, OSError) as error:
        raise error if isinstance(error, MailboxError) else MailboxError("broken") from error
    finally:
        try:
            connection.logout()
        except (imaplib.IMAP4.error, OSError):
            connection.shutdown()
