"""The OpenAPI document, written from what the views obey (operations, parameters, serializers, policy)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_lib_doc_excludes
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from pmo.web.api.examples import problem_example
from pmo.web.api.operations import Operation
from pmo.web.api.params import MAX_ID
from pmo.web.api.serializers import BatchOf, ModelSerializer, ProblemOut, Serializer, StrictMixin

if TYPE_CHECKING:
    from pmo.web.api.params import Param

PROBLEM = "application/problem+json"
TAG = '"v3-0f1e2d3c4b5a6978"'
BODY_METHODS = ("POST", "PUT", "PATCH")
ID_PATTERN = "^[0-9]{1,18}$"
ID_SCHEMA = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 10**18 - 1}

VERBS = {
    "list": "List {many}",
    "retrieve": "Read one {one}",
    "create": "Create a {one}",
    "update": "Replace a {one}",
    "partial_update": "Change a {one}",
    "destroy": "Delete a {one}",
}

MEANINGS = {
    400: "The request cannot be read, or has unknown or wrong fields or parameters",
    401: "No valid token or session",
    403: "You see it but may not do this",
    404: "There is no such thing, or you may not see it",
    406: "No such representation",
    409: "The present state does not allow this, or the first request with this key is still running",
    412: "Somebody changed it in the meantime; `current` is how it is now",
    413: "The body is too large",
    415: "Unsupported type of content",
    422: "A rule does not allow this, or the key was used for another request",
    428: "If-Match is missing",
    429: "Too many requests; see Retry-After",
    503: "Briefly unavailable; see Retry-After",
}


class ApiSchema(AutoSchema):
    """Writes one operation from the view's `Operation`."""

    @property
    def op(self) -> Operation:
        name = getattr(self.view, "action", None) or self.method.lower()
        found: Operation = self.view.describe(name)  # type: ignore[attr-defined]
        return found

    # --- names and words ------------------------------------------------------------------------------------------

    def get_operation_id(self) -> str:
        basename = getattr(self.view, "basename", None)
        action = getattr(self.view, "action", None)
        if basename and action:
            return f"{basename}_{action}".replace("-", "_")
        return super().get_operation_id()

    def get_summary(self) -> str | None:
        if self.op.summary:
            return self.op.summary
        action = getattr(self.view, "action", None) or ""
        if action in VERBS:
            meta = self.view.model._meta  # type: ignore[attr-defined]
            return VERBS[action].format(one=meta.verbose_name, many=meta.verbose_name_plural)
        return self.get_description().split("\n")[0].rstrip(".") or None

    def get_description(self) -> str:  # type: ignore[override]
        own = self._method_doc()
        cls = type(self.view)
        return own or (cls.__doc__ or "" if cls.__module__ != "pmo.web.api.viewsets" else "").strip()

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """The class's name; where two rooms chose the same one, the second gets its room in front."""
        cls = type(serializer)
        taken: dict[str, type] = self.registry.__dict__.setdefault("kit_names", {})
        if taken.setdefault(cls.__name__, cls) is cls:
            return cls.__name__
        room = cls.__module__.split(".")[-2]
        return room.title().replace("_", "") + cls.__name__

    def _method_doc(self) -> str:
        """The docstring of the room's own method; the kit's methods speak to programmers, not to callers."""
        name = getattr(self.view, "action", None) or self.method.lower()
        method = getattr(self.view, name, None)
        if method is None or method.__module__.startswith("pmo.web.api."):
            return ""
        return re.sub(r"\s*\n\s*", "\n", (method.__doc__ or "").strip())

    # --- parameters -----------------------------------------------------------------------------------------------

    def get_filter_backends(self) -> list[Any]:
        return []

    def _get_pagination_parameters(self) -> list[Any]:
        return []

    def get_override_parameters(self) -> list[Any]:
        query = [_query(name, param) for name, param in self.view.query_params().items()]  # type: ignore[attr-defined]
        return [*query, *self._request_headers(), *self._response_headers()]

    def _request_headers(self) -> list[OpenApiParameter]:
        found = [_header("Accept-Language", "Language of texts and errors: zh-hans or en", example="zh-hans")]
        if self.op.needs_match:
            found.append(_header("If-Match", "ETag of the version that was changed", required=True, example=TAG))
        if self.method == "POST":
            text = "Repeat the request with the same key and body, and it is done once and answered alike for 24 hours"
            found.append(_header("Idempotency-Key", text, example="8f4c2b1e-order-17"))
        if self.method == "GET" and not self.op.paged:
            found.append(_header("If-None-Match", "ETag of what you have; 304 if nothing changed", example=TAG))
        return found

    def _response_headers(self) -> list[OpenApiParameter]:
        found = [_answer_header("Retry-After", "Seconds to wait", [409, 429, 503])]
        success = self.op.status
        if success in (200, 201):
            found.append(_answer_header("ETag", "Version of the representation", [success]))
        if success in (201, 202):
            found.append(_answer_header("Location", "Address of the new object or of the job", [success]))
        if self.method == "POST":
            found.append(_answer_header("Idempotent-Replayed", "true when this is a first answer again", [success]))
        return found

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._resolve_path_parameters(variables)
        for parameter in found:
            if parameter["schema"].get("pattern") == ID_PATTERN:
                parameter["schema"] = dict(ID_SCHEMA)
        return found

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        found = super()._map_serializer_field(field, direction, bypass_extensions)
        if found is None:
            return None
        example = field.style.get("example") if hasattr(field, "style") else None
        if example is not None:
            found["examples"] = [example]
        column = model_field_of(field) if direction == "response" else None
        if "enum" in found and getattr(column, "blank", False) and "" not in found["enum"]:
            # What may be left empty comes back empty.
            found["enum"] = [*found["enum"], ""]
        return found

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Any:
        meta = super()._get_serializer_field_meta(field, direction)
        if direction == "response" and getattr(model_field_of(field), "null", False):
            meta["nullable"] = True
        return meta

    # --- bodies ---------------------------------------------------------------------------------------------------

    def _get_paginator(self) -> Any:
        return super()._get_paginator() if self.op.paged else None

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.op.many

    def get_request_serializer(self) -> Any:
        body = self.op.request
        if isinstance(body, BatchOf):
            return {"application/json": self._batch(body)}
        if self.op.upload:
            return {"multipart/form-data": body}
        return body

    def _batch(self, body: BatchOf) -> dict[str, Any]:
        item: Any = body.item
        ref = self.resolve_serializer(item, "request").ref
        many = {"type": "array", "items": ref, "minItems": 1, "maxItems": body.limit}
        return {"oneOf": [ref, many]} if body.or_one else many

    def _get_request_body(self, direction: Any = "request") -> Any:
        if self.op.request is None:
            return None
        found = super()._get_request_body(direction)
        if found and isinstance(self.op.request, BatchOf):
            found["required"] = True
        return found

    def get_response_serializers(self) -> Any:
        op = self.op
        success: Any = op.response
        if success is not None and op.many and not op.paged:
            success = success(many=True)
        key: Any = (op.status, *op.media_types) if op.media_types else op.status
        if op.media_types:
            success = OpenApiTypes.BINARY
        found: dict[Any, Any] = {key: success}
        if self.method == "GET" and not op.paged:
            found[304] = None
        return found | {(status, PROBLEM): ProblemOut for status in self._refusals()}

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: Any = "response"
    ) -> Any:
        found = super()._get_response_for_code(serializer, status_code, media_types, direction)
        found["description"] = found.get("description") or _meaning(int(status_code))
        if PROBLEM in found.get("content", {}):
            found["content"][PROBLEM]["example"] = problem_example(int(status_code))
        return found

    def _refusals(self) -> list[int]:
        found = [400, 401, 403, 404, 406, 429, 503]
        if self.method in BODY_METHODS or self.method == "DELETE":
            found += [409, 422]
        if self.method in BODY_METHODS:
            found += [413, 415]
        if self.op.needs_match:
            found += [412, 428]
        return sorted(found)

    def get_examples(self) -> list[OpenApiExample]:
        return list(self.op.examples)


