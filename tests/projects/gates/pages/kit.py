"""What tests of the pages of gates share."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from re import search
from typing import Any

from django.test import Client
from django.urls import reverse

from projects.gates.models import Gate

ClientOf = Callable[[Any], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"gates:{name}", args=args)


def voice(page: str, gate: Gate, outcome: str, **values: Any) -> dict[str, Any]:
    """What the form on the page sends."""

    def hidden(name: str) -> str:
        found = search(rf'name="{name}" value="([^"]*)"', page)
        assert found is not None
        return unescape(found[1])

    given = {"watermark": hidden("watermark"), "seen": hidden("seen"), "outcome": outcome, "minutes": "Discussed"}
    given |= {f"points_{c.pk}": "10" for c in gate.criteria.filter(kind="")}
    return {**given, **values}
