from pmo.access.routes import RoutePolicy, SignedIn

OWN = SignedIn("everybody sees the work they started, and only that")

ROUTES: RoutePolicy = {
    "jobs:list": {"GET": OWN},
    "jobs:detail": {"GET": OWN},
    "jobs:fragment": {"GET": OWN},
    "jobs:cancel": {"POST": OWN},
    "api:job-list": {"GET": OWN},
    "api:job-detail": {"GET": OWN},
    "api:job-cancel": {"POST": OWN},
}
