"""Serializers that refuse what they do not know, and batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from pmo.web.api import fields

WIDTHS = {
    "SmallIntegerField": 2**15 - 1,
    "PositiveSmallIntegerField": 2**15 - 1,
    "IntegerField": 2**31 - 1,
    "PositiveIntegerField": 2**31 - 1,
}

REFUSED = {
    "unknown_field": _("Unknown field."),
    "read_only_field": _("This field is computed or set elsewhere; leave it out."),
}


class StrictMixin:
    """Fields of the body that are unknown or read-only are refused, not ignored."""

    fields: Any

    def to_internal_value(self, data: Any) -> Any:
        refused = self._refused(data) if isinstance(data, Mapping) else {}
        try:
            value = super().to_internal_value(data)  # type: ignore[misc]
        except ValidationError as error:
            if refused and isinstance(error.detail, dict):
                raise ValidationError({**error.detail, **refused}) from error
            raise
        if refused:
            raise ValidationError(refused)
        return value

    def _refused(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        found = {}
        for name in data:
            field = self.fields.get(name)
            if field is None or field.read_only:
                code = "unknown_field" if field is None else "read_only_field"
                found[str(name)[:200]] = [ErrorDetail(str(REFUSED[code]), code=code)]
        return found


class Serializer(StrictMixin, serializers.Serializer):  # type: ignore[type-arg]
    pass


class Undeclared(serializers.PrimaryKeyRelatedField):  # type: ignore[type-arg]
    """Stands for relations nobody declared: the framework's own field would find objects the caller may not see."""

    def __init__(self, **kwargs: Any) -> None:
        if not kwargs.get("read_only"):
            raise TypeError("Declare writable relations with api.Ref or api.RefList.")
        super().__init__(**kwargs)


class ModelSerializer(StrictMixin, serializers.ModelSerializer):  # type: ignore[type-arg]
    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: fields.CharField,
        models.TextField: fields.CharField,
        models.BooleanField: fields.BooleanField,
        models.IntegerField: fields.IntegerField,
        models.SmallIntegerField: fields.IntegerField,
        models.PositiveIntegerField: fields.IntegerField,
        models.PositiveSmallIntegerField: fields.IntegerField,
        models.BigIntegerField: fields.IntegerField,
        models.PositiveBigIntegerField: fields.IntegerField,
        models.DecimalField: fields.NumberField,
        models.DateField: fields.DayField,
        models.DateTimeField: fields.MomentField,
    }
    serializer_choice_field = fields.ChoiceField
    serializer_related_field = Undeclared

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        limit = WIDTHS.get(model_field.get_internal_type())
        if limit is not None and field_class is fields.IntegerField:
            # SQLite would take 64 bits in every column; the API promises the same on every database.
            kwargs["max_value"] = min(kwargs.get("max_value", limit), limit)
            kwargs["min_value"] = max(kwargs.get("min_value", -limit), -limit)
        return field_class, kwargs


class BatchOf:
    """A body that is a list of `item`, at most `limit`; with `or_one` a single object counts as a list of one."""

    def __init__(self, item: type[serializers.BaseSerializer[Any]], *, limit: int, or_one: bool = False) -> None:
        self.item, self.limit, self.or_one = item, limit, or_one

    def validate(self, data: Any, context: dict[str, Any]) -> list[Any]:
        """The items' validated data. A problem in the i-th item points to /i/…, in a single object to /…"""
        if self.or_one and isinstance(data, Mapping):
            single = self.item(data=data, context=context)
            single.is_valid(raise_exception=True)
            return [single.validated_data]
        if not isinstance(data, list):
            raise ValidationError(_("Expected a list."), code="not_a_list")
        if not data:
            raise ValidationError(_("The list is empty."), code="empty")
        if len(data) > self.limit:
            raise ValidationError(_("At most %(max)d entries at once.") % {"max": self.limit}, code="too_many")
        many = self.item(data=data, many=True, context=context)
        try:
            many.is_valid(raise_exception=True)
        except ValidationError as error:
            raise ValidationError(_by_index(error.detail)) from error
        return list(many.validated_data)


def _by_index(detail: Any) -> Any:
    """Errors of a list with the index of each entry, the sound ones left out."""
    if not isinstance(detail, list):
        return detail
    return {str(index): errors for index, errors in enumerate(detail) if errors}


class ProblemErrorOut(serializers.Serializer):  # type: ignore[type-arg]
    pointer = serializers.CharField(
        help_text="JSON Pointer into the body; empty for the request as a whole", style={"example": "/due_on"}
    )
    parameter = serializers.CharField(
        required=False, help_text="Name of the query parameter at fault", style={"example": "page_size"}
    )
    code = serializers.CharField(help_text="Stable code of the error", style={"example": "invalid"})
    detail = serializers.CharField(
        help_text="What is wrong and what would be right, in the caller's language",
        style={"example": "Not a date; write it like 2026-11-23."},
    )


class ProblemOut(serializers.Serializer):  # type: ignore[type-arg]
    """RFC 9457 problem document."""

    type = serializers.CharField(
        help_text="URN of the kind of problem", style={"example": "urn:luodi:problem:validation"}
    )
    title = serializers.CharField(
        help_text="The kind of problem in words", style={"example": "The request is not valid"}
    )
    status = serializers.IntegerField(help_text="The HTTP status", style={"example": 400})
    detail = serializers.CharField(
        help_text="This problem in words",
        style={"example": "Some of the input cannot be accepted; `errors` says what."},
    )
    errors = ProblemErrorOut(many=True)  # type: ignore[assignment]
    current = serializers.DictField(required=False, help_text="With 412: the object as it is now")
    reference = serializers.CharField(required=False, help_text="With 500: what to quote when reporting it")
