"""What the pages of people's time share."""

from __future__ import annotations

from django.http import HttpRequest

from pmo import access
from projects.resources.models import Resource
from projects.resources.selectors import resources as selectors


def load_resource(request: HttpRequest, pk: int) -> Resource:
    found: Resource = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found
