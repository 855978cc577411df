"""Small questions templates ask of forms and mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms, template

register = template.Library()


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key) if mapping else None


@register.filter
def is_textarea(field: Any) -> bool:
    return isinstance(field.field.widget, forms.Textarea)


@register.filter
def is_group(field: Any) -> bool:
    """Whether the field is drawn as several inputs that need a fieldset."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
