"""Groups of rules, as people choose them in their preferences. Rooms register theirs from `ready.connect()`."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .choices import Delivery


@dataclass(frozen=True)
class Group:
    """`code` is the part of a rule before its first dot, unless other prefixes are given."""

    code: str
    label: str | Promise
    text: str | Promise = ""
    mail: Delivery = Delivery.AT_ONCE
    # Kept on for people who only run the system: their own work and what only they can repair.
    technical: bool = False


GENERAL = Group("general", _("Everything else"), _("News that belongs to no other group."))

_groups: dict[str, Group] = {GENERAL.code: GENERAL}
_prefixes: dict[str, str] = {}


def register(group: Group, *, prefixes: tuple[str, ...] = ()) -> None:
    """Add a group; rules named `<prefix>.…` belong to it (default prefix: its code)."""
    if _groups.get(group.code, group) != group:
        raise ValueError(f"message group {group.code!r} is registered twice")
    _groups[group.code] = group
    for prefix in prefixes or (group.code,):
        _prefixes[prefix] = group.code


def of_rule(rule: str) -> Group:
    return _groups[_prefixes.get(rule.partition(".")[0], GENERAL.code)]


def everything() -> list[Group]:
    """All groups, the general one last."""
    return [*(g for g in _groups.values() if g is not GENERAL), GENERAL]
