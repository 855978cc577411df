"""The platform's part of what is kept about a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.models import User
from pmo.accounts.personal import Fate, Held, Part

ACCOUNT = (
    "username", "name", "name_en", "email", "employee_no", "title", "title_en", "language", "time_zone", "is_active",
    "date_joined", "last_login", "deactivated_at",
)  # fmt: skip


def connect() -> None:
    personal.register(
        Part(
            "account",
            _("Account"),
            (
                Held("pmo.RoleGrant", "user", ("role", "granted_at"), Fate.DELETE),
                Held(
                    "pmo.Message",
                    "recipient",
                    ("rule", "channel", "kind", "text", "due_at", "read_at"),
                    Fate.DELETE,
                    private=("text",),
                ),
                Held("pmo.Preference", "user", ("group", "inbox", "mail"), Fate.DELETE),
                Held(
                    "pmo.ApiToken",
                    "user",
                    ("name", "hint", "created_at", "last_used_at"),
                    Fate.DELETE,
                    private=("name", "hint"),
                ),
                Held("pmo.SavedView", "user", ("list_key", "name", "query"), Fate.DELETE, private=("name", "query")),
                Held("pmo.KeyedRequest", "user", ("key", "claimed_at", "status"), Fate.DELETE),
                Held("pmo.Job", "owner", ("kind", "state", "created_at", "finished_at"), Fate.DELETE),
                Held("account.EmailAddress", "user", ("email", "verified"), Fate.DELETE),
                Held("guardian.UserObjectPermission", "user", ("permission__codename", "object_pk"), Fate.DELETE),
                Held("pmo.Attachment", "uploaded_by", ("kind", "name", "size", "uploaded_at"), private=("name",)),
                Held("pmo.Unit", "head", ("code", "name"), Fate.CLEAR, {"head": None}),
                # What was done stays as it was written: the chain of the history would break.
                Held("pmo.AuditEntry", "actor", ("at", "act", "kind", "object_id", "object_label", "reason")),
            ),
            export=_account,
        )
    )


def _account(user: User, now: datetime) -> dict[str, Any]:
    return {**{name: getattr(user, name) for name in ACCOUNT}, "unit": user.unit.code if user.unit else None}
