"""The package's part of the REST interface."""

from typing import Any

routes: list[tuple[str, Any, str]] = []
urlpatterns: list[Any] = []
