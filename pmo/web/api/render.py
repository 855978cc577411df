"""Answers as JSON: exact decimals, times with offset, lazy texts in the caller's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.utils import timezone
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from pmo.texts import Sentence

_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else dumps(data)


def dumps(data: Any, *, sort_keys: bool = False) -> bytes:
    return orjson.dumps(data, default=_other, option=_OPTIONS | (orjson.OPT_SORT_KEYS if sort_keys else 0))


def moment(value: datetime) -> str:
    """ISO 8601 with the offset of the caller's time zone, to the second unless there is more."""
    local = timezone.localtime(value) if timezone.is_aware(value) else timezone.make_aware(value)
    return local.isoformat(timespec="microseconds" if local.microsecond else "seconds")


def number(value: Decimal) -> str | None:
    """The shortest exact decimal notation, or None for what is no number."""
    if not value.is_finite():
        return None
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        text = number(value)
        return None if text is None else orjson.Fragment(text)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Promise, Sentence)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
