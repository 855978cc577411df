"""People over the API: read-only, and no more than the directory shows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import SerializerMethodField

from pmo.accounts.models import User
from pmo.web import api


def _in_unit(rows: QuerySet[User], user: Any, value: int) -> QuerySet[User]:
    """People of a unit and the units below it; a unit the caller may not see has nobody."""
    units: Any = User._meta.get_field("unit").related_model
    unit = units._default_manager.visible_to(user).filter(pk=value).first()
    return rows.filter(unit__path__startswith=unit.path) if unit is not None else rows.none()


class UserOut(api.ModelSerializer):
    label = api.CharField(read_only=True, help_text="The name in the caller's language")  # type: ignore[assignment]
    unit = SerializerMethodField(help_text="Id of the unit")

    class Meta:
        model = User
        fields = ("id", "username", "name", "name_en", "label", "employee_no", "unit", "title", "title_en", "is_active")
        read_only_fields = fields

    def get_unit(self, person: User) -> int | None:
        return person.unit_id


class UserViewSet(api.ReadViewSet):
    """People: names, units and job titles."""

    kind = "user"
    model = User
    serializer_class = UserOut
    filters = {
        "unit": api.Id(_in_unit, "People of this unit and the units below it"),
        "is_active": api.Flag("is_active", "Whether the person may sign in"),
    }
    search_fields = ("name", "name_en", "username", "employee_no")
    ordering_fields = ("name", "username", "employee_no")
    default_ordering = ("name",)


routes = [("users", UserViewSet, "user")]
