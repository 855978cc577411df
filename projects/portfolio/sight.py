"""What a person may see on projects they can open: one question per project and kind, without a query for each."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.apps import apps

from pmo.access import scopes
from pmo.access.roles import Scope
from projects.portfolio import dimensions
from projects.portfolio.models import Project


class Sight:
    """Asks the person's rights once; at most one query, and only for people whose rights reach their unit."""

    def __init__(self, user: Any) -> None:
        self.access = scopes.of(user)
        self._of_unit: set[int] | None = None
        self._reach: dict[str, tuple[Scope, set[int]]] = {}

    def may(self, kind: str, project_id: int) -> bool:
        """Whether the person may view objects of `kind` on this project."""
        reach, joined = self._reach.get(kind) or self._asked(kind)
        if reach is Scope.ALL or project_id in joined:
            return True
        return reach >= Scope.UNIT and project_id in self._unit_projects()

    def _asked(self, kind: str) -> tuple[Scope, set[int]]:
        found = (self.access.global_reach(kind, "view"), self.access.joined_projects(kind, "view"))
        self._reach[kind] = found
        return found

    def told(self, code: str, project_id: int) -> bool:
        """Whether the person may know what a dimension of health says of this project."""
        known = dimensions.dimension(code)
        if known is None or known.right is None:
            return True
        kind, verb = known.right
        return verb == "view" and self.may(kind, project_id)

    def told_everywhere(self) -> frozenset[str]:
        """The dimensions that take a right the person has on every project."""
        closed = [known for known in dimensions.dimensions() if known.right is not None]
        return frozenset(
            known.code for known in closed if known.right and self.access.global_reach(*known.right) is Scope.ALL
        )

    def may_read(self, model: str, project_id: int) -> bool:
        """Whether an entry of the history about an object of this model may be shown."""
        return self.may(_kind_of(model), project_id)

    def _unit_projects(self) -> set[int]:
        if self._of_unit is None:
            path = self.access.unit_path
            rows = Project.objects.filter(unit_links__unit__path__startswith=path)
            self._of_unit = set(rows.values_list("pk", flat=True)) if path else set()
        return self._of_unit


@lru_cache(maxsize=256)
def _kind_of(model: str) -> str:
    """The access kind of a model by its name in the history; what is unknown is as closed as the history itself."""
    for config in apps.get_app_configs():
        if model in config.models:
            return str(getattr(config.models[model], "access_kind", "audit"))
    return "audit"
