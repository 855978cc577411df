"""A resource made with the kit over the real units, for the tests of the kit: its viewset, addresses and policy."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.access.routes import RoutePolicy, Rule, SignedIn
from pmo.accounts.models import User
from pmo.orgs import services
from pmo.orgs.choices import UnitKind
from pmo.orgs.models import Unit
from pmo.orgs.services import UnitData
from pmo.records import Conflict
from pmo.web import api, health
from pmo.web.api import router


class SampleOut(api.ModelSerializer):
    parent = api.KeyField(key="code")
    head = api.PersonField()

    class Meta:
        model = Unit
        fields = ["id", "name", "name_en", "code", "kind", "parent", "head", "created_at", "version"]
        read_only_fields = fields


class SampleIn(api.ModelSerializer):
    parent = api.Ref(Unit, by="code", required=False, allow_null=True)
    head = api.Ref(User, required=False, allow_null=True)

    class Meta:
        model = Unit
        fields = ["name", "name_en", "code", "kind", "parent", "head"]
        extra_kwargs = {"code": {"validators": []}}


class MeasureIn(api.Serializer):
    measured_on = api.DayField()
    at = api.MomentField(required=False)
    value = api.NumberField()
    cost = api.MoneyField(required=False)
    share = api.PercentField(required=False, min_value=0, max_value=100)
    count = api.IntegerField(required=False, min_value=0)
    kind = api.ChoiceField(choices=UnitKind.choices, required=False)
    sure = api.BooleanField(required=False)
    people = api.RefList(User, required=False)
    note = api.CharField(required=False, allow_blank=True, max_length=200)


class MeasuredOut(serializers.Serializer[Any]):
    accepted = serializers.IntegerField()
    values = serializers.ListField(child=api.NumberField())


class EchoOut(serializers.Serializer[Any]):
    measured_on = api.DayField()
    at = api.MomentField(required=False)
    value = api.NumberField()
    cost = api.MoneyField(required=False)
    share = api.PercentField(required=False)


class AgeOut(serializers.Serializer[Any]):
    as_of = api.DayField(allow_null=True)
    days = serializers.IntegerField()


class UploadIn(api.Serializer):
    file = serializers.FileField()
    note = api.CharField(required=False)


class SizeOut(serializers.Serializer[Any]):
    size = serializers.IntegerField()


class SampleViewSet(api.CrudViewSet):
    """Units, as an example."""

    kind = "unit"
    model = Unit
    serializer_class = SampleOut
    write_serializer_class = SampleIn
    filters = {
        "kind": api.Choice("kind", UnitKind.choices, "Kind of unit"),
        "parent": api.Text("parent__code", "Code of the unit above"),
        "head": api.Id("head_id", "Who leads it"),
        "created_before": api.Date("created_at__date__lte", "Made on or before"),
        "top": api.Flag("parent__isnull", "Only top units"),
    }
    search_fields = ("name", "name_en", "code", "people__name")
    ordering_fields = {"code": "code", "name": "name", "made": "created_at"}
    default_ordering = ("code",)

    def visible(self, user: Any) -> QuerySet[Any]:
        return Unit.objects.visible_to(user).select_related("parent", "head")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Unit:
        parent = data.pop("parent", None)
        head = data.pop("head", None)
        return services.create_unit(
            by=user, data=UnitData(**data, head_id=head and head.pk), parent=parent, now=self.now
        )

    def perform_update(self, user: Any, obj: Unit, data: dict[str, Any], expected: int) -> Unit:
        head = data.get("head", obj.head)
        values = {name: data.get(name, getattr(obj, name)) for name in ("name", "name_en", "code", "kind")}
        unit_data = UnitData(**values, head_id=head and head.pk)
        return services.change_unit(by=user, unit=obj, data=unit_data, expected=expected, now=self.now)

    def perform_destroy(self, user: Any, obj: Unit, expected: int) -> None:
        services.close_unit(by=user, unit=obj, expected=expected, today=self.today, now=self.now)

    @api.read(response=AgeOut, params={"as_of": api.Date(help="As known on this day", example="2026-11-23")})
    def age(self, request: Request, **kwargs: Any) -> Response:
        """How old the unit is."""
        unit = self.get_object()
        day = self.params["as_of"]
        return self.answer({"as_of": day, "days": ((day or self.today) - timezone.localdate(unit.created_at)).days})

    @api.read(response=SampleOut, many=True, paged=True)
    def below(self, request: Request, **kwargs: Any) -> Response:
        """Units below it."""
        return self.answer_page(self.visible(request.user).filter(parent=self.get_object()).order_by("code"))

    @api.read(media_types=("text/csv",), url_path="export.csv")
    def export(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Its name as a file."""
        return HttpResponse(self.get_object().name, content_type="text/csv; charset=utf-8")

    @api.read(response=MeasuredOut)
    def measurements(self, request: Request, **kwargs: Any) -> Response:
        """Nothing is kept here."""
        self.get_object()
        return self.answer({"accepted": 0, "values": []})

    @measurements.mapping.post
    @api.operation(request=api.BatchOf(MeasureIn, limit=5, or_one=True), response=MeasuredOut, status=201)
    def measure(self, request: Request, **kwargs: Any) -> Response:
        """Measure one or several values."""
        self.get_object()
        items = self.body()
        return self.answer({"accepted": len(items), "values": [item["value"] for item in items]})

    @api.act(request=MeasureIn, response=EchoOut, detail=False)
    def echo(self, request: Request, **kwargs: Any) -> Response:
        """Say it back."""
        return self.answer(self.body())

    @api.act(request=UploadIn, response=SizeOut, upload=True, detail=False)
    def upload(self, request: Request, **kwargs: Any) -> Response:
        """Count the bytes of a file."""
        return self.answer({"size": self.body()["file"].size})

    @api.act(detail=False, status=204)
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """Never possible."""
        raise Conflict("Not on %(day)s.", code="wrong_day", field="name", params={"day": "Monday"})

    @api.act(detail=False, status=204)
    def crash(self, request: Request, **kwargs: Any) -> Response:
        """Break."""
        raise RuntimeError("the secret is 4711")


