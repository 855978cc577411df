from pmo.access.routes import RoutePolicy, SignedIn

OWN = SignedIn("everybody reads their own messages, and only those")

ROUTES: RoutePolicy = {
    "notify:list": {"GET": OWN},
    "notify:open": {"GET": OWN},
    "notify:mark": {"POST": OWN},
    "notify:read_all": {"POST": OWN},
    "notify:preferences": {"GET": OWN, "POST": OWN},
}
