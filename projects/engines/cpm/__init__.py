"""Critical path method: `compute` and `Scheduler` over the network described in `network`."""

from projects.engines.cpm.network import (
    Activity,
    Constraint,
    LagCalendar,
    Link,
    LinkKind,
    Network,
    PlanError,
    Schedule,
)
from projects.engines.cpm.scheduler import Scheduler, compute

__all__ = [
    "Activity",
    "Constraint",
    "LagCalendar",
    "Link",
    "LinkKind",
    "Network",
    "PlanError",
    "Schedule",
    "Scheduler",
    "compute",
]
