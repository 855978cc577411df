"""Search for what belongs to a project and has a code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pmo import search


def of_project(model: Any, names: Sequence[str], user: Any, query: str, icon: str) -> search.Found:
    """Rows of `model` the person sees with the words in `names`; each is named with its project and code."""
    rows = model.objects.visible_to(user).filter(search.match(names, query)).select_related("project")

    def hit(row: Any) -> search.Hit:
        return search.Hit(row.label, row.url, f"{row.project.key} {row.project.label} · {row.code}", icon)

    return search.Found(rows, hit, names)
