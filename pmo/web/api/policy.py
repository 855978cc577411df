"""Who may read the interface's own pages."""

from pmo.access.routes import SIGNED_IN, Public, RoutePolicy

_DESCRIPTION = Public("A description of the interface, the same in every installation; programs are generated from it.")

ROUTES: RoutePolicy = {
    "api:root": {"GET": SIGNED_IN},
    "api:schema": {"GET": _DESCRIPTION},
    "api:docs": {"GET": _DESCRIPTION},
}
