"""Search and commands. Other rooms: `from pmo import search`."""

from __future__ import annotations

from pmo.search.registry import Command, Found, Hit, register, register_command
from pmo.search.selectors import best_first, clean, match

__all__ = ["Command", "Found", "Hit", "best_first", "clean", "match", "register", "register_command"]
