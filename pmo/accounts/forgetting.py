"""Forget a person: what is theirs goes, what the business did stays and names a former member."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.accounts import personal
from pmo.accounts.models import User
from pmo.records import Conflict, Invalid
from pmo.records.models import save

FIELDS = (
    "name", "name_en", "username", "email", "employee_no", "title", "title_en", "unit", "password", "is_demo",
)  # fmt: skip


@transaction.atomic
def forget(*, by: Any, person: User, reason: str, now: datetime) -> int:
    """How many rows went. It cannot be undone; the history stays as it was written, now about a former member.

    Raises Forbidden, Conflict (still active, forgotten already) or Invalid (no reason).
    """
    policy.require(by, "erase", "usage_data")
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    found: User = User.objects.select_for_update().get(pk=person.pk)
    if found.is_active:
        raise Conflict(_("This person is active; deactivate the account first."), code="active")
    if found.username.startswith("former-"):
        raise Conflict(_("This person is forgotten already."), code="forgotten")
    gone = personal.erase(found, now)
    mark = secrets.token_hex(4)
    found.name, found.name_en, found.username = f"前成员 {mark[:4]}", f"Former member {mark[:4]}", f"former-{mark}"
    found.email, found.employee_no, found.unit, found.is_demo = "", None, None, False
    found.title = found.title_en = ""
    found.password = make_password(None)
    save(found, now=now, fields=FIELDS)
    audit.record(by=by, act="user.forgotten", obj=found, after={"rows": gone}, now=now, reason=reason)
    return gone
