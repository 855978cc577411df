"""What every page needs around its content, read only when a template asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pmo.access import policy
from pmo.texts import pick
from pmo.web import formats, nav
from pmo.web.js_texts import js_texts
from pmo.web.nav import Entry

THEMES = ("light", "dark")
# What the person chose before log-in, and what the device showed last time: both only to avoid a flash.
THEME_COOKIE = "luodi_theme"
SHOWN_COOKIE = "luodi_shown"
COMPANY_SECONDS = 300
# Five words fit below a phone; the fifth is the menu.
DOCKED = 4


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    icon: str
    current: bool = False
    count: int = 0
    key: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    items: list[Item]
    folds: bool = False
    open: bool = True


@dataclass(frozen=True)
class FollowedItem:
    label: str
    url: str
    status: str
    current: bool


class Shell:
    """The shell of one request. Every property is computed at most once, and not at all if no template reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)
        self.now = timezone.now()

    @property
    def signed_in(self) -> bool:
        return bool(self.user is not None and self.user.is_authenticated)

    @cached_property
    def is_zh(self) -> bool:
        return formats.is_zh(get_language())

    @property
    def zone(self) -> str:
        """The time zone this page is written in; the script says so where the device's differs."""
        return timezone.get_current_timezone_name()

    @cached_property
    def theme(self) -> str:
        """light, dark, or "" for whatever the device says."""
        chosen = getattr(self.user, "theme", "") if self.signed_in else self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def theme_shown(self) -> str:
        """The theme to draw at once; for "as the device" what the device showed last time."""
        if self.theme:
            return self.theme
        return "dark" if self.request.COOKIES.get(SHOWN_COOKIE) == "dark" else "light"

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses the shell links to; a room that is not there has no entry and no control."""
        found = {
            "theme": _reverse("accounts:theme"),
            "language": _reverse("accounts:language"),
            "logout": _reverse("account_logout"),
            "search": "/search/" if self.signed_in and nav.may_open(self.user, "/search/") else "",
            "feedback": "/feedback/new/" if self.signed_in and nav.may_open(self.user, "/feedback/new/") else "",
            "inbox": "/inbox/" if self.signed_in and nav.may_open(self.user, "/inbox/") else "",
        }
        return {name: url for name, url in found.items() if url}

    @cached_property
    def me(self) -> list[Item]:
        """The person's own menu."""
        wanted = (
            ("accounts:settings", _("My settings"), "settings"),
            ("account_change_password", _("Change password"), "lock"),
            ("tokens:list", _("API tokens"), "key"),
            ("notify:preferences", _("Notifications"), "bell"),
        )
        pairs = ((_reverse(name), label, icon) for name, label, icon in wanted)
        return [Item(label, url, icon) for url, label, icon in pairs if url and nav.may_open(self.user, url)]

    @cached_property
    def nav(self) -> list[Group]:
        if not self.signed_in:
            return []
        shown = [entry for entry in nav.ENTRIES if self._offered(entry)]
        current = self._current([entry.path for entry in shown])
        groups = []
        for code, label in nav.GROUPS:
            items = [
                Item(
                    str(entry.label),
                    entry.path,
                    entry.icon,
                    entry.path == current,
                    nav.counted(entry.counter, self.user, self.now) if entry.counter else 0,
                    entry.key,
                )
                for entry in shown
                if entry.group == code
            ]
            if items:
                folded = code in nav.FOLDED and not any(item.current for item in items)
                groups.append(Group(str(label), items, code in nav.FOLDED, not folded))
        return groups

    @cached_property
    def dock(self) -> list[Item]:
        """The few pages a phone keeps under the thumb; the rest is behind the menu."""
        if not self.signed_in:
            return []
        wanted = sorted((entry for entry in nav.ENTRIES if entry.dock), key=lambda entry: entry.dock)
        shown = [entry for entry in wanted if self._offered(entry)][:DOCKED]
        current = self._current([entry.path for entry in shown])
        return [Item(str(e.short or e.label), e.path, e.icon, e.path == current) for e in shown]

    def _offered(self, entry: Entry) -> bool:
        if not nav.may_open(self.user, entry.path):
            return False
        if entry.only is None:
            return True
        kind, verb = entry.only
        return policy.may(self.user, verb, kind)

    def _current(self, paths: list[str]) -> str:
        """The longest path that the address begins with; "/" only for itself. A followed project wins over it."""
        here = self.request.path
        if any(item.current for item in self.followed):
            return ""
        fitting = [path for path in paths if path == here or (path != "/" and here.startswith(path))]
        return max(fitting, key=len, default="")

    @cached_property
    def followed(self) -> list[FollowedItem]:
        if not self.signed_in:
            return []
        here = self.request.path
        return [
            FollowedItem(project.label, project.url, project.status, here.startswith(project.url))
            for project in nav.followed_by(self.user)
        ]

    @cached_property
    def inbox(self) -> int:
        return nav.counted("inbox", self.user, self.now) if self.signed_in else 0

    @cached_property
    def decisions(self) -> int:
        return nav.counted("decisions", self.user, self.now) if self.signed_in else 0

    @cached_property
    def company(self) -> str:
        """The name of the root unit; it changes about never, so it is remembered for some minutes."""
        if not self.signed_in:
            return ""
        names = cache.get("shell:company")
        if names is None:
            from pmo.orgs.models import Unit

            unit = Unit.objects.filter(parent=None).order_by("id").values_list("name", "name_en").first()
            names = unit or ("", "")
            cache.set("shell:company", names, COMPANY_SECONDS)
        return pick(*names)

    @cached_property
    def js(self) -> dict[str, str]:
        """The scripts' words and the few facts they need."""
        return js_texts() | {"lang": "zh" if self.is_zh else "en", "user": str(getattr(self.user, "pk", "") or "")}


def _reverse(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
