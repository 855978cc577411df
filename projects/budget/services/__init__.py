"""Business acts on money."""

from projects.budget.services.actuals import record_actual, remove_actual
from projects.budget.services.approvals import (
    add_signer,
    decline,
    delegate,
    give_back,
    raise_again,
    remind,
    sign,
    withdraw,
)
from projects.budget.services.asking import ask_budget, ask_tranche
from projects.budget.services.budgets import (
    add_line,
    change_budget,
    change_line,
    delete_line,
    open_budget,
    set_months,
)
from projects.budget.services.commitments import NotReleased, change_commitment, commit, end_commitment
from projects.budget.services.contingency import draw
from projects.budget.services.labour import add_labour_rate, booked, compute_all, remove_labour_rate
from projects.budget.services.phases import add_phase, move_phase, rename_phase
from projects.budget.services.rates import add_rate, remove_rate
from projects.budget.services.reminders import remind_all
from projects.budget.services.rules import change_rule, delete_rule, save_rule
from projects.budget.services.standing import refresh_all
from projects.budget.services.tranches import change_tranche, delete_tranche, freeze, plan_tranche, release

__all__ = [
    "NotReleased",
    "add_labour_rate",
    "add_line",
    "add_phase",
    "add_rate",
    "add_signer",
    "ask_budget",
    "ask_tranche",
    "booked",
    "change_budget",
    "change_commitment",
    "change_line",
    "change_rule",
    "change_tranche",
    "commit",
    "compute_all",
    "decline",
    "delegate",
    "delete_line",
    "delete_rule",
    "delete_tranche",
    "draw",
    "end_commitment",
    "freeze",
    "give_back",
    "move_phase",
    "open_budget",
    "plan_tranche",
    "raise_again",
    "record_actual",
    "refresh_all",
    "release",
    "remind",
    "remind_all",
    "remove_actual",
    "remove_labour_rate",
    "remove_rate",
    "rename_phase",
    "save_rule",
    "set_months",
    "sign",
    "withdraw",
]
