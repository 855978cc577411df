"""Rows in batches."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from django.db import models

BATCH = 2000
M = TypeVar("M", bound=models.Model)


def write(model: type[M], rows: Iterable[M]) -> list[M]:
    """Insert in batches; ids are filled in."""
    made: list[M] = []
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        made += model._default_manager.bulk_create(batch, batch_size=BATCH)
    return made


def known(pk: int | None) -> int:
    """The id of a person every project made here names."""
    if pk is None:
        raise ValueError("a project without its people")
    return pk
