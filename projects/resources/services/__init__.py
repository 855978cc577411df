"""Business acts on people's time."""

from projects.resources.services.allocations import add_allocation, change_allocation, remove_allocation
from projects.resources.services.assignments import MOST_PEOPLE, assign, staff_plan, unassign
from projects.resources.services.levelling import apply_levelling, discard_levelling, start_levelling
from projects.resources.services.resources import (
    add_absence,
    add_resource,
    change_resource,
    is_asked_for,
    remove_absence,
    remove_placeholder,
    require_absences,
    resource_of,
    staff,
)

__all__ = [
    "MOST_PEOPLE",
    "add_absence",
    "add_allocation",
    "add_resource",
    "apply_levelling",
    "assign",
    "change_allocation",
    "change_resource",
    "discard_levelling",
    "is_asked_for",
    "remove_absence",
    "remove_allocation",
    "remove_placeholder",
    "require_absences",
    "resource_of",
    "staff",
    "staff_plan",
    "start_levelling",
    "unassign",
]
