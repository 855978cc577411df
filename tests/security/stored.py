"""Puts a text into every text field of every row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

# Identifiers, states and addresses of the program, not words of a person.
PROGRAM = {
    "access_kind", "act", "api_url", "code", "content_type", "context_key", "currency", "digest", "dimension",
    "evidence_kind", "evidence_url", "feed_figure", "feed_kind", "fingerprint", "format", "hash", "hint", "key", "kind",
    "language", "last_error", "lease_token", "list_key", "message_id", "password", "path", "period", "previous_hash",
    "quarter", "query", "request_id", "result_url", "rule", "session_key", "sha256", "source_ref", "stage",
    "subject_id", "subject_kind", "theme", "time_zone", "unique_key", "url", "username", "watermark", "worker",
    "worst_dimension", "file_name", "wbs", "token_hash", "group", "email", "employee_no", "base_url", "account", "ip",
}  # fmt: skip
OURS = ("pmo", "projects", "changemgmt", "metrics")


def text_fields() -> list[tuple[type[models.Model], Any]]:
    """Every field that holds a person's words."""
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and field.name not in PROGRAM
        and not isinstance(field, (models.SlugField, models.UUIDField))
    ]


def fill(make: Callable[[int], str]) -> int:
    """`make(n)` into the n-th text, cut to what fits; in JSON too, wherever words stand. Returns how many."""
    n = 0
    for model, field in text_fields():
        for pk in model._base_manager.values_list("pk", flat=True)[:40]:
            text = make(n)[: field.max_length or 5000]
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=pk).update(**{field.name: text})
            except IntegrityError:
                continue
            n += 1
    return n + _fill_json(make, n)


# JSON whose texts are words: what executives signed, findings, agenda, history.
WORDS_IN_JSON = {
    "SignOff": ("frozen",),
    "AuditEntry": ("before", "after"),
    "ReviewRule": ("agenda",),
    "ProcessAnalysis": ("result",),
    "Process": ("step_names",),
    "PainPoint": ("evidence_note",),
    "ImportBatch": ("errors", "preview", "ignored"),
    "PlanTemplate": ("rows",),
    "PlanImport": ("report",),
}
_KEPT = {"t", "key", "kind", "status", "cadence", "direction", "month", "first_on", "last_on", "currency", "edge_kinds"}


def _fill_json(make: Callable[[int], str], start: int) -> int:
    n = 0

    def change(value: Any, name: str = "") -> Any:
        nonlocal n
        if isinstance(value, dict):
            return {k: v if k in _KEPT else change(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [change(v, name) for v in value]
        if isinstance(value, str) and name in (
            "title",
            "title_en",
            "name",
            "name_en",
            "description",
            "resource",
            "role",
        ):
            n += 1
            return make(start + n)
        return value

    for name, fields in WORDS_IN_JSON.items():
        model = next(m for m in apps.get_models() if m.__name__ == name)
        for row in model._base_manager.all()[:20]:
            model._base_manager.filter(pk=row.pk).update(**{f: change(getattr(row, f)) for f in fields})
    return n
