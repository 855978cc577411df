"""ETags: `"v<version>-<digest>"`. The version guards writes, the digest of what was sent answers If-None-Match."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

_TAG = re.compile(r'(W/)?"([^"]*)"')
_VERSION = re.compile(r"v(\d{1,10})(?:-.*)?")


def make(content: bytes, version: int | None) -> str:
    """Strong where there is a version, weak for computed answers and lists."""
    digest = hashlib.sha256(content).hexdigest()[:16]
    return f'W/"{digest}"' if version is None else f'"v{version}-{digest}"'


def version_of(obj: Any) -> int | None:
    version = getattr(obj, "version", None)
    return version if isinstance(version, int) else None


def versions(header: str) -> set[int]:
    """The versions an If-Match header names; weak tags never match a write."""
    found = (_VERSION.fullmatch(tag) for weak, tag in _TAG.findall(header) if not weak)
    return {int(match[1]) for match in found if match}


def matches(header: str, etag: str) -> bool:
    """Whether If-None-Match names this representation (weak comparison, RFC 9110 §13.1.2)."""
    if header.strip() == "*":
        return True
    return _bare(etag) in _tags(header)


def _tags(header: str) -> Iterable[str]:
    # Proxies that compress an answer mark the tag: "…-gzip" is the same representation to us.
    return {re.sub(r"[-;](gzip|br|zstd)$", "", tag) for _weak, tag in _TAG.findall(header)}


def _bare(etag: str) -> str:
    return etag.removeprefix("W/").strip('"')
