"""Units over the API: read-only."""

from __future__ import annotations

from rest_framework.serializers import SerializerMethodField

from pmo.orgs.choices import UnitKind
from pmo.orgs.models import Unit
from pmo.web import api


class UnitOut(api.ModelSerializer):
    label = api.CharField(read_only=True, help_text="The name in the caller's language")  # type: ignore[assignment]
    parent = SerializerMethodField(help_text="Id of the unit above")  # type: ignore[assignment]
    head = SerializerMethodField(help_text="Id of the person who heads the unit")
    depth = api.IntegerField(read_only=True, help_text="0 for a top unit")

    class Meta:
        model = Unit
        fields = ("id", "code", "name", "name_en", "label", "kind", "parent", "head", "depth", "closed_on")
        read_only_fields = fields

    def get_parent(self, unit: Unit) -> int | None:
        return unit.parent_id

    def get_head(self, unit: Unit) -> int | None:
        return unit.head_id


class UnitViewSet(api.ReadViewSet):
    """The unit tree: company, divisions, departments, workshops."""

    kind = "unit"
    model = Unit
    serializer_class = UnitOut
    filters = {
        "parent": api.Id("parent_id", "Units directly below this one"),
        "kind": api.Choice("kind", UnitKind.choices, "Kind of unit"),
        "code": api.Text("code", "Exact code", max_length=32),
    }
    search_fields = ("name", "name_en", "code")
    ordering_fields = ("code", "name", "path")
    default_ordering = ("path",)


routes = [("units", UnitViewSet, "unit")]
