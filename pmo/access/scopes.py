"""How far a person's rights reach, read once per request and turned into query conditions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Model, Q, QuerySet, Value

from pmo.access.kinds import COMPANY_WIDE, UNSHARED
from pmo.access.models import RoleGrant
from pmo.access.roles import Role, Scope, reach
from pmo.records.prepared import Prepared

# A package that knows projects tells here how to find a person's: roles on each project by the person's id, as a
# queryset of rows (role code of `roles.Role`, project id), and the ids of the projects concerning a unit path.
Memberships = Callable[[int], "QuerySet[Any, tuple[str, int]]"]
UnitProjects = Callable[[str], "QuerySet[Any]"]

_memberships: list[Memberships] = []
_unit_projects: list[UnitProjects] = []


def register_memberships(source: Memberships) -> None:
    _memberships.append(source)


def register_unit_projects(source: UnitProjects) -> None:
    _unit_projects.append(source)


@dataclass(frozen=True)
class Access:
    """Everything that decides what one person may do; one query, read once."""

    user_id: int
    active: bool
    roles: frozenset[Role]
    project_roles: dict[int, frozenset[Role]]
    unit_path: str
    granted_projects: frozenset[int] = frozenset()
    token_projects: frozenset[int] | None = None
    read_only: bool = False

    def global_reach(self, kind: str, verb: str) -> Scope:
        """The widest reach any company-wide role gives."""
        if kind in COMPANY_WIDE and self.token_projects is not None:
            return Scope.NONE
        return max((reach(role, kind, verb) for role in self.roles), default=Scope.NONE)

    def reaches_unit(self, kind: str, verb: str) -> bool:
        """Whether a company-wide role reaches the projects of one's unit. Wider reach does not imply it: a member of
        projects everywhere has nothing to do with the others of the unit they happen to sit in."""
        return bool(self.unit_path) and any(reach(role, kind, verb) is Scope.UNIT for role in self.roles)

    def joined_projects(self, kind: str, verb: str) -> set[int]:
        """Projects where a role held *on that project*, or a company-wide role reaching joined projects, gives it."""
        wide = self.global_reach(kind, verb) >= Scope.JOINED
        found = {
            pid
            for pid, roles in self.project_roles.items()
            if wide or any(reach(r, kind, verb) >= Scope.UNIT for r in roles)
        }
        if verb in ("view", "export") and kind not in UNSHARED:
            found |= self.granted_projects
        return found

    def may_ever(self, kind: str, verb: str) -> bool:
        """Whether any object of `kind` could allow `verb`."""
        if self.global_reach(kind, verb) > Scope.NONE:
            return True
        if kind in COMPANY_WIDE:
            return False
        if verb == "view" and self.granted_projects and kind not in UNSHARED:
            return True
        return any(reach(r, kind, verb) > Scope.NONE for roles in self.project_roles.values() for r in roles)


NOBODY = Access(0, False, frozenset(), {}, "")


def of(user: Any) -> Access:
    """The access of `user`, kept on the instance for the length of the request."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    cached = getattr(user, "_access", None)
    if cached is None:
        cached = user._access = _load(user)
    return cached


def forget(user: Any) -> None:
    """Drop the cached access after the person's roles changed."""
    user.__dict__.pop("_access", None)


def _held(user_id: int) -> QuerySet[Any, tuple[str, int]]:
    """Everything a person holds: rows (role code or `GRANTED`, project id), 0 for the whole company."""
    from pmo.access.grants import granted_rows

    own = RoleGrant.objects.filter(user_id=user_id).values_list("role", Value(0, output_field=BigIntegerField()))
    return own.union(*(source(user_id) for source in _memberships), granted_rows(user_id), all=True)


_holdings = Prepared(_held)


def _load(user: Any) -> Access:
    from pmo.access.grants import GRANTED

    roles, projects, granted = {Role.EMPLOYEE}, defaultdict(set), set()
    for code, project_id in _holdings.rows(user.pk):
        if code == GRANTED:
            granted.add(project_id)
        elif project_id:
            projects[project_id].add(Role(code))
        else:
            roles.add(Role(code))
    return Access(
        user_id=user.pk,
        active=True,
        roles=frozenset(roles),
        project_roles={pk: frozenset(held) for pk, held in projects.items()},
        unit_path=user.unit.path if user.unit_id else "",
        granted_projects=frozenset(granted),
        token_projects=getattr(user, "token_scope", None),
        read_only=bool(getattr(user, "read_only", False)),
    )


def condition(model: type[Model], user: Any, verb: str) -> Q | None:
    """The filter that leaves `user` the rows of `model` they may `verb`; None means no filter."""
    access = of(user)
    kind: str = model.access_kind  # type: ignore[attr-defined]
    if not access.active or (access.read_only and verb not in ("view", "export")):
        return Q(pk__in=[])
    project_path: str = getattr(model, "access_project", "")
    where = _reach_condition(model, access, kind, verb, project_path)
    if access.token_projects is not None and project_path:
        within = _within(model, project_path, access.token_projects)
        where = within if where is None else where & within
    return where


def _reach_condition(model: type[Model], access: Access, kind: str, verb: str, project_path: str) -> Q | None:
    widest = access.global_reach(kind, verb)
    if widest is Scope.ALL:
        return None
    where = Q(pk__in=[])
    if project_path:
        joined = access.joined_projects(kind, verb)
        if joined:
            where |= _within(model, project_path, joined)
        if access.reaches_unit(kind, verb):
            for source in _unit_projects:
                where |= _within(model, project_path, source(access.unit_path))
    if _own_reach(access, kind, verb):
        for owner in owner_paths(model):
            where |= _within(model, owner, [access.user_id])
    return where


def _within(model: type[Model], path: str, values: Any) -> Q:
    """`path` in `values`; through a subquery where the path leads to many, as a join would repeat the row."""
    first = path.split("__")[0]
    field = next((f for f in model._meta.get_fields() if f.name == first), None)
    if field is not None and (field.one_to_many or field.many_to_many):
        return Q(pk__in=model._base_manager.filter(**{f"{path}__in": values}).values("pk"))
    return Q(**{f"{path}__in": values})


def _own_reach(access: Access, kind: str, verb: str) -> bool:
    everyone = access.roles | {r for roles in access.project_roles.values() for r in roles}
    return any(reach(r, kind, verb) >= Scope.OWN for r in everyone)


def owner_paths(model: type[Model]) -> tuple[str, ...]:
    paths = getattr(model, "access_owner", ())
    return (paths,) if isinstance(paths, str) else tuple(paths)
