"""Acts on measurements, and the recomputation of readings."""

from metrics.kpis.services.measurements import (
    EARLIEST,
    MAX_BATCH,
    MeasurementIn,
    RecordOutcome,
    correct,
    faults,
    record,
    record_many,
    take_back,
    withdraw,
)
from metrics.kpis.services.recompute import (
    limits_changed,
    open_kpis,
    recompute,
    recompute_all,
    recompute_touched,
    touch,
)
from metrics.kpis.services.reminders import hand_over, remind

__all__ = [
    "EARLIEST",
    "MAX_BATCH",
    "MeasurementIn",
    "RecordOutcome",
    "correct",
    "faults",
    "hand_over",
    "limits_changed",
    "open_kpis",
    "recompute",
    "recompute_all",
    "recompute_touched",
    "record",
    "record_many",
    "remind",
    "take_back",
    "touch",
    "withdraw",
]
