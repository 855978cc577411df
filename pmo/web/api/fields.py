"""Serializer fields that take exactly what they say and nothing a column could choke on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from pmo import texts
from pmo.web.api.params import FIRST_DAY, LAST_DAY, MAX_ID
from pmo.web.api.render import moment, number

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONEY = re.compile(r"-?\d{1,16}(\.\d{1,2})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class CharField(serializers.CharField):
    """Text. Other JSON types are refused instead of being turned into text, control characters too."""

    default_error_messages = {"control_character": _("The text contains control characters.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text = super().to_internal_value(data)
        if _CONTROL.search(text):
            self.fail("control_character")
        return text


class BooleanField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class IntegerField(serializers.IntegerField):
    """A whole number of 64 bits at most."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", -(2**31))
        kwargs.setdefault("max_value", 2**31 - 1)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(data)


class ChoiceField(serializers.ChoiceField):
    default_error_messages = {"invalid_choice": _("Unknown value. Known: {known}.")}

    def to_internal_value(self, data: Any) -> Any:
        if data == "" and self.allow_blank:
            return ""
        if not isinstance(data, (str, int)) or isinstance(data, bool) or data not in self.choices:
            self.fail("invalid_choice", known=", ".join(str(key) for key in self.choices if key != ""))
        return data


class NumberField(serializers.DecimalField):
    """A Decimal as a JSON number: finite, bounded, exact in both directions."""

    default_error_messages = {
        "not_a_number": _("Not a number; write it without quotation marks."),
    }

    def __init__(self, *, max_digits: int = 24, decimal_places: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("coerce_to_string", False)
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, (int, float, Decimal)):
            self.fail("not_a_number")
        return super().to_internal_value(str(data))

    def to_representation(self, value: Any) -> Any:
        return None if value is None or number(Decimal(value)) is None else Decimal(value)


class PercentField(serializers.FloatField):
    """Percent as a JSON number: 60.0 is 60 %."""

    default_error_messages = {"not_a_number": NumberField.default_error_messages["not_a_number"]}

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, (int, float, Decimal)):
            self.fail("not_a_number")
        return super().to_internal_value(float(data))

    def to_representation(self, value: Any) -> Any:
        return round(float(value), 4)


class MoneyField(serializers.Field):
    """An amount as text with two decimals, so that no client loses a cent to floating point."""

    default_error_messages = {
        "not_money": _('Write amounts as text with at most two decimals, like "1200.00".'),
        "min_value": _("Must be at least {min_value}."),
        "max_value": _("Must be at most {max_value}."),
    }

    def __init__(self, *, min_value: int | Decimal = 0, max_value: int | Decimal = 10**13, **kwargs: Any) -> None:
        self.min_value, self.max_value = Decimal(min_value), Decimal(max_value)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not _MONEY.fullmatch(data) or not data.isascii():
            self.fail("not_money")
        try:
            value = Decimal(data)
        except InvalidOperation:
            self.fail("not_money")
        if value < self.min_value:
            self.fail("min_value", min_value=self.min_value)
        if value > self.max_value:
            self.fail("max_value", max_value=self.max_value)
        return value

    def to_representation(self, value: Any) -> str:
        return format(Decimal(value).quantize(Decimal("0.01")), "f")


class DayField(serializers.DateField):
    """YYYY-MM-DD between 1900 and 2200."""

    default_error_messages = {
        "invalid": _("Not a date; write it like 2026-11-23."),
        "date_out_of_range": _("Dates lie between {first} and {last}."),
    }

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail("invalid")
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("date_out_of_range", first=FIRST_DAY, last=LAST_DAY)
        return day


class MomentField(serializers.DateTimeField):
    """ISO 8601 with offset, both ways; the answer uses the caller's time zone."""

    default_error_messages = {
        "invalid": _("Not a time with offset; write it like 2026-11-23T09:30:00+08:00."),
        "date_out_of_range": DayField.default_error_messages["date_out_of_range"],
    }

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not 20 <= len(value) <= 40 or value[10:11] not in ("T", "t"):
            self.fail("invalid")
        try:
            found = datetime.fromisoformat(value.upper())
        except ValueError:
            self.fail("invalid")
        if timezone.is_naive(found):
            self.fail("invalid")
        if not FIRST_DAY <= found.date() <= LAST_DAY:
            self.fail("date_out_of_range", first=FIRST_DAY, last=LAST_DAY)
        return found

    def to_representation(self, value: Any) -> Any:
        return moment(value) if value else None


