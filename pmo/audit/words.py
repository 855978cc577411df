"""The wording of acts in the history. Each room registers its own from its `ready.connect`."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext

_ACTS: dict[str, str] = {}


def register_acts(acts: dict[str, str]) -> None:
    """`{"goal.changed": N_("changed the goal"), …}`: English words, marked for translation where written."""
    _ACTS.update(acts)


def act_words(act: str) -> str:
    """The words for an act in the active language; the code itself if nobody named it."""
    return gettext(_ACTS[act]) if act in _ACTS else act


def known_acts() -> dict[str, str]:
    return dict(_ACTS)


def shown_choice(kind: str, name: str, value: Any) -> Any:
    """The label of a choice code of a model field; anything else as it is."""
    for config in apps.get_app_configs():
        try:
            found = _field(config.get_model(kind), name)
        except LookupError:
            continue
        labels = dict(found.flatchoices) if found is not None else {}
        return labels.get(value, value) if isinstance(value, str) else value
    return value


def _field(model: Any, name: str) -> Any:
    """The field itself, not a relation that points here."""
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if hasattr(found, "verbose_name") else None


def field_label(kind: str, name: str) -> str:
    """The label of a model field; the bare name for what is not a field."""
    for config in apps.get_app_configs():
        try:
            model: Any = config.get_model(kind)
        except LookupError:
            continue
        for candidate in (name, name.removesuffix("_id")):
            found = _field(model, candidate)
            if found is not None:
                return str(found.verbose_name)
    return gettext(name.replace("_", " "))
