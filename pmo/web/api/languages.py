"""Which language and time zone an API caller is answered in."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header


def asked(request: HttpRequest) -> str | None:
    """The best language of Accept-Language that the product speaks, if it names one."""
    for code, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200].lower()):
        if code == "*" or not quality:
            continue
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return None


def language_for(request: HttpRequest, user: Any) -> str:
    """Accept-Language first, then the person's own, then the product's."""
    return asked(request) or getattr(user, "language", "") or settings.LANGUAGE_CODE


def zone_for(user: Any) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", "") or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
