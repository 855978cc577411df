"""Business acts on plans."""

from projects.schedule.services.baselines import delete_baseline, make_baseline_current, take_baseline
from projects.schedule.services.editing import Outcome, apply, preview
from projects.schedule.services.feeds import open_feed, revoke_feed
from projects.schedule.services.files import add_file, remove_file
from projects.schedule.services.plans import Replaced, open_plan, replace_plan
from projects.schedule.services.progress import report_progress
from projects.schedule.services.reminders import remind
from projects.schedule.services.settings import (
    change_settings,
    delete_calendar,
    recompute,
    recompute_stale,
    save_calendar,
    stale_plans,
)
from projects.schedule.services.simulation import Moved, Simulation, finish_moves, simulate, simulate_change
from projects.schedule.services.templates import delete_template, deliver, save_template, start_from_template
from projects.schedule.services.undo import last_steps, redo, undo

__all__ = [
    "Moved",
    "Outcome",
    "Replaced",
    "Simulation",
    "add_file",
    "apply",
    "change_settings",
    "delete_baseline",
    "delete_calendar",
    "delete_template",
    "deliver",
    "finish_moves",
    "last_steps",
    "make_baseline_current",
    "open_feed",
    "open_plan",
    "preview",
    "recompute",
    "recompute_stale",
    "redo",
    "remind",
    "remove_file",
    "replace_plan",
    "report_progress",
    "revoke_feed",
    "save_calendar",
    "save_template",
    "simulate",
    "simulate_change",
    "stale_plans",
    "start_from_template",
    "take_baseline",
    "undo",
]
