"""Secrets of calendar links."""

from __future__ import annotations

import hashlib


def digest(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
