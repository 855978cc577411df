"""The room for programs: resources, and the door through which events come in."""

from metrics.usage.api.resources import routes, urlpatterns

__all__ = ["routes", "urlpatterns"]
