"""What the forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from pmo.orgs.models import Unit
from projects.portfolio.models import Project


class GoalField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


class GoalsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


def units_for(user: Any, project: Project, *more: int) -> QuerySet[Unit]:
    """The units the project concerns with everything below them, else all; `more` stay choosable."""
    open_units = Unit.objects.visible_to(user).filter(closed_on__isnull=True)
    paths = list(project.unit_links.values_list("unit__path", flat=True))
    if not paths:
        return open_units.order_by("path")
    found = open_units.none()
    for path in paths:
        found |= open_units.filter(path__startswith=path)
    if more:
        found |= Unit.objects.visible_to(user).filter(pk__in=more)
    return found.order_by("path")
