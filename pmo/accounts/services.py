"""Acts on people: create, change, deactivate, and everybody's own settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy, scopes
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.access.services import APPOINTED_BY
from pmo.accounts import selectors
from pmo.accounts.choices import DEFAULT_TIME_ZONE, Language, Theme, known_zones
from pmo.accounts.models import User
from pmo.records.errors import Conflict, Forbidden, Invalid
from pmo.records.models import create, save

# Whoever can change these can make the account their own.
IDENTITY = ("username", "email")
TAKEN = {
    "username": _("Someone else has this user name."),
    "email": _("Someone else has this e-mail address."),
    "employee_no": _("Someone else has this employee number."),
}
_validate_username = UnicodeUsernameValidator()


@dataclass(frozen=True)
class PersonData:
    """What is known about a person; `unit_id` and empty texts mean "none"."""

    username: str
    name: str
    email: str = ""
    name_en: str = ""
    employee_no: str | None = None
    unit_id: int | None = None
    title: str = ""
    title_en: str = ""
    language: str = ""
    time_zone: str = DEFAULT_TIME_ZONE

    def cleaned(self) -> PersonData:
        """Trimmed, e-mail in small letters, an empty number as none. Raises Invalid naming the field."""
        texts = {
            f.name: getattr(self, f.name).strip() for f in fields(self) if f.name not in ("employee_no", "unit_id")
        }
        number = (self.employee_no or "").strip() or None
        data = PersonData(**{**texts, "email": texts["email"].lower(), "employee_no": number, "unit_id": self.unit_id})
        _check_shape(data)
        return data


FIELDS = tuple(f.name for f in fields(PersonData))
_AUDITED = tuple("unit" if name == "unit_id" else name for name in FIELDS)


@transaction.atomic
def create_person(*, by: Any, data: PersonData, now: datetime, is_demo: bool = False) -> User:
    """Add a person without a password; they set one through the link of an invitation. Raises Forbidden, Invalid."""
    policy.require(by, "add", "user")
    return add_person(by=by, data=data, now=now, is_demo=is_demo)


@transaction.atomic
def add_person(*, by: Any, data: PersonData, now: datetime, is_demo: bool = False) -> User:
    """`create_person` for callers who asked the policy once for many people, and for the set-up (`by=None`)."""
    clean = data.cleaned()
    _check_free(clean, except_id=None)
    person = _person(clean, now=now)
    person.is_demo = is_demo
    create(person, now=now)
    audit.record(by=by, act="user.created", obj=person, after=_said(person), now=now)
    return person


@transaction.atomic
def add_people(*, by: Any, people: list[PersonData], now: datetime) -> list[User]:
    """`add_person` for a table whose names the caller has compared with everybody's: few queries for many rows."""
    made = [_person(data.cleaned(), now=now) for data in people]
    User.objects.bulk_create(made, batch_size=500)
    units = selectors.units_by_id({person.unit_id for person in made if person.unit_id})
    for person in made:
        audit.record(by=by, act="user.created", obj=person, after=_said(person, units), now=now)
    return made


def _said(person: User, units: dict[int, Any] | None = None) -> dict[str, Any]:
    """What the history keeps of a person; the unit by its code and name, which last longer than a number."""
    said = audit.snapshot(person, _AUDITED)
    # Read anew: the unit the person carries may be the one before the change.
    unit = selectors.unit(person.unit_id) if units is None else units.get(person.unit_id or 0)
    return {**said, "unit": f"{unit.code} {unit.name}" if unit is not None else None}


def _person(data: PersonData, *, now: datetime) -> User:
    return User(**asdict(data), password=make_password(None), created_at=now, updated_at=now)


@transaction.atomic
def change_person(*, by: Any, person: User, data: PersonData, expected: int | None, now: datetime) -> User:
    """Change what is known about a person. Raises Forbidden, Invalid, StaleWrite."""
    policy.require(by, "change", person)
    clean = data.cleaned()
    if any(getattr(person, name) != getattr(clean, name) for name in IDENTITY):
        require_standing(by, person)
    if person.unit_id != clean.unit_id:
        require_may_move(by, person)
    _check_free(clean, except_id=person.pk)
    before = _said(person)
    for name, value in asdict(clean).items():
        setattr(person, name, value)
    after = _said(person)
    if after == before:
        return person
    save(person, now=now, expected=expected, fields=_AUDITED)
    scopes.forget(person)
    audit.record(by=by, act="user.changed", obj=person, before=before, after=after, now=now)
    return person


@transaction.atomic
def deactivate(*, by: Any, person: User, expected: int | None, now: datetime) -> None:
    """Cut a person off with their next request; everything they did stays. Raises Forbidden, Conflict, StaleWrite."""
    policy.require(by, "change", person)
    require_standing(by, person)
    if by is not None and by.pk == person.pk:
        raise Forbidden(_("You cannot deactivate yourself."))
    if not person.is_active:
        raise Conflict(_("This person is deactivated already."), code="already_deactivated")
    if _is_last_admin(person):
        raise Conflict(_("The last system administrator cannot be deactivated."), code="last_admin")
    person.is_active, person.deactivated_at = False, now
    save(person, now=now, expected=expected, fields=("is_active", "deactivated_at"))
    audit.record(
        by=by, act="user.deactivated", obj=person, before={"is_active": True}, after={"is_active": False}, now=now
    )


