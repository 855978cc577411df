"""Business acts on targets and funnels, and what is computed after counting."""

from metrics.adoption.services.funnels import add_funnel, change_funnel, delete_funnel
from metrics.adoption.services.refresh import refresh, refresh_all
from metrics.adoption.services.targets import REFRESH_TASK, change_target, remove_target, set_target

__all__ = [
    "REFRESH_TASK",
    "add_funnel",
    "change_funnel",
    "change_target",
    "delete_funnel",
    "refresh",
    "refresh_all",
    "remove_target",
    "set_target",
]
