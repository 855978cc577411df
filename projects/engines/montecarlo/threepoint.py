"""Mean and standard deviation of one three-point estimate, without drawing."""

from __future__ import annotations

from math import sqrt

from projects.engines.montecarlo.inputs import Shape


def expected(low: float, likely: float, high: float, shape: Shape) -> float:
    """Triangular (a + m + b) / 3, PERT (a + 4m + b) / 6, uniform (a + b) / 2, normal m."""
    if shape == Shape.TRIANGULAR:
        return (low + likely + high) / 3
    if shape == Shape.PERT:
        return (low + 4 * likely + high) / 6
    return (low + high) / 2 if shape == Shape.UNIFORM else likely


def deviation(low: float, likely: float, high: float, shape: Shape) -> float:
    """Standard deviation; for PERT by the classical rule (b − a) / 6, which the beta itself approximates."""
    if shape == Shape.TRIANGULAR:
        return sqrt((low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18)
    if shape == Shape.PERT:
        return (high - low) / 6
    return (high - low) / sqrt(12) if shape == Shape.UNIFORM else high - likely
