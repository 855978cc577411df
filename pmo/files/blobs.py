"""Bytes on disk, once per content: temp file, fsync, rename. Nothing half-written is ever visible."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pmo.files.errors import StorageFull, TooLarge

MEGABYTE = 1024 * 1024
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHA = re.compile(r"[0-9a-f]{64}")


class Upload(Protocol):
    """What Django's UploadedFile offers of use here."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Blob:
    path: str
    sha256: str
    size: int


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def full_path(relative: str) -> Path:
    return root() / relative


@contextlib.contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(
                _("There is no room left to store the file. Nothing was saved; tell your administrator.")
            ) from error
        raise


def write(upload: Upload, *, max_bytes: int, check: Callable[[BinaryIO], None]) -> Blob:
    """Store the bytes of `upload` unless `check` refuses them. Raises TooLarge, StorageFull and what `check` raises."""
    with _room():
        folder = root() / "incoming"
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with _room(), os.fdopen(handle, "w+b") as file:
            digest, size = _copy(upload, file, max_bytes)
            file.flush()
            check(file)
            os.fsync(file.fileno())
        with _room():
            return _settle(Path(temporary), digest, size)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _copy(upload: Upload, file: BinaryIO, max_bytes: int) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge(
                _("The file is larger than %(limit)s MB, the most allowed here."),
                params={"limit": max_bytes // MEGABYTE},
            )
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size


def _settle(temporary: Path, sha256: str, size: int) -> Blob:
    relative = f"blobs/{sha256[:2]}/{sha256[2:4]}/{sha256}"
    target = root() / relative
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    if target.exists() and target.stat().st_size == size:
        # The sweep spares young files: touching it keeps these bytes until our row is committed.
        os.utime(target)
        return Blob(relative, sha256, size)
    temporary.chmod(0o640)
    temporary.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return Blob(relative, sha256, size)


def unreferenced(*, now: datetime, known: Callable[[set[str]], set[str]], age: timedelta) -> Iterator[Path]:
    """Files older than `age` whose hash `known` does not return, and temp files left by a killed process."""
    limit = (now - age).timestamp()
    for leftover in (root() / "incoming").glob("*"):
        if leftover.stat().st_mtime < limit:
            yield leftover
    for first in sorted((root() / "blobs").glob("??")):
        files = {path.name: path for path in first.glob("??/*") if _SHA.fullmatch(path.name)}
        old = {name for name, path in files.items() if path.stat().st_mtime < limit}
        for name in old - known(old):
            yield files[name]
