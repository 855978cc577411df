"""Which files are taken, and how their bytes prove what they are."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from pmo.files import archives
from pmo.files.errors import UnsafeFile, WrongType

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 4 * 1024


@dataclass(frozen=True)
class Sample:
    """The ends of a file, and the file itself for those who must look further."""

    file: BinaryIO
    head: bytes
    tail: bytes
    size: int


@dataclass(frozen=True)
class Format:
    code: str
    content_type: str
    endings: tuple[str, ...]
    check: Callable[[Sample], None]
    """Raises WrongType or UnsafeFile."""
    magic: Callable[[bytes], bool] | None = None


def read_sample(file: BinaryIO) -> Sample:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(max(size - TAIL_BYTES, 0))
    tail = file.read(TAIL_BYTES)
    file.seek(0)
    return Sample(file, head, tail, size)


def identify(name: str, file: BinaryIO, allowed: frozenset[str]) -> Format:
    """The format that name and content agree on. Raises WrongType or UnsafeFile with the precise reason."""
    found = by_name(name)
    if found is None or found.code not in allowed:
        raise WrongType(
            _("Files like “%(name)s” are not accepted here. Accepted: %(allowed)s."),
            code="not_accepted",
            params={"name": name, "allowed": ", ".join(sorted(allowed))},
        )
    sample = read_sample(file)
    if sample.size == 0:
        raise WrongType(_("The file is empty."), code="empty")
    if found.magic is not None and not found.magic(sample.head):
        raise _mismatch(found, sample.head)
    found.check(sample)
    file.seek(0)
    return found


def by_name(name: str) -> Format | None:
    lowered = name.lower()
    matches = [(len(end), fmt) for fmt in FORMATS for end in fmt.endings if lowered.endswith(f".{end}")]
    return max(matches, key=lambda pair: pair[0])[1] if matches else None


_KINDS = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"RIFF", "RIFF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"GIF8", "GIF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)


def _mismatch(claimed: Format, head: bytes) -> WrongType:
    actual = next((kind for magic, kind in _KINDS if head.startswith(magic)), "")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return WrongType(
            _("The file is password-protected or in an old Office format. Save it as .%(claimed)s without a password."),
            code="old_office",
            params={"claimed": claimed.code},
        )
    if actual:
        return WrongType(
            _("The file is named .%(claimed)s but its content is %(actual)s."),
            code="content_mismatch",
            params={"claimed": claimed.code, "actual": actual},
        )
    return WrongType(
        _("The file is named .%(claimed)s but its content is not."),
        code="content_mismatch",
        params={"claimed": claimed.code},
    )


def _starts(*prefixes: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(prefixes)


def _webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _ends(mark: bytes) -> Callable[[Sample], None]:
    def check(sample: Sample) -> None:
        if mark not in sample.tail:
            raise _incomplete()

    return check


def _incomplete() -> UnsafeFile:
    return UnsafeFile(_("The file is damaged or incomplete. Save it again and upload the new copy."), code="damaged")


def _check_webp(sample: Sample) -> None:
    if int.from_bytes(sample.head[4:8], "little") + 8 > sample.size:
        raise _incomplete()


def _office(code: str, main_part: str) -> Callable[[Sample], None]:
    def check(sample: Sample) -> None:
        names = archives.check(sample.file)
        if main_part not in names:
            raise WrongType(
                _("The file is named .%(claimed)s but its content is not."),
                code="content_mismatch",
                params={"claimed": code},
            )

    return check


_BINARY = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def _check_text(sample: Sample) -> None:
    if text_encoding(sample.file) is None:
        raise WrongType(
            _("The file is not plain text in UTF-8, UTF-16 or GB 18030."), code="not_text", params={"claimed": "txt"}
        )


def text_encoding(file: BinaryIO) -> str | None:
    """Name of the first encoding that reads the whole file as text without control characters; None when none does."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    elif _looks_like_utf16(head):
        candidates = ("utf-16-le",) if head[1::2].count(0) > head[::2].count(0) else ("utf-16-be",)
    else:
        candidates = ("utf-8", "gb18030")
    return next((name for name in candidates if _reads(file, name)), None)