class SentenceField(serializers.Field):
    """A computed sentence, in the caller's language. Read-only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "read_only": True})

    def to_representation(self, value: Any) -> str:
        sentence = texts.Sentence.from_json(value) if isinstance(value, Mapping) else value
        return sentence.plain() if isinstance(sentence, texts.Sentence) else str(sentence)


def _may_lack(model: Any, steps: Iterable[str]) -> bool:
    """Whether a relation on the way from `model` may be empty in the database: the document must then say null."""
    for step in steps:
        if model is None:
            return False
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return False
        if getattr(field, "null", False):
            return True
        model = field.related_model
    return False


class _Related(serializers.Field):
    """Something of a related object; `source` is the relation (dotted), and may repeat the name of the field."""

    def __init__(self, source: str | None = None, **kwargs: Any) -> None:
        # What cannot be found would be left out of the answer without a word.
        if source is not None and "__" in source:
            raise ValueError(f"{source}: write relations with dots")
        super().__init__(source=source, read_only=True, **kwargs)

    def bind(self, field_name: str, parent: Any) -> None:
        if self.source == field_name:
            self.source = None
        super().bind(field_name, parent)
        if _may_lack(getattr(getattr(parent, "Meta", None), "model", None), self.source_attrs):
            self.allow_null = True


class KeyField(_Related):
    """The key of a related object ("FIN-01"). Read-only."""

    def __init__(self, source: str | None = None, *, key: str = "key", **kwargs: Any) -> None:
        self.key = key
        super().__init__(source, **kwargs)

    def to_representation(self, value: Any) -> str:
        return str(getattr(value, self.key))


class PersonField(_Related):
    """A person as {"id", "name"}, the name in the caller's language. Read-only."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        return {"id": value.pk, "name": texts.bilingual(value, "name")}


Visible = Callable[[Any], Any]


class Ref(serializers.RelatedField):  # type: ignore[type-arg]
    """A reference to an object the caller may see, by id or by `by`. One they may not see does not exist."""

    default_error_messages = {
        "does_not_exist": _("There is no such object."),
        "incorrect_type": _("Wrong type of reference."),
    }

    def __init__(
        self, model: type[Model], *, by: str = "pk", verb: str = "view", visible: Visible | None = None, **kwargs: Any
    ) -> None:
        self.model, self.by, self.verb, self.visible = model, by, verb, visible
        if not kwargs.get("read_only"):
            kwargs["queryset"] = model._default_manager.none()
        super().__init__(**kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        # The framework takes "" for null, which would drop a reference the caller meant to set.
        return serializers.Field.run_validation(self, data)

    def use_pk_only_optimization(self) -> bool:
        return self.by == "pk"

    def rows(self) -> Any:
        user = self.context["request"].user
        if self.visible is not None:
            return self.visible(user)
        manager: Any = self.model._default_manager
        return manager.visible_to(user) if self.verb == "view" else manager.for_verb(user, self.verb)

    def to_internal_value(self, data: Any) -> Any:
        found = self.rows().filter(**{self.by: self.value_of(data)}).first()
        if found is None:
            self.fail("does_not_exist")
        return found

    def value_of(self, data: Any) -> Any:
        if self.by == "pk":
            if isinstance(data, bool) or not isinstance(data, int):
                self.fail("incorrect_type")
            return data if 0 < data <= MAX_ID else 0
        if not isinstance(data, str):
            self.fail("incorrect_type")
        return data[:200]

    def to_representation(self, value: Any) -> Any:
        return value.pk if self.by == "pk" else getattr(value, self.by)


class RefList(serializers.Field):
    """A list of references, found with one query; answers the same list."""

    default_error_messages = {
        "not_a_list": _("Expected a list."),
        "too_many": _("At most {max} entries."),
        "required": serializers.Field.default_error_messages["required"],
    }

    def __init__(self, model: type[Model], *, by: str = "pk", limit: int = 500, **kwargs: Any) -> None:
        self.limit = limit
        options: dict[str, Any] = {key: kwargs.pop(key) for key in ("verb", "visible") if key in kwargs}
        self.one = Ref(model, by=by, **options)
        super().__init__(**kwargs)

    def bind(self, field_name: str, parent: Any) -> None:
        super().bind(field_name, parent)
        # It asks for the request through its parents.
        parent_of_one: Any = self
        self.one.bind("", parent_of_one)

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list")
        if len(data) > self.limit:
            self.fail("too_many", max=self.limit)
        wanted: list[Any] = []
        errors: dict[Any, Any] = {}
        for index, item in enumerate(data):
            try:
                wanted.append(self.one.value_of(item))
            except serializers.ValidationError as error:
                errors[index] = error.detail
        rows = self.one.rows().filter(**{f"{self.one.by}__in": wanted})
        found = {self.one.to_representation(row): row for row in rows}
        for index, value in enumerate(wanted):
            if value not in found and index not in errors:
                text = str(self.one.error_messages["does_not_exist"])
                errors[index] = [ErrorDetail(text, code="does_not_exist")]
        if errors:
            raise serializers.ValidationError(errors)
        return [found[value] for value in dict.fromkeys(wanted)]

    def to_representation(self, value: Any) -> list[Any]:
        rows: Iterable[Any] = value.all() if hasattr(value, "all") else value
        return [self.one.to_representation(row) for row in rows]
