"""Who looks on from outside, and who runs the system."""

from __future__ import annotations

from pmo.access.rights.terms import ALL, DIRECTORY, JOINED, OWN, Rights, every, read

CLIENT: Rights = {
    **DIRECTORY,
    "support": {"view": JOINED},
    "announcement": {"view": JOINED},
    "comm_plan": {"view": JOINED},
    "usage": {"view": JOINED},
    "meeting": {"view": JOINED},
    **read(JOINED, "portfolio", "project", "goal", "kpi", "measurement", "health", "review", "action", "process"),
    **read(JOINED, "survey", "plan", "task", "scope_item", "change_request", "simulation", "gate", "pilot", "data_set"),
    **read(JOINED, "impact", "readiness", "training"),
    "feed": every(OWN),
}

SYSTEM_ADMIN: Rights = {
    **DIRECTORY,
    # To forget people. What is kept about them speaks of the business: the PMO hands it out, or they do themselves.
    "usage_data": {"view": ALL, "erase": ALL},
    "user": {"view": ALL, "add": ALL, "change": ALL, "import": ALL, "export": ALL, "grant": ALL},
    "unit": every(ALL),
    "calendar": every(ALL),
}
