"""Reads of measurements and readings."""

from metrics.kpis.selectors.readings import (
    Standing,
    as_of,
    as_reading,
    readings,
    signed,
    standing,
    status_changes,
    visible,
)
from metrics.kpis.selectors.values import (
    counting,
    current_of,
    ended,
    measured,
    series,
    sparks,
    values_of,
)
from metrics.kpis.selectors.work import ToMeasure, to_measure, wanted

__all__ = [
    "Standing",
    "ToMeasure",
    "as_of",
    "as_reading",
    "counting",
    "current_of",
    "ended",
    "measured",
    "readings",
    "series",
    "signed",
    "sparks",
    "standing",
    "status_changes",
    "to_measure",
    "values_of",
    "visible",
    "wanted",
]
