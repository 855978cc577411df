"""May this person do this? One question, one place."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from pmo.access.roles import Scope, reach
from pmo.access.scopes import Access, _unit_projects, of, owner_paths
from pmo.records.errors import Forbidden

READING = frozenset({"view", "export"})


def may(user: Any, verb: str, target: Any, *, project_id: int | None = None) -> bool:
    """Whether `user` may `verb` the object `target`, or any object of the kind `target` (a string).

    With a kind and `project_id`: objects of that kind on that project (for creating them).
    """
    access = of(user)
    if not access.active or (access.read_only and verb not in READING):
        return False
    if isinstance(target, str):
        if project_id is None:
            return access.may_ever(target, verb)
        return _may_on_project(access, target, verb, project_id)
    return _may_object(access, target, verb)


def may_everywhere(user: Any, verb: str, kind: str) -> bool:
    """Whether `user` may `verb` objects of `kind` on every project, so that nobody need ask project by project."""
    access = of(user)
    if not access.active or access.token_projects is not None or (access.read_only and verb not in READING):
        return False
    return access.global_reach(kind, verb) is Scope.ALL


def require(user: Any, verb: str, target: Any, *, project_id: int | None = None) -> None:
    """Raise Forbidden unless `may`."""
    if not may(user, verb, target, project_id=project_id):
        raise Forbidden(_("Your role does not allow this."))


def _may_on_project(access: Access, kind: str, verb: str, project_id: int) -> bool:
    if access.token_projects is not None and project_id not in access.token_projects:
        return False
    widest = access.global_reach(kind, verb)
    if widest is Scope.ALL or project_id in access.joined_projects(kind, verb):
        return True
    if access.reaches_unit(kind, verb):
        return any(source(access.unit_path).filter(pk=project_id).exists() for source in _unit_projects)
    return False


def _may_object(access: Access, obj: Model, verb: str) -> bool:
    kind: str = obj.access_kind  # type: ignore[attr-defined]
    if access.global_reach(kind, verb) is Scope.ALL and access.token_projects is None:
        return True
    project_id = project_of(obj)
    if project_id is not None and _may_on_project(access, kind, verb, project_id):
        return True
    if project_id is None and access.global_reach(kind, verb) is Scope.ALL:
        return True
    if access.token_projects is not None and project_id not in access.token_projects:
        return False
    return _owns(access, obj) and _own_reach(access, kind, verb)


def _own_reach(access: Access, kind: str, verb: str) -> bool:
    everyone = access.roles | {r for roles in access.project_roles.values() for r in roles}
    return any(reach(r, kind, verb) >= Scope.OWN for r in everyone)


def _owns(access: Access, obj: Model) -> bool:
    return any(_follow(obj, path) == access.user_id for path in owner_paths(type(obj)))


def project_of(obj: Model) -> int | None:
    path: str = getattr(type(obj), "access_project", "")
    return _follow(obj, path) if path else None


def _follow(obj: Any, path: str) -> Any:
    for step in path.split("__"):
        if obj is None or hasattr(obj, "all"):  # nothing there, or many: no single answer
            return None
        obj = obj.pk if step == "id" else getattr(obj, step)
    return obj
