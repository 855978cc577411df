"""Editable rows: versions, stale writes, and the errors business acts end with."""

from pmo.records.errors import Conflict, DomainError, Forbidden, Invalid, StaleWrite

__all__ = ["Conflict", "DomainError", "Forbidden", "Invalid", "StaleWrite"]
