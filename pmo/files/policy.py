from __future__ import annotations

from pmo.access.routes import RoutePolicy, SignedIn

# The object that owns the file decides (pmo.files.guards): no single kind could stand here.
ROUTES: RoutePolicy = {"files:download": {"GET": SignedIn("decided by the guard of the owning object")}}