@transaction.atomic
def reactivate(*, by: Any, person: User, expected: int | None, now: datetime) -> None:
    """Let a person in again, with the roles they had. Raises Forbidden, Conflict, StaleWrite."""
    policy.require(by, "change", person)
    require_standing(by, person)
    if person.is_active:
        raise Conflict(_("This person is active already."), code="already_active")
    person.is_active, person.deactivated_at = True, None
    save(person, now=now, expected=expected, fields=("is_active", "deactivated_at"))
    audit.record(
        by=by, act="user.reactivated", obj=person, before={"is_active": False}, after={"is_active": True}, now=now
    )


@transaction.atomic
def change_settings(
    *, by: User, now: datetime, language: str | None = None, time_zone: str | None = None, theme: str | None = None
) -> User:
    """Change one's own preferences; None leaves a value as it is. Raises Invalid."""
    wanted = {"language": language, "time_zone": time_zone, "theme": theme}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    _check_preferences(chosen)
    # The session's copy may be old: the preferences of another open window are not to be undone by this one.
    person: User = User.objects.get(pk=by.pk)
    before = audit.snapshot(person, chosen)
    if before == chosen:
        return person
    for name, value in chosen.items():
        setattr(person, name, value)
    save(person, now=now, fields=tuple(chosen))
    audit.record(by=by, act="user.settings_changed", obj=person, before=before, after=chosen, now=now)
    return person


def record_own_act(*, person: User, act: str, now: datetime) -> None:
    """Note that a person changed their password; what it is now is nobody's business."""
    audit.record(by=person, act=act, obj=person, now=now)


def require_standing(by: Any, person: User) -> None:
    """Raise Forbidden when `person` holds a role `by` could not hand out: to take over an account is to get its roles.

    Only the appointing roles count; the other ones reach no further than those who keep the directory.
    """
    if by is None:
        return
    held = {Role(r) for r in RoleGrant.objects.filter(user_id=person.pk).values_list("role", flat=True)}
    mine = scopes.of(by).roles
    if any(role in APPOINTED_BY and not mine & APPOINTED_BY[role] for role in held):
        raise Forbidden(_("Only someone who could appoint this person may change how they sign in."))


def require_may_move(by: Any, person: User) -> None:
    """Raise Forbidden when people would move themselves to another unit."""
    # What a unit's people may see follows from the unit; moving oneself would be granting oneself.
    if by is not None and by.pk == person.pk and Role.PMO_LEAD not in scopes.of(by).roles:
        raise Forbidden(_("Someone else has to move you to another unit."), field="unit")


def _is_last_admin(person: User) -> bool:
    admins = RoleGrant.objects.filter(role=Role.SYSTEM_ADMIN, user__is_active=True)
    return admins.filter(user=person).exists() and admins.count() <= 1


def _check_shape(data: PersonData) -> None:
    for name in FIELDS:
        value = getattr(data, name)
        if not isinstance(value, str):
            continue
        limit = getattr(User._meta.get_field(name), "max_length", None)
        if limit is not None and len(value) > limit:
            raise Invalid(_("At most %(n)d characters."), code="max_length", field=name, params={"n": limit})
        if "\x00" in value:
            raise Invalid(_("This text holds a character that cannot be stored."), code="null_character", field=name)
    if not data.name:
        raise Invalid(_("Enter a name."), code="required", field="name")
    try:
        _validate_username(data.username)
    except ValidationError:
        text = _("Enter a user name of letters, digits and . @ + - _ only.")
        raise Invalid(text, code="invalid_username", field="username") from None
    if data.email:
        try:
            validate_email(data.email)
        except ValidationError:
            raise Invalid(
                _("Enter an e-mail address like name@company.com."), code="invalid_email", field="email"
            ) from None
    _check_preferences({"language": data.language, "time_zone": data.time_zone})


def _check_preferences(chosen: dict[str, str]) -> None:
    if chosen.get("language", "") not in Language.values:
        raise Invalid(_("Choose one of the languages offered."), code="unknown_language", field="language")
    if chosen.get("theme", "") not in Theme.values:
        raise Invalid(_("Choose one of the themes offered."), code="unknown_theme", field="theme")
    zone = chosen.get("time_zone")
    if zone is not None and zone not in known_zones():
        raise Invalid(_("Enter a time zone such as Asia/Shanghai."), code="unknown_time_zone", field="time_zone")


def _check_free(data: PersonData, *, except_id: int | None) -> None:
    for field, text in TAKEN.items():
        value = getattr(data, field)
        if value and selectors.is_taken(field, value, except_id=except_id):
            raise Invalid(text, code="taken", field=field)
