"""Path parameters of objects that exist: random ids would only ever meet the 404."""

from __future__ import annotations

import re
from typing import Any

from django.urls import Resolver404, resolve

from pmo.web.api.fields import Ref, RefList
from pmo.web.api.serializers import BatchOf
from pmo.web.api.viewsets import ApiViewSet


def parameters_for(path: str, user: Any) -> dict[str, Any]:
    """For "/api/v1/goals/{id}/submit/" the id of a goal `user` sees; {} where the address names no such object."""
    found: dict[str, Any] = {}
    for name in re.findall(r"{(\w+)}", path):
        view = _view(_up_to(path, name, found))
        if view is None:
            return {}
        value = _first(view, name, found, user)
        if value is None:
            return {}
        found[name] = value
    return found


def body_for(path: str, method: str, body: Any, user: Any) -> Any:
    """`body` with its references pointing at objects `user` sees: random ones would be refused before any rule runs."""
    view = _view(_up_to(path, "", {}))
    if view is None:
        return body
    match = resolve(_up_to(path, "", {}))
    name = getattr(match.func, "actions", {}).get(method.lower(), "")
    kind = view().describe(name).request
    if isinstance(kind, BatchOf):
        items = body if isinstance(body, list) else [body]
        return [_filled(kind.item, item, user) for item in items]
    return _filled(kind, body, user) if kind is not None else body


def _filled(kind: Any, body: Any, user: Any) -> Any:
    if not isinstance(body, dict):
        return body
    fields = kind(context={"request": type("Request", (), {"user": user})()}).fields
    found = dict(body)
    for name, field in fields.items():
        if isinstance(field, Ref) and not field.read_only and (field.required or found.get(name) is not None):
            found[name] = field.rows().order_by("pk").values_list(field.by, flat=True).first()
        elif isinstance(field, RefList) and name in found:
            found[name] = list(field.one.rows().order_by("pk").values_list(field.one.by, flat=True)[:2])
    return found


def _up_to(path: str, name: str, known: dict[str, Any]) -> str:
    for key, value in known.items():
        path = path.replace("{" + key + "}", str(value))
    return re.sub(r"{\w+}", "1", path)


def _view(path: str) -> type[ApiViewSet] | None:
    try:
        view = getattr(resolve(path).func, "cls", None)
    except Resolver404:
        return None
    return view if isinstance(view, type) and issubclass(view, ApiViewSet) else None


def _first(view: Any, name: str, known: dict[str, Any], user: Any) -> Any:
    if name == getattr(view, "parent_kwarg", None):
        rows, field = view.parent_model._default_manager.visible_to(user), view.parent_by
    else:
        instance = view()
        instance.request, instance.kwargs = type("Request", (), {"user": user})(), known
        rows, field = instance.get_queryset(), view.lookup_field
    return rows.order_by("pk").values_list(field, flat=True).first()
