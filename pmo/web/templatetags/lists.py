"""`{% load lists %}`: the rows of a list page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from pmo.web.lists import Column
from pmo.web.lists.rows import drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def list_rows(context: template.Context, rows: Iterable[Any], columns: Iterable[Column]) -> SafeString:
    """The body of the table, see `pmo.web.lists.rows`."""
    return drawn(rows, columns, context)
