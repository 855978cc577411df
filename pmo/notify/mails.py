"""Turn a message into a mail in its reader's language and time zone."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from pmo.accounts.models import User
from pmo.texts import Sentence

from . import attachments, groups
from .choices import Kind
from .models import Message

SUBJECT_LENGTH = 120
# Longer digests say how many more there are and point to the inbox.
DIGEST_LINES = 50

Connection = BaseEmailBackend


class _Located(Protocol):
    time_zone: str


def language_of(person: User) -> str:
    return person.language or settings.LANGUAGE_CODE


def zone_of(person: _Located) -> str:
    """The name of the person's time zone; the company's when theirs is unknown to this machine."""
    try:
        return zoneinfo.ZoneInfo(person.time_zone).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return settings.TIME_ZONE


def compose(row: Message, connection: Connection) -> EmailMultiAlternatives:
    """The mail of this row, with its one Message-ID."""
    person = row.recipient
    with translation.override(language_of(person)), timezone.override(zoneinfo.ZoneInfo(zone_of(person))):
        context = _digest(row) if row.kind == Kind.DIGEST else _single(row)
        context |= _shared(row)
        name = "digest" if row.kind == Kind.DIGEST else "message"
        mail = EmailMultiAlternatives(
            subject=_subject(context["headline"]),
            body=render_to_string(f"mail/{name}.txt", context),
            to=[person.email],
            connection=connection,
            headers={
                "Message-ID": row.message_id,
                # Keeps out-of-office notes from answering, and lets people filter.
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )
        mail.attach_alternative(render_to_string(f"mail/{name}.html", context), "text/html")
        enclosed = attachments.of(row)
        if enclosed is not None:
            mail.attach(enclosed.name, enclosed.content, enclosed.content_type)
    return mail


def _subject(headline: str) -> str:
    line = " ".join(headline.split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


def _shared(row: Message) -> dict[str, Any]:
    return {
        "person": row.recipient,
        "language": translation.get_language(),
        "home": settings.LUODI_BASE_URL,
        "preferences_url": settings.LUODI_BASE_URL + reverse("notify:preferences"),
        "inbox_url": settings.LUODI_BASE_URL + reverse("notify:list"),
        "zone": zone_of(row.recipient),
    }


def _single(row: Message) -> dict[str, Any]:
    sentence = Sentence.from_json(row.text)
    return {
        "headline": sentence.plain() if sentence else "",
        "sentence": sentence,
        "url": absolute(row.url),
        "when": moment(row.due_at),
        "group": groups.of_rule(row.rule).label,
    }


def _digest(row: Message) -> dict[str, Any]:
    folded = list(row.folded.order_by("due_at", "pk")[: DIGEST_LINES + 1])
    sentence = Sentence.from_json(row.text)
    return {
        "headline": sentence.plain() if sentence else "",
        "sentence": sentence,
        "items": [_single(item) for item in folded[:DIGEST_LINES]],
        "more": max(0, row.folded.count() - DIGEST_LINES) if len(folded) > DIGEST_LINES else 0,
    }


def absolute(url: str) -> str:
    """A link that works outside of the application."""
    return url if not url.startswith("/") else settings.LUODI_BASE_URL + url


def moment(value: datetime) -> str:
    """A moment on the reader's clock, the same in both languages: a mail may be read much later."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
