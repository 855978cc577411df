"""Business acts on criteria, assessments and scenarios."""

from projects.selection.services.assessments import assess, assess_new
from projects.selection.services.criteria import add_criterion, change_criterion, remove_criterion
from projects.selection.services.scenarios import (
    add_scenario,
    adopt_scenario,
    change_scenario,
    delete_scenario,
    start_scenario,
)

__all__ = [
    "add_criterion",
    "add_scenario",
    "adopt_scenario",
    "assess",
    "assess_new",
    "change_criterion",
    "change_scenario",
    "delete_scenario",
    "remove_criterion",
    "start_scenario",
]
