"""People from a table, found by their employee number. An empty cell leaves what is known as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from pmo.access import policy
from pmo.access import services as access
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts import services
from pmo.accounts.choices import Language
from pmo.accounts.models import User
from pmo.accounts.services import IDENTITY, PersonData
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, Ref, TableSpec
from pmo.orgs.models import Unit
from pmo.records.errors import DomainError, Forbidden

KIND = "people"

SPEC = TableSpec(
    sheet=_("People"),
    key=("employee_no",),
    columns=(
        Column(
            "employee_no",
            _("Employee number"),
            required=True,
            max_length=32,
            example="E1001",
            help=_("The person is found by it."),
        ),
        Column(
            "name", pgettext_lazy("person", "Name"), max_length=80, example="李伟", help=_("Needed for a new person.")
        ),
        Column("name_en", _("English name"), max_length=80, example="Li Wei"),
        Column(
            "username",
            _("User name"),
            max_length=150,
            example="li.wei",
            help=_("To sign in with; without one the employee number is used."),
        ),
        Column("email", _("E-mail"), max_length=254, example="li.wei@huarui.example"),
        Column("unit", _("Unit"), kind="unit", example="FIN", aliases=("unit code", "unit_code")),
        Column("title", _("Job title"), max_length=80, example="会计"),
        Column("title_en", _("English job title"), max_length=80, example="Accountant"),
        Column("role", _("Role"), kind="choice", choices=Role.choices, help=_("Added to the roles held already.")),
        Column("language", _("Language"), kind="choice", choices=Language.choices[1:], example="zh-hans"),
    ),
)

_TEXTS = ("name", "name_en", "username", "email", "title", "title_en", "language")

Row = dict[str, Any]


@dataclass
class Present:
    """What is known before the import, read in five queries however many rows there are."""

    people: dict[str, User]
    closed_units: set[int]
    roles: dict[int, set[str]] = field(default_factory=dict)
    usernames: dict[str, int] = field(default_factory=dict)
    emails: dict[str, int] = field(default_factory=dict)


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    policy.require(user, "import", "user")
    return ImportContext(user=user, back_url=reverse("people:list"))


def check(rows: list[Row], context: ImportContext) -> Checked:
    present = _present()
    grantable = set(access.grantable(context.user))
    taken = _Taken(present)
    errors: list[CellError] = []
    actions, before = [], []
    for row in rows:
        person = present.people.get(row["employee_no"])
        errors += _faults(row, person, present, grantable, context.user)
        errors += taken.faults(row, person)
        changes = _changes(row, person, present)
        actions.append("create" if person is None else "update" if changes else "unchanged")
        before.append(_shown(person, changes) if person is not None else None)
    return Checked(errors=errors, actions=actions, before=before)


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    present = _present()
    missing = [row for row in rows if row["employee_no"] not in present.people]
    made = services.add_people(by=by, people=[_data(row, None) for row in missing], now=now)
    people: dict[str, User] = present.people | {person.employee_no or "": person for person in made}
    updated = 0
    for row in rows:
        person = people[row["employee_no"]]
        if row["employee_no"] in present.people and _changes(row, person, present):
            services.change_person(by=by, person=person, data=_data(row, person), expected=person.version, now=now)
            updated += 1
        if row.get("role") and row["role"] not in present.roles.get(person.pk, ()):
            access.grant_role(by=by, to=person, role=Role(row["role"]), now=now)
    return ImportOutcome(len(made), updated, len(rows) - len(made) - updated, reverse("people:list"))


def rows_now(context: ImportContext) -> list[Row]:
    """The active people with a number, to take out, correct and bring back. Roles are only ever added by a table."""
    rows = User.objects.visible_to(context.user).active().exclude(employee_no=None).select_related("unit")
    return [
        {
            "employee_no": person.employee_no,
            **{name: getattr(person, name) or None for name in _TEXTS},
            "unit": person.unit.code if person.unit else None,
        }
        for person in rows.order_by("employee_no")
    ]


def _present() -> Present:
    people = list(User.objects.select_related("unit"))
    roles: dict[int, set[str]] = {}
    for user_id, role in RoleGrant.objects.values_list("user_id", "role"):
        roles.setdefault(user_id, set()).add(role)
    return Present(
        people={person.employee_no: person for person in people if person.employee_no},
        closed_units=set(Unit.objects.filter(closed_on__isnull=False).values_list("id", flat=True)),
        roles=roles,
        usernames={person.username.casefold(): person.pk for person in people},
        emails={person.email.casefold(): person.pk for person in people if person.email},
    )


def _data(row: Row, person: User | None) -> PersonData:
    def text(name: str) -> str:
        return row.get(name) or (getattr(person, name) if person is not None else "")

    return PersonData(
        username=text("username") or row["employee_no"],
        name=text("name"),
        email=text("email"),
        name_en=text("name_en"),
        employee_no=row["employee_no"],
        unit_id=int(row["unit"]) if row.get("unit") is not None else (person.unit_id if person else None),
        title=text("title"),
        title_en=text("title_en"),
        language=text("language"),
        **({"time_zone": person.time_zone} if person is not None else {}),
    )


def _changes(row: Row, person: User | None, present: Present) -> list[str]:
    if person is None:
        return []
    changed = [name for name in _TEXTS if row.get(name) is not None and _told(row, name) != getattr(person, name)]
    if row.get("unit") is not None and int(row["unit"]) != person.unit_id:
        changed.append("unit")
    if row.get("role") and row["role"] not in present.roles.get(person.pk, ()):
        changed.append("role")
    return changed


def _told(row: Row, name: str) -> str:
    value: str = row[name]
    return value.lower() if name == "email" else value


def _shown(person: User, changes: list[str]) -> Row:
    shown: Row = {name: getattr(person, name) for name in changes if name in _TEXTS}
    if "unit" in changes:
        shown["unit"] = Ref(person.unit_id or 0, person.unit.code) if person.unit else None
    return shown


def _faults(row: Row, person: User | None, present: Present, grantable: set[Role], user: Any) -> Iterator[CellError]:
    number = row["_row"]
    if person is None and not row.get("name"):
        yield CellError(number, "name", "required", N_("Missing; a new person needs a name"))
    if person is not None and not person.is_active:
        yield CellError(number, "employee_no", "deactivated", N_("This person is deactivated; reactivate them first"))
    if row.get("unit") is not None and int(row["unit"]) in present.closed_units:
        yield CellError(number, "unit", "closed", N_("This unit is closed"))
    role = Role(row["role"]) if row.get("role") else None
    held = present.roles.get(person.pk, set()) if person is not None else set()
    if role is not None and role not in held:
        if role not in grantable:
            yield CellError(number, "role", "not_grantable", N_("Only someone who holds this role can hand it out"))
        elif person is not None and person.pk == user.pk:
            yield CellError(number, "role", "own_role", N_("You cannot change your own roles"))
    yield from _shape_faults(row, person, user)


def _shape_faults(row: Row, person: User | None, user: Any) -> Iterator[CellError]:
    """What the service would refuse, told as a cell."""
    if not (row.get("name") or person):
        return
    try:
        data = _data(row, person).cleaned()
        if person is not None and any(getattr(person, name) != getattr(data, name) for name in IDENTITY):
            services.require_standing(user, person)
        if person is not None and person.unit_id != data.unit_id:
            services.require_may_move(user, person)
    except Forbidden as error:
        column = error.field or "username"
        yield CellError(row["_row"], column, error.code, error.raw_message, error.params)
    except DomainError as error:
        column = error.field if error.field in {c.name for c in SPEC.columns} else "employee_no"
        value = str(row.get(column) or "")
        yield CellError(row["_row"], column, error.code, error.raw_message, error.params, value)


class _Taken:
    """User names and addresses that belong to someone else, here or earlier in the file."""

    def __init__(self, present: Present) -> None:
        self.owners = {"username": dict(present.usernames), "email": dict(present.emails)}
        self.rows: dict[str, dict[str, int]] = {"username": {}, "email": {}}

    def faults(self, row: Row, person: User | None) -> Iterator[CellError]:
        for name in ("username", "email"):
            value = row.get(name) or (row["employee_no"] if name == "username" and person is None else None)
            if value is None:
                continue
            text = str(value).casefold()
            owner = self.owners[name].get(text)
            if owner is not None and (person is None or owner != person.pk):
                yield CellError(row["_row"], name, "taken", N_("Belongs to someone else"), value=str(value))
            elif text in self.rows[name]:
                first = self.rows[name][text]
                yield CellError(
                    row["_row"], name, "repeated", N_("The same as in row %(row)s"), {"row": first}, str(value)
                )
            self.rows[name].setdefault(text, row["_row"])


IMPORTER = Importer(
    kind=KIND,
    title=_("Import people"),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    template_rows=rows_now,
    about=_(
        "People are found by their employee number. An empty cell changes nothing. New people set their password "
        "through “Forgot password”."
    ),
)
