"""Business acts on what is measured, and the way of events to counts."""

from metrics.usage.services.eligibility import add_rule, change_rule, remove_rule, resolve, resolve_all
from metrics.usage.services.ingest import Taken, take
from metrics.usage.services.privacy import erase_person, export_person, own_export
from metrics.usage.services.rollups import expire, nightly, on_counted, roll_up
from metrics.usage.services.sources import NewSource, add_source, revoke_source
from metrics.usage.services.systems import (
    add_feature,
    add_role,
    add_system,
    change_feature,
    change_role,
    change_system,
    delete_feature,
    delete_role,
    delete_system,
)
from metrics.usage.services.uploads import upload_events

__all__ = [
    "NewSource",
    "Taken",
    "add_feature",
    "add_role",
    "add_rule",
    "add_source",
    "add_system",
    "change_feature",
    "change_role",
    "change_rule",
    "change_system",
    "delete_feature",
    "delete_role",
    "delete_system",
    "erase_person",
    "expire",
    "export_person",
    "nightly",
    "on_counted",
    "own_export",
    "remove_rule",
    "resolve",
    "resolve_all",
    "revoke_source",
    "roll_up",
    "take",
    "upload_events",
]
