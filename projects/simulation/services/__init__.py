"""Business acts on estimates and simulations."""

from projects.simulation.services.estimates import remove_estimate, save_estimates, set_estimate
from projects.simulation.services.runs import start_run
from projects.simulation.services.settings import change_settings

__all__ = ["change_settings", "remove_estimate", "save_estimates", "set_estimate", "start_run"]
