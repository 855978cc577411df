"""The overall history, for the PMO lead and for managers on their projects."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pmo.accounts.models import User
from pmo.audit import selectors
from pmo.audit.models import AuditEntry
from pmo.audit.words import act_words, known_acts
from pmo.web.lists import Choice, Column, DateRange, Empty, ListPage, Ref
from pmo.web.templatetags.audit import changes


def _people(request: HttpRequest) -> QuerySet[User]:
    return User.objects.visible_to(request.user).order_by("name")


def _acts() -> list[tuple[str, str]]:
    return [(code, act_words(code)) for code in sorted(known_acts())]


def _told(entry: AuditEntry, side: str) -> str:
    """What stood before or after, in words, for a cell of an export."""
    colon = gettext(": ")
    return "\n".join(f"{change['label']}{colon}{change[side]}" for change in changes(entry) if change[side])


class ActFilter(Choice):
    def _labels(self) -> dict[str, str]:
        return dict(_acts())


class History(ListPage):
    kind = "audit"
    key = "history"
    title = _("History")
    columns = [
        Column("at", _("When"), sort="id", kind="datetime"),
        Column("actor", _("Who"), value=lambda r: r.actor_label, nowrap=True),
        Column("act", _("What"), value=lambda r: act_words(r.act)),
        Column("object_label", _("Object"), value=lambda r: r.subject),
        Column("changes", _("From → to"), cell="pmo/audit/_changes.html", value=lambda r: r.after, in_export=False),
        Column("before", _("Before"), value=lambda r: _told(r, "before"), in_page=False),
        Column("after", _("After"), value=lambda r: _told(r, "after"), in_page=False),
        Column("reason", _("Reason"), optional=True),
    ]
    filters = [
        ActFilter("act", _("What")),
        Ref("actor", _("Who"), rows_for=_people),
        DateRange("at", _("When"), lookup="at__date"),
    ]
    search = ["object_label", "object_label_en", "actor_name"]
    default_sort = "-at"
    empty = Empty(_("Nothing has happened yet"))
    nav = "history"

    def queryset(self) -> QuerySet[AuditEntry]:
        return selectors.overall(self.request.user)

    def context(self) -> dict[str, Any]:
        return {"subtitle": _("Every change: who, when, from what to what. Nobody can alter it.")}
