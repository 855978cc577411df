"""Resources: lists, single objects and their changes over a room's selectors and services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.access import policy
from pmo.records import StaleWrite
from pmo.web.api import etags
from pmo.web.api.lists import PAGES, list_params
from pmo.web.api.operations import Operation
from pmo.web.api.pages import PageNumberPagination
from pmo.web.api.params import Param
from pmo.web.api.problems import Problem
from pmo.web.api.views import ApiView

ID = r"[0-9]{1,18}"
KEY = r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}"

Serializer = type[serializers.BaseSerializer[Any]]


class ApiViewSet(ApiView, viewsets.GenericViewSet):  # type: ignore[type-arg]
    """A resource. Subclasses name the model and serializers and override `visible` and the perform_* they offer."""

    kind: ClassVar[str]
    model: ClassVar[type[Model]]
    serializer_class: Serializer
    write_serializer_class: ClassVar[Serializer | None] = None
    # What a new one is made of, where that differs from what can be changed later.
    new_serializer_class: ClassVar[Serializer | None] = None

    filters: ClassVar[Mapping[str, Param]] = {}
    search_fields: ClassVar[Iterable[str]] = ()
    ordering_fields: ClassVar[Iterable[str] | Mapping[str, str]] = ()
    default_ordering: ClassVar[Iterable[str]] = ()

    lookup_value_regex = ID
    filter_backends = ()
    pagination_class = PageNumberPagination

    # --- to override ----------------------------------------------------------------------------------------------

    def visible(self, user: Any) -> QuerySet[Any]:
        """The rows `user` may see, with everything their serializer touches (constant queries)."""
        manager: Any = self.model._default_manager
        rows: QuerySet[Any] = manager.visible_to(user)
        return rows

    # --- what the kit does with it --------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.visible(self.request.user)

    def describe(self, name: str) -> Operation:
        """A decorator on the method wins over what the kit assumes about list, create and the others."""
        if hasattr(getattr(self, name or "-", None), "kit"):
            return super().describe(name)
        return self.builtin().get(name) or super().describe(name)

    def builtin(self) -> dict[str, Operation]:
        """Operations that need no decorator, by the name of the method."""
        out = self.serializer_class
        write = self.write_serializer_class or out
        new = self.new_serializer_class or write
        return {
            "list": Operation(response=out, many=True, paged=True, params=self.list_params),
            "retrieve": Operation(response=out),
            "create": Operation(request=new, response=out, status=201),
            "update": Operation(request=write, response=out, needs_match=True),
            "partial_update": Operation(request=write, response=out, needs_match=True),
            "destroy": Operation(status=204, needs_match=True),
        }

    @cached_property
    def list_params(self) -> dict[str, Param]:
        return list_params(self.filters, self.search_fields, self.ordering_fields, self.default_ordering)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Apply the declared parameters of a list."""
        rows = queryset
        for name, param in self.query_params().items():
            value = self.params.get(name)
            if value is not None and name != "ordering":
                rows = param.apply(rows, self.request.user, value)
        return rows.order_by(*(self.params.get("ordering") or self.default_ordering), "pk")

    def get_object(self) -> Any:
        """The addressed object if the caller may see it; else what a missing one gives."""
        name = self.lookup_url_kwarg or self.lookup_field
        found = self.get_queryset().filter(**{self.lookup_field: self.kwargs[name]}).first()
        if found is None:
            raise Http404
        return found

    def query_params(self) -> Mapping[str, Param]:
        op = self.operation
        return {**op.params, **PAGES} if op.paged else op.params

    def answer_page(self, rows: QuerySet[Any]) -> Response:
        """One page of ordered `rows`, for an act declared with many=True, paged=True."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.operation.response(page, many=True, context=self.context()).data)

    def allow(self, verb: str, obj: Any) -> None:
        """Raises Forbidden unless the caller may `verb` this object."""
        policy.require(self.request.user, verb, obj)

    def expected(self, obj: Any, *, required: bool = True) -> int:
        """The version the caller changed, from If-Match. Raises 428 without the header, StaleWrite when it is old."""
        header = self.request.headers.get("If-Match", "")
        version = etags.version_of(obj) or 0
        if not header:
            if required:
                raise Problem(428, "precondition_required")
            return version
        if header.strip() != "*" and version not in etags.versions(header):
            raise StaleWrite(_("Someone else changed this in the meantime. Compare both versions."), current=obj)
        return version

    def fresh(self, obj: Any) -> Any:
        """The object as a reader of the resource gets it, after a change."""
        return self.get_queryset().filter(pk=obj.pk).first() or obj

    def represent(self, obj: Any) -> Any:
        return self.serializer_class(obj, context=self.context()).data

    def still_visible(self, pk: str) -> bool:
        return self.get_queryset().filter(pk=pk).exists()

    def _respond(self, obj: Any, status: int) -> Response:
        data = self.represent(obj)
        response = Response(data, status=status, headers={"ETag": self.etag_of(obj, data)})
        response.subject = obj.pk  # type: ignore[attr-defined]
        return response


class ListMixin(ApiViewSet):
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(rows)
        data = self.serializer_class(page, many=True, context=self.context()).data
        return self.get_paginated_response(data)


class RetrieveMixin(ApiViewSet):
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._respond(self.get_object(), 200)


class CreateMixin(ApiViewSet):
    def perform_create(self, user: Any, data: dict[str, Any]) -> Any:
        """Call the service and return the new object."""
        raise NotImplementedError

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.fresh(self.perform_create(request.user, self.body()))
        response = self._respond(obj, 201)
        response.headers["Location"] = request.build_absolute_uri(self._address(obj))
        return response

    def _address(self, obj: Any) -> str:
        return f"{self.request.path}{getattr(obj, self.lookup_field)}/"


class UpdateMixin(ApiViewSet):
    def perform_update(self, user: Any, obj: Any, data: dict[str, Any], expected: int) -> Any:
        """Call the service, giving it `expected`, and return the changed object."""
        raise NotImplementedError

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._update(partial=False)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._update(partial=True)

    def _update(self, *, partial: bool) -> Response:
        obj = self.get_object()
        self.allow("change", obj)
        expected = self.expected(obj)
        serializer = (self.write_serializer_class or self.serializer_class)(
            obj, data=self.request.data, partial=partial, context=self.context()
        )
        serializer.is_valid(raise_exception=True)
        changed = self.perform_update(self.request.user, obj, dict(serializer.validated_data), expected)
        return self._respond(self.fresh(changed), 200)


class DestroyMixin(ApiViewSet):
    def perform_destroy(self, user: Any, obj: Any, expected: int) -> None:  # type: ignore[override]
        """Call the service that ends the object."""
        raise NotImplementedError

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.get_object()
        self.allow("delete", obj)
        self.perform_destroy(request.user, obj, self.expected(obj))
        return Response(status=204)


class ReadViewSet(ListMixin, RetrieveMixin):
    """A resource that is only read."""


class KeptViewSet(ListMixin, RetrieveMixin, CreateMixin, UpdateMixin):
    """A resource whose objects are never deleted: what is no longer wanted has a state that says so."""


class CrudViewSet(ListMixin, RetrieveMixin, CreateMixin, UpdateMixin, DestroyMixin):
    """A resource with everything."""


class ChildMixin(ApiViewSet):
    """Below a parent in the address (projects/{key}/…). The parent must be visible, and `visible` may use it."""

    parent_model: ClassVar[type[Model]]
    parent_by: ClassVar[str] = "pk"
    parent_kwarg: ClassVar[str]
    parent_path: ClassVar[str] = ""
    """ORM path from the resource to the parent; then `visible` is narrowed to the parent's rows by itself."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # Also where nothing below the parent is read: what hangs on an invisible parent does not exist.
        _ = self.parent

    @cached_property
    def parent(self) -> Any:
        manager: Any = self.parent_model._default_manager
        rows = manager.visible_to(self.request.user)
        found = rows.filter(**{self.parent_by: self.kwargs[self.parent_kwarg]}).first()
        if found is None:
            raise Http404
        return found

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False) or not self.parent_path:
            return rows
        return rows.filter(**{self.parent_path: self.parent})
