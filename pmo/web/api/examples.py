"""Believable example values for every property of the OpenAPI document that has none of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pmo.web.api import words
from pmo.web.api.problems import KINDS, document

BY_NAME: dict[str, Any] = {
    "id": 17,
    "key": "FIN-01",
    "project": "FIN-01",
    "name": "报销审批",
    "name_en": "Reimbursement approval",
    "title": "报销审批周期从5天缩短至2天",
    "title_en": "Reimbursement approval from 5 days to 2",
    "unit": "天",
    "unit_en": "days",
    "currency": "CNY",
    "note": "来自流程日志",
    "version": 3,
    "value": 3.5,
    "baseline": 5,
    "target": 2,
    "current": 3.5,
    "progress": 50.0,
    "quarter": "2026Q4",
    "code": "FIN",
}
BY_FORMAT: dict[str, Any] = {
    "date": "2026-11-23",
    "date-time": "2026-11-23T09:30:00+08:00",
    "decimal": "120000.00",
    "uri": "https://luodi.example.com/api/v1/projects/FIN-01/",
    "email": "li.wei@example.com",
    "uuid": "8f4c2b1e-5a0d-4a5e-9c0b-1f2e3d4c5b6a",
    "binary": "(file)",
}
BY_TYPE: dict[str, Any] = {"integer": 1, "number": 60.0, "boolean": True, "string": "文本"}


_AT_FAULT: dict[int, list[dict[str, str]]] = {
    400: [{"pointer": "/due_on", "code": "invalid", "detail": "Not a date; write it like 2026-11-23."}],
    409: [{"pointer": "", "code": "conflict", "detail": "Not possible in the present state"}],
    422: [{"pointer": "/target", "code": "same_as_baseline", "detail": "A rule does not allow this"}],
}
_FILLED = {"method": "GET", "types": "application/json", "max": "2,621,440", "seconds": 3, "reference": "8f4c2b1e"}


def problem_example(status: int) -> dict[str, Any]:
    """What a caller gets with `status`, in English."""
    kind = "validation" if status == 400 else KINDS[status]
    detail = str(words.DETAILS.get(kind, words.TITLES[kind])) % _FILLED
    extra = {"current": {"id": 17, "version": 4}} if status == 412 else {}
    return document(status, kind, detail, _AT_FAULT.get(status, []), **extra)


def finish(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """Post-processing hook of the schema generator: what the serializers do and it does not know."""
    for component, schema in result.get("components", {}).get("schemas", {}).items():
        if component.endswith("Request") and "properties" in schema:
            # Unknown fields are refused.
            schema["additionalProperties"] = False
        for name, prop in schema.get("properties", {}).items():
            if {"type": "null"} in prop.get("oneOf", []) and {} in prop["oneOf"]:
                # "Anything or null" is anything; as a choice of one, null would fit twice.
                del prop["oneOf"]
            if "$ref" not in prop and not {"example", "examples"} & prop.keys():
                value = example_for(name, prop)
                if value is not None:
                    prop["examples"] = [value]
    return result


def example_for(name: str, prop: Mapping[str, Any]) -> Any:
    """A value that fits the property's type, format and bounds, or None for what has inner structure."""
    kinds = prop.get("type", "")
    kind = next((k for k in kinds if k != "null"), "") if isinstance(kinds, list) else kinds
    if "enum" in prop:
        return next((value for value in prop["enum"] if value not in ("", None)), None)
    if kind not in BY_TYPE:
        return None
    for value in (BY_NAME.get(name), BY_FORMAT.get(prop.get("format", "")), BY_TYPE[kind], prop.get("minimum")):
        if value is not None and _fits(value, kind, prop):
            return value
    return None


def _fits(value: Any, kind: str, prop: Mapping[str, Any]) -> bool:
    if kind == "string":
        fits = isinstance(value, str) and len(value) <= prop.get("maxLength", len(value))
        return fits and re.search(prop.get("pattern", ""), value) is not None
    if kind == "boolean":
        return isinstance(value, bool)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or (kind == "integer" and value != int(value)):
        return False
    return bool(prop.get("minimum", value) <= value <= prop.get("maximum", value))