def model_field_of(field: Any) -> Any:
    """The column a serializer field shows, or None."""
    model = getattr(getattr(getattr(field, "parent", None), "Meta", None), "model", None)
    steps = getattr(field, "source_attrs", None) or []
    if model is None or len(steps) != 1:
        return None
    try:
        return model._meta.get_field(steps[0])
    except FieldDoesNotExist:
        return None


def kit_classes() -> list[type]:
    """Classes whose docstrings speak to programmers and must not be inherited into the document."""
    return [*get_lib_doc_excludes(), StrictMixin, Serializer, ModelSerializer]


def _meaning(status: int) -> str:
    if status in MEANINGS:
        return MEANINGS[status]
    return {201: "Created", 202: "Accepted; the job at Location tells the rest", 204: "Done", 304: "Not changed"}.get(
        status, "Done"
    )


def _query(name: str, param: Param) -> OpenApiParameter:
    example = [OpenApiExample("example", value=param.example)] if param.example is not None else ()
    return OpenApiParameter(
        name,
        type=param.describe(),
        location=OpenApiParameter.QUERY,
        required=param.required,
        description=str(param.help),
        examples=example,
    )


def _header(name: str, text: str, *, required: bool = False, example: str = "") -> OpenApiParameter:
    return OpenApiParameter(
        name,
        type=str,
        location=OpenApiParameter.HEADER,
        required=required,
        description=text,
        examples=[OpenApiExample("example", value=example)],
    )


