"""Everybody manages their own tokens; with them the pages of the interface that tokens open."""

from pmo.access.routes import RoutePolicy, SignedIn
from pmo.web.api.policy import ROUTES as KIT

_OWN = SignedIn("A person's own tokens, found by the person.")

ROUTES: RoutePolicy = {
    **KIT,
    "tokens:list": {"GET": _OWN},
    "tokens:create": {"POST": _OWN},
    "tokens:revoke": {"POST": _OWN},
    "api:me": {"GET": _OWN},
}
