"""Monte Carlo simulation of a plan and its costs: `simulate` runs a `Model`, `results` reads the iterations."""

from projects.engines.montecarlo.inputs import (
    Correlation,
    CostLine,
    Driver,
    Effect,
    Estimate,
    How,
    InputError,
    Model,
    Shape,
    check,
)
from projects.engines.montecarlo.simulate import Run, simulate

__all__ = [
    "Correlation",
    "CostLine",
    "Driver",
    "Effect",
    "Estimate",
    "How",
    "InputError",
    "Model",
    "Run",
    "Shape",
    "check",
    "simulate",
]