def _answer_header(name: str, text: str, statuses: list[int]) -> OpenApiParameter:
    return OpenApiParameter(name, type=str, location=OpenApiParameter.HEADER, description=text, response=statuses)


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "pmo.web.api.auth.TokenAuthentication"
    name = "bearerAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A token made under My API tokens: ld_…"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "pmo.web.api.auth.SessionAuthentication"
    name = "cookieAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        from django.conf import settings

        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The signed-in browser session; changes need the X-CSRFToken header",
        }


def _reference(field: Any) -> dict[str, Any]:
    if field.by == "pk":
        return {"type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_ID}
    return {"type": "string", "maxLength": 200}


class RefExtension(OpenApiSerializerFieldExtension):
    target_class = "pmo.web.api.fields.Ref"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return _reference(self.target)


class RefListExtension(OpenApiSerializerFieldExtension):
    target_class = "pmo.web.api.fields.RefList"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "array", "items": _reference(self.target.one), "maxItems": self.target.limit}


class PersonExtension(OpenApiSerializerFieldExtension):
    target_class = "pmo.web.api.fields.PersonField"

    def get_name(self) -> str:
        return "Person"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "description": "A person, named in the caller's language",
            "required": ["id", "name"],
            "properties": {
                "id": {"type": "integer", "format": "int64", "minimum": 1},
                "name": {"type": "string", "examples": ["沈薇"]},
            },
        }


class KeyExtension(OpenApiSerializerFieldExtension):
    target_class = "pmo.web.api.fields.KeyField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string"}


class SentenceExtension(OpenApiSerializerFieldExtension):
    target_class = "pmo.web.api.fields.SentenceField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string"}


class MoneyExtension(OpenApiSerializerFieldExtension):
    target_class = "pmo.web.api.fields.MoneyField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        sign = "-?" if self.target.min_value < 0 else ""
        pattern = rf"^{sign}[0-9]{{1,13}}(\.[0-9]{{1,2}})?$" if direction == "request" else r"^-?[0-9]+\.[0-9]{2}$"
        return {"type": "string", "format": "decimal", "pattern": pattern}
