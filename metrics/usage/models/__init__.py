"""Systems that are rolled out and who should use them; where events come from; events, and what is counted."""

from metrics.usage.models.counts import (
    Eligible,
    FeatureCount,
    IntakeDay,
    Placement,
    RefusedDay,
    UsageCount,
    UsageDirty,
)
from metrics.usage.models.events import (
    UsageEvent,
    UsageFeatureDay,
    UsageKey,
    UsageMark,
    UsageReceipt,
    UsageTouched,
    UsageWatermark,
)
from metrics.usage.models.setup import EligibilityRule, Feature, UsageRole, UsageSystem
from metrics.usage.models.sources import UsageSource, UsageUpload

__all__ = [
    "EligibilityRule",
    "Eligible",
    "Feature",
    "FeatureCount",
    "IntakeDay",
    "Placement",
    "RefusedDay",
    "UsageCount",
    "UsageDirty",
    "UsageEvent",
    "UsageFeatureDay",
    "UsageKey",
    "UsageMark",
    "UsageReceipt",
    "UsageRole",
    "UsageSource",
    "UsageSystem",
    "UsageTouched",
    "UsageUpload",
    "UsageWatermark",
]
