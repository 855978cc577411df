from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.search import registry, selectors
from pmo.search.registry import Command, Found, Hit

PERSON_FIELDS = ("name", "name_en", "username", "employee_no")
UNIT_FIELDS = ("name", "name_en", "code")


def people(user: Any, query: str, limit: int) -> Found:
    from pmo.accounts.models import User

    rows: QuerySet[Any] = User.objects.visible_to(user).filter(is_active=True).select_related("unit")

    def hit(person: User) -> Hit:
        known = filter(None, [person.unit.label if person.unit else "", person.title_label])
        return Hit(person.label, person.url, " · ".join(known), "user")

    return Found(rows.filter(selectors.match(PERSON_FIELDS, query)), hit, PERSON_FIELDS)


def units(user: Any, query: str, limit: int) -> Found:
    from pmo.orgs.models import Unit

    rows: QuerySet[Any] = Unit.objects.visible_to(user).filter(closed_on__isnull=True)

    def hit(unit: Unit) -> Hit:
        return Hit(unit.label, reverse("orgs:unit", args=[unit.pk]), unit.code, "units")

    return Found(rows.filter(selectors.match(UNIT_FIELDS, query)), hit, UNIT_FIELDS)


def commands() -> list[Command]:
    """Pages of one's own, and the acts on the directory; those of projects come from their rooms."""
    new_people, new_units = ("user", "import"), ("unit", "import")
    return [
        Command(_("Inbox"), lambda: reverse("notify:list"), "bell", order=60),
        Command(
            _("Message preferences"), lambda: reverse("notify:preferences"), "bell", words=("提醒", "mail"), order=61
        ),
        Command(_("My work in progress"), lambda: reverse("jobs:list"), "clock", words=("任务", "jobs"), order=62),
        Command(
            _("My settings"), lambda: reverse("accounts:settings"), "user", words=("语言", "时区", "theme"), order=63
        ),
        Command(_("Change password"), lambda: reverse("account_change_password"), "lock", order=64),
        Command(_("API tokens"), lambda: reverse("tokens:list"), "key", words=("接口",), order=65),
        Command(_("Add person"), lambda: reverse("people:new"), "plus", right=("user", "add"), order=70),
        Command(
            _("Import people"), lambda: reverse("exchange:upload", args=["people"]), "upload", new_people, order=71
        ),
        Command(_("Add unit"), lambda: reverse("orgs:new"), "plus", right=("unit", "add"), order=72),
        Command(_("Import units"), lambda: reverse("exchange:upload", args=["units"]), "upload", new_units, order=73),
    ]


def connect() -> None:
    registry.register("user", _("People"), people, order=80)
    registry.register("unit", _("Units"), units, order=81)
    for command in commands():
        registry.register_command(command)
