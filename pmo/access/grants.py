"""Single-project exceptions: a project shown to one person who has no role on it. Kept by django-guardian.

Guardian is asked only here: its lookups are far slower than a membership join, so lists ask for the ids once.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, QuerySet, Value
from django.db.models.functions import Cast
from guardian.models import UserObjectPermission

GRANTED = "granted"


def granted_rows(user_id: int) -> QuerySet[Any, tuple[str, int]]:
    """Rows (GRANTED, project id) of the projects shown to a person one by one; joined into the query for roles."""
    return UserObjectPermission.objects.filter(
        user_id=user_id, permission__codename="view_project", content_type__app_label="projects"
    ).values_list(Value(GRANTED, output_field=CharField()), Cast("object_pk", BigIntegerField()))


def shared_with(project: Any) -> list[int]:
    """Ids of the people a project is shown to one by one."""
    kind = ContentType.objects.get_for_model(project)
    rows = UserObjectPermission.objects.filter(content_type=kind, object_pk=str(project.pk))
    return list(rows.values_list("user_id", flat=True))
