"""Wires the room to the outside: a changed password leaves its trace in the history."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from pmo.audit.words import register_acts


def connect() -> None:
    from allauth.account import signals

    from pmo.accounts import own_data
    from pmo.accounts.models import User
    from pmo.web import finding

    own_data.connect()
    finding.searched_by(User, "name", "name_en", "employee_no", beside=_unit, related=("unit",))
    signals.password_changed.connect(_password_changed, dispatch_uid="accounts.password_changed")
    signals.password_set.connect(_password_changed, dispatch_uid="accounts.password_set")
    signals.password_reset.connect(_password_reset, dispatch_uid="accounts.password_reset")
    register_acts(
        {
            "user.created": N_("added the person"),
            "user.changed": N_("changed the person"),
            "user.deactivated": N_("deactivated the person"),
            "user.reactivated": N_("reactivated the person"),
            "user.forgotten": N_("forgot the person"),
            "user.invited": N_("sent a link to set the password"),
            "user.settings_changed": N_("changed their settings"),
            "user.password_changed": N_("changed their password"),
            "user.password_reset": N_("set a new password through a mailed link"),
            "user.locked_out": N_("locked after repeated wrong passwords"),
        }
    )


def _unit(person: Any) -> str:
    return str(person.unit.label) if person.unit else ""


def _password_changed(user: Any, **kwargs: Any) -> None:
    from pmo.accounts import services

    services.record_own_act(person=user, act="user.password_changed", now=timezone.now())


def _password_reset(user: Any, **kwargs: Any) -> None:
    from pmo.accounts import services

    services.record_own_act(person=user, act="user.password_reset", now=timezone.now())
