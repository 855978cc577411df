"""The wording of acts in the history. Each room registers its own from its `ready.connect`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

_ACTS: dict[str, str] = {}
_CODES: dict[str, dict[str, str | Promise]] = {}
# Names of fields that no form asks for, so that no label of a form translates them.
FIELDS = (
    N_("agenda"),
    N_("calendar"),
    N_("effort"),
    N_("expires on"),
    N_("finish"),
    N_("number"),
    N_("sha256"),
    N_("size"),
)


def register_acts(acts: dict[str, str]) -> None:
    """`{"goal.changed": N_("changed the goal"), …}`: English words, marked for translation where written."""
    _ACTS.update(acts)


def act_words(act: str) -> str:
    """The words for an act in the active language; the code itself if nobody named it."""
    return gettext(_ACTS[act]) if act in _ACTS else act


def register_codes(name: str, labels: Iterable[tuple[str, str | Promise]]) -> None:
    """What codes recorded under `name` mean where `name` is no field of what changed (a role given to a person)."""
    _CODES.setdefault(name, {}).update(labels)


def known_acts() -> dict[str, str]:
    return dict(_ACTS)


def shown_choice(kind: str, name: str, value: Any) -> Any:
    """The label of a choice code, also within a list or as the key of a value; anything else as it is."""
    found = _field_of(kind, name)
    # A field of lists names no choices; what its codes mean is registered as for what is no field.
    unnamed = found is None or isinstance(found, models.JSONField)
    labels: Mapping[Any, Any] = _CODES.get(name, {}) if unnamed else dict(found.flatchoices)
    if isinstance(value, list) and labels:
        return [_worded(labels, one) for one in value]
    if isinstance(value, dict) and labels:
        return {labels.get(one, one): said for one, said in value.items()}
    return _worded(labels, value)


def _worded(labels: Mapping[Any, Any], value: Any) -> Any:
    """A code, or a code with something behind it: "tester 2027 Q1: 5.00"."""
    if not isinstance(value, str) or value in labels:
        return labels.get(value, value) if isinstance(value, str) else value
    code, space, rest = value.partition(" ")
    return f"{labels[code]} {rest}" if space and code in labels else value


def is_text(kind: str, name: str) -> bool:
    """Whether digits recorded under `name` are words: a key, an employee number."""
    return isinstance(_field_of(kind, name), (models.CharField, models.TextField))


def _field_of(kind: str, name: str) -> Any:
    for config in apps.get_app_configs():
        try:
            model: Any = config.get_model(kind)
        except LookupError:
            continue
        return _field(model, name) or _field(model, name.removesuffix("_id"))
    return None


def _field(model: Any, name: str) -> Any:
    """The field itself, not a relation that points here."""
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if hasattr(found, "verbose_name") else None


def field_label(kind: str, name: str) -> str:
    """The label of a model field; the bare name, translated, for what is not a field or has no label."""
    found = _field_of(kind, name)
    bare = name.replace("_", " ")
    if found is not None and str(found.verbose_name) != found.name.replace("_", " "):
        return str(found.verbose_name)
    if found is not None and name.endswith("_en"):
        return gettext("%(field)s in English") % {"field": field_label(kind, name.removesuffix("_en"))}
    return gettext(bare)
