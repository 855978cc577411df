"""Health reaches programs inside the status document of a project (see dashboards)."""

from typing import Any

routes: list[tuple[str, Any, str]] = []
urlpatterns: list[Any] = []
