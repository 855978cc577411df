"""The API kit: `from pmo.web import api`, then `api.CrudViewSet`, `api.Ref`, `api.read`, …

Names are looked up when first used: the framework imports parts of this package while it is itself being imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmo.web.api.fields import (
        BooleanField,
        CharField,
        ChoiceField,
        DayField,
        IntegerField,
        KeyField,
        MomentField,
        MoneyField,
        NumberField,
        PercentField,
        PersonField,
        Ref,
        RefList,
        SentenceField,
    )
    from pmo.web.api.operations import act, operation, read
    from pmo.web.api.params import Choice, Date, Flag, Id, Ids, Integer, Number, Param, Text
    from pmo.web.api.problems import Problem
    from pmo.web.api.serializers import BatchOf, ModelSerializer, Serializer
    from pmo.web.api.views import ApiView
    from pmo.web.api.viewsets import (
        ID,
        KEY,
        ApiViewSet,
        ChildMixin,
        CreateMixin,
        CrudViewSet,
        DestroyMixin,
        KeptViewSet,
        ListMixin,
        ReadViewSet,
        RetrieveMixin,
        UpdateMixin,
    )

_HOME = {
    "fields": (
        "BooleanField",
        "CharField",
        "ChoiceField",
        "DayField",
        "IntegerField",
        "KeyField",
        "MomentField",
        "MoneyField",
        "NumberField",
        "PercentField",
        "PersonField",
        "Ref",
        "RefList",
        "SentenceField",
    ),
    "operations": ("act", "operation", "read"),
    "params": ("Choice", "Date", "Flag", "Id", "Ids", "Integer", "Number", "Param", "Text"),
    "problems": ("Problem",),
    "serializers": ("BatchOf", "ModelSerializer", "Serializer"),
    "views": ("ApiView",),
    "viewsets": (
        "ID",
        "KEY",
        "ApiViewSet",
        "ChildMixin",
        "CreateMixin",
        "CrudViewSet",
        "DestroyMixin",
        "KeptViewSet",
        "ListMixin",
        "ReadViewSet",
        "RetrieveMixin",
        "UpdateMixin",
    ),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "ID",
    "KEY",
    "ApiView",
    "ApiViewSet",
    "BatchOf",
    "BooleanField",
    "CharField",
    "ChildMixin",
    "Choice",
    "ChoiceField",
    "CreateMixin",
    "CrudViewSet",
    "Date",
    "DayField",
    "DestroyMixin",
    "Flag",
    "Id",
    "Ids",
    "Integer",
    "IntegerField",
    "KeptViewSet",
    "KeyField",
    "ListMixin",
    "ModelSerializer",
    "MomentField",
    "MoneyField",
    "Number",
    "NumberField",
    "Param",
    "PercentField",
    "PersonField",
    "Problem",
    "ReadViewSet",
    "Ref",
    "RefList",
    "RetrieveMixin",
    "SentenceField",
    "Serializer",
    "Text",
    "UpdateMixin",
    "act",
    "operation",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(name)
    value = getattr(import_module(f"pmo.web.api.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value
