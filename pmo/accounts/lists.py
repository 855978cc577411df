"""The list of people: a directory for everybody, a register for those who keep it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts import selectors
from pmo.accounts.models import User
from pmo.web import marks
from pmo.web.lists import Choice, Column, Empty, Filter, ListPage, Ref, SavedTab, linked

_STATES = (("active", pgettext_lazy("person", "Active")), ("inactive", _("Deactivated")))


def _in_unit(rows: QuerySet[Any], unit: Any, request: HttpRequest) -> QuerySet[Any]:
    return rows.filter(unit__path__startswith=unit.path)


def _in_state(rows: QuerySet[Any], states: list[str], request: HttpRequest) -> QuerySet[Any]:
    return rows.filter(is_active__in=["active" in states, "inactive" not in states])


def _with_role(rows: QuerySet[Any], roles: list[str], request: HttpRequest) -> QuerySet[Any]:
    return rows.filter(pk__in=RoleGrant.objects.filter(role__in=roles).values("user_id"))


_UNIT = Ref("unit", _("Unit"), apply=_in_unit, rows_for=lambda request: selectors.units(request.user))


def _name(row: User, value: str) -> SafeString:
    link = linked(row, marks.person(row))
    if row.is_active:
        return link
    return format_html('{} <span class="ld-xs ld-3">{}</span>', link, gettext("deactivated"))


_NAME = Column("label", pgettext_lazy("person", "Name"), sort=("name",), header=True, cell=_name)
_NUMBER = Column("employee_no", _("Employee number"), sort="employee_no", nowrap=True)
_UNIT_COLUMN = Column("unit__label", _("Unit"), sort=("unit__path", "name"))
_TITLE = Column("title_label", _("Job title"), sort="title")
_EMAIL = Column("email", _("E-mail"), sort="email")


class Directory(ListPage):
    """Who works here and where: active people only."""

    kind = "user"
    key = "people"
    nav = "people"
    title = _("People")
    columns: ClassVar[Sequence[Column]] = (_NAME, _UNIT_COLUMN, _TITLE, _EMAIL)
    filters: ClassVar[Sequence[Filter]] = (_UNIT,)
    search: ClassVar[Sequence[str]] = ("name", "name_en", "username", "title", "title_en", "email")
    default_sort = "label"
    empty = Empty(_("Nobody is registered yet"), _("People are added one by one or imported from Excel."))

    def queryset(self) -> QuerySet[User]:
        return selectors.directory(self.request.user).active()


class Register(Directory):
    """The same people with roles and states, for those who keep the register."""

    columns = (
        _NAME,
        _NUMBER,
        _UNIT_COLUMN,
        _TITLE,
        Column("username", _("User name"), sort="username", optional=True),
        _EMAIL,
        Column("roles", _("Roles"), value=lambda row: " · ".join(selectors.role_labels(row))),
        Column("is_active", _("State"), value=lambda row: _STATES[0 if row.is_active else 1][1], sort="is_active"),
        Column("last_login", _("Last signed in"), sort="last_login", kind="datetime", optional=True),
    )
    filters = (
        _UNIT,
        Choice("role", _("Role"), choices=Role.choices, apply=_with_role),
        Choice("state", _("State"), choices=_STATES, apply=_in_state),
    )
    views = (
        SavedTab("active", pgettext_lazy("person", "Active"), {"state": "active"}),
        SavedTab("all", _("All")),
        SavedTab("inactive", _("Deactivated"), {"state": "inactive"}),
    )
    search = (*Directory.search, "employee_no")

    def queryset(self) -> QuerySet[User]:
        return selectors.directory(self.request.user)

    def context(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if policy.may(self.request.user, "add", "user"):
            made |= {"add_url": reverse("people:new"), "add_label": _("Add person")}
        if policy.may(self.request.user, "import", "user"):
            made["import_url"] = reverse("exchange:upload", args=["people"])
        return made