class ChildViewSet(api.ChildMixin, api.ReadViewSet):
    """Units below a unit."""

    kind = "unit"
    model = Unit
    serializer_class = SampleOut
    parent_model = Unit
    parent_by = "code"
    parent_kwarg = "unit_code"
    parent_path = "parent"

    def visible(self, user: Any) -> QuerySet[Any]:
        return Unit.objects.visible_to(user).select_related("parent", "head")


class NameIn(api.Serializer):
    name = api.CharField(max_length=80)


class ByCodeViewSet(api.RetrieveMixin):
    """Units, addressed by their code."""

    kind = "unit"
    model = Unit
    serializer_class = SampleOut
    lookup_field = "code"
    lookup_url_kwarg = "key"
    lookup_value_regex = api.KEY

    def visible(self, user: Any) -> QuerySet[Any]:
        return Unit.objects.visible_to(user).select_related("parent", "head")

    @api.act(request=NameIn, response=SampleOut)
    def rename(self, request: Request, **kwargs: Any) -> Response:
        """Give it another name."""
        unit = self.get_object()
        self.allow("change", unit)
        data = UnitData(self.body()["name"], unit.code, unit.name_en, unit.kind, unit.head_id)
        expected = self.expected(unit, required=False)
        return self.answer(services.change_unit(by=request.user, unit=unit, data=data, expected=expected, now=self.now))


routes: list[tuple[str, Any, str]] = [
    ("samples", SampleViewSet, "sample"),
    ("samples-by-code", ByCodeViewSet, "sample-by-code"),
    (f"samples-by-code/(?P<unit_code>{api.KEY})/children", ChildViewSet, "sample-child"),
]

VIEW, CHANGE = Rule("unit", "view"), Rule("unit", "change")
POLICY: RoutePolicy = {
    "api:sample-list": {"GET": VIEW, "POST": Rule("unit", "add")},
    "api:sample-detail": {"GET": VIEW, "PUT": CHANGE, "PATCH": CHANGE, "DELETE": Rule("unit", "delete")},
    "api:sample-age": {"GET": VIEW},
    "api:sample-below": {"GET": VIEW},
    "api:sample-export-csv": {"GET": VIEW},
    "api:sample-measurements": {"GET": VIEW, "POST": CHANGE},
    "api:sample-echo": {"POST": SignedIn("returns what it is given")},
    "api:sample-upload": {"POST": SignedIn("counts bytes")},
    "api:sample-refuse": {"POST": SignedIn("refuses")},
    "api:sample-crash": {"POST": SignedIn("crashes")},
    "api:sample-by-code-detail": {"GET": VIEW},
    "api:sample-by-code-rename": {"POST": CHANGE},
    "api:sample-child-list": {"GET": VIEW},
    "api:sample-child-detail": {"GET": VIEW},
}

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include((router.build(routes), "api"))),
    path("tokens/", include("pmo.tokens.urls")),
    path("account/", include("pmo.accounts.urls_sign_in")),
    path("me/", include("pmo.accounts.urls")),
]
