from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.search import registry, selectors
from pmo.search.registry import Hit

PERSON_FIELDS = ("name", "name_en", "username", "employee_no")
UNIT_FIELDS = ("name", "name_en", "code")


def people(user: Any, query: str, limit: int) -> list[Hit]:
    from pmo.accounts.models import User

    rows: QuerySet[Any] = User.objects.visible_to(user).filter(is_active=True).select_related("unit")
    found = selectors.best_first(rows.filter(selectors.match(PERSON_FIELDS, query)), PERSON_FIELDS, query)[:limit]
    return [
        Hit(
            person.label,
            person.url,
            " · ".join(filter(None, [person.unit.label if person.unit else "", person.title_label])),
            "user",
        )
        for person in found
    ]


def units(user: Any, query: str, limit: int) -> list[Hit]:
    from pmo.orgs.models import Unit

    rows: QuerySet[Any] = Unit.objects.visible_to(user).filter(closed_on__isnull=True)
    found = selectors.best_first(rows.filter(selectors.match(UNIT_FIELDS, query)), UNIT_FIELDS, query)[:limit]
    return [Hit(unit.label, reverse("orgs:unit", args=[unit.pk]), unit.code, "units") for unit in found]


def connect() -> None:
    registry.register("user", _("People"), people, order=80)
    registry.register("unit", _("Units"), units, order=81)