def _looks_like_utf16(head: bytes) -> bool:
    """Without a mark: digits, separators and line ends leave zero bytes, nearly all on the same side of the pairs."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) >= 4 * min(even, odd) and max(even, odd) * 10 >= len(head) > 0


def _reads(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(1 << 20):
            if _BINARY.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    finally:
        file.seek(0)
    return True


_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")


def _xml_head(head: bytes) -> bytes:
    text = head.replace(b"\x00", b"") if b"\x00" in head[:64] else head
    return text.removeprefix(codecs.BOM_UTF8).removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()


def _check_xml_head(head: bytes, claimed: str, root: str = "") -> None:
    start = _xml_head(head)
    if not start.startswith(b"<"):
        raise WrongType(
            _("The file is named .%(claimed)s but its content is not."),
            code="content_mismatch",
            params={"claimed": claimed},
        )
    archives.refuse_dtd(head)
    found = _ROOT.search(re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", start, flags=re.DOTALL))
    if root and (found is None or found.group(1).decode() != root):
        raise WrongType(_("The file is not an event log: its XML does not begin with <log>."), code="not_a_log")


def _xml(code: str, root: str = "") -> Callable[[Sample], None]:
    return lambda sample: _check_xml_head(sample.head, code, root)


def _check_gzip(sample: Sample) -> None:
    try:
        head = zlib.decompressobj(wbits=31).decompress(sample.head, HEAD_BYTES)
    except zlib.error as error:
        raise _incomplete() from error
    _check_xml_head(head, "xes", "log")


def _any(sample: Sample) -> None:
    """Nothing beyond the first bytes: whoever converts the file finds out the rest."""


_ZIP = _starts(b"PK\x03\x04")
_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS: tuple[Format, ...] = (
    Format("pdf", "application/pdf", ("pdf",), _ends(b"%%EOF"), _starts(b"%PDF-")),
    Format("png", "image/png", ("png",), _ends(b"IEND"), _starts(b"\x89PNG\r\n\x1a\n")),
    Format("jpg", "image/jpeg", ("jpg", "jpeg"), _ends(b"\xff\xd9"), _starts(b"\xff\xd8\xff")),
    Format("webp", "image/webp", ("webp",), _check_webp, _webp),
    Format("docx", f"{_OFFICE}.wordprocessingml.document", ("docx",), _office("docx", "word/document.xml"), _ZIP),
    Format("xlsx", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), _office("xlsx", "xl/workbook.xml"), _ZIP),
    Format("pptx", f"{_OFFICE}.presentationml.presentation", ("pptx",), _office("pptx", "ppt/presentation.xml"), _ZIP),
    Format("csv", "text/csv", ("csv",), _check_text),
    Format("txt", "text/plain", ("txt",), _check_text),
    Format("jsonl", "application/x-ndjson", ("jsonl", "ndjson"), _check_text),
    Format("xml", "application/xml", ("xml",), _xml("xml")),
    Format("mpp", "application/vnd.ms-project", ("mpp", "mpt"), _any, _starts(b"\xd0\xcf\x11\xe0")),
    Format("xer", "text/plain", ("xer",), _check_text, _starts(b"ERMHDR")),
    Format("xes", "application/xml", ("xes",), _xml("xes", "log")),
    Format("xes.gz", "application/gzip", ("xes.gz",), _check_gzip, _starts(b"\x1f\x8b")),
)

DOCUMENTS = frozenset({"pdf", "png", "jpg", "webp", "docx", "xlsx", "pptx", "csv", "txt"})
TABLES = frozenset({"xlsx", "csv"})
PLANS = frozenset({"xml", "mpp", "xer"})
EVENT_LOGS = frozenset({"xes", "xes.gz", "csv"})
USAGE_EVENTS = frozenset({"csv", "jsonl"})
ALL = frozenset(fmt.code for fmt in FORMATS)
