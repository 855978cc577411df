from __future__ import annotations

from pmo.access.routes import RoutePolicy, SignedIn

ROUTES: RoutePolicy = {"search:search": {"GET": SignedIn("each provider starts at what the person may see")}}
