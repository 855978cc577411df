"""A message as the desk needs it: who, which conversation, plain words, what hangs on it. Nothing of it is trusted."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr

import nh3

from changemgmt.support.models import MAX_TEXT

MAX_BYTES = 15 * 1024 * 1024
MAX_HEADER = 64 * 1024
MOST_PARTS = 40
DEEPEST = 8
MOST_ATTACHMENTS = 6

_TOKEN = re.compile(r"\[#([0-9a-f]{12})\]")
_ID = re.compile(r"<[^<>\s]{1,300}>")
_BREAKS = re.compile(r"<\s*(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_QUOTED = re.compile(
    r"^\s*(-{2,}\s*(original message|原始邮件|forwarded message)|发件人\s*[::]|from\s*:\s.+@|"
    r"on .{5,200} wrote:|在.{4,100}写道[::])",
    re.IGNORECASE,
)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")


class Damaged(ValueError):
    """The message cannot be read, or is built to harm."""


@dataclass(frozen=True)
class Piece:
    """An attachment: its name as sent, its bytes as decoded."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Head:
    """What the header says. `key` is the same for the same message, however often it is fetched."""

    key: str
    sender: str
    subject: str
    references: tuple[str, ...]
    token: str
    automatic: bool
    forged: bool


@dataclass(frozen=True)
class Body:
    text: str
    pieces: tuple[Piece, ...] = field(default=())
    left_out: int = 0


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def head(raw: bytes) -> Head:
    """Read a header. Raises Damaged."""
    try:
        found = message_from_bytes(raw[:MAX_HEADER], policy=policy.default)
        message_id = _plain(found["Message-ID"])
        subject = _plain(found["Subject"])
        token = _TOKEN.search(subject)
        return Head(
            key=digest(message_id.encode("utf-8", "replace") or raw),
            sender=parseaddr(_plain(found["From"]))[1].strip().lower()[:254],
            subject=_TOKEN.sub("", subject).strip()[:200],
            references=tuple(_ID.findall(f"{_plain(found['In-Reply-To'])} {_plain(found['References'])}"))[-20:],
            token=token[1] if token else "",
            automatic=_automatic(found),
            forged=_forged(found),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged("header") from error


def _plain(value: object) -> str:
    return _UNPRINTABLE.sub("", " ".join(str(value or "").split()))[:2000]


def _automatic(found: EmailMessage) -> bool:
    """Written by a program: answering it could go round for ever."""
    submitted = _plain(found["Auto-Submitted"]).lower()
    return bool(
        (submitted and not submitted.startswith("no"))
        or _plain(found["Precedence"]).lower() in _BULK
        or found["X-Autoreply"]
        or found["X-Autorespond"]
        or found["List-Id"]
        or _plain(found["Return-Path"]) == "<>"
        or found.get_content_type() == "multipart/report"
        or parseaddr(_plain(found["From"]))[1].lower().startswith(("mailer-daemon@", "postmaster@"))
    )


def _forged(found: EmailMessage) -> bool:
    """The receiving server has checked the sender and does not believe it."""
    checked = [_plain(value).lower() for value in found.get_all("Authentication-Results", [])[:1]]
    return any("dmarc=fail" in value or ("spf=fail" in value and "dkim=pass" not in value) for value in checked)


def body(raw: bytes) -> Body:
    """Words and attachments of a whole message. Raises Damaged for one that is too deep or has too many parts."""
    lowered = raw.lower()
    if lowered.count(b"boundary=") > MOST_PARTS or lowered.count(b"message/rfc822") > DEEPEST:
        raise Damaged("nested")
    try:
        found = message_from_bytes(raw, policy=policy.default)
        parts = list(_parts(found, 0))
        return _read(parts)
    except Damaged:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise Damaged("body") from error


def _parts(part: MIMEPart, depth: int) -> list[MIMEPart]:
    if depth > DEEPEST:
        raise Damaged("nested")
    if not part.is_multipart() or part.get_content_maintype() == "message":
        return [part]
    found = [leaf for child in part.iter_parts() for leaf in _parts(child, depth + 1)]
    if len(found) > MOST_PARTS:
        raise Damaged("parts")
    return found


def _read(parts: list[MIMEPart]) -> Body:
    plain, marked, left_out = "", "", 0
    pieces: list[Piece] = []
    for part in parts:
        name, kind = part.get_filename() or "", part.get_content_type()
        hangs_on = part.get_content_disposition() == "attachment" or bool(name)
        if not hangs_on and kind == "text/plain":
            plain = plain or str(part.get_content())
        elif not hangs_on and kind == "text/html":
            marked = marked or str(part.get_content())
        elif hangs_on and len(pieces) < MOST_ATTACHMENTS:
            content = part.get_payload(decode=True)
            pieces += [Piece(_plain(name)[:150], content)] if isinstance(content, bytes) else []
        else:
            left_out += hangs_on
    return Body(fresh(plain if plain.strip() else words(marked)), tuple(pieces), left_out)


def words(marked: str) -> str:
    """HTML as plain text: no tag, script, style or picture is left."""
    return html.unescape(nh3.clean(_BREAKS.sub("\n", marked[: 40 * MAX_TEXT]), tags=set()))


def fresh(text: str) -> str:
    """What is new in a text: without the conversation quoted below it."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _QUOTED.match(line):
            break
        if not line.lstrip().startswith(">"):
            lines.append(_UNPRINTABLE.sub("", line).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:MAX_TEXT]
