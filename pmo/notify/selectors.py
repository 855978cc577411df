"""Reads: a person's inbox, what they want to be told, what still waits to be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User

from . import groups
from .choices import Channel, Delivery, State
from .models import Message, MessageQuerySet, Preference


@dataclass(frozen=True)
class Wish:
    """What a person wants of one group: shown in the inbox, and how by mail."""

    inbox: bool
    mail: Delivery


@dataclass(frozen=True)
class Wishes:
    """The wishes of several people; two queries for any number of them."""

    chosen: dict[tuple[int, str], Wish]
    quiet: frozenset[int]

    def of(self, user_id: int, group: groups.Group) -> Wish:
        if (own := self.chosen.get((user_id, group.code))) is not None:
            return own
        # Administrators run the system; business news would only fill their mailbox.
        if user_id in self.quiet and not group.technical:
            return Wish(inbox=True, mail=Delivery.OFF)
        return Wish(inbox=True, mail=group.mail)

    def of_rule(self, user_id: int, rule: str) -> Wish:
        return self.of(user_id, groups.of_rule(rule))


def wishes(user_ids: Iterable[int]) -> Wishes:
    """The wishes of these people."""
    ids = set(user_ids)
    rows = Preference.objects.filter(user_id__in=ids).values_list("user_id", "group", "inbox", "mail")
    chosen = {(user_id, group): Wish(inbox, Delivery(mail)) for user_id, group, inbox, mail in rows}
    is_admin = Q(role=Role.SYSTEM_ADMIN)
    quiet = (
        RoleGrant.objects.filter(user_id__in=ids)
        .values("user_id")
        .annotate(admin=Count("id", filter=is_admin), other=Count("id", filter=~is_admin))
        .filter(admin__gt=0, other=0)
        .values_list("user_id", flat=True)
    )
    return Wishes(chosen, frozenset(quiet))


@dataclass(frozen=True)
class GroupWish:
    """One line of the preferences page."""

    group: groups.Group
    wish: Wish


def preferences(user: User) -> list[GroupWish]:
    known = wishes([user.pk])
    return [GroupWish(group, known.of(user.pk, group)) for group in groups.everything()]


def inbox(user: User | AnonymousUser, now: datetime, *, unread: bool = False) -> MessageQuerySet:
    """The messages that reached this person, newest first."""
    rows = Message.objects.visible_to(user).arrived(now)
    return rows.filter(read_at__isnull=True) if unread else rows


def inbox_count(user: User | AnonymousUser, now: datetime) -> int:
    """How many messages are unread; asked once per request."""
    if not user.is_authenticated:
        return 0
    known: Any = user.__dict__.get("_inbox_count")
    if known is None:
        rows = Message.objects.visible_to(user).filter(read_at__isnull=True, due_at__lte=now)
        known = user.__dict__["_inbox_count"] = rows.count()
    return int(known)


def oldest_undelivered(now: datetime) -> timedelta | None:
    """How long the oldest due mail has been waiting for a worker; None when nothing waits. For health checks."""
    oldest = (
        Message.objects.filter(channel=Channel.MAIL, state__in=(State.PENDING, State.LEASED), next_try_at__lte=now)
        .order_by("next_try_at")
        .values_list("next_try_at", flat=True)
        .first()
    )
    return now - oldest if oldest is not None else None
