"""Acts on the unit tree: create, change, move, close, reopen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pmo import audit
from pmo.access import policy, scopes
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.orgs.choices import UnitKind
from pmo.orgs.models import Unit
from pmo.records.errors import Conflict, Forbidden, Invalid
from pmo.records.models import create, save

# A department does not hold divisions, and nothing holds a company but another company.
RANK = {kind: rank for rank, kind in enumerate(UnitKind.values)}
PATH_LIMIT = 255


@dataclass(frozen=True)
class UnitData:
    name: str
    code: str
    name_en: str = ""
    kind: str = UnitKind.DEPARTMENT.value
    head_id: int | None = None

    def cleaned(self) -> UnitData:
        """Trimmed texts. Raises Invalid naming the field."""
        data = UnitData(self.name.strip(), self.code.strip(), self.name_en.strip(), self.kind, self.head_id)
        _check_shape(data)
        return data


_AUDITED = ("name", "name_en", "code", "kind", "head")


@transaction.atomic
def create_unit(*, by: Any, data: UnitData, parent: Unit | None, now: datetime) -> Unit:
    """Add a unit below `parent` (None: at the top). Raises Forbidden, Invalid, Conflict."""
    policy.require(by, "add", "unit")
    return add_unit(by=by, data=data, parent=parent, now=now)


@transaction.atomic
def add_unit(*, by: Any, data: UnitData, parent: Unit | None, now: datetime) -> Unit:
    """`create_unit` for callers who asked the policy once for many units, and for the set-up (`by=None`)."""
    clean = data.cleaned()
    _check_free(clean, except_id=None)
    _check_place(clean.kind, parent)
    _check_head(clean.head_id)
    unit = create(Unit(**asdict(clean), parent=parent), now=now)
    unit.path = _path_below(parent, unit.pk)
    Unit.objects.filter(pk=unit.pk).update(path=unit.path)
    after = {**_said(unit), "parent": _place(parent)}
    audit.record(by=by, act="unit.created", obj=unit, after=after, now=now)
    return unit


@transaction.atomic
def change_unit(*, by: Any, unit: Unit, data: UnitData, expected: int | None, now: datetime) -> Unit:
    """Rename a unit, give it another code, kind or head. Raises Forbidden, Invalid, StaleWrite."""
    policy.require(by, "change", unit)
    clean = data.cleaned()
    _check_free(clean, except_id=unit.pk)
    if clean.kind != unit.kind:
        _check_place(clean.kind, unit.parent)
        _check_children(clean.kind, unit)
    if clean.head_id != unit.head_id:
        _check_head(clean.head_id)
    before = _said(unit)
    for name, value in asdict(clean).items():
        setattr(unit, name, value)
    after = _said(unit)
    if after == before:
        return unit
    save(unit, now=now, expected=expected, fields=_AUDITED)
    audit.record(by=by, act="unit.changed", obj=unit, before=before, after=after, now=now)
    return unit


@transaction.atomic
def move_unit(*, by: Any, unit: Unit, parent: Unit | None, expected: int | None, now: datetime) -> Unit:
    """Put a unit with everything below it under another one. Raises Forbidden, Conflict (cycle, closed), StaleWrite."""
    policy.require(by, "change", unit)
    # Two moves at once could close a circle that neither of them sees.
    places = {u.pk: u for u in Unit.objects.select_for_update().order_by("pk")}
    unit_now = places[unit.pk]
    parent_now = places[parent.pk] if parent is not None else None
    if parent_now is not None and parent_now.path.startswith(unit_now.path):
        raise Conflict(_("A unit cannot be put under itself or a unit below it."), code="cycle", field="parent")
    if unit_now.parent_id == (parent_now.pk if parent_now else None):
        return unit
    _check_mover(by, unit_now)
    _check_place(unit_now.kind, parent_now)
    before = {"parent": _place(places.get(unit_now.parent_id or 0))}
    old_path, new_path = unit_now.path, _path_below(parent_now, unit_now.pk)
    _check_depth(old_path, new_path)
    unit.parent, unit.path = parent_now, new_path
    save(unit, now=now, expected=expected, fields=("parent", "path"))
    below = Unit.objects.filter(path__startswith=old_path).exclude(pk=unit.pk)
    below.update(path=Concat(Value(new_path), Substr(F("path"), len(old_path) + 1)))
    after = {"parent": _place(parent_now)}
    audit.record(by=by, act="unit.moved", obj=unit, before=before, after=after, now=now)
    return unit


@transaction.atomic
def close_unit(*, by: Any, unit: Unit, expected: int | None, today: date, now: datetime) -> None:
    """Close an empty unit; it stays in history and old figures. Raises Forbidden, Conflict, StaleWrite."""
    policy.require(by, "change", unit)
    if unit.is_closed:
        raise Conflict(_("This unit is closed already."), code="already_closed")
    children = unit.children.filter(closed_on__isnull=True).count()
    if children:
        text = ngettext(
            "%(n)d unit below it is still open; move or close it first.",
            "%(n)d units below it are still open; move or close them first.",
            children,
        )
        raise Conflict(text, code="has_units", params={"n": children})
    people = User.objects.active().filter(unit=unit).count()
    if people:
        text = ngettext(
            "%(n)d person still belongs to it; move them to another unit first.",
            "%(n)d people still belong to it; move them to another unit first.",
            people,
        )
        raise Conflict(text, code="has_people", params={"n": people})
    unit.closed_on = today
    save(unit, now=now, expected=expected, fields=("closed_on",))
    audit.record(by=by, act="unit.closed", obj=unit, before={"closed_on": None}, after={"closed_on": today}, now=now)


@transaction.atomic
def reopen_unit(*, by: Any, unit: Unit, expected: int | None, now: datetime) -> None:
    """Open a closed unit again. Raises Forbidden, Conflict, StaleWrite."""
    policy.require(by, "change", unit)
    if not unit.is_closed:
        raise Conflict(_("This unit is open already."), code="already_open")
    if unit.parent is not None and unit.parent.is_closed:
        raise Conflict(_("The unit above it is closed; reopen that one first."), code="parent_closed")
    was, unit.closed_on = unit.closed_on, None
    save(unit, now=now, expected=expected, fields=("closed_on",))
    audit.record(by=by, act="unit.reopened", obj=unit, before={"closed_on": was}, after={"closed_on": None}, now=now)


def _said(unit: Unit) -> dict[str, Any]:
    """What the history keeps of a unit; the head by name, which tells more than a number."""
    head = User.objects.filter(pk=unit.head_id).first() if unit.head_id is not None else None
    return {**audit.snapshot(unit, _AUDITED), "head": f"{head.name} ({head.username})" if head is not None else None}


def _place(parent: Unit | None) -> str | None:
    return f"{parent.code} {parent.name}" if parent is not None else None


def _check_shape(data: UnitData) -> None:
    for name in ("name", "name_en", "code"):
        value: str = getattr(data, name)
        limit = getattr(Unit._meta.get_field(name), "max_length", None) or 0
        if len(value) > limit:
            raise Invalid(_("At most %(n)d characters."), code="max_length", field=name, params={"n": limit})
        if "\x00" in value:
            raise Invalid(_("This text holds a character that cannot be stored."), code="null_character", field=name)
    if not data.name:
        raise Invalid(_("Enter a name."), code="required", field="name")
    if not data.code:
        raise Invalid(_("Enter a code."), code="required", field="code")
    if data.kind not in UnitKind.values:
        raise Invalid(_("Choose one of the kinds offered."), code="unknown_kind", field="kind")


def _check_free(data: UnitData, *, except_id: int | None) -> None:
    others = Unit.objects.exclude(pk=except_id) if except_id else Unit.objects.all()
    if others.filter(code=data.code).exists():
        raise Invalid(_("Another unit has this code."), code="taken", field="code")


def _check_place(kind: str, parent: Unit | None) -> None:
    if parent is None:
        return
    if parent.is_closed:
        raise Conflict(_("The unit above is closed."), code="parent_closed", field="parent")
    if RANK[kind] < RANK[parent.kind]:
        raise Invalid(
            _("A %(kind)s cannot be part of a %(parent)s."),
            code="wrong_rank",
            field="parent",
            params={"kind": str(UnitKind(kind).label).lower(), "parent": str(UnitKind(parent.kind).label).lower()},
        )


def _check_children(kind: str, unit: Unit) -> None:
    above = [k for k in UnitKind.values if RANK[k] < RANK[kind]]
    if unit.children.filter(kind__in=above).exists():
        raise Invalid(_("Units below it are of a higher kind; move them first."), code="wrong_rank", field="kind")


def _check_head(head_id: int | None) -> None:
    if head_id is not None and not User.objects.active().filter(pk=head_id).exists():
        raise Invalid(_("The head must be an active person."), code="unknown_head", field="head")


def _check_mover(by: Any, unit: Unit) -> None:
    """Moving the unit one belongs to changes what one may see: that is for those who see everything anyway."""
    if by is None or Role.PMO_LEAD in scopes.of(by).roles:
        return
    if scopes.of(by).unit_path.startswith(unit.path):
        raise Forbidden(_("Someone else has to move the unit you belong to."), field="parent")


def _path_below(parent: Unit | None, pk: int) -> str:
    path = f"{parent.path if parent else '/'}{pk}/"
    if len(path) > PATH_LIMIT:
        raise Conflict(_("The tree is too deep here."), code="too_deep", field="parent")
    return path


def _check_depth(old_path: str, new_path: str) -> None:
    longest = max(
        (len(path) for path in Unit.objects.filter(path__startswith=old_path).values_list("path", flat=True)), default=0
    )
    if longest - len(old_path) + len(new_path) > PATH_LIMIT:
        raise Conflict(_("The tree is too deep here."), code="too_deep", field="parent")
