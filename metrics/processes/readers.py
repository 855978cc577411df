"""Reading event logs: what is it, what columns has it, and the whole of it as one table or a precise refusal."""

import zlib
from datetime import UTC, tzinfo
from typing import BinaryIO, Literal

from metrics.engines.process_mining import EventTable
from metrics.processes.csv_reader import CsvMapping, CsvPreview, csv_preview, read_csv, sniff_encoding
from metrics.processes.log_source import GZIP_MAGIC, Limits, LogError, Progress, to_microseconds
from metrics.processes.xes_reader import read_xes

__all__ = [
    "CsvMapping", "CsvPreview", "Kind", "Limits", "LogError", "Progress", "csv_preview", "read_csv", "read_log",
    "read_xes", "sniff", "sniff_encoding", "to_microseconds",
]  # fmt: skip

Kind = Literal["xes", "xes.gz", "csv", "csv.gz"]
HEAD_BYTES = 4096
_BINARY = {
    b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "ole", b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg",
    b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd",
    b"SQLite format 3": "sqlite", b"\x7fELF": "elf", b"MZ": "exe",
}  # fmt: skip


def sniff(head: bytes, filename: str) -> Kind:
    """The kind of log by its first bytes (HEAD_BYTES are plenty); the name decides nothing but what is neither.

    LogError: empty, unknown_type (params filename, found), bad_gzip, not_gzip (named .gz but is no gzip).
    """
    name = filename.lower()
    if not head:
        raise LogError("empty")
    packed = head.startswith(GZIP_MAGIC)
    if name.endswith(".gz") and not packed:
        raise LogError("not_gzip", filename=filename)
    if packed:
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, HEAD_BYTES)
        except zlib.error:
            raise LogError("bad_gzip", filename=filename) from None
    for magic, found in _BINARY.items():
        if head.startswith(magic):
            raise LogError("unknown_type", filename=filename, found=found)
    if _looks_like_xml(head):
        return "xes.gz" if packed else "xes"
    if name.removesuffix(".gz").endswith((".csv", ".txt", ".tsv")):
        return "csv.gz" if packed else "csv"
    if name.removesuffix(".gz").endswith((".xes", ".xml")):
        return "xes.gz" if packed else "xes"
    raise LogError("unknown_type", filename=filename, found="")


def _looks_like_xml(head: bytes) -> bool:
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return text.lstrip().startswith(b"<")


def read_log(
    stream: BinaryIO,
    filename: str,
    *,
    mapping: CsvMapping | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    zone: tzinfo = UTC,
    encoding: str = "",
) -> EventTable:
    """A log of any known kind, from a seekable stream. `mapping` is needed for CSV; without it the headers must be
    guessable (LogError missing_column). `zone` applies to time stamps without an offset."""
    stream.seek(0)
    kind = sniff(stream.read(HEAD_BYTES), filename)
    stream.seek(0)
    if kind.startswith("xes"):
        return read_xes(stream, limits, progress, zone)
    if mapping is None:
        guess = csv_preview(stream, limits).guess
        for field in ("case", "activity", "timestamp"):
            if field not in guess:
                raise LogError("missing_column", column="", field=field)
        mapping = CsvMapping(**guess)
    return read_csv(stream, mapping, limits, progress, zone, encoding)
