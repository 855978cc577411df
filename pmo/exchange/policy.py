from __future__ import annotations

from pmo.access.routes import RoutePolicy, SignedIn

# Each importer's `context` asks for the right on its own kind and target, on every one of these pages.
_IMPORTER = SignedIn("decided by the importer's context")

ROUTES: RoutePolicy = {
    "exchange:upload": {"GET": _IMPORTER, "POST": _IMPORTER},
    "exchange:template": {"GET": _IMPORTER},
    "exchange:batch": {"GET": _IMPORTER},
    "exchange:errors": {"GET": _IMPORTER},
    "exchange:commit": {"POST": _IMPORTER},
    "exchange:discard": {"POST": _IMPORTER},
    "exchange:undo": {"POST": _IMPORTER},
}
